"""Tables: one row for each patient, study, series or instance, one column for each attribute."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomtree.library.attribute_values import Watch
from dicomtree.library.queries import Level, counted_values
from dicomtree.model import HeaderRow
from dicomtree.text import csv_cell, natural_key, show

if TYPE_CHECKING:
    from dicomtree.library.library import Library

MOST_VALUES = 20
LONGEST_CELL = 2_000
SEPARATOR = " | "
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else

_PATIENT = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex")
_STUDY = ("StudyDate", "StudyTime", "StudyDescription", "StudyInstanceUID")
_SERIES = ("Modality", "SeriesNumber", "SeriesDescription", "SeriesInstanceUID")
_INSTANCE = ("InstanceNumber", "SOPInstanceUID")
USUAL_ATTRIBUTES: dict[Level, tuple[str, ...]] = {
    "patient": _PATIENT,
    "study": (*_PATIENT, *_STUDY),
    "series": (*_PATIENT, *_STUDY, *_SERIES),
    "instance": (*_PATIENT, *_STUDY, *_SERIES, *_INSTANCE),
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A patient, study, series or instance: how many of its instances were asked for, their values.

    `values` has the distinct values of each attribute, of all frames too, in natural order, absent
    ones left out.
    `root` and `path` name an instance's file and are None for other levels.
    """

    instances: int
    values: tuple[tuple[str, ...], ...]
    root: int | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Attributes by name, and the rows."""

    level: Level
    attributes: tuple[str, ...]
    rows: tuple[TableRow, ...]


def table_of(
    library: "Library",
    query: str,
    level: Level,
    attributes: Sequence[str],
    watch: Watch,
    *,
    series: frozenset[int] | None = None,
) -> Table:
    """Return the table of what a query finds; of everything for an empty one. Blocks.

    With `series` only of the series with these keys.
    Raises QueryError, ValueError for what is no attribute, FindCancelledError.
    """
    groups = list(_grouped(library, query, level, watch, series))
    everything = [row for rows in groups for row in rows]
    counted_values(library, everything, attributes, watch)  # what must be read is read at once
    return Table(
        level,
        tuple(attributes),
        tuple(_table_row(library, level, rows, attributes, watch) for rows in groups),
    )


def _grouped(
    library: "Library", query: str, level: Level, watch: Watch, series: frozenset[int] | None
) -> Iterator[list[HeaderRow]]:
    """Yield the instances of each row of the table."""
    groups: dict[int, list[HeaderRow]] = {}
    for match in library.finder.matches(query, watch):
        if series is not None and match.series.key not in series:
            continue
        rows = library.finder.rows(query, match)
        if level == "instance":
            yield from ([row] for row in rows)
            continue
        node = {"patient": match.patient, "study": match.study, "series": match.series}[level]
        groups.setdefault(id(node), []).extend(rows)
    yield from groups.values()


def _table_row(
    library: "Library",
    level: Level,
    rows: Sequence[HeaderRow],
    attributes: Sequence[str],
    watch: Watch,
) -> TableRow:
    counts = counted_values(library, rows, attributes, watch)
    values = tuple(
        tuple(sorted((value for value in column if value is not None), key=natural_key))
        for column in counts
    )
    if level == "instance":
        return TableRow(1, values, rows[0].root, rows[0].path)
    return TableRow(len(rows), values)


def cell_text(values: Sequence[str]) -> str:
    """Return a cell's values in one text, of very many the first ones."""
    more = len(values) - MOST_VALUES
    shown = SEPARATOR.join(values[:MOST_VALUES])
    return shown if more <= 0 else f"{shown}{SEPARATOR}… {more} more"


def csv_bytes(lines: Iterable[Iterable[str]]) -> bytes:
    """Return lines of cells as CSV: UTF-8 with its mark, every cell quoted, none of it a formula."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    for line in lines:
        writer.writerow([csv_cell(cell) for cell in line])
    return text.getvalue().encode("utf-8", "backslashreplace")


def clipboard_text(lines: Iterable[Iterable[str]]) -> str:
    """Return lines of cells as a spreadsheet takes them: with tabs between, none of it a formula."""
    return "\n".join(
        "\t".join(csv_cell(show(cell, LONGEST_CELL)) for cell in line) for line in lines
    )


def table_lines(table: Table) -> Iterator[list[str]]:
    """Yield the heading and the rows of a table as texts."""
    first = "path" if table.level == "instance" else "instances"
    yield [first, *table.attributes]
    for row in table.rows:
        lead = row.path if row.path is not None else str(row.instances)
        yield [lead, *map(cell_text, row.values)]
