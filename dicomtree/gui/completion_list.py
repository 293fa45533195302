"""Names to choose from, under the line where one is being typed."""

import tkinter
from collections.abc import Callable, Sequence

from dicomtree.gui.style import Style

MOST_SHOWN = 8


class CompletionList:
    """A list below a line of text that never takes the keys; `take` is called with what is chosen."""

    def __init__(self, text: tkinter.Misc, style: Style, take: Callable[[str], None]) -> None:
        self._text = text
        self._style = style
        self._take = take
        self._names: tuple[str, ...] = ()
        palette = style.palette
        self.list = tkinter.Listbox(
            text.winfo_toplevel(),
            font=style.font(),
            takefocus=False,
            exportselection=False,
            activestyle="none",
            borderwidth=0,
            relief="flat",
            highlightthickness=max(style.px(1), 1),
            highlightbackground=palette.border,
            background=palette.raised,
            foreground=palette.text,
            selectbackground=palette.accent,
            selectforeground=palette.on_accent,
        )
        self.list.bind("<Button-1>", lambda event: self._on_click(event.y))

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self._names)

    def offer(self, names: Sequence[str]) -> None:
        """Show these names, none of them chosen yet."""
        offered = tuple(names[:MOST_SHOWN])
        if not offered:
            self.hide()
            return
        if offered == self._names:
            return
        self._names = offered
        self.list.delete(0, "end")
        self.list.insert("end", *(f" {name} " for name in offered))
        self.list.configure(height=len(offered), width=max(map(len, offered)) + 2)
        top = self._text.winfo_toplevel()
        left = self._text.winfo_rootx() - top.winfo_rootx()
        under = self._text.winfo_rooty() - top.winfo_rooty() + self._text.winfo_height()
        self.list.place(x=left, y=under + self._style.px(2))
        self.list.tk.call("raise", str(self.list))

    def hide(self) -> None:
        """Offer nothing."""
        self._names = ()
        self.list.place_forget()

    def step(self, by: int) -> None:
        """Choose the next or previous name."""
        chosen = self.list.curselection()  # type: ignore[no-untyped-call]
        place = chosen[0] + by if chosen else (0 if by > 0 else len(self._names) - 1)
        place = min(max(place, 0), len(self._names) - 1)
        self.list.selection_clear(0, "end")
        self.list.selection_set(place)
        self.list.see(place)

    def accept_chosen(self) -> bool:
        """Take the chosen name; return whether there was one."""
        chosen = self.list.curselection() if self._names else ()  # type: ignore[no-untyped-call]
        if not chosen:
            return False
        self._take(self._names[chosen[0]])
        return True

    def accept_first(self) -> bool:
        """Take the chosen name, or else the first; return whether there was one."""
        if not self._names:
            return False
        if not self.accept_chosen():
            self._take(self._names[0])
        return True

    def _on_click(self, y: int) -> str:
        place = int(self.list.nearest(y))  # type: ignore[no-untyped-call]
        if 0 <= place < len(self._names):
            self._take(self._names[place])
        return "break"
