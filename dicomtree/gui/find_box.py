"""The box above the tree: what is typed there filters it."""

import tkinter
from collections.abc import Callable
from typing import Any

from dicomtree.gui.completion_list import CompletionList
from dicomtree.gui.elision import keep_fitting
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.session.find_messages import FindBegun, FindStopped, FindTyped
from dicomtree.session.finding import found_text, is_covered
from dicomtree.session.messages import Message
from dicomtree.session.state import Session
from dicomtree.text import show

HINT = "Find: words, Modality=CT, has:gaps …"
EXAMPLES = (
    "Words are found in name, id, descriptions, modality and date.\n"
    "Also: SliceThickness<2   StudyDate>=2019-03   SeriesDescription~brain*\n"
    "has:gaps   missing:StudyDate   not …   … or …   (any keyword; Tab completes it)"
)
CLEAR = "✕"
COVER = "Query hidden"
LONGEST_QUERY = 2000
FAULT = "fault"


class FindBox:
    """A line to type a query into, with its fault underlined and what was found beside it.

    A `tkinter.Text` of one line, because an entry cannot mark a word. `pass_keys` gives the keys
    to the tree.
    """

    def __init__(
        self, dispatch: Callable[[Message], None], style: Style, pass_keys: Callable[[], None]
    ) -> None:
        self._dispatch = dispatch
        self._style = style
        self._pass_keys = pass_keys
        self._session = Session()
        self._is_covered = False
        self.element = sg.Column(
            [[]], key="find", pad=(0, 0), expand_x=True, background_color=style.palette.panel
        )

    def attach(self) -> None:
        """Make the widgets; the window must exist."""
        px, palette = self._style.px, self._style.palette
        frame: tkinter.Frame = self.element.Widget
        self._edge = tkinter.Frame(
            frame,
            background=palette.panel,
            highlightthickness=max(px(1), 1),
            highlightbackground=palette.border,
            highlightcolor=palette.accent,
        )
        self._edge.pack(fill="x", padx=px(6), pady=(px(6), px(4)))
        self.text = tkinter.Text(
            self._edge,
            height=1,
            width=10,
            wrap="none",
            undo=True,
            relief="flat",
            borderwidth=0,
            highlightthickness=0,
            padx=px(6),
            pady=px(4),
            font=self._style.font(),
            **self._style.text_colours,
        )
        self._beside = self._label(self._edge, palette.dim, palette.panel)
        self._clear = self._label(self._edge, palette.dim, palette.panel)
        self._clear.configure(text=CLEAR, cursor="hand2")
        self._message = self._label(frame, palette.error, palette.panel)
        self._message.configure(justify="left", anchor="w")
        self._hint = self._label(self.text, palette.dim, palette.panel)
        self._hint.configure(text=HINT, cursor="xterm")
        keep_fitting(self._hint, self._style.font(), self.text, px(16))
        self._cover = self._label(self.text, palette.dim, palette.panel)
        self._cover.configure(text=COVER, anchor="w", cursor="xterm", font=self._style.font())
        self.text.pack(side="left", fill="x", expand=True)
        self.text.tag_configure(FAULT, underline=True, foreground=palette.error)
        self._completions = CompletionList(self.text, self._style, self._complete)
        self._bind()
        self._show_hint()
        HoverTip(self.text, self._style, lambda _: "" if self._query() else EXAMPLES)

    def _label(self, parent: tkinter.Misc, colour: str, ground: str) -> tkinter.Label:
        return tkinter.Label(
            parent,
            foreground=colour,
            background=ground,
            borderwidth=0,
            padx=self._style.px(6),
            font=self._style.font(12),
        )

    def _bind(self) -> None:
        handlers: dict[str, Callable[[Any], object]] = {
            "<<Modified>>": lambda _: self._on_modified(),
            "<Escape>": lambda _: self._on_escape(),
            "<Return>": lambda _: self._on_return(),
            "<KP_Enter>": lambda _: self._on_return(),
            "<Tab>": lambda _: self._on_tab(),
            "<Down>": lambda _: self._on_arrow(1),
            "<Up>": lambda _: self._on_arrow(-1),
            "<FocusIn>": lambda _: self._dispatch(FindBegun()),
            "<FocusOut>": lambda _: self._completions.hide(),
            "<<Paste>>": lambda _: self._on_paste(),
            "<Control-a>": lambda _: self._select_all(),
        }
        for sequence, handler in handlers.items():
            self.text.bind(sequence, handler)
        self._hint.bind("<Button-1>", lambda _: self.focus())
        self._cover.bind("<Button-1>", lambda _: self.focus())
        self._clear.bind("<Button-1>", lambda _: self._on_clear())

    def ask(self, query: str) -> None:
        """Take a query as if it had been typed."""
        self._write(query)

    # ---- drawing
    def draw(self, session: Session, previous: Session | None) -> None:
        """Show what the session says of the query."""
        self._session = session
        known = session.filter
        if previous is None and known.text != self._query():
            self._write(known.text)  # another look, the same session
        self._cover_up(is_covered(session))
        if previous is not None and known == previous.filter and session.tree is previous.tree:
            return
        if known.text != self._query():
            return  # it answers what has been changed since
        self.text.tag_remove(FAULT, "1.0", "end")
        if known.error and known.fault[1]:
            start, end = known.fault
            self.text.tag_add(FAULT, f"1.0+{start}c", f"1.0+{max(end, start + 1)}c")
        self._say("" if self._is_covered else known.error)
        self._show_beside(found_text(session))
        if self._is_name_begun() and self.text.focus_get() is self.text:
            self._completions.offer(self._names())
        else:
            self._completions.hide()

    def _cover_up(self, is_covered: bool) -> None:
        """Cover what was typed before identity was hidden; the rows it found stay."""
        if is_covered == self._is_covered:
            return
        self._is_covered = is_covered
        self.text.configure(state="disabled" if is_covered else "normal")
        if is_covered:
            self._say("")
            self._completions.hide()
            self._cover.place(x=0, y=0, relwidth=1, relheight=1)
        else:
            self._cover.place_forget()

    def _say(self, error: str) -> None:
        if not error:
            self._message.pack_forget()
            return
        self._message.configure(text=f"⚠ {show(error)}", wraplength=self._edge.winfo_width())
        self._message.pack(fill="x", padx=self._style.px(4), pady=(0, self._style.px(4)))

    def _show_beside(self, text: str) -> None:
        self._beside.configure(text=text)
        for label, shown in ((self._beside, text != ""), (self._clear, self._query() != "")):
            if shown and not label.winfo_manager():
                label.pack(side="right", before=self.text)
            elif not shown:
                label.pack_forget()

    def _show_hint(self) -> None:
        if self._query():
            self._hint.place_forget()
        else:
            self._hint.place(x=0, rely=0.5, anchor="w")

    # ---- typing
    def focus(self) -> None:
        """Take the keys, with what is written there selected; what is covered gives way."""
        if self._is_covered:
            self.clear()
        self.text.focus_set()
        self._select_all()

    def _query(self) -> str:
        return self.text.get("1.0", "end-1c")

    def _write(self, query: str) -> None:
        self.text.configure(state="normal")
        self.text.delete("1.0", "end")
        self.text.insert("1.0", query)

    def _on_modified(self) -> None:
        if not self.text.edit_modified():
            return  # resetting it is a modification, too
        self.text.edit_modified(False)
        query = self._query()
        if "\n" in query or len(query) > LONGEST_QUERY:
            self._write(" ".join(query.split())[:LONGEST_QUERY])
            return
        self._show_hint()
        self._completions.hide()
        self._dispatch(FindTyped(query, self._cursor()))
        self._show_beside(self._beside.cget("text") if query else "")

    def _cursor(self) -> int:
        return int(str(self.text.index("insert")).partition(".")[2])

    def _complete(self, name: str) -> None:
        known = self._session.filter.completion
        if known is not None and self._session.filter.text == self._query():
            self.text.delete(f"1.0+{known.start}c", f"1.0+{known.end}c")
            self.text.insert(f"1.0+{known.start}c", name)
            self.text.mark_set("insert", f"1.0+{known.start + len(name)}c")
        self._completions.hide()
        self.text.focus_set()

    def _names(self) -> tuple[str, ...]:
        """Return what may stand for the part that is being typed."""
        known = self._session.filter
        fits = known.text == self._query() and known.completion is not None
        return known.completion.names if fits and known.completion is not None else ()

    def _is_name_begun(self) -> bool:
        """Tell whether a name is being typed rather than a word: `Slice`, `has:slice`."""
        known = self._session.filter.completion
        if known is None:
            return False
        query = self._query()
        typed = query[known.start : known.end]
        return query[: known.start].endswith(":") or (len(typed) > 2 and typed[0].isupper())

    def _select_all(self) -> str:
        self.text.tag_add("sel", "1.0", "end-1c")
        self.text.mark_set("insert", "end-1c")
        return "break"

    def _on_paste(self) -> str:
        try:
            pasted = self.text.clipboard_get()
        except tkinter.TclError:
            return "break"  # nothing there that is text
        if self.text.tag_ranges("sel"):
            self.text.delete("sel.first", "sel.last")
        self.text.insert("insert", " ".join(pasted.split())[:LONGEST_QUERY])
        return "break"

    def _on_escape(self) -> str:
        if self._completions.is_shown:
            self._completions.hide()
        elif self._session.filter.progress is not None:
            self._dispatch(FindStopped())
        elif self._query():
            self.clear()
        else:
            self._pass_keys()
        return "break"

    def clear(self) -> None:
        """Show all of the tree again; a covered query cannot be called back by undoing."""
        self._write("")
        if self._is_covered:
            self.text.edit_reset()

    def _on_clear(self) -> None:
        self.clear()
        self.text.focus_set()

    def _on_return(self) -> str:
        if not self._completions.accept_chosen():
            self._pass_keys()
        return "break"

    def _on_tab(self) -> str:
        """Take a name, offer some, or go on to the tree where none fits."""
        if self._completions.accept_first():
            return "break"
        if self._names():
            self._completions.offer(self._names())
            self._completions.step(1)
        else:
            self._pass_keys()
        return "break"

    def _on_arrow(self, by: int) -> str:
        if self._completions.is_shown:
            self._completions.step(by)
        elif by > 0:
            self._pass_keys()
        return "break"
