"""Every attribute of a file as rows to show, bounded whatever the file holds."""

from collections.abc import Callable
from typing import BinaryIO, TypeVar

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
from dicomtree.header.elements import EXPLICIT_LITTLE, DamagedError, NotUnderstoodError
from dicomtree.header.events import EventReader
from dicomtree.header.parts import EVERYWHERE, TO_COMPARE, Part, Place
from dicomtree.header.reach import Reach
from dicomtree.header.row_maker import RowMaker
from dicomtree.header.runs import RunReader
from dicomtree.header.texts import Value
from dicomtree.header.walk import Walk
from dicomtree.source import open_file

_MOST_ELEMENTS = 1_000_000

Rows = TypeVar("Rows", bound=RowMaker)
Make = Callable[[str], Rows]
"""Makes what turns events into rows, given the byte order of numbers ("<" or ">")."""


def attribute_rows(path: str, undeclared: str | None = None) -> list[AttributeRow]:
    """Return the elements of a file, file meta information first, sequences with their items.

    At most `MOST_ITEMS` items of a sequence, `DEEPEST` levels and `MOST_ROWS` rows are shown; rows
    say what was left out, and what is wrong with the file. A row named "Items 101 to 200" stands
    for items that `more_items` returns. Pixel data are not read. `undeclared` is a label of
    `text.CHARACTER_SETS`: how to read the texts of a file that declares no character set (Latin-1
    without one, and where they do not fit). Raises OSError for a file that cannot be read.
    """
    with open_file(path) as file:
        reach = reach_into(file)
        if not has_prefix(reach.data) and not may_be_data_set(reach.data):
            return [remark("this is no DICOM file")]
        meta = RowMaker("<")
        read_meta(reach, meta)
        rows = read_data_set(file, _rows_of(EVERYWHERE, undeclared))
    return [*meta.rows, *rows.rows] or [remark("the file holds no attributes")]


def comparable_rows(path: str, undeclared: str | None = None) -> list[AttributeRow]:
    """Return what `attribute_rows` does, values too long to show and pixel data with a digest.

    Of a value, `LONGEST_DIGESTED` bytes count. `undeclared` is as for `attribute_rows`.
    Raises OSError for a file that cannot be read.
    """
    with open_file(path) as file:
        return read_data_set(file, _rows_of(TO_COMPARE, undeclared)).rows


def more_items(
    path: str, place: Place, first: int, undeclared: str | None = None
) -> list[AttributeRow]:
    """Return the rows of `MOST_ITEMS` items, from the `first` (from 1) on, of one sequence.

    `undeclared` is as for `attribute_rows`. Raises OSError for a file that cannot be read.
    """
    with open_file(path) as file:
        return read_data_set(file, _rows_of(Part(place, first), undeclared)).rows


def whole_value(path: str, place: Place, undeclared: str | None = None) -> str:
    """Return one value in full, as far as `LONGEST_WHOLE` bytes go; binary ones in hexadecimal.

    "" where nothing lies at `place`. `undeclared` is as for `attribute_rows`.
    Raises OSError for a file that cannot be read.
    """
    part = Part(place, is_whole=True)
    with open_file(path) as file:
        rows = RowMaker("<", part)
        if place[0] >> 16 == 2:
            read_meta(reach_into(file), rows)
        else:
            rows = read_data_set(file, _rows_of(part, undeclared))
    return rows.rows[0].value if rows.rows else ""


def _rows_of(part: Part, undeclared: str | None = None) -> Make[RowMaker]:
    return lambda order: RowMaker(order, part, undeclared)


def read_meta(reach: Reach, rows: RowMaker) -> None:
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


def read_data_set(file: BinaryIO, make: Make[Rows]) -> Rows:
    """Read the data set of a file; what is wrong with it becomes a remark."""
    row: list[Value] = [*(None,) * FIRST, *EMPTY_VALUES]
    rows = make("<")
    try:
        meta = RunReader(EXPLICIT_LITTLE, only_group=2)
        reach, at, syntax = find_data_set(reach_into(file), meta, row)
        rows = make(syntax.order)
        walk = Walk(reach, syntax, at, _MOST_ELEMENTS)
        rows.take(EventReader(walk, rows.choose).events())
        rows.add_pixels(walk)
    except DamagedError as error:
        rows.remark(str(error))
    except NotUnderstoodError:
        return _read_by_pydicom(file, make)
    return rows


def _read_by_pydicom(file: BinaryIO, make: Make[Rows]) -> Rows:
    rows = make("<")
    file.seek(0)
    try:
        rows.take(fallback.events(file.read(fallback.MOST_DETAIL_BYTES), rows.choose))
    except fallback.FAULTS as error:
        rows.remark(f"not understood: {type(error).__name__}")
    return rows
