"""What the tree's rows have room for: labels and cells, cut with "…" to their columns."""

from collections.abc import Callable, Iterator
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.elision import Ruler, measuring_font
from dicomtree.gui.style import Style
from dicomtree.session.tree_row import TreeRow

Shown = tuple[str, tuple[str, ...]]
"""The text of a row, and those of its cells."""

_BESIDE_LABEL = styles.ICON_PIXELS * 2 + 6


class TreeLabels:
    """Cuts texts to the columns as they were when last measured.

    Rows are cut when they are put in. After columns have changed, `refit` is called, once the
    window is idle, with those on screen; the others when they are scrolled to.
    """

    def __init__(
        self, tree: ttk.Treeview, style: Style, refit: Callable[[list[str]], None]
    ) -> None:
        self._tree = tree
        self._style = style
        self._refit = refit
        self._ruler = Ruler(measuring_font(tree, style.font()))
        self._label_room = 0
        self._cell_rooms: tuple[int, ...] = ()
        self._is_due = False
        tree.bind("<Configure>", lambda _: self.look_again(), add="+")

    def measure(self) -> None:
        """Take the widths of the columns as they are now."""
        tree, beside = self._tree, self._style.px(styles.BESIDE_CELL)
        self._label_room = tree.column("#0", "width") - self._style.px(_BESIDE_LABEL)
        self._cell_rooms = tuple(tree.column(name, "width") - beside for name in tree["columns"])

    def shown(self, row: TreeRow, level: int) -> Shown:
        """Return what a row has room for that lies so many levels down."""
        room = self._label_room - level * self._style.px(styles.TREE_INDENT)
        text = self._ruler.cut(f" {row.text}", room)
        cells = (
            self._ruler.cut(cell, its_room)
            for cell, its_room in zip(row.cells, self._cell_rooms, strict=False)
        )
        return text, tuple(cells)

    def look_again(self) -> None:
        """Let the rows on screen be cut anew, once the window is idle."""
        if not self._is_due:
            self._is_due = True
            self._tree.after_idle(self._look)

    def _look(self) -> None:
        self._is_due = False
        self.measure()
        self._refit(list(self._on_screen()))

    def _on_screen(self) -> Iterator[str]:
        """Yield the rows that the window shows."""
        height = self._tree.winfo_height()
        last = ""
        for y in (*range(1, height, self._style.px(styles.ROW_PIXELS)), height - 1):
            item = self._tree.identify_row(y)
            if item not in ("", last):
                yield item
                last = item
