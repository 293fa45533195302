"""The head of one data element (PS3.5 chapter 7)."""

import struct
from typing import NamedTuple

UNDEFINED = 0xFFFFFFFF
ITEM = 0xFFFEE000
ITEM_END = 0xFFFEE00D
SEQUENCE_END = 0xFFFEE0DD

SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split())
# With two reserved bytes and four bytes of length (PS3.5 7.1.2).
LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
VRS = SHORT_VRS | LONG_VRS


class NotUnderstoodError(Exception):
    """The bytes are not what this reader knows: pydicom may know better."""


class DamagedError(Exception):
    """The file is at fault; the message says how, in words. What was read before holds."""


class TooManyError(DamagedError):
    """More elements than a reader takes in: what comes behind them is not known."""


class Syntax(NamedTuple):
    """How a data set is encoded: explicit or implicit VR, and the order of bytes ("<", ">")."""

    explicit: bool
    order: str


class Head(NamedTuple):
    """Tag, VR (b"" when implicit), size of the head itself, and the length of the value."""

    tag: int
    vr: bytes
    size: int
    length: int


EXPLICIT_LITTLE = Syntax(explicit=True, order="<")
IMPLICIT_LITTLE = Syntax(explicit=False, order="<")
EXPLICIT_BIG = Syntax(explicit=True, order=">")

_EXPLICIT = {order: struct.Struct(f"{order}HH2sH").unpack_from for order in "<>"}
_IMPLICIT = {order: struct.Struct(f"{order}HHI").unpack_from for order in "<>"}
_LENGTH = {order: struct.Struct(f"{order}I").unpack_from for order in "<>"}


def read_head(data: bytes, at: int, syntax: Syntax) -> Head:
    """Return the head of the element at `at`.

    Without a VR where one should be, the element is implicit: some writers switch inside
    sequences, and UN of undefined length must (PS3.5 6.2.2). Raises struct.error at the end of
    the data, NotUnderstoodError for letters that are no VR.
    """
    if not syntax.explicit:
        group, element, length = _IMPLICIT[syntax.order](data, at)
        return Head(group << 16 | element, b"", 8, length)
    group, element, vr, length = _EXPLICIT[syntax.order](data, at)
    if vr in SHORT_VRS:
        return Head(group << 16 | element, vr, 8, length)
    if vr in LONG_VRS:
        (length,) = _LENGTH[syntax.order](data, at + 8)
        return Head(group << 16 | element, vr, 12, length)
    if b"AA" <= vr <= b"ZZ":
        raise NotUnderstoodError
    (length,) = _LENGTH[syntax.order](data, at + 4)
    return Head(group << 16 | element, b"", 8, length)


def tag_name(tag: int) -> str:
    """Return a tag as it is written, e.g. (0010,0020)."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
