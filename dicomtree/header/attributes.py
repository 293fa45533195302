"""Every attribute of a file as rows to show, bounded whatever the file holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from dicomtree.header import fallback
from dicomtree.header.attribute_row import AttributeRow, remark
from dicomtree.header.beginning import (
    data_set_start,
    find_data_set,
    has_prefix,
    may_be_data_set,
    reach_into,
)
from dicomtree.header.columns import EMPTY_VALUES, FIRST
from dicomtree.header.dictionary import entry
from dicomtree.header.digests import LONGEST_DIGESTED, digest_of_rest, digested
from dicomtree.header.elements import (
    EXPLICIT_LITTLE,
    ITEM,
    UNDEFINED,
    DamagedError,
    Head,
    NotUnderstoodError,
)
from dicomtree.header.events import ENTER, PASS, Event, EventReader
from dicomtree.header.parts import EVERYWHERE, MOST_ITEMS, TO_COMPARE, Part, Place
from dicomtree.header.private_creators import PrivateCreators, is_creator, is_private
from dicomtree.header.reach import Reach
from dicomtree.header.runs import PIXEL_DATA, RunReader
from dicomtree.header.shown_values import (
    KEPT,
    LONGEST_WHOLE,
    keep,
    multiplicity,
    shown,
    whole,
)
from dicomtree.header.texts import Value
from dicomtree.header.walk import Walk
from dicomtree.source import open_file

DEEPEST = 64
MOST_ROWS = 10_000
MOST_NESTED_ROWS = 8_000
MOST_BLOCKS = 1_000
_MOST_ELEMENTS = 1_000_000
_CHARACTER_SET = 0x00080005


def attribute_rows(path: str) -> list[AttributeRow]:
    """Return the elements of a file, file meta information first, sequences with their items.

    At most `MOST_ITEMS` items of a sequence, `DEEPEST` levels and `MOST_ROWS` rows are shown; rows
    say what was left out, and what is wrong with the file. A row named "Items 101 to 200" stands
    for items that `more_items` returns. Pixel data are not read. Raises OSError for a file that
    cannot be read.
    """
    with open_file(path) as file:
        reach = reach_into(file)
        if not has_prefix(reach.data) and not may_be_data_set(reach.data):
            return [remark("this is no DICOM file")]
        meta = _Rows("<")
        _read_meta(reach, meta)
        rows = _read_data_set(file, EVERYWHERE)
    return [*meta.rows, *rows.rows] or [remark("the file holds no attributes")]


def comparable_rows(path: str) -> list[AttributeRow]:
    """Return what `attribute_rows` does, values too long to show and pixel data with a digest.

    Of a value, `LONGEST_DIGESTED` bytes count. Raises OSError for a file that cannot be read.
    """
    with open_file(path) as file:
        return _read_data_set(file, TO_COMPARE).rows


def more_items(path: str, place: Place, first: int) -> list[AttributeRow]:
    """Return the rows of `MOST_ITEMS` items, from the `first` (from 1) on, of one sequence.

    Raises OSError for a file that cannot be read.
    """
    with open_file(path) as file:
        return _read_data_set(file, Part(place, first)).rows


def whole_value(path: str, place: Place) -> str:
    """Return one value in full, as far as `LONGEST_WHOLE` bytes go; binary ones in hexadecimal.

    "" where nothing lies at `place`. Raises OSError for a file that cannot be read.
    """
    part = Part(place, is_whole=True)
    with open_file(path) as file:
        rows = _Rows("<", part)
        if place[0] >> 16 == 2:
            _read_meta(reach_into(file), rows)
        else:
            rows = _read_data_set(file, part)
    return rows.rows[0].value if rows.rows else ""


def _read_meta(reach: Reach, rows: "_Rows") -> None:
    """Read the file meta information alone: groups beside 0002 are the data set's."""
    start = data_set_start(reach.data)
    try:
        ignored: list[Value] = [*(None,) * FIRST, *EMPTY_VALUES]
        end = RunReader(EXPLICIT_LITTLE, only_group=2).read(reach, start, ignored) + reach.base
        reach.move(-reach.base, end)
        data = reach.data
        meta = Reach(lambda offset, count: data[offset : offset + count], data, len(data))
        walk = Walk(meta, EXPLICIT_LITTLE, start, _MOST_ELEMENTS)
        rows.take(EventReader(walk, rows.choose).events())
    except (DamagedError, NotUnderstoodError):
        return  # the data set is read from the same bytes, and its rows say what is wrong


def _read_data_set(file: BinaryIO, part: Part) -> "_Rows":
    row: list[Value] = [*(None,) * FIRST, *EMPTY_VALUES]
    rows = _Rows("<", part)
    try:
        meta = RunReader(EXPLICIT_LITTLE, only_group=2)
        reach, at, syntax = find_data_set(reach_into(file), meta, row)
        rows = _Rows(syntax.order, part)
        walk = Walk(reach, syntax, at, _MOST_ELEMENTS)
        rows.take(EventReader(walk, rows.choose).events())
        rows.add_pixels(walk)
    except DamagedError as error:
        rows.remark(str(error))
    except NotUnderstoodError:
        return _read_by_pydicom(file, part)
    return rows


def _read_by_pydicom(file: BinaryIO, part: Part) -> "_Rows":
    rows = _Rows("<", part)
    file.seek(0)
    try:
        rows.take(fallback.events(file.read(fallback.MOST_DETAIL_BYTES), rows.choose))
    except fallback.FAULTS as error:
        rows.remark(f"not understood: {type(error).__name__}")
    return rows


@dataclass(slots=True)
class _Sequence:
    """A sequence that has been entered: where its row stands, and where its shown items end."""

    row: int
    depth: int
    items: int = 0
    end: int = 0


class _Rows:
    """Rows in the making."""

    def __init__(self, order: str, part: Part = EVERYWHERE) -> None:
        self.rows: list[AttributeRow] = []
        self._order = order
        self._part = part
        self._show = whole if part.is_whole else digested if part.is_digested else shown
        self._is_cut = False
        self._creators = PrivateCreators()
        self._character_sets: list[str | None] = [None]
        self._around: list[_Sequence] = []
        self._sequences: list[_Sequence] = []

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
        if self._part.is_whole:
            return LONGEST_WHOLE
        if self._part.is_digested:
            return LONGEST_DIGESTED
        return KEPT if head.tag == _CHARACTER_SET else keep(vr)

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
            name = f"Item {sequence.items}"
            self.rows.append(AttributeRow(depth, "", "", name, "", "", number=sequence.items))

    def _begin_sequence(self, event: Event) -> None:
        if event.depth >= DEEPEST:
            self._add(event, f"deeper than {DEEPEST} levels: not shown")
            return
        is_on_the_way = event.depth <= self._part.depth
        sequence = _Sequence(-1 if is_on_the_way else len(self.rows), event.depth)
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
        if event.tag == _CHARACTER_SET:
            self._character_sets[event.depth] = value or None
        return value

    def _add(self, event: Event, value: str) -> None:
        if not self._is_shown(event.depth, event.tag):
            return  # it was read for what it says of others
        owner = self._creators.owner(event.depth, event.tag) if is_private(event.tag) else ""
        known = entry(event.tag, owner)
        tag = f"{event.tag >> 16:04X},{event.tag & 0xFFFF:04X}"
        vr = self._vr(event.depth, event.tag, event.vr)
        vm = multiplicity(event.raw or b"", event.length, vr)
        row = (tag, known.keyword, known.name, vr.decode("latin-1"), value, vm, owner)
        self.rows.append(AttributeRow(event.depth, *row))

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
    return tag == _CHARACTER_SET or is_creator(tag)


def _block(first: int, sequence: _Sequence) -> AttributeRow:
    last = min(first + MOST_ITEMS - 1, sequence.items)
    name = f"Items {first} to {last}"
    return AttributeRow(sequence.depth + 1, "", "", name, "", "", number=-first)


def _count(items: int) -> str:
    words = "1 item" if items == 1 else f"{items:,} items"
    left = items - MOST_ITEMS * (MOST_BLOCKS + 1)
    return words if left <= 0 else f"{words}; {left:,} more are not shown"
