"""`find`: print the patients, studies, series or instances that a query asks for."""

import argparse
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, get_args

from rich.console import Console
from rich.progress import Progress

from dicomtree.cli.output import print_json
from dicomtree.cli.reading import (
    add_reading_arguments,
    cancelled_by_ctrl_c,
    read_folders,
    reading_status,
)
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.library import FindCancelledError, FindProgress, Library, QueryError
from dicomtree.library.attribute_values import Watch
from dicomtree.library.finding import Match
from dicomtree.library.queries import Level
from dicomtree.library.tables import csv_bytes
from dicomtree.model import HeaderRow, integer_value
from dicomtree.text import counted, person_name, readable_date, show

HELP = "Find patients, studies, series or instances by a query"
GRAMMAR = (
    "A query has plain words (patient, id, descriptions, modality, date), comparisons such as "
    'SliceThickness<2, StudyDate>=2019-03 or SeriesDescription~"brain*", has:gaps, '
    "missing:StudyDate, not, or, and brackets; docs/query.md has it all."
)

_PATIENT = (
    "patient_id",
    "issuer_of_patient_id",
    "patient_name",
    "patient_birth_date",
    "patient_sex",
)
_STUDY = (
    "study_instance_uid",
    "study_date",
    "study_time",
    "study_id",
    "accession_number",
    "study_description",
)
_SERIES = (
    "series_instance_uid",
    "series_number",
    "series_date",
    "series_time",
    "series_description",
    "modality",
    "body_part_examined",
)
_INSTANCE = ("sop_instance_uid", "instance_number", "root", "path")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `find` takes."""
    add_reading_arguments(parser)
    parser.add_argument("query", metavar="QUERY", help=GRAMMAR)
    add_level_argument(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print a list of objects")
    form.add_argument("--csv", action="store_true", help="print CSV, UTF-8 with its mark")


def add_level_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that says what is listed."""
    parser.add_argument(
        "--level", choices=get_args(Level), default="series", help="what to list (default: series)"
    )


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, find, print; a query that cannot be understood is wrong usage."""
    with understood(options.query):
        Library().find(options.query)
    library = read_folders(options)
    with watched(options.quiet, "finding") as watch:
        matches = library.finder.matches(options.query, watch)
        records = list(_records(library, options, matches))
    if options.json:
        print_json(records)
    elif options.csv:
        write_csv(_titles(options.level), records)
    else:
        for record in records:
            print(_line(library, record))
    return reading_status(library)


@contextmanager
def understood(query: str) -> Iterator[None]:
    """Point at the word of a query that is at fault. Raises CommandError."""
    try:
        yield
    except QueryError as error:
        length = max(1, error.end - error.start)
        marks = " " * error.start + "^" * length
        text = show(query, 4 * len(query))
        where = f"\n  {text}\n  {marks}" if text == query else ""
        raise CommandError(f"{show(error.reason)}{where}", ExitStatus.USAGE) from None


@contextmanager
def watched(quiet: bool, doing: str) -> Iterator[Watch]:
    """Show how far it is on standard error; the first Ctrl+C cancels. Raises KeyboardInterrupt."""
    cancel = threading.Event()
    console = Console(stderr=True)
    is_shown = not quiet and sys.stderr.isatty()
    with (
        cancelled_by_ctrl_c(cancel),
        Progress(console=console, transient=True, disable=not is_shown) as bar,
    ):
        task = bar.add_task(doing, total=None)

        def advance(progress: FindProgress) -> None:
            bar.update(task, completed=progress.done, total=progress.total)

        try:
            yield Watch(advance, cancel)
        except FindCancelledError:
            raise KeyboardInterrupt from None


def _records(
    library: Library, options: argparse.Namespace, matches: Iterable[Match]
) -> Iterator[dict[str, Any]]:
    """Yield what is found as the fields of `tree --json`, with those of the levels above."""
    nodes: dict[object, dict[str, Any]] = {}
    for match in matches:
        rows = library.finder.rows(options.query, match)
        fields = _fields(match, options.level)
        if options.level == "instance":
            yield from (fields | _instance(row) for row in rows)
            continue
        node = {"patient": match.patient, "study": match.study, "series": match.series}
        record = nodes.setdefault(id(node[options.level]), fields | {"instances": 0})
        record["instances"] += len(rows)
    yield from nodes.values()


def _fields(match: Match, level: str) -> dict[str, Any]:
    fields = {name: getattr(match.patient, name) for name in _PATIENT}
    if level != "patient":
        fields |= {name: getattr(match.study, name) for name in _STUDY}
    if level in ("series", "instance"):
        fields |= {name: getattr(match.series, name) for name in _SERIES}
    return fields


def _instance(row: HeaderRow) -> dict[str, Any]:
    return {
        "sop_instance_uid": row.sop_instance_uid,
        "instance_number": integer_value(row.instance_number),
        "root": row.root,
        "path": row.path,
    }


def _titles(level: Level) -> list[str]:
    """Return the names of what a record holds, for a table in which nothing was found, too."""
    below = {"patient": (), "study": _STUDY, "series": _STUDY + _SERIES}
    titles = [*_PATIENT, *below.get(level, _STUDY + _SERIES)]
    return [*titles, *(_INSTANCE if level == "instance" else ("instances",))]


def write_csv(titles: list[str], records: list[dict[str, Any]]) -> None:
    """Print records as CSV."""
    lines = [titles]
    lines += [["" if value is None else str(value) for value in one.values()] for one in records]
    sys.stdout.flush()
    sys.stdout.buffer.write(csv_bytes(lines))


def _line(library: Library, record: dict[str, Any]) -> str:
    if "path" in record:
        return show(library.absolute_path(record["root"], record["path"]), 4096)
    parts = [
        person_name(record["patient_name"] or "") or "no name",
        record["patient_id"] or "no id",
    ]
    if "study_instance_uid" in record:
        parts.append(readable_date(record["study_date"]) or "no date")
        parts.append(record["study_description"] or "no description")
    if "series_instance_uid" in record:
        number = record["series_number"]
        parts.append("no number" if number is None else str(number))
        parts.append(record["series_description"] or "no description")
        parts.append(record["modality"] or "no modality")
    parts.append(counted(record["instances"], "instance"))
    return show(" · ".join(parts), 1000)
