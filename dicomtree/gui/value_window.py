"""One value in full, in a small window of its own."""

import tkinter
from collections.abc import Callable

from dicomtree.gui.placement import placed_over
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.side_window import side_window
from dicomtree.gui.style import Style
from dicomtree.session.state import WholeValue
from dicomtree.text import show

WIDTH, HEIGHT = 660, 420
LONGEST_LINE = 2000
"""Characters; a longer line of text could be wider than an X window may be."""


class ValueWindow:
    """Shows the session's whole value as long as there is one."""

    def __init__(self, parent: tkinter.Misc, style: Style, on_close: Callable[[], None]) -> None:
        self._parent, self._style, self._on_close = parent, style, on_close
        self._window: tkinter.Toplevel | None = None
        self._shown: WholeValue | None = None
        self.text: tkinter.Text

    def draw(self, value: WholeValue | None) -> None:
        """Show this value, or none."""
        if value is self._shown:
            return
        self._shown = value
        if value is None:
            self.close()
            return
        if self._window is None:
            self._window = self._make()
        self._window.title(show(value.name, 80))
        self.text.configure(state="normal")
        self.text.delete("1.0", "end")
        self.text.insert("1.0", shown_lines(value.text))
        self.text.configure(state="disabled")
        self._window.lift()
        self.text.focus_set()

    def close(self) -> None:
        """Close the window."""
        if self._window is not None:
            self._window.destroy()
            self._window = None

    def _make(self) -> tkinter.Toplevel:
        style = self._style
        window = side_window(self._parent, style, self._on_close)
        window.geometry(placed_over(self._parent, style.px(WIDTH), style.px(HEIGHT)))
        self.text = tkinter.Text(
            window,
            font=style.fixed_font(12),
            borderwidth=0,
            highlightthickness=0,
            padx=style.px(12),
            pady=style.px(10),
            wrap="word",
            **style.text_colours,
        )
        scroll_down(self.text)
        self.text.pack(side="left", fill="both", expand=True)
        return window


def shown_lines(text: str) -> str:
    """Return text for the widget: its lines kept, each made safe, and none too long to draw."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        starts = range(0, max(len(line), 1), LONGEST_LINE)
        lines.extend(show(line[at : at + LONGEST_LINE], 8 * LONGEST_LINE) for at in starts)
    return "\n".join(lines)
