"""The row of buttons at the top."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from tkinter import ttk
from typing import Any, NamedTuple

from dicomtree.gui import style as styles
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.session.state import Session

ICON_SIZE, GAP = 17, 6
BESIDE = 1
"""Pixels on both sides of a button."""
WORDS_FIRST = ("open", "jobs", "order", "found", "identity", "cancel")
"""Buttons that say their name beside their icon, those first that are to have room for it."""
LEFT_OUT_FIRST = (
    "flip_vertical",
    "flip_horizontal",
    "rotate_left",
    "rotate_right",
    "one_to_one",
    "reset",
    "measure",
    "invert",
    "fit",
    "play",
)
"""What a narrow window leaves to the keys and to the picture's menu, one by one."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A button: its name among the window's actions, its icon, what it says."""

    name: str
    icon: str
    tip: str
    text: str = ""


FOLDER_TOOLS = (
    Tool("open", "open", "Open a folder (Ctrl+O)", "Open folder…"),
    Tool("rescan", "rescan", "See whether the opened folders have changed (F5)"),
    Tool("cancel", "cancel", "Stop reading; what was read stays", "Cancel"),
)
PICTURE_TOOLS = (
    Tool("fit", "fit", "Fit the picture into the pane"),
    Tool("one_to_one", "one_to_one", "One picture pixel to one screen pixel"),
    Tool("rotate_left", "rotate_left", "Turn to the left"),
    Tool("rotate_right", "rotate_right", "Turn to the right"),
    Tool("flip_horizontal", "flip_horizontal", "Mirror left to right"),
    Tool("flip_vertical", "flip_vertical", "Mirror top to bottom"),
    Tool("invert", "invert", "Exchange black and white"),
    Tool("reset", "reset", "Window, zoom and turning as at first"),
    Tool("measure", "measure", "Measure: distance, rectangle, ellipse (D, B, E)"),
    Tool("play", "play", "Play the slices as a film (Space)"),
)
WINDOW_TOOLS = (
    Tool(
        "jobs",
        "copy_out",
        "Copy into folders, export, DICOMDIR; undo, resume (Ctrl+E)",
        "Copy and export",
    ),
    Tool("identity", "eye", "Hide who the patient is (Ctrl+Shift+H)", "Hide identity"),
    Tool(
        "order", "order", "Why the slices stand in this order; another one (F2)", "Why this order?"
    ),
    Tool("found", "found", "What was found: counts and problems", "What was found"),
    Tool(
        "headers",
        "headers",
        "Headers: along the slices (F3), all values and tables (F4), duplicates",
    ),
    Tool("view", "view", "Look, text size and order"),
    Tool("help", "help", "Keys and mouse (F1)"),
)
TEXTS = {tool.name: tool.text for tool in (*FOLDER_TOOLS, *WINDOW_TOOLS)}


class _Switches(NamedTuple):
    """All of the session that the buttons depend on."""

    is_open: bool
    scanning: bool
    has_picture: bool
    playing: bool
    inverted: bool
    measuring: bool
    hidden: bool
    has_stack: bool
    order_shown: bool

    @classmethod
    def of(cls, session: Session) -> "_Switches":
        viewer = session.viewer
        return cls(
            is_open=bool(session.roots),
            scanning=session.scanning,
            has_picture=viewer is not None and viewer.picture is not None,
            playing=viewer is not None and viewer.playing,
            inverted=viewer is not None and viewer.inverted,
            measuring=session.tool is not None,
            hidden=session.identity_hidden,
            has_stack=session.stack is not None,
            order_shown=session.order_shown,
        )


class Toolbar:
    """Draws the buttons in the state that the session is in."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._buttons: dict[str, Any] = {}
        self._tips: list[HoverTip] = []
        self._widths: dict[str, tuple[int, int]] = {}
        self._space = self._gap()
        left = [*self._row(FOLDER_TOOLS), self._space, *self._row(PICTURE_TOOLS)]
        self._left = self._group(left, expand_x=True)
        self._right = self._group(self._row(WINDOW_TOOLS), expand_x=False)
        self.element = sg.Column(
            [[self._left, self._right]],
            background_color=style.palette.window,
            expand_x=True,
            pad=((style.px(6), style.px(6)), (style.px(5), style.px(5))),
        )

    def _row(self, tools: Sequence[Tool]) -> list[Any]:
        return [self._button(tool) for tool in tools]

    def _button(self, tool: Tool) -> Any:
        element = sg.Button(tool.text, key=tool.name, use_ttk_buttons=True, pad=(BESIDE, 0))
        self._buttons[tool.name] = element
        return element

    def _gap(self) -> Any:
        ground = self._style.palette.window
        return sg.Text("", background_color=ground, pad=(self._style.px(GAP), 0))

    def _group(self, row: list[Any], *, expand_x: bool) -> Any:
        ground = self._style.palette.window
        return sg.Column([row], background_color=ground, pad=(0, 0), expand_x=expand_x)

    def attach(self) -> None:
        """Give the buttons their looks; the window must exist."""
        for tool in (*FOLDER_TOOLS, *PICTURE_TOOLS, *WINDOW_TOOLS):
            button = self._buttons[tool.name].Widget
            button.configure(style=styles.TOOL, text="", compound="left")
            self._set_icon(tool.name, tool.icon)
            self._widths[tool.name] = self._measured(button, tool)
            self._tips.append(HoverTip(button, self._style, partial(_always, tool.tip)))
        # What is packed first keeps its room: what the window is for must never be pushed out.
        self._right.Widget.pack_configure(side="right", expand=False, before=self._left.Widget)
        self.element.Widget.bind("<Configure>", lambda event: self._fit(event.width), add="+")
        # A window that stands already says nothing of its size any more.
        self._fit(self.element.Widget.winfo_width())

    def _measured(self, button: ttk.Button, tool: Tool) -> tuple[int, int]:
        """Return how wide a button is, without its words and with them."""
        narrow = button.winfo_reqwidth() + 2 * BESIDE
        button.configure(text=_spaced(tool.text))
        return narrow, button.winfo_reqwidth() + 2 * BESIDE

    def button(self, name: str) -> ttk.Button:
        """Return the widget of a tool."""
        widget: ttk.Button = self._buttons[name].Widget
        return widget

    def place_of(self, name: str) -> tuple[int, int]:
        """Return the screen position below a button, for its menu."""
        button = self.button(name)
        return button.winfo_rootx(), button.winfo_rooty() + button.winfo_height()

    def draw(self, session: Session, previous: Session | None) -> None:
        """Show what can be done now, and what is switched on."""
        now = _Switches.of(session)
        if previous is not None and now == _Switches.of(previous):
            return
        self._enable("rescan", now.is_open and not now.scanning)
        self._enable("found", now.is_open)
        self._enable("headers", now.is_open)
        self._enable("order", now.has_stack)
        self._press("order", now.order_shown)
        for tool in PICTURE_TOOLS:
            self._enable(tool.name, now.has_picture)
        self._show("cancel", now.scanning)
        self._set_icon("identity", "eye_off" if now.hidden else "eye")
        self._press("identity", now.hidden)
        self._set_icon("play", "pause" if now.playing else "play")
        self._press("invert", now.inverted)
        self._press("measure", now.measuring)

    def _fit(self, room: int) -> None:
        """Leave out what a narrow window has no room for: words first, then seldom used tools.

        It reckons with widths measured before: Tk is amid laying the window out and must not be
        asked to go on with that.  Room is kept for "Cancel", so that nothing moves when it comes.
        """
        room -= self._gap_width()
        needed = sum(narrow for narrow, _ in self._widths.values())
        left_out: list[str] = []
        for name in LEFT_OUT_FIRST:
            if needed <= room:
                break
            left_out.append(name)
            needed -= self._widths[name][0]
        self._leave_out(left_out)
        for name in WORDS_FIRST:
            narrow, wide = self._widths[name]
            needed += wide - narrow
            self._set_words(name, shown=needed <= room)

    def _gap_width(self) -> int:
        return int(self._space.Widget.winfo_reqwidth()) + 2 * self._style.px(GAP)

    def _set_words(self, name: str, *, shown: bool) -> None:
        self._buttons[name].Widget.configure(text=_spaced(TEXTS[name]) if shown else "")

    def _leave_out(self, names: Sequence[str]) -> None:
        before = self._space.Widget
        for tool in PICTURE_TOOLS:
            button = self._buttons[tool.name].Widget
            if tool.name in names:
                button.pack_forget()
                continue
            if not button.winfo_manager():
                button.pack(side="left", padx=BESIDE, after=before)
            before = button

    def _set_icon(self, name: str, icon: str) -> None:
        colour = self._style.palette.text
        image = self._style.icon(icon, colour, ICON_SIZE)
        faded = self._style.icon(icon, self._style.palette.faded, ICON_SIZE)
        self._buttons[name].Widget.configure(image=(image, "disabled", faded))

    def _enable(self, name: str, enabled: bool) -> None:
        self._buttons[name].Widget.state(["!disabled" if enabled else "disabled"])

    def _press(self, name: str, pressed: bool) -> None:
        self._buttons[name].Widget.state(["selected" if pressed else "!selected"])

    def _show(self, name: str, shown: bool) -> None:
        button = self._buttons[name].Widget
        if shown and not button.winfo_manager():
            button.pack(side="left", padx=BESIDE, after=self._buttons["rescan"].Widget)
        elif not shown and button.winfo_manager():
            button.pack_forget()


def _spaced(text: str) -> str:
    return f" {text}" if text else ""


def _always(tip: str, _: Any) -> str:
    return tip
