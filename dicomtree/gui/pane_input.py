"""Mouse and keys of the slice pane, as PACS viewers have them, turned into messages."""

import math
import tkinter
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from dicomtree.session import messages
from dicomtree.session.localizer_messages import InsetToggled
from dicomtree.session.measuring_messages import (
    MeasureBegun,
    MeasureDragged,
    MeasureEnded,
    MeasureNudged,
    MeasurePlaced,
    MeasureRemoved,
    Tool,
    ToolChosen,
)
from dicomtree.session.messages import Message
from dicomtree.session.thumbnail_messages import ThumbnailsToggled

SHIFT, CONTROL = 0x0001, 0x0004
ALT = 0x0008 | 0x20000  # as X11 and macOS (there Command) have it, and as Windows does
WHEEL_NOTCH = 120
MENU_SLACK = 4  # pixels that a right click may move and still open the menu
ZOOM_PIXELS = 150  # dragging this far multiplies the zoom by e
ZOOM_STEP = 1.15  # a notch of the wheel
KEY_ZOOM_STEP = 1.25
PAGE = 10

KEYS: dict[str, Message] = {
    "<Down>": messages.SliceStepped(1),
    "<Right>": messages.SliceStepped(1),
    "<Up>": messages.SliceStepped(-1),
    "<Left>": messages.SliceStepped(-1),
    "<Next>": messages.SliceStepped(PAGE),
    "<Prior>": messages.SliceStepped(-PAGE),
    "<Home>": messages.SliceChosen(0),
    "<End>": messages.SliceChosen(-1),
    "<Control-Next>": messages.SeriesStepped(1),
    "<Control-Prior>": messages.SeriesStepped(-1),
    "<Control-Down>": messages.VolumeStepped(1),
    "<Control-Up>": messages.VolumeStepped(-1),
    "<Control-Shift-Down>": messages.VolumeStepped(1, 1),
    "<Control-Shift-Up>": messages.VolumeStepped(-1, 1),
    "<Control-Right>": messages.VolumeStepped(1, 2),
    "<Control-Left>": messages.VolumeStepped(-1, 2),
    "<space>": messages.PlayToggled(),
    "<BackSpace>": messages.ViewReset(),
    "<Return>": MeasurePlaced(),
    "<Delete>": MeasureRemoved(),
    **{f"<Key-{number}>": messages.PresetChosen(number) for number in range(9)},
    **{f"<KP_{number}>": messages.PresetChosen(number) for number in range(9)},
}
ARROWS = (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1))
LETTERS: dict[str, Message] = {
    "f": messages.FitChosen(),
    "o": messages.OneToOneChosen(),
    "r": messages.Rotated(1),
    "h": messages.Flipped(True),
    "v": messages.Flipped(False),
    "i": messages.InvertToggled(),
    "l": InsetToggled(),
    "a": messages.WindowFitted(to_all=False),
    "m": messages.WindowFitted(to_all=True),
    "c": messages.ColormapChosen(None),
    "y": messages.OverlaysToggled(),
    "g": messages.HistogramToggled(),
    "t": ThumbnailsToggled(),
    "d": ToolChosen(Tool.DISTANCE),
    "b": ToolChosen(Tool.RECTANGLE),
    "e": ToolChosen(Tool.ELLIPSE),
}
SHIFTED: dict[str, Message] = {"r": messages.Rotated(-1)}
ZOOM_KEYS = {"<plus>": KEY_ZOOM_STEP, "<KP_Add>": KEY_ZOOM_STEP} | {
    "<minus>": 1 / KEY_ZOOM_STEP,
    "<KP_Subtract>": 1 / KEY_ZOOM_STEP,
}
"""Plus and minus without Ctrl zoom the picture; with Ctrl they are the window's, for its text."""

Event: TypeAlias = "tkinter.Event[tkinter.Misc]"


class PaneInput:
    """Binds one canvas; `open_menu` is called with the screen point of a right click.

    While `measures` is true, the left button draws measurements.
    """

    def __init__(
        self,
        canvas: tkinter.Canvas,
        dispatch: Callable[[Message], None],
        open_menu: Callable[[int, int], None],
    ) -> None:
        self._canvas = canvas
        self._dispatch = dispatch
        self._open_menu = open_menu
        self._last: tuple[int, int] | None = None
        self._pressed: tuple[int, int] = (0, 0)
        self._panning = False
        self._measuring = False
        self.measures = False
        self._dragged = False
        self._wheel = 0
        self._bind()

    def _bind(self) -> None:
        # Tk numbers the right button 2 on macOS and 3 elsewhere.
        swapped = self._canvas.tk.call("tk", "windowingsystem") == "aqua"
        middle, right = ("3", "2") if swapped else ("2", "3")
        handlers: dict[str, Callable[[Any], object]] = {
            "<ButtonPress-1>": self._press_left,
            "<B1-Motion>": self._drag_left,
            "<ButtonRelease-1>": self._release_left,
            "<Double-Button-1>": self._double,
            f"<ButtonPress-{middle}>": self._press,
            f"<B{middle}-Motion>": self._drag_middle,
            f"<ButtonPress-{right}>": self._press,
            f"<B{right}-Motion>": self._drag_right,
            f"<ButtonRelease-{right}>": self._release_right,
            "<Motion>": self._point,
            "<Leave>": lambda _: self._dispatch(messages.PointerMoved(None)),
            "<Button-4>": lambda event: self._turn(event, 1),
            "<Button-5>": lambda event: self._turn(event, -1),
            "<MouseWheel>": self._roll,
            "<Menu>": self._menu_key,
            "<Shift-F10>": self._menu_key,
        }
        for sequence, handler in handlers.items():
            self._canvas.bind(sequence, _ending(handler))
        for sequence, message in KEYS.items():
            self._bind_key(sequence, partial(_same_message, message))
        for letter in LETTERS:
            for written in (letter, letter.upper()):  # Caps Lock changes nothing
                self._bind_key(f"<Key-{written}>", _letter_message)
        for name, columns, rows in ARROWS:
            for modifier, end_only in (("Shift", True), ("Alt", False)):
                nudged = MeasureNudged(columns, rows, end_only)
                self._canvas.bind(f"<{modifier}-{name}>", self._ending_with(nudged))
        for sequence, factor in ZOOM_KEYS.items():
            self._bind_key(sequence, partial(self._zoom, factor))

    def _bind_key(self, sequence: str, message: Callable[[Event], Message]) -> None:
        """Bind a key; with Ctrl or Alt, which Tk takes for the same, it is somebody else's."""
        foreign = ALT if "Control" in sequence else ALT | CONTROL

        def press(event: Event) -> str | None:
            if int(event.state) & foreign:
                return None
            self._dispatch(message(event))
            return "break"

        self._canvas.bind(sequence, press)

    def _ending_with(self, message: Message) -> Callable[[Any], str]:
        return _ending(lambda _: self._dispatch(message))

    def _zoom(self, factor: float, _: Event) -> Message:
        return messages.Zoomed(factor, self._centre())

    def _centre(self) -> tuple[float, float]:
        return self._canvas.winfo_width() / 2, self._canvas.winfo_height() / 2

    def _press(self, event: Event) -> None:
        self._canvas.focus_set()
        self._last = self._pressed = (event.x, event.y)
        self._dragged = False

    def _press_left(self, event: Event) -> None:
        self._press(event)
        self._panning = bool(int(event.state) & SHIFT)
        self._measuring = self.measures and not self._panning
        if self._measuring:
            self._dispatch(MeasureBegun((event.x, event.y)))

    def _release_left(self, _: Event) -> None:
        if self._measuring:
            self._measuring = False
            self._dispatch(MeasureEnded())

    def _drag_left(self, event: Event) -> None:
        if self._measuring:
            self._dispatch(MeasureDragged((event.x, event.y)))
            return
        right, down = self._moved(event)
        kind = messages.Panned if self._panning else messages.WindowDragged
        if right or down:
            self._dispatch(kind(right, down))

    def _drag_middle(self, event: Event) -> None:
        self._dispatch(messages.Panned(*self._moved(event)))

    def _drag_right(self, event: Event) -> None:
        if not self._dragged and self._is_still(event):
            return
        self._dragged = True
        _, down = self._moved(event)
        self._dispatch(messages.Zoomed(math.exp(-down / ZOOM_PIXELS), self._pressed))

    def _release_right(self, event: Event) -> None:
        if self._last is not None and not self._dragged:
            self._open_menu(event.x_root, event.y_root)
        self._last = None

    def _is_still(self, event: Event) -> bool:
        return math.dist((event.x, event.y), self._pressed) < MENU_SLACK

    def _moved(self, event: Event) -> tuple[int, int]:
        """Return how far the pointer went since it was last asked; nothing without a press here."""
        if self._last is None:
            return 0, 0
        moved = event.x - self._last[0], event.y - self._last[1]
        self._last = (event.x, event.y)
        return moved

    def _double(self, event: Event) -> None:
        if self.measures:  # two quick clicks with a tool are two beginnings
            self._press_left(event)
            return
        # What follows belongs to the double click, and must not be taken for a drag.
        self._last = None
        self._dispatch(messages.FillToggled())

    def _point(self, event: Event) -> None:
        self._dispatch(messages.PointerMoved((event.x + 0.5, event.y + 0.5)))

    def _roll(self, event: Event) -> None:
        """Answer the wheel of Windows and macOS, whose fine wheels send parts of a notch."""
        notch = 1 if self._canvas.tk.call("tk", "windowingsystem") == "aqua" else WHEEL_NOTCH
        self._wheel += event.delta
        notches = int(self._wheel / notch)
        self._wheel -= notches * notch
        if notches:
            self._turn(event, notches)

    def _turn(self, event: Event, away: int) -> None:
        """Answer the wheel, turned by so many notches away from the user."""
        if int(event.state) & CONTROL:
            self._dispatch(messages.Zoomed(ZOOM_STEP**away, (event.x, event.y)))
        else:
            self._dispatch(messages.SliceStepped(-away))

    def _menu_key(self, _: Event) -> None:
        left, top = self._canvas.winfo_rootx(), self._canvas.winfo_rooty()
        right, down = self._centre()
        self._open_menu(left + int(right), top + int(down))


def _same_message(message: Message, _: Event) -> Message:
    return message


def _letter_message(event: Event) -> Message:
    letter = event.keysym.lower()
    if int(event.state) & SHIFT and letter in SHIFTED:
        return SHIFTED[letter]
    return LETTERS[letter]


def _ending(handler: Callable[[Any], object]) -> Callable[[Any], str]:
    """Return the handler as one after which nothing else sees the event."""

    def handle(event: Event) -> str:
        handler(event)
        return "break"

    return handle
