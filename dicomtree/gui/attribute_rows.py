"""Keeps the rows of a Treeview in step with an outline; what is closed has no rows yet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.session.outline import Node

AT_ONCE = 200
"""Rows that are drawn in one go: more than a window shows, and few enough to take no time."""

MOST_IN_A_HURRY = 1_000


class Look(NamedTuple):
    """How a node looks: the text of its first column, the other cells, its tags."""

    text: str
    cells: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appearance:
    """What decides which rows there are: how nodes look, what is in them, which are open.

    `basis` returns what the look of every row depends on besides its line and the rows around it.
    """

    look: Callable[[Node], Look]
    basis: Callable[[], object]
    inside: Callable[[Node], Sequence[Node]]
    is_open: Callable[[Node], bool]


@dataclass(slots=True)
class _Row:
    """`stamp` is another whenever the row is drawn, `drawn_for` what it was drawn for."""

    item: str
    node: Node
    look: Look
    drawn_for: tuple[object, object] | None = None
    stamp: object = None
    is_filled: bool = False
    below: list["_Row"] = field(default_factory=list)


class AttributeRows:
    """Rows are used again for the node at the same place: what is scrolled to stays there.

    From slice to slice few lines differ, and only their rows are touched.
    """

    def __init__(self, element: Any, appearance: Appearance) -> None:
        self._element = element
        self._tree = element.Widget
        self._appearance = appearance
        self._top: list[_Row] = []
        self._rows: dict[str, _Row] = {}
        self._basis: object = None
        self._rest = Piecemeal(self._tree)

    def draw(self, nodes: Sequence[Node]) -> None:
        """Show these nodes at the top: many at once, and very many little by little."""
        self._rest.stop()
        self._basis = self._appearance.basis()
        steps = self._steps(None, nodes)
        for _ in islice(steps, AT_ONCE):
            pass
        self._rest.start(steps)

    @property
    def is_drawing(self) -> bool:
        """Whether rows are still to come."""
        return self._rest.is_going_on

    def hurry(self) -> None:
        """Draw as many rows as any header but a hostile one has."""
        self._rest.hurry(MOST_IN_A_HURRY)

    def close(self) -> None:
        """Draw no further rows."""
        self._rest.stop()

    def node_of(self, item: str) -> Node | None:
        """Return the node of a row, None where there is none."""
        row = self._rows.get(item)
        return None if row is None else row.node

    def first(self) -> str | None:
        """Return the first row."""
        return self._top[0].item if self._top else None

    def _steps(self, parent: _Row | None, nodes: Sequence[Node]) -> Iterator[None]:
        """Bring one row after the other in step with its node."""
        rows = self._top if parent is None else parent.below
        around = "" if parent is None else parent.item
        drawn_for = self._basis, None if parent is None else parent.stamp
        self._cut(rows, len(nodes))
        for place, node in enumerate(nodes):
            if place >= len(rows):
                rows.append(self._insert(around, node, self._appearance.look(node)))
                rows[place].drawn_for, rows[place].stamp = drawn_for, object()
            elif rows[place].drawn_for != drawn_for or rows[place].node.line != node.line:
                self._draw_row(rows[place], node)
                rows[place].drawn_for, rows[place].stamp = drawn_for, object()
            rows[place].node = node
            yield
            yield from self._fill(rows[place])

    def _draw_row(self, row: _Row, node: Node) -> None:
        look = self._appearance.look(node)
        if look != row.look:
            row.look = look
            self._tree.item(row.item, text=look.text, values=look.cells, tags=look.tags)

    def _fill(self, row: _Row) -> Iterator[None]:
        """Put rows into an open row, and into a closed one that could be opened just one."""
        inside = self._appearance.inside(row.node)
        wanted = self._appearance.is_open(row.node)
        is_filled, row.is_filled = row.is_filled, wanted
        can_open = bool(inside) or row.node.is_block
        if can_open and bool(self._tree.item(row.item, "open")) != wanted:
            self._tree.item(row.item, open=wanted)
        if wanted or not can_open:
            yield from self._steps(row, inside)
        elif is_filled or not row.below:
            self._cut(row.below, 0)
            row.below.append(self._insert(row.item, row.node, Look("", (), ())))

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
