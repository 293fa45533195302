"""A line where any attribute can be named to split by, and what came of it."""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.completion_list import CompletionList
from dicomtree.gui.elision import keep_fitting
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Style
from dicomtree.session.messages import Message
from dicomtree.session.splitting import line_remark
from dicomtree.session.splitting_messages import SplitEntered, SplitStopped, SplitTyped
from dicomtree.session.state import Session
from dicomtree.text import show

HINT = "Split by …"
EXAMPLES = (
    "A keyword, a name or a tag: FlipAngle, contrast agent, 0019,100C. Tab completes it, Enter\n"
    "splits. The files are read for it; of multi-frame files, the value of each frame counts.\n"
    'A view: no file is changed, and "Everything as found" takes it back.'
)
STOP = "Stop"
LONGEST_TEXT = 200


class SplitEntry:
    """An entry in `parent`, under that a remark and a button to stop reading.

    `leave` gives the keys away.
    """

    def __init__(
        self,
        parent: tkinter.Frame,
        style: Style,
        dispatch: Callable[[Message], None],
        leave: Callable[[], None],
    ) -> None:
        self._style, self._dispatch, self._leave = style, dispatch, leave
        self._session = Session()
        self._asked = 0
        palette = style.palette
        self.frame = tkinter.Frame(parent, background=palette.panel)
        self._typed = tkinter.StringVar(self.frame)
        self.entry = ttk.Entry(
            self.frame, textvariable=self._typed, style=styles.ENTRY, font=style.font(), width=12
        )
        self.entry.pack(fill="x")
        self._hint = self._label(HINT, palette.dim, self.entry)
        self._hint.configure(cursor="xterm", anchor="w", padx=0)
        keep_fitting(self._hint, style.font(), self.entry, style.px(16))
        self._parent = parent
        self._below = tkinter.Frame(parent.master, background=palette.panel)
        self._remark = self._label("", palette.dim, self._below)
        self._remark.configure(justify="left", anchor="w")
        self.stop = ttk.Button(
            self._below, text=STOP, style=styles.LINK, command=partial(dispatch, SplitStopped())
        )
        self._remark.pack(side="left", fill="x", expand=True)
        self._completions = CompletionList(self.entry, style, self._complete)
        self._bind()
        self._show_hint()
        HoverTip(self.entry, style, lambda _: EXAMPLES)

    def _label(self, text: str, colour: str, parent: tkinter.Misc) -> tkinter.Label:
        ground = self._style.palette.panel
        return tkinter.Label(
            parent, text=text, foreground=colour, background=ground, font=self._style.font(12)
        )

    def _bind(self) -> None:
        self._typed.trace_add("write", lambda *_: self._on_typed())
        entry = self.entry
        for sequence in ("<Return>", "<KP_Enter>"):
            entry.bind(sequence, lambda _: self._on_return())
        entry.bind("<Tab>", lambda _: self._on_tab())
        entry.bind("<Down>", lambda _: self._on_arrow(1))
        entry.bind("<Up>", lambda _: self._on_arrow(-1))
        entry.bind("<Escape>", lambda _: self._on_escape())
        entry.bind("<Control-a>", lambda _: self._select_all())
        entry.bind("<FocusOut>", lambda _: self._completions.hide())
        self._hint.bind("<Button-1>", lambda _: self.entry.focus_set())
        self._remark.bind("<Configure>", self._wrap)

    # ---- drawing
    def draw(self, session: Session) -> None:
        """Bring text, remark and names in step with the session."""
        before, self._session = self._session.split_line, session
        line = session.split_line
        if line.text != self._typed.get() and line.text != before.text:
            self._typed.set(line.text)  # it was forgotten; what is typed is ahead otherwise
        self._show_remark(line_remark(session), is_reading=line.reading is not None)
        if line.names and line.text == self._typed.get() and self._has_keys():
            self._completions.offer(line.names)
        else:
            self._completions.hide()
        if line.asked != self._asked:
            self._asked = line.asked
            self.entry.focus_set()
            self._select_all()

    def close(self) -> None:
        """Hide what lies over other panes."""
        self._completions.hide()

    def _show_remark(self, text: str, *, is_reading: bool) -> None:
        palette = self._style.palette
        colour = palette.dim if is_reading else palette.error
        self._remark.configure(text=show(text, LONGEST_TEXT), foreground=colour)
        if not text:
            self._below.pack_forget()
            return
        self._below.pack(fill="x", after=self._parent, pady=(0, self._style.px(6)))
        if is_reading:
            self.stop.pack(side="right", before=self._remark)
        else:
            self.stop.pack_forget()

    def _wrap(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        self._remark.configure(wraplength=max(event.width - self._style.px(8), 1))

    def _show_hint(self) -> None:
        if self._typed.get():
            self._hint.place_forget()
        else:
            edge = self._style.px(6)
            self._hint.place(x=edge, rely=0.5, relwidth=1, width=-2 * edge, anchor="w")

    # ---- typing
    def _has_keys(self) -> bool:
        return self.entry.focus_get() is self.entry

    def _on_typed(self) -> None:
        text = self._typed.get()
        if len(text) > LONGEST_TEXT:
            self._typed.set(text[:LONGEST_TEXT])
            return
        self._show_hint()
        self._completions.hide()
        self._dispatch(SplitTyped(text))

    def _complete(self, name: str) -> None:
        self._typed.set(name)
        self.entry.icursor("end")
        self._completions.hide()
        self.entry.focus_set()

    def _select_all(self) -> str:
        self.entry.selection_range(0, "end")
        self.entry.icursor("end")
        return "break"

    def _on_return(self) -> str:
        if not self._completions.accept_chosen():
            self._completions.hide()
            self._dispatch(SplitEntered(self._typed.get()))
        return "break"

    def _on_tab(self) -> str | None:
        return "break" if self._completions.accept_first() else None

    def _on_arrow(self, by: int) -> str:
        if self._completions.is_shown:
            self._completions.step(by)
        return "break"

    def _on_escape(self) -> str:
        if self._completions.is_shown:
            self._completions.hide()
        elif self._session.split_line.reading is not None:
            self._dispatch(SplitStopped())
        elif self._typed.get():
            self._typed.set("")
        else:
            self._leave()
        return "break"
