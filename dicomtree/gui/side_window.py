"""Windows of their own beside the main one: how each is made, and the filter above its list."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from dicomtree.gui import shortcuts
from dicomtree.gui import style as styles
from dicomtree.gui.style import Style


def side_window(
    parent: tkinter.Misc, style: Style, leave: Callable[[], None], keys: tuple[str, ...] = ()
) -> tkinter.Toplevel:
    """Return a window above that of `parent`; its cross, Esc and `keys` call `leave`."""
    window = tkinter.Toplevel(parent, background=style.palette.panel)
    window.transient(parent.winfo_toplevel())
    window.protocol("WM_DELETE_WINDOW", leave)
    shortcuts.pass_on(window, parent)
    for sequence in ("<Escape>", *keys):
        window.bind(sequence, lambda _: leave())
    return window


class FilterLine:
    """A line to type into: `changed` is called for each letter, `pass_keys` to leave it.

    Ctrl+F anywhere in the window goes to it; Esc empties it first.
    """

    def __init__(
        self,
        bar: tkinter.Frame,
        style: Style,
        changed: Callable[[], None],
        pass_keys: Callable[[], None],
        width: int = 24,
    ) -> None:
        self._pass_keys = pass_keys
        self.typed = tkinter.StringVar(bar)
        self.typed.trace_add("write", lambda *_: changed())
        palette = style.palette
        label = tkinter.Label(
            bar,
            text="Filter",
            font=style.font(12),
            background=palette.panel,
            foreground=palette.dim,
        )
        self.entry = ttk.Entry(
            bar, textvariable=self.typed, style=styles.ENTRY, font=style.font(), width=width
        )
        self.entry.bind("<Escape>", lambda _: self._leave())
        self.entry.bind("<Return>", lambda _: pass_keys())
        bar.winfo_toplevel().bind("<Control-f>", lambda _: self.entry.focus_set())
        label.pack(side="left", padx=(0, style.px(8)))
        self.entry.pack(side="left")

    @property
    def wanted(self) -> str:
        """What was typed, without regard to case."""
        return self.typed.get().strip().casefold()

    def _leave(self) -> str:
        if self.typed.get():
            self.typed.set("")
        else:
            self._pass_keys()
        return "break"
