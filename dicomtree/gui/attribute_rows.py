"""Keeps the rows of a Treeview in step with an outline; what is closed has no rows yet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.session.outline import Node

AT_ONCE = 1_000
"""Rows at the top that are drawn in one go: no header but a hostile one has more."""


class Look(NamedTuple):
    """How a node looks: the text of its first column, the other cells, its tags."""

    text: str
    cells: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appearance:
    """What decides which rows there are: how nodes look, what is in them, which are open."""

    look: Callable[[Node], Look]
    inside: Callable[[Node], Sequence[Node]]
    is_open: Callable[[Node], bool]


@dataclass(slots=True)
class _Row:
    item: str
    node: Node
    look: Look
    is_filled: bool = False
    below: list["_Row"] = field(default_factory=list)


class AttributeRows:
    """Rows are used again for the node at the same place: what is scrolled to stays there."""

    def __init__(self, element: Any, appearance: Appearance) -> None:
        self._element = element
        self._tree = element.Widget
        self._appearance = appearance
        self._top: list[_Row] = []
        self._rows: dict[str, _Row] = {}
        self._rest = Piecemeal(self._tree)

    def draw(self, nodes: Sequence[Node]) -> None:
        """Show these nodes at the top: many at once, and very many little by little."""
        self._rest.stop()
        steps = self._steps("", self._top, nodes)
        for _ in islice(steps, AT_ONCE):
            pass
        self._rest.start(steps)

    def close(self) -> None:
        """Draw no further rows."""
        self._rest.stop()

    def node_of(self, item: str) -> Node | None:
        """Return the node of a row, None where there is none."""
        row = self._rows.get(item)
        return None if row is None else row.node

    def refill(self, item: str) -> None:
        """Show what is now in a row that was opened or closed."""
        row = self._rows.get(item)
        if row is not None:
            self._fill(row)

    def first(self) -> str | None:
        """Return the first row."""
        return self._top[0].item if self._top else None

    def deepest(self) -> int:
        """Return how many levels of rows are open."""
        level, rows = 0, self._top
        while rows := [one for row in rows if row.is_filled for one in row.below]:
            level += 1
        return level

    def _sync(self, parent: str, rows: list[_Row], nodes: Sequence[Node]) -> None:
        for _ in self._steps(parent, rows, nodes):
            pass

    def _steps(self, parent: str, rows: list[_Row], nodes: Sequence[Node]) -> Iterator[None]:
        """Bring one row after the other in step with its node."""
        self._cut(rows, len(nodes))
        for place, node in enumerate(nodes):
            look = self._appearance.look(node)
            if place >= len(rows):
                rows.append(self._insert(parent, node, look))
            row = rows[place]
            row.node = node
            if look != row.look:
                row.look = look
                self._tree.item(row.item, text=look.text, values=look.cells, tags=look.tags)
            self._fill(row)
            yield

    def _fill(self, row: _Row) -> None:
        """Put rows into an open row, and into a closed one that could be opened just one."""
        inside = self._appearance.inside(row.node)
        wanted = self._appearance.is_open(row.node)
        if wanted or not (inside or row.node.is_block):
            self._sync(row.item, row.below, inside)
        elif row.is_filled or not row.below:
            self._cut(row.below, 0)
            row.below.append(self._insert(row.item, row.node, Look("", (), ())))
        row.is_filled = wanted
        if bool(self._tree.item(row.item, "open")) != wanted:
            self._tree.item(row.item, open=wanted)

    def _insert(self, parent: str, node: Node, look: Look) -> _Row:
        item = self._tree.insert(parent, "end", text=look.text, values=look.cells, tags=look.tags)
        self._element.IdToKey[item] = item
        self._element.KeyToID[item] = item
        row = self._rows[item] = _Row(item, node, look)
        return row

    def _cut(self, rows: list[_Row], length: int) -> None:
        surplus = rows[length:]
        if not surplus:
            return
        del rows[length:]
        self._tree.delete(*(row.item for row in surplus))
        waiting = surplus
        while waiting:
            for row in waiting:
                del self._rows[row.item], self._element.IdToKey[row.item]
                del self._element.KeyToID[row.item]
            waiting = [one for row in waiting for one in row.below]
