"""A line of text in a form, told of as it is typed."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style

HIDING = "•"


class TextEntry:
    """An entry; `typed` is called with what the user has written."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, typed: Callable[[str], None], width: int = 20
    ) -> None:
        self._typed = typed
        self._is_drawing = False
        self.variable = tkinter.StringVar(parent)
        self.variable.trace_add("write", lambda *_: self._on_write())
        self.entry = ttk.Entry(
            parent, textvariable=self.variable, style=styles.ENTRY, font=style.font(), width=width
        )

    def draw(self, value: str, *, enabled: bool, hidden: bool = False) -> None:
        """Show a value; dots in place of its letters where it must not be read."""
        # Tk takes no lone surrogates, which stand for bytes that are not UTF-8.
        text = value.encode("utf-8", "replace").decode()
        if self.variable.get() != text:
            self._is_drawing = True
            self.variable.set(text)
            self._is_drawing = False
        self.entry.configure(show=HIDING if hidden else "")
        self.entry.state(["!disabled" if enabled else "disabled"])

    def _on_write(self) -> None:
        if not self._is_drawing:
            self._typed(self.variable.get())
