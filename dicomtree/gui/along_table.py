"""Attributes along the slices as a table: a line for each slice, a column for each attribute."""

import tkinter
from collections.abc import Callable, Iterator, Sequence
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.elision import measuring_font
from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.gui.scrollbars import scroll_across, scroll_down
from dicomtree.gui.style import Style
from dicomtree.session.along_lines import AlongLine
from dicomtree.text import show

MOST_COLUMNS = 200
LONGEST_CELL = 60
SLICE = "slice"
MEASURED, WIDEST = 40, 220


class AlongTable:
    """Lines are put in a few at a time; `choose` is called with the place of the one chosen."""

    def __init__(self, parent: tkinter.Misc, style: Style, choose: Callable[[int], None]) -> None:
        self._style, self._choose = style, choose
        self.frame = tkinter.Frame(parent, background=style.palette.panel)
        self.table = ttk.Treeview(
            self.frame, style=styles.LIST, show="headings", selectmode="browse"
        )
        scroll_across(self.table)
        scroll_down(self.table)
        self.table.pack(side="left", fill="both", expand=True)
        self.table.tag_configure("current", background=style.palette.current)
        self.table.bind("<<TreeviewSelect>>", lambda _: self._on_select())
        self._work = Piecemeal(self.table)
        self._font = measuring_font(self.table, style.font(styles.LIST_PIXELS))
        self._place: int | None = None

    def fill(self, lines: Sequence[AlongLine], count: int, *, hidden: bool) -> None:
        """Show these attributes of so many slices."""
        shown = lines[:MOST_COLUMNS]
        self.table.delete(*self.table.get_children())
        self.table.configure(columns=(SLICE, *(str(n) for n in range(len(shown)))))
        self._head(SLICE, "Slice", ["0000"])
        for number, line in enumerate(shown):
            texts = [_cell(line, place, hidden) for place in range(min(count, MEASURED))]
            self._head(str(number), show(line.label, LONGEST_CELL), texts)
        self._work.start(self._rows(shown, count, hidden))

    def mark(self, place: int | None) -> None:
        """Mark the line of the slice on screen."""
        for number, tags in ((self._place, ()), (place, ("current",))):
            if number is not None and self.table.exists(str(number)):
                self.table.item(str(number), tags=tags)
        self._place = place
        if place is not None and self.table.exists(str(place)):
            self.table.see(str(place))

    def close(self) -> None:
        """Put in no further lines."""
        self._work.stop()

    def _head(self, name: str, title: str, texts: Sequence[str]) -> None:
        wide = max(map(self._font.measure, (title, *texts))) + self._style.px(18)
        self.table.heading(name, text=title, anchor="w")
        self.table.column(name, width=min(wide, self._style.px(WIDEST)), stretch=False, anchor="w")

    def _rows(self, lines: Sequence[AlongLine], count: int, hidden: bool) -> Iterator[None]:
        for place in range(count):
            cells = [str(place + 1), *(_cell(line, place, hidden) for line in lines)]
            tags = ("current",) if place == self._place else ()
            self.table.insert("", "end", iid=str(place), values=cells, tags=tags)
            yield

    def _on_select(self) -> None:
        chosen = self.table.selection()
        if chosen and int(chosen[0]) != self._place:
            self._choose(int(chosen[0]))


def _cell(line: AlongLine, place: int, hidden: bool) -> str:
    return show(line.cell(place, hidden=hidden), LONGEST_CELL)
