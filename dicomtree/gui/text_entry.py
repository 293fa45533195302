"""A line of text in a form, told of as it is typed."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style
from dicomtree.session.identity import HIDDEN


class TextEntry:
    """An entry; `typed` is called with what the user has written."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, typed: Callable[[str], None], width: int = 20
    ) -> None:
        self._typed = typed
        self._is_drawing = False
        self._is_hidden = False
        self.variable = tkinter.StringVar(parent)
        self.variable.trace_add("write", lambda *_: self._on_write())
        self.entry = ttk.Entry(
            parent, textvariable=self.variable, style=styles.ENTRY, font=style.font(), width=width
        )

    def draw(self, value: str, *, enabled: bool, hidden: bool = False) -> None:
        """Show a value, or that it is hidden."""
        self._is_hidden = hidden
        # Tk takes no lone surrogates, which stand for bytes that are not UTF-8.
        text = HIDDEN if hidden and value else value.encode("utf-8", "replace").decode()
        if self.variable.get() != text:
            self._is_drawing = True
            self.variable.set(text)
            self._is_drawing = False
        self.entry.state(["!disabled" if enabled and not hidden else "disabled"])

    def _on_write(self) -> None:
        if not self._is_drawing and not self._is_hidden:
            self._typed(self.variable.get())
