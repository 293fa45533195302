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
from dicomtree.header.elements import (
    EXPLICIT_LITTLE,
    ITEM,
    UNDEFINED,
    DamagedError,
    Head,
    NotUnderstoodError,
)
from dicomtree.header.events import ENTER, PASS, Event, EventReader
from dicomtree.header.private_creators import PrivateCreators, is_creator, is_private
from dicomtree.header.reach import Reach
from dicomtree.header.runs import PIXEL_DATA, RunReader
from dicomtree.header.shown_values import KEPT, keep, shown
from dicomtree.header.texts import Value
from dicomtree.header.walk import Walk
from dicomtree.source import open_file

DEEPEST = 64
MOST_ITEMS = 1000
MOST_ROWS = 10_000
_MOST_ELEMENTS = 1_000_000
_CHARACTER_SET = 0x00080005


def attribute_rows(path: str) -> list[AttributeRow]:
    """Return the elements of a file, file meta information first, sequences with their items.

    At most `MOST_ITEMS` items of a sequence, `DEEPEST` levels and `MOST_ROWS` rows are shown; rows
    say what was left out, and what is wrong with the file. Pixel data are not read. Raises
    OSError for a file that cannot be read.
    """
    with open_file(path) as file:
        reach = reach_into(file)
        if not has_prefix(reach.data) and not may_be_data_set(reach.data):
            return [remark("this is no DICOM file")]
        meta = _Rows("<")
        _read_meta(reach, meta)
        rows = _read_data_set(file)
    return [*meta.rows, *rows.rows] or [remark("the file holds no attributes")]


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


def _read_data_set(file: BinaryIO) -> "_Rows":
    row: list[Value] = [*(None,) * FIRST, *EMPTY_VALUES]
    rows = _Rows("<")
    try:
        meta = RunReader(EXPLICIT_LITTLE, only_group=2)
        reach, at, syntax = find_data_set(reach_into(file), meta, row)
        rows = _Rows(syntax.order)
        walk = Walk(reach, syntax, at, _MOST_ELEMENTS)
        rows.take(EventReader(walk, rows.choose).events())
        rows.add_pixels(walk)
    except DamagedError as error:
        rows.remark(str(error))
    except NotUnderstoodError:
        return _read_by_pydicom(file)
    return rows


def _read_by_pydicom(file: BinaryIO) -> "_Rows":
    rows = _Rows("<")
    file.seek(0)
    try:
        rows.take(fallback.events(file.read(fallback.MOST_DETAIL_BYTES), rows.choose))
    except fallback.FAULTS as error:
        rows.remark(f"not understood: {type(error).__name__}")
    return rows


@dataclass(slots=True)
class _Sequence:
    """A sequence that has been entered: the place of its row, and its items so far."""

    row: int
    items: int = 0


class _Rows:
    """Rows in the making."""

    def __init__(self, order: str) -> None:
        self.rows: list[AttributeRow] = []
        self._order = order
        self._creators = PrivateCreators()
        self._character_sets: list[str | None] = [None]
        self._around: list[_Sequence] = []
        self._sequences: list[_Sequence] = []

    def choose(self, depth: int, head: Head) -> int:
        """Go into sequences as far as they are shown; keep of a value what is shown of it."""
        if len(self.rows) >= MOST_ROWS:
            raise DamagedError(f"more than {MOST_ROWS:,} rows: the rest is not shown")
        if depth and self._around[depth - 1].items > MOST_ITEMS:
            return PASS
        vr = self._vr(depth, head.tag, head.vr)
        if _is_sequence(vr, head.length):
            return ENTER if depth < DEEPEST else 0
        return KEPT if head.tag == _CHARACTER_SET else keep(vr)

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
            for sequence in self._sequences:
                row = self.rows[sequence.row]
                self.rows[sequence.row] = row._replace(value=_count(sequence.items))

    def remark(self, text: str) -> None:
        """Add a row that says what is wrong with the file."""
        self.rows.append(remark(text))

    def add_pixels(self, walk: Walk) -> None:
        """Add the row of the pixel data, whose head is at the walk's position."""
        head = walk.head()
        if head is None or head.tag not in PIXEL_DATA:
            return
        is_encapsulated = head.length == UNDEFINED
        value = "encapsulated" if is_encapsulated else f"{head.length:,} bytes"
        self._add(Event(0, head.tag, head.vr, head.length, None), value)
        lacking = 0 if is_encapsulated else walk.reach.lacks(walk.at + head.size + head.length)
        if lacking:
            self.remark(f"the pixel data are cut short: {lacking:,} bytes are missing")

    def _begin_item(self, depth: int) -> None:
        self._creators.begin_item(depth)
        self._character_sets[depth:] = [self._character_sets[depth - 1]]
        sequence = self._around[depth - 1]
        sequence.items += 1
        if sequence.items <= MOST_ITEMS:
            self.rows.append(AttributeRow(depth, "", "", f"Item {sequence.items}", "", ""))

    def _begin_sequence(self, event: Event) -> None:
        if event.depth >= DEEPEST:
            self._add(event, f"deeper than {DEEPEST} levels: not shown")
            return
        sequence = _Sequence(len(self.rows))
        self._around[event.depth :] = [sequence]
        self._sequences.append(sequence)
        self._add(event, "")

    def _value(self, event: Event) -> str:
        raw = event.raw or b""
        if is_creator(event.tag):
            self._creators.reserve(event.depth, event.tag, raw)
        vr = self._vr(event.depth, event.tag, event.vr)
        character_set = self._character_sets[event.depth]
        value = shown(raw, event.length, vr, self._order, character_set)
        if event.tag == _CHARACTER_SET:
            self._character_sets[event.depth] = value or None
        return value

    def _add(self, event: Event, value: str) -> None:
        owner = self._creators.owner(event.depth, event.tag) if is_private(event.tag) else ""
        known = entry(event.tag, owner)
        tag = f"{event.tag >> 16:04X},{event.tag & 0xFFFF:04X}"
        vr = self._vr(event.depth, event.tag, event.vr).decode("latin-1")
        self.rows.append(AttributeRow(event.depth, tag, known.keyword, known.name, vr, value))

    def _vr(self, depth: int, tag: int, vr: bytes) -> bytes:
        """Return the VR in the file, or where it does not tell, that of the dictionary."""
        if vr not in (b"", b"UN"):
            return vr
        owner = self._creators.owner(depth, tag) if is_private(tag) else ""
        return entry(tag, owner).vr.encode() or vr or b"UN"


def _is_sequence(vr: bytes, length: int) -> bool:
    """Tell whether an element is a sequence; UN of undefined length is one (PS3.5 6.2.2)."""
    return vr == b"SQ" or (length == UNDEFINED and vr == b"UN")


def _count(items: int) -> str:
    words = "1 item" if items == 1 else f"{items:,} items"
    left = items - MOST_ITEMS
    return words if left <= 0 else f"{words}; {left:,} more are not shown"
