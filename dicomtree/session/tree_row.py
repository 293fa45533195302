"""What stands in one row of the tree."""

from dataclasses import dataclass

from dicomtree.session.state import NodeKey

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row, ready to show: nothing in it needs another look at the data."""

    key: NodeKey
    icon: str
    text: str
    cells: Cells
    has_children: bool = False
    tags: tuple[str, ...] = ()
