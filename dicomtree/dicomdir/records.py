"""The directory records of a DICOMDIR, walked along their links (PS3.3 F.3).

pydicom parses the file; the walk is our own, because links may lead nowhere, back, or together.
"""

import io
import os
import struct
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from pydicom import dcmread
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset

from dicomtree.header.columns import CHARACTER_SET, COLUMN_OF_TAG, MEDIA_STORAGE, POSITION
from dicomtree.header.texts import LONGEST_VALUE, Undecoded, Value, converter, decode
from dicomtree.source import open_file

MOST_BYTES = 64 << 20
MOST_RECORDS = 1_000_000
_FIRST_RECORD = 0x00041200
_RECORDS = 0x00041220
_NEXT = 0x00041400
_IN_USE = 0x00041410
_LOWER = 0x00041420
_TYPE = 0x00041430
_FILE_ID = 0x00041500
# What a record says of the file that it refers to (PS3.3 F.3.2.2).
_REFERENCED = {0x00041510: "sop_class_uid", 0x00041511: "sop_instance_uid"} | {
    0x00041512: "transfer_syntax_uid"
}
_LEVELS = {"PATIENT": 0, "STUDY": 1, "SERIES": 2}
_LEAF = 3
_MOST_COMPONENTS = 64

Record = Mapping[int, RawDataElement]  # by tag
# Values of a row by their column; what is inherited from the records above is in it too.
Values = Mapping[int, Value]


class Listed(NamedTuple):
    """A file that a record refers to: its File ID as written, and what is said of it."""

    file_id: tuple[str, ...]
    values: Values


@dataclass(slots=True)
class Records:
    """The records of a DICOMDIR by their offset in the file, and what is wrong with their links."""

    first: int
    by_offset: dict[int, Record]
    faults: list[str] = field(default_factory=list)

    def listed(self) -> Iterator[Listed]:
        """Yield every file that is referred to, each record once."""
        visited: set[int] = set()
        nothing: Values = {}
        pending = [(self.first, nothing)]
        while pending:
            offset, above = pending.pop()
            record = self._reached(offset, visited)
            if record is None:
                continue
            pending.append((_number(record, _NEXT), above))
            if _number(record, _IN_USE, 1) == 0:
                continue
            values = {**above, **_values(record)}
            pending.append((_number(record, _LOWER), values))
            yield from _file_of(record, values)
        yield from self._unlinked(visited)

    def _reached(self, offset: int, visited: set[int]) -> Record | None:
        """Return the record that a link leads to, unless it was there before."""
        if offset == 0:
            return None
        if offset in visited:
            self.faults.append("a link leads to a record that another one leads to")
            return None
        record = self.by_offset.get(offset)
        if record is None:
            self.faults.append("a link leads to no record")
            return None
        visited.add(offset)
        return record

    def _unlinked(self, visited: set[int]) -> Iterator[Listed]:
        """Yield the files of records that no link leads to, by their order in the file.

        Writers put a record behind the one that it belongs to.
        """
        lost = self.by_offset.keys() - visited
        if not lost:
            return
        self.faults.append(f"no link leads to {len(lost)} records; their order counts instead")
        above: list[Values] = [{}] * (_LEAF + 1)
        for offset, record in self.by_offset.items():
            level = _LEVELS.get(_text(record, _TYPE), _LEAF)
            values = {**above[level], **_values(record)}
            above[level + 1 :] = [values] * (_LEAF - level)
            if offset in lost and _number(record, _IN_USE, 1) != 0:
                yield from _file_of(record, values)


def read_records(path: str) -> Records:
    """Read a DICOMDIR. Raises OSError, ValueError; pydicom may raise anything.

    ValueError: the file is too large, or no directory.
    """
    with open_file(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES >> 20} MiB")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        directory = dcmread(io.BytesIO(data), force=True)
        if _RECORDS not in directory:
            raise ValueError("it has no directory records")
        records = list(cast("list[Dataset]", directory[_RECORDS].value or []))
    if len(records) > MOST_RECORDS:
        raise ValueError(f"it has more than {MOST_RECORDS:,} records")
    by_offset = {int(record.seq_item_tell or 0): _elements(record) for record in records}
    return Records(_number(_elements(directory), _FIRST_RECORD), by_offset)


def _elements(record: Dataset) -> Record:
    """Return the elements that pydicom has not converted: looked up as such, they cost little."""
    every = cast("Iterable[RawDataElement | DataElement]", record.values())
    return {int(element.tag): element for element in every if type(element) is RawDataElement}


def _file_of(record: Record, values: Values) -> Iterator[Listed]:
    file_id = _file_id(record)
    if file_id is not None:
        yield Listed(file_id, values)


def _file_id(record: Record) -> tuple[str, ...] | None:
    raw = record.get(_FILE_ID)
    if raw is None or not raw.value:
        return None
    parts = raw.value[:LONGEST_VALUE].split(b"\\")[:_MOST_COMPONENTS]
    # The bytes are names in the medium's file system.
    return tuple(os.fsdecode(part.strip(b" ").rstrip(b"\0")) for part in parts)


def _values(record: Record) -> dict[int, Value]:
    """Return what a record says by itself, as columns of a row."""
    values: dict[int, Value] = {}
    for tag in record:
        known = COLUMN_OF_TAG.get(tag)
        if known is not None and known[0] != MEDIA_STORAGE:
            value = _converted(record, tag, known[1])
            if value is not None:
                values[known[0]] = value
    for tag, name in _REFERENCED.items():
        value = _converted(record, tag, b"UI")
        if value is not None:
            values[POSITION[name]] = value
    return _decoded(values)


def _decoded(values: dict[int, Value]) -> dict[int, Value]:
    """Return the values with text as the record's own character set makes it."""
    character_set = values.get(CHARACTER_SET)
    known = character_set if isinstance(character_set, str) else None
    for column, value in values.items():
        if isinstance(value, Undecoded):
            try:
                values[column] = decode(value, known)
            except LookupError:
                values[column] = decode(value, None)
    return values


def _converted(record: Record, tag: int, dictionary_vr: bytes) -> Value:
    raw = record.get(tag)
    if raw is None:
        return None
    vr = (raw.VR or "").encode("latin-1")
    order = "<" if raw.is_little_endian else ">"
    return converter(vr, dictionary_vr, order)[(raw.value or b"")[:LONGEST_VALUE]]


def _number(record: Record, tag: int, otherwise: int = 0) -> int:
    """Return a binary integer, `otherwise` where there is none."""
    raw = record.get(tag)
    value = b"" if raw is None else raw.value or b""
    formats = {2: "H", 4: "I"}
    if raw is None or len(value) not in formats:
        return otherwise
    (number,) = struct.unpack(("<" if raw.is_little_endian else ">") + formats[len(value)], value)
    return int(number)


def _text(record: Record, tag: int) -> str:
    raw = record.get(tag)
    value = b"" if raw is None else raw.value or b""
    return value[:64].decode("latin-1").strip(" \0")
