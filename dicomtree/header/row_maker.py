"""Events as rows of the inspector, bounded whatever the file holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from dicomtree.header.attribute_row import AttributeRow, remark
from dicomtree.header.dictionary import entry
from dicomtree.header.digests import LONGEST_DIGESTED, digest_of_rest, digested
from dicomtree.header.elements import ITEM, UNDEFINED, DamagedError, Head
from dicomtree.header.events import ENTER, PASS, Event
from dicomtree.header.parts import EVERYWHERE, MOST_ITEMS, Part
from dicomtree.header.private_creators import PrivateCreators, is_creator, is_private
from dicomtree.header.runs import PIXEL_DATA
from dicomtree.header.shown_values import (
    KEPT,
    LONGEST_WHOLE,
    keep,
    multiplicity,
    shown,
    whole,
)
from dicomtree.header.texts import UNDECLARED
from dicomtree.header.walk import Walk
from dicomtree.text import counted

DEEPEST = 64
MOST_ROWS = 10_000
MOST_NESTED_ROWS = 8_000
MOST_BLOCKS = 1_000
CHARACTER_SET = 0x00080005


@dataclass(slots=True)
class Entered:
    """A sequence that has been entered: where its row stands, and where its shown items end."""

    row: int
    depth: int
    tag: int
    items: int = 0
    end: int = 0


class RowMaker:
    """Rows in the making; `undeclared` is what `attribute_rows` takes."""

    def __init__(self, order: str, part: Part = EVERYWHERE, undeclared: str | None = None) -> None:
        self.rows: list[AttributeRow] = []
        self._order = order
        self._part = part
        self._show = whole if part.is_whole else digested if part.is_digested else shown
        self._is_cut = False
        self._creators = PrivateCreators()
        self._undeclared = None if undeclared is None else f"{UNDECLARED}{undeclared}"
        self._character_sets: list[str | None] = [self._undeclared]
        self._around: list[Entered] = []
        self._sequences: list[Entered] = []

    def choose(self, depth: int, head: Head) -> int:
        """Go into sequences as far as they are shown; keep of a value what is shown of it."""
        if len(self.rows) >= (MOST_NESTED_ROWS if depth else MOST_ROWS):
            if not depth:
                raise DamagedError(f"more than {MOST_ROWS:,} rows: the rest is not shown")
            self._is_cut = True
            return PASS
        if not self._is_shown(depth, head.tag):
            is_needed = depth <= self._part.depth and _is_for_others(head.tag)
            return KEPT if is_needed else PASS
        vr = self._vr(depth, head.tag, head.vr)
        if _is_sequence(vr, head.length):
            return ENTER if depth < DEEPEST else 0
        return self._kept(head.tag, vr)

    def _kept(self, tag: int, vr: bytes) -> int:
        """Return how many bytes of a value are wanted."""
        if self._part.is_whole:
            return LONGEST_WHOLE
        if self._part.is_digested:
            return LONGEST_DIGESTED
        return KEPT if tag == CHARACTER_SET else keep(vr)

    def _is_shown(self, depth: int, tag: int) -> bool:
        if depth and self._part is EVERYWHERE:  # as often as there are elements in sequences
            return self._around[depth - 1].items <= MOST_ITEMS
        return self._part.leads_to(tag, [around.items for around in self._around[:depth]])

    def take(self, events: Iterable[Event]) -> None:
        """Turn events into rows."""
        try:
            for event in events:
                if event.tag == ITEM:
                    self._begin_item(event.depth)
                elif _is_sequence(self._vr(event.depth, event.tag, event.vr), event.length):
                    self._begin_sequence(event)
                else:
                    self._add(event, self._value(event))
        finally:
            self._complete()

    def _complete(self) -> None:
        """Say of each sequence how many items it has, and let rows stand for those not read."""
        for sequence in self._sequences:
            if sequence.row >= 0:
                row = self.rows[sequence.row]
                self.rows[sequence.row] = row._replace(value=_count(sequence.items))
        long = [one for one in self._sequences if one.row >= 0 and one.items > MOST_ITEMS]
        # From the end, so that places before it hold; an outer sequence ends behind its inner ones.
        for sequence in sorted(long, key=lambda one: (-one.end, one.depth)):
            firsts = range(MOST_ITEMS + 1, sequence.items + 1, MOST_ITEMS)[:MOST_BLOCKS]
            self.rows[sequence.end : sequence.end] = [_block(first, sequence) for first in firsts]
        if self._is_cut:
            self.remark(f"more than {MOST_NESTED_ROWS:,} rows: some items are shown empty")

    def remark(self, text: str) -> None:
        """Add a row that says what is wrong with the file."""
        self.rows.append(remark(text))

    def add_pixels(self, walk: Walk) -> None:
        """Add the row of the pixel data, whose head is at the walk's position."""
        head = walk.head()
        if head is None or head.tag not in PIXEL_DATA:
            return
        if self._part.is_digested:
            text = digest_of_rest(walk.reach, walk.at + head.size)
            self._add(Event(0, head.tag, head.vr, head.length, None), text)
            return
        if self._part is not EVERYWHERE:
            self._add_whole_pixels(walk, head)
            return
        is_encapsulated = head.length == UNDEFINED
        value = "encapsulated" if is_encapsulated else f"{head.length:,} bytes"
        self._add(Event(0, head.tag, head.vr, head.length, None), value)
        lacking = 0 if is_encapsulated else walk.reach.lacks(walk.at + head.size + head.length)
        if lacking:
            self.remark(f"the pixel data are cut short: {lacking:,} bytes are missing")

    def _add_whole_pixels(self, walk: Walk, head: Head) -> None:
        if self._part.is_whole and self._is_shown(0, head.tag):
            walk.reach.move(walk.at, head.size + LONGEST_WHOLE)
            raw = walk.reach.data[head.size : head.size + min(head.length, LONGEST_WHOLE)]
            event = Event(0, head.tag, b"OB", head.length, raw)
            self._add(event, self._value(event))

    def _begin_item(self, depth: int) -> None:
        self._creators.begin_item(depth)
        self._character_sets[depth:] = [self._character_sets[depth - 1]]
        sequence = self._around[depth - 1]
        sequence.items += 1
        if sequence.items == MOST_ITEMS + 1:
            sequence.end = len(self.rows)
        if self._part.has_item(depth - 1, sequence.items):
            self._add_item(depth, sequence.items)

    def _add_item(self, depth: int, number: int) -> None:
        self.rows.append(AttributeRow(depth, "", "", f"Item {number}", "", "", number=number))

    def _begin_sequence(self, event: Event) -> None:
        if event.depth >= DEEPEST:
            self._add(event, f"deeper than {DEEPEST} levels: not shown")
            return
        is_on_the_way = event.depth <= self._part.depth
        sequence = Entered(-1 if is_on_the_way else len(self.rows), event.depth, event.tag)
        self._around[event.depth :] = [sequence]
        self._sequences.append(sequence)
        if not is_on_the_way:
            self._add(event, "")

    def _value(self, event: Event) -> str:
        raw = event.raw or b""
        if is_creator(event.tag):
            self._creators.reserve(event.depth, event.tag, raw)
        vr = self._vr(event.depth, event.tag, event.vr)
        character_set = self._character_sets[event.depth]
        value = self._show(raw, event.length, vr, self._order, character_set)
        if event.tag == CHARACTER_SET:
            self._character_sets[event.depth] = value or self._undeclared
        return value

    def _add(self, event: Event, value: str) -> None:
        if self._is_shown(event.depth, event.tag):  # else it was read for what it says of others
            self.rows.append(self._row(event, value))

    def _row(self, event: Event, value: str) -> AttributeRow:
        owner = self._creators.owner(event.depth, event.tag) if is_private(event.tag) else ""
        known = entry(event.tag, owner)
        tag = f"{event.tag >> 16:04X},{event.tag & 0xFFFF:04X}"
        vr = self._vr(event.depth, event.tag, event.vr)
        vm = multiplicity(event.raw or b"", event.length, vr)
        row = (tag, known.keyword, known.name, vr.decode("latin-1"), value, vm, owner)
        return AttributeRow(event.depth, *row)

    def _vr(self, depth: int, tag: int, vr: bytes) -> bytes:
        """Return the VR in the file, or where it does not tell, that of the dictionary."""
        if vr not in (b"", b"UN"):
            return vr
        owner = self._creators.owner(depth, tag) if is_private(tag) else ""
        return entry(tag, owner).vr.encode() or vr or b"UN"


def _is_sequence(vr: bytes, length: int) -> bool:
    """Tell whether an element is a sequence; UN of undefined length is one (PS3.5 6.2.2)."""
    return vr == b"SQ" or (length == UNDEFINED and vr == b"UN")


def _is_for_others(tag: int) -> bool:
    """Tell whether an element says how others in its data set are to be read."""
    return tag == CHARACTER_SET or is_creator(tag)


def _block(first: int, sequence: Entered) -> AttributeRow:
    last = min(first + MOST_ITEMS - 1, sequence.items)
    name = f"Items {first} to {last}"
    return AttributeRow(sequence.depth + 1, "", "", name, "", "", number=-first)


def _count(items: int) -> str:
    words = counted(items, "item")
    left = items - MOST_ITEMS * (MOST_BLOCKS + 1)
    return words if left <= 0 else f"{words}; {left:,} more are not shown"
