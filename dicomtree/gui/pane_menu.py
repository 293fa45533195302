"""The menu of the picture: view, window, turning, copying and saving."""

import tkinter
from collections.abc import Callable
from functools import partial

from dicomtree.gui import dialogs
from dicomtree.gui.order_menu import OrderMenu
from dicomtree.gui.picture_sharing import copy_picture, save_picture, save_view
from dicomtree.gui.style import Style, menu
from dicomtree.pixels import COLORMAPS, Picture, VoiChoice, Window
from dicomtree.session import messages
from dicomtree.session.measuring import measurements_text
from dicomtree.session.measuring_messages import (
    MeasureRemoved,
    MeasuresCleared,
    Tool,
    ToolChosen,
)
from dicomtree.session.messages import Message
from dicomtree.session.order_view import order_options
from dicomtree.session.sliders import slider_rows
from dicomtree.session.state import Session, Viewer
from dicomtree.session.viewing import PRESETS, current_window, has_window
from dicomtree.text import show

DIALOG_GONE_MS = 300
TOOL_KEYS = ((Tool.DISTANCE, "D"), (Tool.RECTANGLE, "B"), (Tool.ELLIPSE, "E"))

Dispatch = Callable[[Message], None]


class PaneMenu:
    """Opens the menu made for what is shown at that moment.

    `send` takes messages from any thread; `reveal` shows (root, path) in the file manager.
    """

    def __init__(
        self,
        canvas: tkinter.Canvas,
        style: Style,
        dispatch: Dispatch,
        send: Dispatch,
        reveal: Callable[[int, str], None],
    ) -> None:
        self._canvas = canvas
        self._style = style
        self._dispatch = dispatch
        self._send = send
        self._reveal = reveal
        self._orders = OrderMenu(style, dispatch)
        self._choice = tkinter.StringVar(canvas)
        self._colours = tkinter.StringVar(canvas)
        self._checks: list[tkinter.BooleanVar] = []
        self.shown: tkinter.Menu | None = None

    def open(self, session: Session, x: int, y: int) -> None:
        """Open the menu at this point of the screen; nothing without something shown."""
        viewer = session.viewer
        if viewer is None:
            return
        if self.shown is not None:
            self.shown.destroy()
        self.shown = self.build(session, viewer)
        self.shown.tk_popup(x, y)

    def build(self, session: Session, viewer: Viewer) -> tkinter.Menu:
        """Return the menu for what is shown."""
        self._checks.clear()
        made = menu(self._canvas, self._style)
        if viewer.picture is not None:
            self._add_view(made, viewer)
            self._add_windows(made, viewer, viewer.picture)
            self._add_colormaps(made, viewer, viewer.picture)
            made.add_separator()
            self._add_overlays(made, session, viewer.picture)
            self._add_measuring(made, session)
        self._add_order(made, session)
        self._add_check(
            made, "Texts in the corners", session.settings.corner_text, messages.CornersToggled()
        )
        if viewer.picture is not None:
            made.add_separator()
            made.add_command(label="Copy picture", command=lambda: copy_picture(viewer, self._send))
            made.add_command(label="Save picture…", command=lambda: self._save(session, viewer))
            made.add_command(
                label="Save view with texts…", command=lambda: self._save_view(session)
            )
        target = viewer.target
        if target is not None and not session.identity_hidden:
            made.add_command(
                label="Show in file manager",
                command=lambda: self._reveal(target.root, target.path),
            )
        return made

    def _add_view(self, made: tkinter.Menu, viewer: Viewer) -> None:
        for label, key, message in (
            ("Fit to pane", "F", messages.FitChosen()),
            ("1:1", "O", messages.OneToOneChosen()),
            ("", "", None),
            ("Rotate right", "R", messages.Rotated(1)),
            ("Rotate left", "Shift+R", messages.Rotated(-1)),
            ("Flip left to right", "H", messages.Flipped(True)),
            ("Flip top to bottom", "V", messages.Flipped(False)),
            ("", "", None),
        ):
            if message is None:
                made.add_separator()
            else:
                self._add(made, label, message, key)
        self._add_check(made, "Invert", viewer.inverted, messages.InvertToggled(), "I")
        self._add(made, "Reset view", messages.ViewReset(), "Backspace")

    def _add_order(self, made: tkinter.Menu, session: Session) -> None:
        """Add why the slices stand in this order, another order, and what cine runs along."""
        options = order_options(session)
        if options is None:
            return
        self._add(made, "Why this order?", messages.OrderPanelToggled(), "F2")
        choices = menu(made, self._style)
        self._orders.add_all(choices, options)
        made.add_cascade(label="Order", menu=choices)
        rows = slider_rows(session)
        if len(rows) > 1:
            along = menu(made, self._style)
            for axis, row in enumerate(rows):
                self._add(along, row.name, messages.PlayAxisChosen(axis))
            made.add_cascade(label="Play along", menu=along)
        made.add_separator()

    def _add_windows(self, made: tkinter.Menu, viewer: Viewer, picture: Picture) -> None:
        """Add the file's own windows, then the presets where the unit is HU."""
        choices = menu(made, self._style)
        for place, window in enumerate(picture.windows):
            label = window_label(window, f"window {place + 1}")
            self._add_window(choices, viewer, window, label, "0" if place == 0 else "")
        if not has_window(picture):
            return
        if picture.windows:
            choices.add_separator()
        self._add(choices, "Automatic (0.5 – 99.5 %)", messages.WindowFitted(False), "A")
        self._add(choices, "Minimum to maximum", messages.WindowFitted(True), "M")
        if picture.quantity.unit == "HU":
            choices.add_separator()
            for number, window in enumerate(PRESETS, 1):
                self._add_window(choices, viewer, window, window_label(window, ""), str(number))
        made.add_cascade(label="Window", menu=choices)

    def _add_colormaps(self, made: tkinter.Menu, viewer: Viewer, picture: Picture) -> None:
        if not has_window(picture):
            return
        choices = menu(made, self._style)
        self._colours.set(viewer.colormap)
        for name in COLORMAPS:
            choices.add_radiobutton(
                label=name,
                variable=self._colours,
                value=name,
                command=partial(self._dispatch, messages.ColormapChosen(name)),
            )
        made.add_cascade(label="Colours", accelerator="C", menu=choices)

    def _add_overlays(self, made: tkinter.Menu, session: Session, picture: Picture) -> None:
        if not picture.overlays or session.identity_hidden:
            return
        shown = session.settings.overlays
        self._add_check(made, "Overlays", shown, messages.OverlaysToggled(), "Y")

    def _add_measuring(self, made: tkinter.Menu, session: Session) -> None:
        """Add the tools, and what can be done with what they measured."""
        choices = menu(made, self._style)
        for tool, key in TOOL_KEYS:
            chosen = session.tool is tool
            self._add_check(choices, str(tool).capitalize(), chosen, ToolChosen(tool), key)
        if session.measurements:
            choices.add_separator()
            choices.add_command(
                label="Copy measurements",
                accelerator="Ctrl+C",
                command=lambda: self.copy_measurements_of(session),
            )
            self._add(choices, "Remove the latest", MeasureRemoved(), "Delete")
            self._add(choices, "Remove all", MeasuresCleared())
        made.add_cascade(label="Measure", menu=choices)
        shown = session.settings.histogram
        self._add_check(made, "Histogram", shown, messages.HistogramToggled(), "G")

    def copy_measurements_of(self, session: Session) -> None:
        """Put all measurements on the clipboard, as text without names."""
        text = measurements_text(session)
        if text:
            self._canvas.clipboard_clear()
            self._canvas.clipboard_append(text)
            self._dispatch(messages.Noticed("Measurements copied"))

    def open_tools(self, session: Session, x: int, y: int) -> None:
        """Open the measuring tools alone at this point of the screen."""
        if self.shown is not None:
            self.shown.destroy()
        self._checks.clear()
        outer = menu(self._canvas, self._style)
        self._add_measuring(outer, session)
        self.shown = outer
        inner: tkinter.Menu = outer.nametowidget(outer.entrycget(0, "menu"))
        inner.tk_popup(x, y)

    def _add_window(
        self, made: tkinter.Menu, viewer: Viewer, window: VoiChoice, label: str, key: str
    ) -> None:
        if window == current_window(viewer):
            self._choice.set(label)
        made.add_radiobutton(
            label=label,
            accelerator=key,
            variable=self._choice,
            value=label,
            command=lambda: self._dispatch(messages.WindowChosen(window)),
        )

    def _add(self, made: tkinter.Menu, label: str, message: Message, key: str = "") -> None:
        made.add_command(label=label, accelerator=key, command=lambda: self._dispatch(message))

    def _add_check(
        self, made: tkinter.Menu, label: str, checked: bool, message: Message, key: str = ""
    ) -> None:
        variable = tkinter.BooleanVar(made, checked)
        self._checks.append(variable)  # Tk forgets the state of a variable that nobody holds
        made.add_checkbutton(
            label=label,
            accelerator=key,
            variable=variable,
            command=lambda: self._dispatch(message),
        )

    def _save(self, session: Session, viewer: Viewer) -> None:
        target = dialogs.choose_new_file(self._canvas, "Save picture", "picture.png")
        if target is not None:
            save_picture(viewer, target, _opened(session), self._send)

    def _save_view(self, session: Session) -> None:
        target = dialogs.choose_new_file(self._canvas, "Save view with texts", "view.png")
        if target is not None:
            # The dialog must have gone from the screen.
            self._canvas.after(
                DIALOG_GONE_MS,
                lambda: save_view(self._canvas, target, _opened(session), self._send),
            )


def _opened(session: Session) -> list[str]:
    return [root.path for root in session.roots]


def window_label(window: VoiChoice, name: str) -> str:
    """Return a window's name with its centre and width: "brain · 40 / 80"; a table's name."""
    if not isinstance(window, Window):
        return show(window.explanation or f"{name}, a table")
    numbers = f"{window.centre:g} / {window.width:g}"
    explanation = show(window.explanation or name)
    return f"{explanation} · {numbers}" if explanation else numbers
