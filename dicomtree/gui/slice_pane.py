"""The slice pane: the picture, what stands over it, and the sliders under it."""

import tkinter
from collections.abc import Callable

from PIL import Image, ImageTk

from dicomtree.gui.cine import Cine
from dicomtree.gui.localizer_view import LocalizerView
from dicomtree.gui.measure_layer import MeasureLayer
from dicomtree.gui.palette import PICTURE_GROUND
from dicomtree.gui.pane_histogram import PaneHistogram
from dicomtree.gui.pane_input import PaneInput
from dicomtree.gui.pane_legend import PaneLegend
from dicomtree.gui.pane_menu import PaneMenu
from dicomtree.gui.pane_overlay import PaneOverlay
from dicomtree.gui.picture_painter import Look, Painted, PicturePainter
from dicomtree.gui.slice_slider import SliceSlider, strip_height
from dicomtree.gui.smoothing import Smoothed, Smoothing
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.session import messages
from dicomtree.session.corners import overlay_of
from dicomtree.session.legend import legend_of
from dicomtree.session.messages import Message
from dicomtree.session.pointer import pointer_text
from dicomtree.session.sliders import slider_rows
from dicomtree.session.state import Session, Viewer
from dicomtree.session.viewing import current_window
from dicomtree.session.viewport import Viewport
from dicomtree.text import show

SMOOTH_AFTER_MS = 80
LATE_AFTER_MS = 150
SMALLEST_PIXELS = 80
READING = "reading…"
BASIS = (
    "viewer",
    "localizing",
    "settings",
    "tree",
    "contents",
    "identity_hidden",
    "tool",
    "measurements",
    "counting",
)

Dispatch = Callable[[Message], None]


class SlicePane:
    """Draws `session.viewer` and turns mouse and keys into messages.

    `element` goes into the window's layout; `attach` follows the window's finalize. `dispatch`
    is called on the window's thread, `send` from any; `reveal` with (root, path) of a file to
    show in the system's file manager.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        style: Style,
        reveal: Callable[[int, str], None],
        send: Dispatch,
    ) -> None:
        self._dispatch = dispatch
        self._style = style
        self._send = send
        self._reveal = reveal
        size = style.px(SMALLEST_PIXELS)  # the sliders are packed last, and must still find room
        self._graph = sg.Graph(
            (size, size),
            (0, size),
            (size, 0),
            background_color=PICTURE_GROUND,
            pad=(0, 0),
            expand_x=True,
            expand_y=True,
        )
        self._slider_element = sg.Canvas(
            size=(size, strip_height(style, 1)), pad=(0, 0), expand_x=True
        )
        self.element = sg.Column(
            [[self._graph], [self._slider_element]], pad=(0, 0), expand_x=True, expand_y=True
        )
        self._session = Session()
        self._painter = PicturePainter()
        self._photo: ImageTk.PhotoImage | None = None
        self._photo_kind: tuple[tuple[int, int], str] = ((0, 0), "")
        self._view: tuple[Look, Viewport] | None = None
        self._painted: Painted | None = None
        self._late = False
        self._has_focus = False
        self._timers: dict[str, str] = {}

    @property
    def canvas(self) -> tkinter.Canvas:
        """The canvas that the picture is drawn on, once the window is finalized."""
        canvas: tkinter.Canvas = self._graph.Widget
        return canvas

    @property
    def sliders(self) -> tkinter.Canvas:
        """The canvas of the sliders, once the window is finalized."""
        canvas: tkinter.Canvas = self._slider_element.Widget
        return canvas

    def attach(self) -> None:
        """Take hold of the widgets, once the window is finalized."""
        canvas = self.canvas
        canvas.configure(
            highlightthickness=0, borderwidth=0, background=PICTURE_GROUND, takefocus=1
        )
        self._canvas = canvas
        self._image_item = canvas.create_image(0, 0, anchor="nw", state="hidden")
        self._smoothing = Smoothing(
            canvas, self._smoothed, lambda words: self._send(messages.Noticed(words))
        )
        self._localizer = LocalizerView(canvas, self._style)
        self._overlay = PaneOverlay(canvas, self._style)
        self._histogram = PaneHistogram(canvas, self._style)
        self._legend = PaneLegend(canvas, self._style)
        self._measures = MeasureLayer(canvas, self._style)
        self._slider = SliceSlider(self.sliders, self._style, self._dispatch)
        self.menu = PaneMenu(canvas, self._style, self._dispatch, self._send, self._reveal)
        self._input = PaneInput(
            canvas, self._dispatch, lambda x, y: self.menu.open(self._session, x, y)
        )
        canvas.bind("<Control-c>", lambda _: self._copy())
        self._cine = Cine(
            canvas,
            lambda: self._dispatch(messages.PlayTicked()),
            lambda: not _is_waiting(self._session.viewer),
        )
        canvas.bind("<Configure>", self._resized)
        canvas.bind("<FocusIn>", lambda _: self._show_ring(True))
        canvas.bind("<FocusOut>", lambda _: self._show_ring(False))
        # The window has been laid out before the binding could hear of it.
        self._dispatch(messages.PaneResized(*self._size()))

    def focus(self) -> None:
        """Give the keys to the picture."""
        self._canvas.focus_set()

    @property
    def has_keys(self) -> bool:
        """Whether the picture has the keys."""
        return self._has_focus

    def close(self) -> None:
        """Let go of the timers and of the picture, before the window is destroyed."""
        self._cine.set(0)
        for name in tuple(self._timers):
            self._stop(name)
        self._smoothing.close()
        self._painter.forget()

    def draw(self, session: Session, previous: Session | None) -> None:
        """Show the session; what has not changed since `previous` is left alone."""
        if previous is None:
            self._view = None
        self._session = session
        viewer = session.viewer
        self._slider.show(slider_rows(session))
        self._slider.read(show(pointer_text(session)))
        self._input.measures = session.tool is not None
        self._cine.set(viewer.play_rate if viewer is not None and viewer.playing else 0)
        self._watch_lateness(viewer)
        if _has_nothing_yet(viewer) and not self._late:
            return  # the old picture stands for a moment, together with its own texts
        self._paint()
        if previous is None or _says_something_else(session, previous):
            self._show_texts()

    def open_tools(self, place: tuple[int, int]) -> None:
        """Open the menu of the measuring tools at this point of the screen."""
        self.menu.open_tools(self._session, *place)

    def _copy(self) -> str:
        self.menu.copy_measurements_of(self._session)
        return "break"

    # ---- the picture
    def _paint(self) -> None:
        viewer = self._session.viewer
        if viewer is None or viewer.picture is None:
            self._hide_picture()
            return
        # Overlays may be texts about the patient.
        drawings = self._session.settings.overlays and not self._session.identity_hidden
        window = current_window(viewer)
        look = Look(viewer.picture, window, viewer.inverted, drawings, viewer.colormap)
        view = (look, viewer.viewport)
        if view == self._view:
            return
        self._view = view
        self._place(self._painter.paint(look, viewer.viewport, moving=True))

    def _place(self, painted: Painted | None) -> None:
        self._stop("smoothing")
        self._painted = painted
        if painted is None:
            self._canvas.itemconfigure(self._image_item, state="hidden")
            return
        self._put(painted.image)
        self._canvas.coords(self._image_item, painted.left, painted.top)
        self._canvas.itemconfigure(self._image_item, state="normal")
        if painted.rough:
            self._start("smoothing", SMOOTH_AFTER_MS, self._smooth)

    def _smooth(self) -> None:
        if self._smoothing.busy:
            self._start("smoothing", SMOOTH_AFTER_MS, self._smooth)
        elif self._view is not None:
            self._smoothing.begin(self._painter, self._view)

    def _smoothed(self, done: Smoothed) -> None:
        """Show what has been painted smoothly, unless the view has changed meanwhile."""
        if self._view is None or self._view[0] != done.view[0]:
            return
        self._painter = done.painter
        if self._view == done.view:
            self._place(done.painted)

    def _put(self, image: Image.Image) -> None:
        """Show the image; the Tk image is made anew only when its size or kind changes."""
        kind = (image.size, image.mode)
        if self._photo is not None and kind == self._photo_kind:
            self._photo.paste(image)
            return
        self._photo, self._photo_kind = ImageTk.PhotoImage(image, master=self._canvas), kind
        self._canvas.itemconfigure(self._image_item, image=self._photo)

    def _hide_picture(self) -> None:
        self._view = self._painted = None
        self._stop("smoothing")
        self._canvas.itemconfigure(self._image_item, state="hidden")
        self._painter.forget()

    # ---- what stands over it
    def _show_texts(self) -> None:
        session, size = self._session, self._size()
        viewer = session.viewer
        overlay = overlay_of(session)
        self._overlay.show(overlay, *size)
        self._localizer.draw(session, *size)
        self._histogram.show(session, self._image_item)
        tip_end = self._measures.show_tool(session.tool, size, self._overlay.free_below)
        top, bottom = self._overlay.free_at_right
        legend = None if viewer is None else legend_of(viewer)
        self._legend.show(legend, *size, (max(top, tip_end), bottom))
        others = (*self._overlay.text_boxes(), *self._histogram.boxes, *self._legend.boxes)
        self._measures.show(session, size, others)
        self._overlay.show_playing(self._rate(), len(overlay.corners.bottom_right), *size)
        reason = viewer.reason if viewer is not None else None
        self._overlay.show_sentence(reason or "", *size)
        waiting = self._late and _is_waiting(viewer)
        self._overlay.show_waiting(READING if waiting else "", *size)
        self._fit_halos()
        self._overlay.show_ring(self._has_focus, *size)

    def _rate(self) -> str:
        """Say how fast cine runs, and how fast it should where it cannot keep up."""
        viewer, reached = self._session.viewer, self._cine.reached
        if viewer is None or not viewer.playing:
            return ""
        if reached is None:
            return f"▶ {viewer.play_rate:.3g}/s"
        behind = f" of {viewer.play_rate:.3g}" if reached < 0.9 * viewer.play_rate else ""
        return f"▶ {reached:.3g}{behind}/s"

    def _fit_halos(self) -> None:
        painted = self._painted
        if painted is None:
            self._overlay.fit_halos(None, 0, 0)
        else:
            self._overlay.fit_halos(painted.image, painted.left, painted.top)

    def _show_ring(self, has_focus: bool) -> None:
        # Not asked of Tk: focus_get fails while a menu or the system's dialog has the focus.
        self._has_focus = has_focus
        self._overlay.show_ring(has_focus, *self._size())

    def _size(self) -> tuple[int, int]:
        return self._canvas.winfo_width(), self._canvas.winfo_height()

    def _resized(self, event: "tkinter.Event[tkinter.Canvas]") -> None:
        self._dispatch(messages.PaneResized(event.width, event.height))
        self._show_texts()

    # ---- lateness
    def _watch_lateness(self, viewer: Viewer | None) -> None:
        """Start counting when the screen begins to lag behind what was asked for."""
        if not _is_waiting(viewer):
            self._stop("lateness")
            if self._late:
                self._late = False
                self._overlay.show_waiting("", *self._size())
        elif not self._late and "lateness" not in self._timers:
            self._start("lateness", LATE_AFTER_MS, self._become_late)

    def _become_late(self) -> None:
        self._late = True
        self._paint()
        self._show_texts()

    def _start(self, name: str, milliseconds: int, action: Callable[[], None]) -> None:
        def act() -> None:
            del self._timers[name]
            action()

        self._timers[name] = self._canvas.after(milliseconds, act)

    def _stop(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            self._canvas.after_cancel(timer)


def _is_waiting(viewer: Viewer | None) -> bool:
    return viewer is not None and viewer.target is not None and viewer.shown != viewer.target


def _has_nothing_yet(viewer: Viewer | None) -> bool:
    return viewer is not None and viewer.picture is None and viewer.reason is None


def _says_something_else(session: Session, previous: Session) -> bool:
    """Whether the texts may differ: all that they are made of is compared by identity."""
    return any(getattr(session, name) is not getattr(previous, name) for name in BASIS)
