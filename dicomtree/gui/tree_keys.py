"""Keys that choose rows of the tree, beyond those that Tk has."""

from collections.abc import Callable
from tkinter import ttk
from typing import Any

from dicomtree.gui.tree_finder import TreeFinder
from dicomtree.gui.tree_nodes import TreeNodes


class TreeKeys:
    """Binds Home, End, PgUp, PgDn, → and letters; `choose` is called with the row they lead to."""

    def __init__(
        self,
        tree: ttk.Treeview,
        nodes: TreeNodes,
        row_height: int,
        choose: Callable[[str], None],
    ) -> None:
        self._tree = tree
        self._nodes = nodes
        self._row_height = row_height
        self._choose = choose
        handlers: dict[str, Callable[[Any], object]] = {
            "<Home>": lambda _: self._choose_place(0),
            "<End>": lambda _: self._choose_place(-1),
            "<Prior>": lambda _: self._step(-self._rows_in_view()),
            "<Next>": lambda _: self._step(self._rows_in_view()),
            "<Down>": lambda _: None if tree.focus() else self._choose_place(0),
            "<Right>": self._go_on,
            "<Key>": TreeFinder(nodes, choose).on_key,
        }
        for sequence, handler in handlers.items():
            tree.bind(sequence, handler, add="+")

    def _choose_place(self, place: int) -> str:
        items = list(self._nodes.visible_items())
        if items:
            self._choose(items[place])
        return "break"

    def _step(self, by: int) -> str:
        items = list(self._nodes.visible_items())
        current = self._tree.focus()
        place = items.index(current) + by if current in items else 0
        return self._choose_place(min(max(place, 0), len(items) - 1))

    def _rows_in_view(self) -> int:
        return max(1, self._tree.winfo_height() // self._row_height - 2)

    def _go_on(self, _: Any) -> str | None:
        """Go on into a row that is open already; Tk itself opens closed ones and stops there."""
        current = self._tree.focus()
        below = self._tree.get_children(current)
        if not self._nodes.is_open(current) or not below:
            return None
        if self._nodes.row_of(below[0]) is not None:
            self._choose(below[0])
        return "break"
