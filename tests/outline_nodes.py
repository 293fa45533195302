"""All nodes of an outline, for tests that look at each."""

from collections.abc import Iterator, Sequence

from dicomtree.session.outline import Node


def every_node(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield nodes and all below them, in the order of the file."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))
