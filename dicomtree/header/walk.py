"""One element after another, sequences of undefined length by counting, never by recursion."""

import struct
from collections import defaultdict
from typing import NamedTuple

from dicomtree.header.elements import (
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    UNDEFINED,
    DamagedError,
    Head,
    NotUnderstoodError,
    Syntax,
    TooManyError,
    read_head,
    tag_name,
)
from dicomtree.header.reach import Reach

MOST_ELEMENTS = 50_000
_LONGEST_HEAD = 12


_LONG = Head(0, b"", 0, 0)
_MOST_HEADS = 20_000
# Heads by their bytes: a head is what its bytes say, and most repeat from file to file. Those of
# 12 bytes are found in a second step, behind `_LONG`.
_HEADS: defaultdict[Syntax, dict[bytes, Head]] = defaultdict(dict)

_ITEM_SYNTAX = {order: Syntax(explicit=False, order=order) for order in "<>"}
_ITEM_HEADS = {order: _HEADS[syntax] for order, syntax in _ITEM_SYNTAX.items()}


class Element(NamedTuple):
    """A top-level element: its tag and VR, where its value begins and where the element ends.

    `heads` are the bytes of its head and of the heads inside it, each with the number of bytes
    that follow it before the next head.
    """

    tag: int
    vr: bytes
    value_at: int
    end: int
    heads: list[tuple[bytes, int]]


class Walk:
    """A walk through one data set; positions are relative to the data at hand."""

    def __init__(
        self, reach: Reach, syntax: Syntax, at: int = 0, most_elements: int = MOST_ELEMENTS
    ) -> None:
        self.reach = reach
        self.syntax = syntax
        self.at = at
        self.last_tag = 0
        self._elements_left = most_elements
        self._heads = _HEADS[syntax]

    def count(self, elements: int) -> None:
        """Count elements that were read. Raises TooManyError when a file has absurdly many."""
        self._elements_left -= elements
        if self._elements_left < 0:
            raise TooManyError("more elements than can be read")

    def head(self, *, of_item: bool = False) -> Head | None:
        """Return the head of the element or item at the present position, None at the end.

        Raises DamagedError where the file ends inside the head.
        """
        if self.at + _LONGEST_HEAD > len(self.reach.data):
            self.reach.move(self.at)
            self.at = 0
            if len(self.reach.data) < 8:
                if any(self.reach.data):
                    raise DamagedError("the file ends inside the head of an element")
                return None  # nothing, or the padding of a deflated data set (PS3.5 A.5)
        self._elements_left -= 1
        if self._elements_left < 0:
            self.count(0)
        data, at = self.reach.data, self.at
        # Heads of items have no VR, whatever the syntax (PS3.5 7.5).
        heads = _ITEM_HEADS[self.syntax.order] if of_item else self._heads
        head = heads.get(data[at : at + 8])
        if head is _LONG:
            head = heads.get(data[at : at + 12]) if at + 12 <= len(data) else None
        if head is not None:
            return head
        return _new_head(data, at, _ITEM_SYNTAX[self.syntax.order] if of_item else self.syntax)

    def element(self, head: Head, *, wanted: bool) -> Element:
        """Return the whole element whose head is at the present position, and go behind it.

        Of a wanted element's value at least `CHUNK` bytes less the head are at hand. Raises
        DamagedError where the file ends before the element does.
        """
        if head.length == UNDEFINED:
            return self._undefined(head)
        if self.at + head.size + head.length > len(self.reach.data):
            self._check_end(head, head.length)
            if wanted:
                self.reach.move(self.at)
                self.at = 0
        value_at = self.at + head.size
        heads = [(self.reach.data[self.at : value_at], head.length)]
        self.at = value_at + head.length
        return Element(head.tag, head.vr, value_at, self.at, heads)

    def _undefined(self, head: Head) -> Element:
        """Go behind an element of undefined length: a sequence, or fragments."""
        value_at = self.at + head.size
        heads = [(self.reach.data[self.at : value_at], 0)]
        self.skip_undefined(head, heads)
        return Element(head.tag, head.vr, value_at, self.at, heads)

    def skip_undefined(self, head: Head, heads: list[tuple[bytes, int]] | None = None) -> None:
        """Go behind an element of undefined length, adding to `heads` those inside it."""
        self.at += head.size
        depth = 1  # odd inside a sequence, even inside an item
        while depth:
            inner = self.head(of_item=depth % 2 == 1)
            if inner is None:
                raise DamagedError(f"the file ends inside the sequence {tag_name(head.tag)}")
            deeper = _deeper(inner, in_sequence=depth % 2 == 1)
            depth += deeper
            inside = 0 if deeper else inner.length
            if heads is not None:
                heads.append((self.reach.data[self.at : self.at + inner.size], inside))
            if self.at + inner.size + inside > len(self.reach.data):
                self._check_end(inner, inside)
            self.at += inner.size + inside

    def _check_end(self, head: Head, length: int) -> None:
        if not self.reach.holds(self.at + head.size + length):
            raise DamagedError(f"the file ends before the end of {tag_name(head.tag)}")


def _new_head(data: bytes, at: int, syntax: Syntax) -> Head:
    """Read a head and remember it. Raises DamagedError where the data end inside it."""
    try:
        head = read_head(data, at, syntax)
    except struct.error:
        raise DamagedError("the file ends inside the head of an element") from None
    heads = _HEADS[syntax]
    if len(heads) >= _MOST_HEADS:
        heads.clear()
    heads[data[at : at + head.size]] = head
    if head.size > 8:
        heads[data[at : at + 8]] = _LONG
    return head


def _deeper(head: Head, *, in_sequence: bool) -> int:
    """Return by how much a head changes the depth: an open item or sequence 1, an end -1."""
    if head.tag == (SEQUENCE_END if in_sequence else ITEM_END):
        return -1
    if (head.tag == ITEM) is not in_sequence or (head.tag >> 16 == 0xFFFE and not in_sequence):
        raise NotUnderstoodError
    return 1 if head.length == UNDEFINED else 0
