"""Functional groups that look like those of the frames before, read in one step each.

The frames of an object have the same macros, and most have the same lengths too. As with
`runs`, every head is compared, so nothing is assumed: what differs is read the slow way.
"""

import struct
from collections import Counter
from collections.abc import Callable

from dicomtree.header.elements import UNDEFINED, Syntax
from dicomtree.header.events import ENTER, Chooser
from dicomtree.header.frame_elements import CODES, INSIDE
from dicomtree.header.private_creators import is_private
from dicomtree.header.reach import Reach
from dicomtree.header.texts import Converter, Value, text_converter
from dicomtree.header.walk import Walk

_KEY = 8
_LONGEST_HEAD = 12
_MOST_VARIANTS = 8
_MOST_LESSONS = 64
_LONGEST_MACRO = 8192
_ITEM_GROUP = {"<": b"\xfe\xff", ">": b"\xff\xfe"}


# A macro as it once looked: its size, how to cut it into heads and values, the heads, and of the
# wanted values the place, name and converter. Plain tuples are taken apart fastest.
_Known = tuple[
    int,
    Callable[[bytes, int], tuple[bytes, ...]],
    tuple[bytes, ...],
    list[tuple[int, str, Converter]],
]


class MacroRuns:
    """Reads known macros at the position of a walk; learns those that had to be read slowly."""

    def __init__(self, syntax: Syntax, choose: Chooser) -> None:
        self._syntax = syntax
        self._choose = choose
        self._known: dict[bytes, list[_Known]] = {}
        self._lessons: Counter[bytes] = Counter()
        self._unknown: tuple[int, int] | None = None  # where the last slow one began

    def forget_place(self) -> None:
        """Begin another item: what was begun in the last one is no single macro."""
        self._unknown = None

    def read(self, walk: Walk, end: int | None, values: dict[str, Value]) -> bool:
        """Put what known macros say into `values` and go behind them; False if none is known.

        `end` is where the item ends in the file, if its length says so.
        """
        self._learn(walk)
        reach, start = walk.reach, walk.at
        limit = len(reach.data) if end is None else min(len(reach.data), end - reach.base)
        at = start
        while (size := self._repeat(reach.data, at, limit, values)) > 0:
            at += size
        walk.at = at
        if at == start:
            self._unknown = (reach.base, at)
        return at > start

    def _repeat(self, data: bytes, at: int, limit: int, values: dict[str, Value]) -> int:
        """Read one known macro and return its size; 0 if it is not known."""
        for size, unpack_from, known_heads, wanted in self._known.get(data[at : at + _KEY], ()):
            if at + size > limit:
                continue
            got = unpack_from(data, at)
            if got[::2] == known_heads:
                for place, name, texts in wanted:
                    values[name] = texts[got[place]]
                return size
        return 0

    def _learn(self, walk: Walk) -> None:
        """Learn the macro that was read slowly just now, if it is at hand and can repeat."""
        if self._unknown is None:
            return
        (base, start), self._unknown = self._unknown, None
        if base != walk.reach.base or not start < walk.at <= len(walk.reach.data):
            return
        macro = walk.reach.data[start : walk.at]
        key = macro[:_KEY]
        self._lessons[key] += 1
        if len(macro) > _LONGEST_MACRO or self._lessons[key] > _MOST_LESSONS:
            return
        known = _Anatomy(macro, self._syntax, self._choose).known()
        if known is not None:
            self._known[key] = [known, *self._known.get(key, [])[: _MOST_VARIANTS - 1]]


class _Anatomy:
    """One macro taken apart into heads, each with the length of the value behind it."""

    def __init__(self, macro: bytes, syntax: Syntax, choose: Chooser) -> None:
        self._macro = macro
        self._order = syntax.order
        self._choose = choose
        at_hand = macro + bytes(_LONGEST_HEAD)  # so that the walk never moves on for a head
        self._walk = Walk(Reach(lambda *_: b"", at_hand, len(at_hand)), syntax)
        self._heads: list[tuple[bytes, int]] = []
        self._wanted: dict[int, tuple[str, Converter]] = {}

    def known(self) -> _Known | None:
        """Return how to read such a macro; None if it depends on more than its own elements."""
        while self._walk.at < len(self._macro):
            if not self._next():
                return None
        layout = ["<"]
        for index, (head, length) in enumerate(self._heads):
            value = f"{length}s" if index in self._wanted else f"0s{length}x"
            layout.append(f"{len(head)}s{value}")
        compiled = struct.Struct("".join(layout))
        wanted = [(2 * index + 1, *said) for index, said in self._wanted.items()]
        return compiled.size, compiled.unpack_from, tuple(h for h, _ in self._heads), wanted

    def _next(self) -> bool:
        """Take in the next head; False if it cannot repeat."""
        walk, at = self._walk, self._walk.at
        is_mark = self._macro[at : at + 2] == _ITEM_GROUP[self._order]
        head = walk.head(of_item=is_mark)
        if head is None:
            return False
        keep = ENTER if is_mark else self._choose(1, head)
        if keep >= 0 and (is_private(head.tag) or head.tag in CODES):
            return False
        if keep >= 0:
            said = INSIDE[head.tag]
            self._wanted[len(self._heads)] = (
                said.name,
                text_converter(head.vr, said.vr, self._order),
            )
        is_open = keep == ENTER or head.length == UNDEFINED
        length = 0 if is_open else head.length
        self._heads.append((self._macro[at : at + head.size], length))
        if keep != ENTER and head.length == UNDEFINED:
            walk.skip_undefined(head, self._heads)
        else:
            walk.at += head.size + length
        return True
