"""One element after another, sequences of undefined length by counting, never by recursion."""

import struct
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
    read_head,
    tag_name,
)
from dicomtree.header.reach import Reach

MOST_ELEMENTS = 50_000
_LONGEST_HEAD = 12


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

    def count(self, elements: int) -> None:
        """Count elements that were read. Raises DamagedError when a file has absurdly many."""
        self._elements_left -= elements
        if self._elements_left < 0:
            raise DamagedError("more elements than can be read")

    def head(self, syntax: Syntax) -> Head | None:
        """Return the head at the present position, None at the end of the data set.

        Raises DamagedError where the file ends inside the head.
        """
        if self.at + _LONGEST_HEAD > len(self.reach.data):
            self.reach.move(self.at)
            self.at = 0
            if len(self.reach.data) < 8:
                if any(self.reach.data):
                    raise DamagedError("the file ends inside the head of an element")
                return None  # nothing, or the padding of a deflated data set (PS3.5 A.5)
        self.count(1)
        try:
            return read_head(self.reach.data, self.at, syntax)
        except struct.error:
            raise DamagedError("the file ends inside the head of an element") from None

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
        self.at = value_at
        item_syntax = Syntax(explicit=False, order=self.syntax.order)
        depth = 1  # odd inside a sequence, even inside an item
        while depth:
            inner = self.head(item_syntax if depth % 2 else self.syntax)
            if inner is None:
                raise DamagedError(f"the file ends inside the sequence {tag_name(head.tag)}")
            deeper = _deeper(inner, in_sequence=depth % 2 == 1)
            depth += deeper
            inside = 0 if deeper else inner.length
            heads.append((self.reach.data[self.at : self.at + inner.size], inside))
            if self.at + inner.size + inside > len(self.reach.data):
                self._check_end(inner, inside)
            self.at += inner.size + inside
        return Element(head.tag, head.vr, value_at, self.at, heads)

    def _check_end(self, head: Head, length: int) -> None:
        if not self.reach.holds(self.at + head.size + length):
            raise DamagedError(f"the file ends before the end of {tag_name(head.tag)}")


def _deeper(head: Head, *, in_sequence: bool) -> int:
    """Return by how much a head changes the depth: an open item or sequence 1, an end -1."""
    if head.tag == (SEQUENCE_END if in_sequence else ITEM_END):
        return -1
    if (head.tag == ITEM) is not in_sequence or (head.tag >> 16 == 0xFFFE and not in_sequence):
        raise NotUnderstoodError
    return 1 if head.length == UNDEFINED else 0
