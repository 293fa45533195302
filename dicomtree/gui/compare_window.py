"""Two instances side by side: only what differs."""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from dicomtree.compare import Comparison, Difference, Kind, Lenience
from dicomtree.gui import style as styles
from dicomtree.gui.style import Style
from dicomtree.gui.value_window import placed_over
from dicomtree.session.compare_messages import ComparisonClosed, ComparisonWanted
from dicomtree.session.messages import Message
from dicomtree.session.state import Session
from dicomtree.text import show

WIDTH, HEIGHT = 900, 520
COLUMNS = (("attribute", "Attribute", 300), ("first", "First", 290), ("second", "Second", 290))
MARKS = {Kind.ADDED: "+ added", Kind.MISSING: "− missing", Kind.CHANGED: "≠ changed"}
CLOSE = 1e-6
"""The share of their size by which numbers may differ that count as close."""


class CompareWindow:
    """Shows the session's comparison as long as there is one."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, dispatch: Callable[[Message], None]
    ) -> None:
        self._parent, self._style, self._dispatch = parent, style, dispatch
        self._window: tkinter.Toplevel | None = None
        self._shown: Comparison | None = None
        self.table: ttk.Treeview

    def draw(self, session: Session) -> None:
        """Show this comparison, or none; none while identity is hidden."""
        comparing = session.comparing
        comparison = None if session.identity_hidden else comparing.comparison
        if comparison is self._shown:
            return
        self._shown = comparison
        if comparison is None or comparing.sides is None:
            self.close()
            return
        if self._window is None:
            self._window = self._make()
        for column, (_, path) in zip(("first", "second"), comparing.sides, strict=True):
            self.table.heading(column, text=show(path.rpartition("/")[2], 60), anchor="w")
        self._fill(comparison)

    def close(self) -> None:
        """Close the window."""
        if self._window is not None:
            self._window.destroy()
            self._window = None

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

    def _make(self) -> tkinter.Toplevel:
        style, palette = self._style, self._style.palette
        window = tkinter.Toplevel(self._parent, background=palette.panel)
        window.title("Compare")
        window.geometry(placed_over(self._parent, style.px(WIDTH), style.px(HEIGHT)))
        window.transient(self._parent.winfo_toplevel())
        window.protocol("WM_DELETE_WINDOW", lambda: self._dispatch(ComparisonClosed()))
        window.bind("<Escape>", lambda _: self._dispatch(ComparisonClosed()))
        self._make_bar(window)
        self.table = ttk.Treeview(
            window,
            style=styles.LIST,
            columns=[name for name, _, _ in COLUMNS],
            show="tree headings",
            selectmode="browse",
        )
        self.table.column("#0", width=style.px(110), stretch=False)
        for name, title, width in COLUMNS:
            self.table.heading(name, text=title, anchor="w")
            self.table.column(name, width=style.px(width), anchor="w")
        bar = ttk.Scrollbar(
            window, orient="vertical", command=self.table.yview, style=styles.SCROLLBAR
        )
        self.table.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        self.table.pack(fill="both", expand=True)
        self.table.bind("<Key-n>", lambda _: self.step(1))
        self.table.bind("<Key-p>", lambda _: self.step(-1))
        self.table.focus_set()
        return window

    def _make_bar(self, window: tkinter.Toplevel) -> None:
        style, palette = self._style, self._style.palette
        bar = tkinter.Frame(window, background=palette.panel)
        bar.pack(fill="x", padx=style.px(8), pady=style.px(6))
        self.said = tkinter.Label(
            bar, font=style.font(12), background=palette.panel, foreground=palette.dim
        )
        for text, by in (("Previous (p)", -1), ("Next (n)", 1)):
            button = ttk.Button(bar, text=text, style=styles.BUTTON)
            button.configure(command=partial(self.step, by))
            button.pack(side="left", padx=style.px(3))
        self._folds = []
        for text in ("Fold UIDs", "Fold times", "Close numbers equal"):
            fold = tkinter.BooleanVar(window, False)
            box = tkinter.Checkbutton(
                bar,
                text=text,
                variable=fold,
                command=self._compare_again,
                font=style.font(12),
                background=palette.panel,
                foreground=palette.text,
                activebackground=palette.hover,
                activeforeground=palette.text,
                selectcolor=palette.raised,
                highlightthickness=0,
                borderwidth=0,
            )
            box.pack(side="left", padx=style.px(6))
            self._folds.append(fold)
        self.said.pack(side="right")

    def _compare_again(self) -> None:
        uids, times, close = (fold.get() for fold in self._folds)
        self._dispatch(ComparisonWanted(Lenience(uids, times, CLOSE if close else 0.0)))

    def _fill(self, comparison: Comparison) -> None:
        self.table.delete(*self.table.get_children())
        for one in comparison.differences:
            self.table.insert("", "end", text=MARKS[one.kind], values=_cells(one))
        count = len(comparison.differences)
        said = ["no differences" if not count else f"{count:,} differences"]
        if comparison.folded:
            said.append(f"{comparison.folded:,} folded")
        if not comparison.is_whole:
            said.append("not all was compared")
        self.said.configure(text=" · ".join(said))
        self.step(0)


def _cells(one: Difference) -> tuple[str, ...]:
    return tuple(show(text) for text in (one.path, "".join(one.first), "".join(one.second)))
