"""The box above the attributes: what is typed there filters them."""

import tkinter
from collections.abc import Callable

from dicomtree.gui.elision import keep_fitting
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Style
from dicomtree.session.attribute_filter import AttributeFilter
from dicomtree.session.attribute_messages import FilterTyped
from dicomtree.session.messages import Message
from dicomtree.text import show

HINT = "Filter attributes: text, *, /…/, tag"
EXAMPLES = (
    "Text is looked for in tag, keyword, name and value, in all items of sequences.\n"
    "*time   /^MR.*IMAGE$/   0018,0050   slice thickness"
)
CLEAR = "✕"
LONGEST = 500


class FilterBox:
    """A line to type into, with what was found beside it; drawn as the find box is."""

    def __init__(
        self,
        parent: tkinter.Misc,
        style: Style,
        dispatch: Callable[[Message], None],
        pass_keys: Callable[[], None],
    ) -> None:
        self._style, self._dispatch, self._pass_keys = style, dispatch, pass_keys
        px, palette = style.px, style.palette
        self._edge = tkinter.Frame(
            parent,
            background=palette.panel,
            highlightthickness=px(1),
            highlightbackground=palette.border,
            highlightcolor=palette.accent,
        )
        self._edge.pack(fill="x", padx=px(6), pady=(px(6), px(2)))
        self._typed = tkinter.StringVar(parent)
        self.entry = self._make_entry()
        self._beside = self._label(palette.dim)
        self._clear = self._label(palette.dim, CLEAR)
        self._hint = self._label(palette.dim, HINT)
        self._hint.configure(cursor="xterm", padx=0)
        keep_fitting(self._hint, style.font(), self.entry, px(4))
        self._error = tkinter.Label(
            parent,
            foreground=palette.error,
            background=palette.panel,
            font=style.font(12),
            anchor="w",
            justify="left",
        )
        self.entry.pack(side="left", fill="x", expand=True, padx=px(10), pady=px(4))
        self._bind()
        self._show_hint()

    def _make_entry(self) -> tkinter.Entry:
        return tkinter.Entry(
            self._edge,
            textvariable=self._typed,
            relief="flat",
            borderwidth=0,
            highlightthickness=0,
            font=self._style.font(),
            **self._style.text_colours,
        )

    def _label(self, colour: str, text: str = "") -> tkinter.Label:
        return tkinter.Label(
            self._edge,
            text=text,
            foreground=colour,
            background=self._style.palette.panel,
            borderwidth=0,
            padx=self._style.px(6),
            font=self._style.font(12),
        )

    def _bind(self) -> None:
        self._typed.trace_add("write", lambda *_: self._on_typed())
        self.entry.bind("<Escape>", lambda _: self._on_escape())
        for keys in ("<Return>", "<Down>", "<KP_Enter>"):
            self.entry.bind(keys, lambda _: self._leave())
        self._hint.bind("<Button-1>", lambda _: self.entry.focus_set())
        self._clear.configure(cursor="hand2")
        self._clear.bind("<Button-1>", lambda _: self._on_clear())
        HoverTip(self.entry, self._style, lambda _: "" if self._typed.get() else EXAMPLES)

    def draw(self, known: AttributeFilter, may_tell: int | None) -> None:
        """Show what there is to say of the filter."""
        if known.text != self._typed.get().strip():
            self._typed.set(known.text)  # another look, the same session
        self._beside.configure(text=known.in_words(may_tell))
        if known.error:
            room = self._edge.winfo_width()
            self._error.configure(text=f"⚠ {show(known.error, 120)}", wraplength=room)
            self._error.pack(fill="x", after=self._edge, padx=self._style.px(4))
        else:
            self._error.pack_forget()

    def focus(self) -> None:
        """Take the keys, with what is written there selected."""
        self.entry.focus_set()
        self.entry.selection_range(0, "end")

    def _show_hint(self) -> None:
        if self._typed.get():
            self._hint.place_forget()
            self._clear.pack(side="right", before=self.entry)
            self._beside.pack(side="right", before=self.entry)
        else:
            self._hint.place(x=self._style.px(10), rely=0.5, anchor="w")
            self._clear.pack_forget()
            self._beside.pack_forget()

    def _on_typed(self) -> None:
        self._show_hint()
        self._dispatch(FilterTyped(self._typed.get()[:LONGEST]))

    def _on_escape(self) -> str:
        if self._typed.get():
            self._typed.set("")
        else:
            self._pass_keys()
        return "break"

    def _on_clear(self) -> None:
        self._typed.set("")
        self.entry.focus_set()

    def _leave(self) -> str:
        self._pass_keys()
        return "break"
