"""Two patients, studies, series, stacks or instances side by side: only what differs."""

import tkinter
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from tkinter import ttk

from dicomtree.compare import (
    Comparison,
    Difference,
    Kind,
    Lenience,
    comparison_lines,
    values_in_words,
    with_lenience,
)
from dicomtree.gui import style as styles
from dicomtree.gui.elision import Ruler, measuring_font
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.list_keys import bind_home_and_end
from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.gui.placement import placed_over
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.side_window import FilterLine, side_window
from dicomtree.gui.style import Style
from dicomtree.session.compare_messages import ComparisonClosed
from dicomtree.session.compared import Comparing
from dicomtree.session.messages import Message
from dicomtree.session.state import Session
from dicomtree.text import counted, show

WIDTH, HEIGHT = 960, 560
MOST_OF_SCREEN = 0.9
COLUMNS = (("attribute", "Attribute", 0.3), ("first", "First", 0.35), ("second", "Second", 0.35))
"""What each is called, and its share of the width."""

KIND_WIDTH = 110
BESIDE_TABLE = 24
MARKS = {Kind.CHANGED: "≠ changed", Kind.ADDED: "+ added", Kind.MISSING: "− missing"}
UNREAD = "⚠ not read"
FOLDS = ("Fold UIDs", "Fold times", "Close numbers equal")
CLOSE = 1e-6
"""The share of their size by which numbers may differ that count as close."""


class CompareWindow:
    """Shows the session's comparison as long as there is one."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, dispatch: Callable[[Message], None]
    ) -> None:
        self._parent, self._style, self._dispatch = parent, style, dispatch
        self._window: tkinter.Toplevel | None = None
        self._drawn: Comparison | None = None
        self._lenient = Comparison(())
        self._cells: dict[str, tuple[str, ...]] = {}
        self._widths: tuple[int, ...] = ()
        self._due: str | None = None
        self._tips: dict[str, str] = {}
        self.table: ttk.Treeview

    # ---- drawing
    def draw(self, session: Session) -> None:
        """Show how far this comparison is, or what it found; none while identity is hidden."""
        comparing = session.comparing
        if comparing.sides is None or session.identity_hidden:
            self.close()
            return
        if self._window is None:
            self._window = self._make()
        for column, side in zip(("first", "second"), comparing.sides, strict=True):
            self.table.heading(column, text=show(side.name, 60), anchor="w")
        if comparing.comparison is None:
            self._wait(comparing)
        elif comparing.comparison is not self._drawn:
            self._drawn = comparing.comparison
            self._fill()

    def close(self) -> None:
        """Close the window."""
        if self._window is not None:
            self._work.stop()
            self._cutting.stop()
            if self._due is not None:
                self.table.after_cancel(self._due)
                self._due = None
            self._window.destroy()
            self._window, self._drawn, self._lenient = None, None, Comparison(())

    def _wait(self, comparing: Comparing) -> None:
        if self._drawn is not None:
            self._drawn, self._lenient = None, Comparison(())
            self._show()
        share = f"{comparing.done:,} of {comparing.total:,}" if comparing.total else ""
        self.said.configure(text=f"Reading headers … {share}   Esc: cancel")
        self._copying.state(["disabled"])

    def _fill(self) -> None:
        """List what differs by the folds as they stand; what was read stays as it is."""
        if self._drawn is None:
            return
        uids, times, close = (fold.get() for fold in self._folds)
        lenience = Lenience(uids, times, CLOSE if close else 0.0)
        self._lenient = with_lenience(self._drawn, lenience)
        self._copying.state(["!disabled"])
        self.said.configure(text=in_words(self._lenient))
        self._show()

    def _show(self) -> None:
        self.table.delete(*self.table.get_children())
        self._cells.clear()
        self._tips.clear()
        self._work.start(self._rows(self.filter.wanted))

    def _rows(self, wanted: str) -> Iterator[None]:
        """List what differs, and behind it the files that could not be read."""
        for mark, cells, texts in _lines(self._lenient):
            if wanted and not any(wanted in text.casefold() for text in texts):
                continue
            is_first = not self._tips
            row = self.table.insert("", "end", text=mark, values=self._cut(cells))
            self._cells[row] = cells
            self._tips[row] = "\n".join(filter(None, cells))
            if is_first:
                self.step(0)
            yield

    def _cut(self, cells: tuple[str, ...]) -> list[str]:
        """Return what there is room for.

        Middles go: the paths of an item begin alike, and so do two UIDs that differ.
        """
        padding = self._style.px(styles.BESIDE_CELL)
        pairs = zip(cells, self._widths, strict=True)
        return [self._ruler.cut_middle(text, width - padding) for text, width in pairs]

    def _column_widths(self) -> tuple[int, ...]:
        return tuple(self.table.column(name, "width") for name, _, _ in COLUMNS)

    def _fit_soon(self) -> None:
        """Fit once the columns have followed the table's width: Tk sees to them a little later."""
        if self._due is None:
            self._due = self.table.after_idle(self._fit)

    def _fit(self) -> None:
        """Cut cells anew when a column has become wider or narrower."""
        self._due = None
        widths = self._column_widths()
        if widths != self._widths:
            self._widths = widths
            self._cutting.start(self._cut_each())

    def _cut_each(self) -> Iterator[None]:
        for row, cells in list(self._cells.items()):
            if self.table.exists(row):
                self.table.item(row, values=self._cut(cells))
            yield

    def step(self, by: int) -> None:
        """Choose the next difference, or the one before."""
        rows = self.table.get_children()
        if not rows:
            return
        chosen = self.table.selection()
        place = rows.index(chosen[0]) + by if chosen else 0
        row = rows[min(max(place, 0), len(rows) - 1)]
        self.table.selection_set(row)
        self.table.focus(row)
        self.table.see(row)

    # ---- parts
    def _make(self) -> tkinter.Toplevel:
        style = self._style
        window = side_window(self._parent, style, self._leave)
        window.title("Compare")
        width = min(style.px(WIDTH), round(window.winfo_screenwidth() * MOST_OF_SCREEN))
        height = min(style.px(HEIGHT), round(window.winfo_screenheight() * MOST_OF_SCREEN))
        window.geometry(placed_over(self._parent, width, height))
        window.minsize(style.px(520), style.px(240))
        self._make_bar(window)
        self._make_folds(window)
        self._make_table(window, width)
        self._work, self._cutting = Piecemeal(self.table), Piecemeal(self.table)
        self.table.focus_set()
        return window

    def _make_bar(self, window: tkinter.Toplevel) -> None:
        style, palette = self._style, self._style.palette
        bar = tkinter.Frame(window, background=palette.panel)
        bar.pack(fill="x", padx=style.px(14), pady=(style.px(12), style.px(4)))
        buttons = [
            ttk.Button(bar, text=text, style=styles.BUTTON, command=partial(self.step, by))
            for text, by in (("Previous (p)", -1), ("Next (n)", 1))
        ]
        self._copying = ttk.Button(bar, text="Copy as text", style=styles.BUTTON)
        self._copying.configure(command=self._copy)
        for button in (self._copying, *reversed(buttons)):
            button.pack(side="right", padx=(style.px(8), 0))
        self.filter = FilterLine(bar, style, self._show, self._pass_keys, width=20)

    def _make_folds(self, window: tkinter.Toplevel) -> None:
        style, palette = self._style, self._style.palette
        line = tkinter.Frame(window, background=palette.panel)
        line.pack(fill="x", padx=style.px(14), pady=(0, style.px(6)))
        self._folds = [tkinter.BooleanVar(window, False) for _ in FOLDS]
        for text, fold in zip(FOLDS, self._folds, strict=True):
            box = tkinter.Checkbutton(
                line,
                text=text,
                variable=fold,
                command=self._fill,
                font=style.font(12),
                background=palette.panel,
                foreground=palette.text,
                activebackground=palette.hover,
                activeforeground=palette.text,
                selectcolor=palette.raised,
                highlightthickness=0,
                borderwidth=0,
            )
            box.pack(side="left", padx=(0, style.px(12)))
        self.said = self._label(line, "")
        self.said.pack(side="right")

    def _make_table(self, window: tkinter.Toplevel, width: int) -> None:
        style = self._style
        names = [name for name, _, _ in COLUMNS]
        self.table = ttk.Treeview(
            window, style=styles.LIST, columns=names, show="tree headings", selectmode="browse"
        )
        self.table.column("#0", width=style.px(KIND_WIDTH), stretch=False)
        room = width - style.px(KIND_WIDTH + BESIDE_TABLE)
        for name, title, share in COLUMNS:
            self.table.heading(name, text=title, anchor="w")
            self.table.column(name, width=round(room * share), anchor="w")
        self._ruler = Ruler(measuring_font(self.table, style.font(styles.LIST_PIXELS)))
        self._widths = self._column_widths()
        scroll_down(self.table)
        self.table.pack(fill="both", expand=True, padx=(style.px(6), 0))
        self.table.bind("<Key-n>", lambda _: self.step(1))
        self.table.bind("<Key-p>", lambda _: self.step(-1))
        for change in ("<Configure>", "<ButtonRelease-1>"):
            self.table.bind(change, lambda _: self._fit_soon(), add="+")
        bind_home_and_end(self.table)
        HoverTip(self.table, style, lambda event: self.tip(self.table.identify_row(event.y)))

    def _label(self, parent: tkinter.Misc, text: str) -> tkinter.Label:
        palette = self._style.palette
        font = self._style.font(12)
        return tkinter.Label(
            parent, text=text, font=font, background=palette.panel, foreground=palette.dim
        )

    def tip(self, row: str) -> str:
        """Return what does not fit into the cells of a row."""
        return self._tips.get(row, "")

    # ---- doing
    def _leave(self) -> None:
        self._dispatch(ComparisonClosed())

    def _pass_keys(self) -> None:
        self.table.focus_set()

    def _copy(self) -> None:
        text = "\n".join(comparison_lines(self._lenient))
        self.table.clipboard_clear()
        self.table.clipboard_append(text)


def in_words(found: Comparison) -> str:
    """Return how many differences of each kind there are, how many are folded, what was not read."""
    counts = Counter(one.kind for one in found.differences)
    said = [f"{counts[kind]:,} {kind}" for kind in MARKS if counts[kind]] or ["no differences"]
    if found.folded:
        said.append(f"{found.folded:,} folded")
    if not found.is_whole:
        said.append("⚠ not all was compared")
    if found.unreadable:
        said.append(f"⚠ {counted(len(found.unreadable), 'file')} not read")
    return " · ".join(said)


def _lines(found: Comparison) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield for each row its mark, its cells, and the texts that the filter looks into."""
    for one in found.differences:
        yield MARKS[one.kind], _cells(one), (one.title, *one.first, *one.second)
    for path in found.unreadable:
        yield UNREAD, (show(path), "", ""), (path,)


def _cells(one: Difference) -> tuple[str, ...]:
    return show(one.title), values_in_words(one.first), values_in_words(one.second)
