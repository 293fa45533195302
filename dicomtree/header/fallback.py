"""What the fast reader does not understand, pydicom reads: bounded, one value at a time."""

import io
import struct
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.filereader import read_dataset, read_partial
from pydicom.tag import BaseTag

from dicomtree.header.beginning import DEFLATED, FIRST_BYTES
from dicomtree.header.columns import COLUMN_OF_TAG
from dicomtree.header.elements import ITEM, UNDEFINED, Head, Syntax
from dicomtree.header.events import ENTER, Chooser, Event
from dicomtree.header.runs import LAST_WANTED, PIXEL_DATA
from dicomtree.header.texts import LONGEST_VALUE, Value, converter

MOST_BYTES = 1 << 20
MOST_DETAIL_BYTES = 16 << 20

# What pydicom raises for damaged files. It promises nothing: whatever else comes ends at the border
# of the worker, where the file counts as damaged but its tags are lost.
FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    BytesLengthException,
    InvalidDicomError,
)


def read_file(data: bytes, row: list[Value]) -> None:
    """Fill `row` from the beginning of a file, as pydicom reads it.

    Whatever pydicom raises is raised: the caller stands at the border of one file. Raises
    ValueError for a deflated data set, which pydicom would inflate without limit.
    """
    _refuse_deflated(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = read_partial(io.BytesIO(data), _is_behind, force=True)
        _fill(row, dataset.file_meta)
        _fill(row, dataset)


def _refuse_deflated(data: bytes) -> None:
    if any(syntax.encode() in data[:FIRST_BYTES] for syntax in DEFLATED):
        raise ValueError("deflated")


def read_data_set(data: bytes, syntax: Syntax, row: list[Value]) -> None:
    """Fill `row` from the beginning of a data set without file meta information."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        little = syntax.order == "<"
        dataset = read_dataset(io.BytesIO(data), not syntax.explicit, little, None, _is_behind)
        _fill(row, dataset)


def _is_behind(tag: BaseTag, vr: str | None, length: int) -> bool:
    del vr, length
    return int(tag) > LAST_WANTED


def _fill(row: list[Value], dataset: Dataset) -> None:
    for tag, (column, dictionary_vr) in COLUMN_OF_TAG.items():
        element = dataset.get_item(tag) if tag in dataset else None
        if isinstance(element, RawDataElement):
            raw = element.value or b""
            if len(raw) == element.length:
                order = "<" if element.is_little_endian else ">"
                vr = (element.VR or "").encode("latin-1")
                row[column] = converter(vr, dictionary_vr, order)[raw[:LONGEST_VALUE]]
        elif element is not None and element.VR == "UI":
            row[column] = str(element.value)  # pydicom has looked at the transfer syntax itself


def events(data: bytes, choose: Chooser) -> Iterator[Event]:
    """Yield the chosen events of a little-endian file as pydicom reads it.

    Whatever pydicom raises is raised; ValueError for other data sets than it can bound or order.
    """
    _refuse_deflated(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = read_partial(io.BytesIO(data), _is_pixels, force=True)
    if not dataset.original_encoding[1]:
        raise ValueError("big endian")
    around = [_events_of(dataset, 0, choose)]
    while around:
        found = next(around[-1], None)
        if found is None:
            around.pop()
            continue
        event, item = found
        yield event
        if item is not None:
            around.append(_events_of(item, event.depth, choose))


def _events_of(
    dataset: Dataset, depth: int, choose: Chooser
) -> Iterator[tuple[Event, Dataset | None]]:
    """Yield the events of one data set, with each item's beginning the item."""
    for tag in sorted(dataset.keys()):
        raw = _silently(dataset.get_item, tag)
        vr = (raw.VR or "").encode("latin-1")
        length = raw.length if isinstance(raw, RawDataElement) else UNDEFINED
        keep = choose(depth, Head(int(tag), vr, 0, length))
        if keep == ENTER:
            yield Event(depth, int(tag), b"SQ", length, None), None
            for item in cast("Iterable[Dataset]", _silently(dataset.__getitem__, tag).value):
                yield Event(depth + 1, ITEM, b"", UNDEFINED, None), item
        elif keep >= 0 and isinstance(raw, RawDataElement):
            value = raw.value or b""
            yield Event(depth, int(tag), vr, length, value[:keep]), None


def _silently(get: Callable[[BaseTag], object], tag: BaseTag) -> DataElement | RawDataElement:
    """Return an element, which pydicom may only now convert, without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cast("DataElement | RawDataElement", get(tag))


def _is_pixels(tag: BaseTag, vr: str | None, length: int) -> bool:
    del vr, length
    return int(tag) >= PIXEL_DATA[0]
