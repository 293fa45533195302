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
    Syntax,
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


class Choice(NamedTuple):
    """What to do with an element: go into it as a sequence, or keep up to `keep` bytes of it.

    An element that is neither (`keep` is -1) gives no event.
    """

    enter: bool
    keep: int


Chooser = Callable[[int, Head], Choice]


class _Around(NamedTuple):
    """A sequence or an item that is open, and where it ends if its length says so."""

    is_sequence: bool
    end: int | None


class EventReader:
    """Reads events from the position of a walk on, as far as the top-level tag `end_tag`."""

    def __init__(self, walk: Walk, choose: Chooser, end_tag: int = PIXEL_DATA[0]) -> None:
        self._walk = walk
        self._choose = choose
        self._end_tag = end_tag
        self._around: list[_Around] = []
        self._depth = 0
        self._item_syntax = Syntax(explicit=False, order=walk.syntax.order)

    def events(self) -> Iterator[Event]:
        """Yield events to the end of the data set.

        Raises DamagedError and NotUnderstoodError; what was yielded before holds.
        """
        while True:
            self._close_ended()
            is_in_sequence = bool(self._around) and self._around[-1].is_sequence
            head = self._walk.head(self._item_syntax if is_in_sequence else self._walk.syntax)
            if head is None:
                if self._around:
                    raise DamagedError("the file ends inside a sequence")
                return
            if not self._around and head.tag >= self._end_tag:
                return
            event = self._item(head) if is_in_sequence else self._element(head)
            if event is not None:
                yield event

    def _position(self) -> int:
        return self._walk.reach.base + self._walk.at

    def _close_ended(self) -> None:
        """Leave the sequences and items that end here by their length."""
        position = self._position()
        while self._around:
            end = self._around[-1].end
            if end is None or position < end:
                return
            self._leave()

    def _leave(self) -> None:
        self._depth -= self._around.pop().is_sequence

    def _open(self, head: Head, *, is_sequence: bool) -> None:
        self._walk.at += head.size
        end = None if head.length == UNDEFINED else self._position() + head.length
        self._around.append(_Around(is_sequence, end))
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
        if head.tag == ITEM_END:
            self._walk.at += head.size
            self._leave()
            return None
        if head.tag >> 16 == 0xFFFE:
            raise NotUnderstoodError
        enter, keep = self._choose(self._depth, head)
        event = Event(self._depth, head.tag, head.vr, head.length, None)
        if enter:
            self._open(head, is_sequence=True)
            return event
        if keep < 0 or head.length == UNDEFINED:
            self._walk.element(head, wanted=False)
            return event if keep >= 0 else None
        return event._replace(raw=self._value(head, min(keep, head.length)))

    def _value(self, head: Head, count: int) -> bytes:
        """Return the first bytes of a value and go behind the element."""
        walk = self._walk
        end = walk.at + head.size + head.length
        if end > len(walk.reach.data):
            if not walk.reach.holds(end):
                raise DamagedError(f"the file ends before the end of {tag_name(head.tag)}")
            walk.reach.move(walk.at, max(CHUNK, head.size + count))
            walk.at = 0
        start = walk.at + head.size
        walk.at = start + head.length
        return walk.reach.data[start : start + count]
