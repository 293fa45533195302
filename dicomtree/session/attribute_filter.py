"""The filter of the inspector: which attributes are shown, and what there is to say of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dicomtree.header.parts import MOST_ITEMS, Place
from dicomtree.session.outline import Node

MOST_OPENED = 10
"""Blocks of items that are read because something was found in them; others wait to be opened."""


@dataclass(frozen=True, slots=True)
class AttributeFilter:
    """What was typed, and the answer as far as there is one.

    `hits` are the places found, each with whether by its value alone; None while all is shown.
    Until a new search is answered the places of the one before stay. `asked` is the instance and
    the text of the search last begun, `answered` of the one that `hits` and `error` belong to.
    `is_all` is False where not everything was looked at.
    """

    text: str = ""
    asked: tuple[str, str] = ("", "")
    answered: tuple[str, str] = ("", "")
    hits: Mapping[Place, bool] | None = None
    is_all: bool = True
    error: str = ""

    def in_words(self, may_tell: int | None = None) -> str:
        """Return what there is to say beside the text; of so many hits, where not all may be told."""
        if not self.text or self.error:
            return ""
        if self.hits is None or self.asked != self.answered:
            return "…"
        more = "" if self.is_all else "+"
        found = len(self.hits) if may_tell is None else may_tell
        return f"{found:,}{more} found" if found else "nothing found"


def wanted_nodes(
    top: Sequence[Node], is_wanted: Callable[[Node], bool]
) -> tuple[set[Node], set[Node]]:
    """Return the nodes to show and, of these, those to open: what is wanted, and the way there."""
    shown: set[Node] = set()
    opened: set[Node] = set()
    waiting = list(top)
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if not is_wanted(node):
            continue
        shown.add(node)
        above = node.parent
        while above is not None and above not in opened:
            opened.add(above)
            shown.add(above)
            above = above.parent
    return shown, opened


def blocks_with(hits: Mapping[Place, bool]) -> Iterator[tuple[Place, int]]:
    """Yield sequence and first item of the blocks behind a sequence's first that hold hits."""
    seen: set[tuple[Place, int]] = set()
    for place in hits:
        for at in range(1, len(place), 2):
            first = (place[at] - 1) // MOST_ITEMS * MOST_ITEMS + 1
            block = place[:at], first
            if first > 1 and block not in seen:
                seen.add(block)
                yield block
