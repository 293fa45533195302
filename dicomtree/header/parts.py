"""Which part of a file's attributes is asked for: all of it, some items, or one value."""

from collections.abc import Sequence
from typing import NamedTuple

Place = tuple[int, ...]
"""Where an attribute lies: the tag of a sequence, the number of an item (from 1), and so on; the
attribute's own tag comes last."""

MOST_ITEMS = 100


class Part(NamedTuple):
    """Items from the `first` on of the sequence at `place`, or with `is_whole` the value there.

    Without a place: everything, of each sequence the first `MOST_ITEMS` items; with `is_digested`
    values that are not shown whole end in a digest, so that they can be compared.
    """

    place: Place = ()
    first: int = 1
    is_whole: bool = False
    is_digested: bool = False

    @property
    def depth(self) -> int:
        """How many sequences lie around the attribute at `place`; -1 where it is not limited."""
        return len(self.place) // 2 if self.place else -1

    def leads_to(self, tag: int, items: Sequence[int]) -> bool:
        """Tell whether an element is on the way to the part or in it.

        `items` holds the number of the present item of each sequence around the element.
        """
        depth, n = len(items), self.depth
        if any(item != self.place[2 * i + 1] for i, item in enumerate(items[: max(n, 0)])):
            return False
        if depth <= n:
            return tag == self.place[2 * depth]
        return not items or self.has_item(depth - 1, items[-1])

    def has_item(self, depth: int, number: int) -> bool:
        """Tell whether an item is shown of a sequence with so many others around it."""
        first = self.first if depth == self.depth else 1
        return first <= number < first + MOST_ITEMS and depth >= self.depth


EVERYWHERE = Part()
TO_COMPARE = Part(is_digested=True)


class Found(NamedTuple):
    """Where a search in a header has found something.

    `hits` holds the places, each with whether it is found by its value alone. `is_all` is False
    where not everything was looked at; `error` says why nothing could be.
    """

    hits: tuple[tuple[Place, bool], ...] = ()
    is_all: bool = True
    error: str = ""
