"""Where the elements of a data set lie, found without recursion and within bounds (PS3.5 7.1).

pydicom reads whole values and nests calls: a hostile file costs it gigabytes, minutes or all of its
tags (RecursionError). Here only heads are read; a value is fetched when somebody asks for it.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from dicomtree.pixels.byte_source import ByteSource

LONG_VRS = {
    vr.encode(): vr
    for vr in ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]
}
SHORT_VRS = {
    vr.encode(): vr
    for vr in [
        "AE",
        "AS",
        "AT",
        "CS",
        "DA",
        "DS",
        "DT",
        "FL",
        "FD",
        "IS",
        "LO",
        "LT",
        "PN",
        "SH",
        "SL",
        "SS",
        "ST",
        "TM",
        "UI",
        "UL",
        "US",
    ]
}
SHORTEST_HEAD, LONGEST_HEAD = 8, 12
ITEM_GROUP = 0xFFFE
UNDEFINED = 0xFFFFFFFF
ITEM = 0xFFFEE000
ITEM_DELIMITATION = 0xFFFEE00D
SEQUENCE_DELIMITATION = 0xFFFEE0DD
PIXEL_TAGS = (0x7FE00008, 0x7FE00009, 0x7FE00010)
MOST_ELEMENTS = 50_000
MOST_NESTED_ELEMENTS = 2_000_000


class Element(NamedTuple):
    """One element's head: where its value starts, and its length or `UNDEFINED`."""

    tag: int
    vr: str
    offset: int
    length: int


class Span(NamedTuple):
    """From an offset up to another, not included."""

    start: int
    end: int


class ElementReader:
    """Finds elements in `source`, written with explicit or implicit VR in one byte order."""

    def __init__(self, source: ByteSource, *, explicit: bool, little: bool) -> None:
        self.source = source
        self.explicit = explicit
        self.little = little
        order = "<" if little else ">"
        self._short, self._long = struct.Struct(f"{order}HH2sH"), struct.Struct(f"{order}I")
        self.left = MOST_NESTED_ELEMENTS
        self._view = (b"", 0)

    def implicit(self) -> "ElementReader":
        """Return the reader for the inside of a sequence of VR UN (PS3.5 6.2.2, note 4)."""
        return ElementReader(self.source, explicit=False, little=True)

    def head(self, offset: int) -> Element | None:
        """Return the element whose head is at `offset`, or None where no head fits any more."""
        buffer, start = self._view
        at = offset - start
        if at < 0 or at + LONGEST_HEAD > len(buffer):
            buffer, at = self.source.window(offset)
            self._view = (buffer, offset - at)
            if len(buffer) - at < SHORTEST_HEAD:
                return None
        group, element, vr, length = self._short.unpack_from(buffer, at)
        tag = group << 16 | element
        if self.explicit and group != ITEM_GROUP:
            if vr in SHORT_VRS:
                return Element(tag, SHORT_VRS[vr], offset + 8, length)
            if vr in LONG_VRS and len(buffer) - at >= LONGEST_HEAD:
                (length,) = self._long.unpack_from(buffer, at + 8)
                return Element(tag, LONG_VRS[vr], offset + 12, length)
        (length,) = self._long.unpack_from(buffer, at + 4)
        return Element(tag, "", offset + 8, length)

    def value(self, element: Element) -> bytes:
        """Return an element's value, out of what was read for its head where it lies in it."""
        buffer, start = self._view
        at = element.offset - start
        if at >= 0 and at + element.length <= len(buffer):
            return buffer[at : at + element.length]
        return self.source.read(element.offset, element.length)

    def release(self) -> None:
        """Let go of what was read: the reader itself is kept as long as its header."""
        self._view = (b"", 0)

    def elements(self, span: Span) -> Iterator[Element]:
        """Yield the elements of a data set or item, sequences not entered, pixel data the last."""
        self.left = MOST_NESTED_ELEMENTS
        offset = span.start
        for _ in range(MOST_ELEMENTS):
            element = self.head(offset) if offset < span.end else None
            if element is None or element.tag in (ITEM_DELIMITATION, SEQUENCE_DELIMITATION):
                return
            yield element
            if element.tag in PIXEL_TAGS:
                return
            offset = self.end(element)

    def items(self, sequence: Element) -> Iterator[Span]:
        """Yield the spans of a sequence's items."""
        self.left = MOST_NESTED_ELEMENTS
        limit = self.source.end()
        if sequence.length != UNDEFINED:
            limit = min(limit, sequence.offset + sequence.length)
        offset = sequence.offset
        while offset < limit:
            item = self.head(offset)
            if item is None or item.tag != ITEM:
                return
            if item.length == UNDEFINED:
                offset = _end_of_nested(self, item.offset)
                yield Span(item.offset, offset)
            else:
                offset = item.offset + item.length
                yield Span(item.offset, min(offset, limit))

    def end(self, element: Element) -> int:
        """Return the offset behind the element's value, whatever is nested in it."""
        if element.length != UNDEFINED:
            return element.offset + element.length
        return _end_of_nested(self.implicit() if element.vr == "UN" else self, element.offset)


def _end_of_nested(reader: ElementReader, offset: int) -> int:
    """Return the offset behind the delimiter that ends what begins at `offset`.

    Depth is counted by a list of readers: nesting in the file nests nothing here.
    """
    nested = [reader]
    while nested:
        if not reader.left:
            return reader.source.end()
        reader.left -= 1
        element = nested[-1].head(offset)
        if element is None:
            return offset
        offset = element.offset
        if element.tag in (ITEM_DELIMITATION, SEQUENCE_DELIMITATION):
            nested.pop()
        elif element.length == UNDEFINED:
            nested.append(nested[-1].implicit() if element.vr == "UN" else nested[-1])
        else:
            offset += element.length
    return offset
