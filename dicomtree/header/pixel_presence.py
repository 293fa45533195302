"""Whether the pixel data of an image are there as a whole."""

from dicomtree.header.elements import (
    ITEM,
    SEQUENCE_END,
    UNDEFINED,
    DamagedError,
    NotUnderstoodError,
    Syntax,
    TooManyError,
)
from dicomtree.header.events import PASS, EventReader
from dicomtree.header.reach import MOST_INFLATED, Inflated, Reach
from dicomtree.header.runs import PIXEL_DATA, check_pixels
from dicomtree.header.walk import Walk

_MOST_ELEMENTS = 1_000_000  # of an enhanced object's functional groups; takes a second


def fault_behind(reach: Reach, syntax: Syntax, at: int) -> str | None:
    """Walk on from position `at` to the end of the pixel data; return in words what is wrong.

    None also where that cannot be told. Raises OSError.
    """
    walk = Walk(reach, syntax, at, _MOST_ELEMENTS)
    try:
        for _ in EventReader(walk, lambda _depth, _head: PASS).events():
            pass
        return _fault_at(walk)
    except (NotUnderstoodError, TooManyError):
        return None
    except DamagedError as error:
        return str(error)


def _fault_at(walk: Walk) -> str | None:
    """Return what is wrong with the pixel data that should be at a walk's position."""
    head = walk.head()
    if head is None or head.tag not in PIXEL_DATA:
        return "the pixel data are missing"
    if head.length == UNDEFINED:
        walk.at += head.size
        _pass_fragments(walk)
        return None
    if check_pixels(head, walk) is None and not _inflates(walk, head.size + head.length):
        return "the pixel data are cut short"
    return None


def _inflates(walk: Walk, size: int) -> bool:
    """Tell whether a deflated data set has so many bytes more, or too many to be counted."""
    if isinstance(walk.reach, Inflated) and walk.reach.base + walk.at + size > MOST_INFLATED:
        return True
    return walk.reach.holds(walk.at + size)


def _pass_fragments(walk: Walk) -> None:
    """Go to the end of encapsulated pixel data (PS3.5 A.4). Raises DamagedError."""
    while True:
        item = walk.head(of_item=True)
        if item is None:
            raise DamagedError("the file ends before the end of the pixel data")
        if item.tag == SEQUENCE_END:
            return
        if item.tag != ITEM or item.length == UNDEFINED:
            raise NotUnderstoodError
        walk.at += item.size + item.length
        if not walk.reach.holds(walk.at):
            lacking = walk.reach.lacks(walk.at) or 0
            raise DamagedError(f"the pixel data are cut short: {lacking:,} bytes are missing")
