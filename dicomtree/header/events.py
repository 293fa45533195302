"""A data set with its sequences, as a plain series of events: nesting is counted, not recursed."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from dicomtree.header.elements import (
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    UNDEFINED,
    DamagedError,
    Head,
    NotUnderstoodError,
    tag_name,
)
from dicomtree.header.reach import CHUNK
from dicomtree.header.runs import PIXEL_DATA
from dicomtree.header.walk import Walk


class Event(NamedTuple):
    """An element, or with the tag `ITEM` the beginning of a sequence's item.

    `depth` counts the sequences around it; an item lies in its own sequence. `raw` is the value,
    as far as it was asked for; None for sequences, items and values not asked for.
    """

    depth: int
    tag: int
    vr: bytes
    length: int
    raw: bytes | None


# What to do with an element: ENTER it as a sequence, PASS it by without an event, or keep up to
# that many bytes of its value.
ENTER = -2
PASS = -1
Chooser = Callable[[int, Head], int]
# Asked in each item of the top level, with where it ends: may read on by itself, then True.
Shortcut = Callable[[Walk, int | None], bool]


class EventReader:
    """Reads events from the position of a walk on, as far as the pixel data."""

    def __init__(self, walk: Walk, choose: Chooser, shortcut: Shortcut | None = None) -> None:
        self._shortcut = shortcut
        self._walk = walk
        self._choose = choose
        # Of each sequence and item around: whether it is a sequence, and where it ends if its
        # length says so. Plain tuples: this runs for every head of thousands of frames.
        self._around: list[tuple[bool, int | None]] = []
        self._depth = 0

    def events(self) -> Iterator[Event]:
        """Yield events to the end of the data set.

        Raises DamagedError and NotUnderstoodError; what was yielded before holds.
        """
        walk, around = self._walk, self._around
        while True:
            is_in_sequence = False
            if around:
                is_in_sequence, end = around[-1]
                if len(around) == 2 and self._shortcut is not None and self._shortcut(walk, end):
                    continue
                if end is not None and walk.reach.base + walk.at >= end:
                    self._leave()
                    continue
            head = walk.head(of_item=is_in_sequence)
            if head is None:
                if around:
                    raise DamagedError("the file ends inside a sequence")
                return
            if not around and head.tag >= PIXEL_DATA[0]:
                return
            event = self._item(head) if is_in_sequence else self._element(head)
            if event is not None:
                yield event

    def _leave(self) -> None:
        is_sequence, _ = self._around.pop()
        self._depth -= is_sequence

    def _open(self, head: Head, *, is_sequence: bool) -> None:
        walk = self._walk
        walk.at += head.size
        end = None if head.length == UNDEFINED else walk.reach.base + walk.at + head.length
        self._around.append((is_sequence, end))
        self._depth += is_sequence

    def _item(self, head: Head) -> Event | None:
        """Read the head of an item, or the end of the sequence."""
        if head.tag == SEQUENCE_END:
            self._walk.at += head.size
            self._leave()
            return None
        if head.tag != ITEM:
            raise NotUnderstoodError
        self._open(head, is_sequence=False)
        return Event(self._depth, ITEM, b"", head.length, None)

    def _element(self, head: Head) -> Event | None:
        tag, vr, length = head.tag, head.vr, head.length
        if tag == ITEM_END:
            self._walk.at += head.size
            self._leave()
            return None
        if tag >> 16 == 0xFFFE:
            raise NotUnderstoodError
        keep = self._choose(self._depth, head)
        if keep == ENTER:
            event = Event(self._depth, tag, vr, length, None)
            self._open(head, is_sequence=True)
            return event
        if keep == PASS:
            self._pass(head)
            return None
        if length == UNDEFINED:
            self._walk.skip_undefined(head)
            return Event(self._depth, tag, vr, length, None)
        return Event(self._depth, tag, vr, length, self._value(head, min(keep, length)))

    def _pass(self, head: Head) -> None:
        walk = self._walk
        if head.length == UNDEFINED:
            walk.skip_undefined(head)
            return
        end = walk.at + head.size + head.length
        if end > len(walk.reach.data) and not walk.reach.holds(end):
            raise DamagedError(f"the file ends before the end of {tag_name(head.tag)}")
        walk.at = end

    def _value(self, head: Head, count: int) -> bytes:
        """Return the first bytes of a value and go behind the element."""
        walk = self._walk
        start = walk.at + head.size
        end = start + head.length
        if end > len(walk.reach.data):
            if not walk.reach.holds(end):
                raise DamagedError(f"the file ends before the end of {tag_name(head.tag)}")
            walk.reach.move(walk.at, max(CHUNK, head.size + count))
            start = head.size
        walk.at = start + head.length
        return walk.reach.data[start : start + count]
