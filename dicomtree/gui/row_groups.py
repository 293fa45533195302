"""An extra level for nodes with very many rows: Tk's drawing slows with every open row."""

from dicomtree.session.slice_rows import Rows
from dicomtree.session.state import NodeKey
from dicomtree.session.tree_row import TreeRow

GROUP = "group"
MOST_ROWS = 10_000
GROUP_SIZE = 1_000


def grouped(key: NodeKey | None, rows: Rows) -> tuple[Rows, dict[NodeKey, slice]]:
    """Return the rows to show under a node, and which of its rows stand under each group of them.

    Up to 10,000 rows stay as they are; more are shown as "1–1000", "1001–2000", …
    """
    if key is None or len(rows) <= MOST_ROWS:
        return rows, {}
    starts, cells = range(0, len(rows), GROUP_SIZE), len(rows[0].cells)
    members = {_group_key(key, start): slice(start, start + GROUP_SIZE) for start in starts}
    groups = tuple(
        _group_row(key, start, min(start + GROUP_SIZE, len(rows)), cells) for start in starts
    )
    return groups, members


def _group_key(key: NodeKey, start: int) -> NodeKey:
    # The kinds of node are told apart by their length too: series (2) and stack (3).
    numbers: tuple[int, ...] = key[1:]
    return (GROUP, start, *numbers)


def _group_row(key: NodeKey, start: int, end: int, cells: int) -> TreeRow:
    return TreeRow(
        key=_group_key(key, start),
        icon="stack",
        text=f"{start + 1}–{end}",
        cells=("",) * cells,
        has_children=True,
    )
