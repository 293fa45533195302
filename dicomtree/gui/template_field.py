"""Where a template is typed: fields are completed, and a fault is marked in its place."""

import tkinter
from collections.abc import Callable
from typing import Any

from dicomtree.gui.completion_list import CompletionList
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Style
from dicomtree.session.job_messages import TemplateChecked

FAULT = "fault"
LONGEST = 2000
HELP = (
    "Folders and names, separated by /. {PatientID} is a DICOM keyword, {SeriesNumber:03d} a number "
    "of three digits, {StudyDate:%Y-%m-%d} a date, {SeriesDescription|NA} what stands where the "
    "value is missing, {PatientName!lower} small letters; {Stack}, {Volume}, {SliceIndex} and "
    "{Dimension} come from the order of space."
)


class TemplateField:
    """A text field of two lines; `typed` is called with text and cursor."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, typed: Callable[[str, int], None]
    ) -> None:
        palette, px = style.palette, style.px
        self._colours = palette.faded, palette.text
        self._typed = typed
        self._checked: TemplateChecked | None = None
        self.text = tkinter.Text(
            parent,
            height=2,
            width=20,
            wrap="char",
            undo=True,
            relief="flat",
            borderwidth=0,
            highlightthickness=max(px(1), 1),
            highlightbackground=palette.border,
            highlightcolor=palette.accent,
            padx=px(6),
            pady=px(4),
            font=style.fixed_font(12),
            **style.text_colours,
        )
        self.text.tag_configure(FAULT, underline=True, foreground=palette.error)
        self._completions = CompletionList(self.text, style, self._complete)
        handlers: dict[str, Callable[[Any], object]] = {
            "<<Modified>>": lambda _: self._on_modified(),
            "<Return>": lambda _: self._on_return(),
            "<Tab>": lambda _: self._on_tab(),
            "<Escape>": lambda _: self._on_escape(),
            "<Down>": lambda _: self._on_arrow(1),
            "<Up>": lambda _: self._on_arrow(-1),
            "<FocusOut>": lambda _: self._completions.hide(),
        }
        for sequence, handler in handlers.items():
            self.text.bind(sequence, handler)
        HoverTip(self.text, style, lambda _: HELP)

    def draw(self, template: str, checked: TemplateChecked | None, *, enabled: bool) -> None:
        """Show a template unless it is just being typed, and what is wrong with it."""
        self.text.configure(state="normal")
        if template != self._written():
            self._write(template)
        self.text.tag_remove(FAULT, "1.0", "end")
        if checked is None or checked.text != template:
            self._completions.hide()
        else:
            self._mark(checked)
        self.text.configure(
            state="normal" if enabled else "disabled", foreground=self._colours[enabled]
        )

    def _mark(self, checked: TemplateChecked) -> None:
        start, end = checked.fault
        if end > start:
            self.text.tag_add(FAULT, f"1.0+{start}c", f"1.0+{end}c")
        if checked is self._checked:
            return
        self._checked = checked
        if checked.completion is not None and self.text.focus_get() is self.text:
            self._completions.offer(checked.completion.names)
        else:
            self._completions.hide()

    def _written(self) -> str:
        return self.text.get("1.0", "end-1c")

    def _write(self, template: str) -> None:
        self.text.delete("1.0", "end")
        self.text.insert("1.0", template)
        self.text.edit_modified(False)

    def _cursor(self) -> int:
        return len(self.text.get("1.0", "insert"))

    def _on_modified(self) -> None:
        if not self.text.edit_modified():
            return  # resetting it is a modification, too
        self.text.edit_modified(False)
        written = self._written()
        clean = "".join(filter(str.isprintable, written))[:LONGEST]
        if clean != written:
            self._write(clean)
        self._typed(clean, self._cursor())

    def _complete(self, name: str) -> None:
        known = self._checked
        if known is not None and known.completion is not None and known.text == self._written():
            start, end = known.completion.start, known.completion.end
            self.text.delete(f"1.0+{start}c", f"1.0+{end}c")
            self.text.insert(f"1.0+{start}c", name)
            self.text.mark_set("insert", f"1.0+{start + len(name)}c")
        self._completions.hide()
        self.text.focus_set()

    def _on_return(self) -> str:
        self._completions.accept_chosen()
        return "break"

    def _on_tab(self) -> str | None:
        return "break" if self._completions.accept_first() else None

    def _on_escape(self) -> str | None:
        if not self._completions.is_shown:
            return None
        self._completions.hide()
        return "break"

    def _on_arrow(self, by: int) -> str | None:
        if not self._completions.is_shown:
            return None
        self._completions.step(by)
        return "break"
