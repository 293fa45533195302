"""The attributes of an instance as a tree: sequences, their items, and what lies in these."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dicomtree.header.attribute_row import AttributeRow
from dicomtree.header.parts import Place

META_GROUP = "0002"
MoreItems = Mapping[tuple[Place, int], Sequence[AttributeRow]]


@dataclass(slots=True, eq=False)
class Node:
    """One row and the rows in it.

    `place` is that of `header.parts`: it ends in a tag for an attribute, in a number for an item,
    in minus the first number for a row that stands for items not read.
    """

    line: AttributeRow
    place: Place = ()
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Whether the row stands for items of a long sequence."""
        return self.line.number < 0

    @property
    def sequence(self) -> Place:
        """The place of the sequence that a block belongs to."""
        return self.place[:-1]


def outline(lines: Iterable[AttributeRow], more: MoreItems) -> list[Node]:
    """Return the rows at the top, all others inside them; `more` is put into its blocks."""
    top: list[Node] = []
    _grow(top, lines, None, more)
    return top


def _grow(
    top: list[Node], lines: Iterable[AttributeRow], block: Node | None, more: MoreItems
) -> None:
    """Add rows, at the top or as the items of a block."""
    # Of each depth the latest element and the latest item: what comes next lies in these.
    elements: dict[int, Node] = {}
    items: dict[int, Node] = {}
    if block is not None:
        elements[block.line.depth - 1] = Node(block.line, block.sequence, block, block.children)
    for line in lines:
        depth = line.depth
        if line.number:
            owner = elements[depth - 1]
            is_in_block = block is not None and depth == block.line.depth
            node = Node(line, (*owner.place, line.number), block if is_in_block else owner)
            owner.children.append(node)
            items[depth] = node
            if node.is_block:
                _grow(top, more.get((owner.place, -line.number), ()), node, more)
            continue
        parent = items.get(depth) if line.tag else None
        around = () if parent is None else parent.place
        node = Node(line, (*around, _number(line.tag)), parent)
        (top if parent is None else parent.children).append(node)
        elements[depth] = node


def _number(tag: str) -> int:
    return int(tag.replace(",", ""), 16) if tag else 0


def path_of(node: Node) -> str:
    """Return the way to an attribute or item, items counted from 0: `BeamSequence[0].BeamName`."""
    return ".".join(_steps(node, "({})"))


def pydicom_expression(node: Node) -> str:
    """Return what gives a value in pydicom, the file read as `ds`."""
    around = _chain(node)
    steps = _steps(node, "[0x{}]")
    start = "ds.file_meta" if around and around[0].line.tag.startswith(META_GROUP) else "ds"
    expression = start + "".join(step if step.startswith("[") else f".{step}" for step in steps)
    return f"{expression}.value" if not node.line.keyword and node.line.tag else expression


def _steps(node: Node, tag_form: str) -> list[str]:
    steps: list[str] = []
    for one in _chain(node):
        if one.line.number:
            steps[-1] += f"[{one.line.number - 1}]"
        else:
            tag = one.line.tag.replace(",", "") if "x" in tag_form else one.line.tag
            steps.append(one.line.keyword or tag_form.format(tag))
    return steps


def _chain(node: Node) -> list[Node]:
    """Return an attribute or item with all around it, the outermost first, blocks left out."""
    chain: list[Node] = []
    at: Node | None = node
    while at is not None:
        if not at.is_block:
            chain.append(at)
        at = at.parent
    return chain[::-1]


def level_of(node: Node) -> int:
    """Return how many rows lie around a row."""
    level = 0
    while node.parent is not None:
        level, node = level + 1, node.parent
    return level


def keywords_of(node: Node) -> tuple[str, ...]:
    """Return the keywords of the sequences around an attribute and its own; tags without one."""
    chain = (one.line for one in _chain(node))
    return tuple(line.keyword or line.tag for line in chain if not line.number)
