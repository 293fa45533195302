"""The values of a few chosen attributes of a file: a question about thousands of files."""

from collections.abc import Callable, Iterable
from typing import BinaryIO, TypeVar

from dicomtree.header import fallback
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
from dicomtree.header.runs import RunReader
from dicomtree.header.shown_values import tags_text
from dicomtree.header.texts import Value, text_converter, value_text
from dicomtree.header.walk import MOST_ELEMENTS, Walk
from dicomtree.source import open_file

MOST_BYTES = 1 << 16
_CHARACTER_SET = 0x00080005
_META = RunReader(EXPLICIT_LITTLE, only_group=2)
_BINARY = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"UN", b""))


Kind = TypeVar("Kind", bound="ChosenValues")


class _BehindError(Exception):
    """Here ends what is to be read."""


def read_values(path: str, tags: Iterable[int]) -> list[str | None]:
    """Return the text of each top-level attribute, several values joined by a backslash.

    None where it is absent or empty; "" where it is there and holds no text (items, bytes). Of a
    long value the first `MOST_BYTES` are read. What a damaged file still says is returned. Raises
    OSError for a file that cannot be read.
    """
    wanted = list(tags)
    found = chosen_of(path, lambda order: ChosenValues(frozenset(wanted), order)).values
    return [found.get(tag) for tag in wanted]


def chosen_of(path: str, make: Callable[[str], "Kind"]) -> "Kind":
    """Return what `make` (given the byte order) has taken from a file. Raises OSError."""
    with open_file(path) as file:
        reach = reach_into(file)
        if not has_prefix(reach.data) and not may_be_data_set(reach.data):
            return make("<")
        meta = make("<")
        if any(tag >> 16 == 2 for tag in meta.wanted):
            meta.last = 0x0002FFFF
            walk = Walk(reach, EXPLICIT_LITTLE, data_set_start(reach.data))
            meta.take(EventReader(walk, meta.choose).events)
        chosen = _read_data_set(file, make, meta)
    chosen.values = meta.values | chosen.values
    return chosen


def _read_data_set(file: BinaryIO, make: Callable[[str], "Kind"], chosen: "Kind") -> "Kind":
    """Return what `make` has taken; `chosen` where no data set can be found."""
    row: list[Value] = [*(None,) * FIRST, *EMPTY_VALUES]
    try:
        reach, at, syntax = find_data_set(reach_into(file), _META, row)
        chosen = make(syntax.order)
        walk = Walk(reach, syntax, at, chosen.most_elements)
        chosen.take(EventReader(walk, chosen.choose, chosen.shortcut).events)
    except DamagedError:
        return chosen
    except NotUnderstoodError:
        return _read_by_pydicom(file, make)
    return chosen


def _read_by_pydicom(file: BinaryIO, make: Callable[[str], "Kind"]) -> "Kind":
    chosen = make("<")
    file.seek(0)
    data = file.read(fallback.MOST_DETAIL_BYTES)
    try:
        chosen.take(lambda: fallback.events(data, chosen.choose))
    except (DamagedError, *fallback.FAULTS):
        return chosen
    return chosen


class ChosenValues:
    """The values of one data set that were asked for, as far as it has been read."""

    most_elements = MOST_ELEMENTS

    def __init__(self, wanted: frozenset[int], order: str) -> None:
        self.values: dict[int, str | None] = {}
        self.wanted = wanted
        self.last = 0xFFFFFFFF  # nothing behind this tag is read
        self._order = order
        self.wants_private = any(map(is_private, wanted))
        self.creators = PrivateCreators()
        self._character_set: str | None = None

    def choose(self, depth: int, head: Head) -> int:
        """Keep what was asked for; look into sequences only to see whether they have items."""
        if depth:
            return self.choose_inside(depth, head)
        tag = head.tag
        if tag > self.last:
            raise _BehindError
        if tag in self.wanted:
            return self.choose_wanted(head)
        is_needed = tag == _CHARACTER_SET or (self.wants_private and is_creator(tag))
        return MOST_BYTES if is_needed else PASS

    def choose_wanted(self, head: Head) -> int:
        """Choose what to do with a top-level element that was asked for."""
        return ENTER if self.is_sequence(head.tag, head.vr, head.length) else MOST_BYTES

    def choose_inside(self, depth: int, head: Head) -> int:
        """Choose what to do with an element inside sequences."""
        del depth, head
        return PASS

    def shortcut(self, walk: Walk, end: int | None) -> bool:
        """Read on in an item by itself (an `events.Shortcut`); here never."""
        del walk, end
        return False

    def take(self, events: Callable[[], Iterable[Event]]) -> None:
        """Take the values from events, to the last that is of interest."""
        sequence = 0
        try:
            for event in events():
                if event.tag == ITEM:
                    self.values[sequence] = ""
                elif self.is_sequence(event.tag, event.vr, event.length):
                    sequence = event.tag
                else:
                    self._add(event)
        except _BehindError:
            return

    def _add(self, event: Event) -> None:
        raw = event.raw or b""
        text = self.text(event.tag, event.vr, raw)
        if event.tag == _CHARACTER_SET:
            self._character_set = text
        if is_creator(event.tag):
            self.creators.reserve(0, event.tag, raw)
        if event.tag in self.wanted:
            self.values[event.tag] = text

    def text(self, tag: int, written_vr: bytes, raw: bytes, depth: int = 0) -> str | None:
        """Return a value as text, "" where it holds none."""
        vr = self._vr(tag, written_vr, depth)
        if vr in _BINARY:
            return "" if raw else None
        if vr == b"AT":
            return tags_text(raw, self._order) or None
        whole = raw[: len(raw) // 8 * 8] if len(raw) == MOST_BYTES else raw
        return value_text(text_converter(vr, vr, self._order).convert(whole), self._character_set)

    def is_sequence(self, tag: int, vr: bytes, length: int, depth: int = 0) -> bool:
        """Tell whether an element has items, from its VR, the dictionary or its length."""
        real = self._vr(tag, vr, depth)
        return real == b"SQ" or (length == UNDEFINED and real == b"UN")

    def _vr(self, tag: int, vr: bytes, depth: int) -> bytes:
        """Return the VR in the file, or where it does not tell, that of the dictionary."""
        if vr not in (b"", b"UN"):
            return vr
        owner = self.creators.owner(depth, tag) if is_private(tag) else ""
        return entry(tag, owner).vr.encode() or vr or b"UN"
