"""`diff`: say what differs between two files, or between all that lies in two folders."""

import argparse
import threading
from collections.abc import Iterator
from dataclasses import asdict
from os.path import exists, isdir

from dicomtree import scanner
from dicomtree.cli.output import print_json
from dicomtree.cli.reading import cancelled_by_ctrl_c
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.compare import Comparison, Difference, Kind, Lenience, compare
from dicomtree.header import AttributeRow
from dicomtree.library import Library
from dicomtree.source import is_archive
from dicomtree.text import show

HELP = "Say what differs between two files, series or folders (status 1 if anything does)"
FORMAT = 1
MARKS = {Kind.ADDED: "+", Kind.MISSING: "-", Kind.CHANGED: "~"}
MOST_VALUES = 4
LONGEST_VALUE = 120
NOT_WHOLE = "not all was compared: items beyond the first 100 of a sequence, or damaged parts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `diff` takes."""
    for name, other in (("a", "first"), ("b", "second")):
        parser.add_argument(name, metavar=name.upper(), help=f"the {other} file or folder")
        parser.add_argument(
            f"--series-{name}",
            metavar="UID",
            help=f"only this series (Series Instance UID) of the {other} folder",
        )
    parser.add_argument("--ignore-uids", action="store_true", help="fold away UIDs that differ")
    parser.add_argument("--ignore-times", action="store_true", help="fold away dates and times")
    parser.add_argument(
        "--tolerance",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="numbers count as equal that differ by this share of their size, such as 1e-6",
    )
    parser.add_argument("--json", action="store_true", help="print the differences as JSON")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read both sides, compare, print."""
    for path in (options.a, options.b):
        if not exists(path) and "!/" not in path:
            raise CommandError(f"there is nothing at {path}", ExitStatus.USAGE)
    if not 0 <= options.tolerance < 1:
        raise CommandError("--tolerance is a share, from 0 to below 1", ExitStatus.USAGE)
    lenience = Lenience(options.ignore_uids, options.ignore_times, options.tolerance)
    found = compare(
        _headers(options.a, options.series_a), _headers(options.b, options.series_b), lenience
    )
    if options.json:
        print_json({"format": FORMAT, **asdict(found)})
    else:
        _print(found)
    return ExitStatus.SOME if found.differences else ExitStatus.DONE


def _headers(path: str, series_uid: str | None) -> Iterator[tuple[AttributeRow, ...]]:
    """Yield the header of a file, or of every instance in a folder."""
    if not isdir(path) and not is_archive(path):
        yield _header(path)
        return
    library = Library(index=False)
    root = library.add_root(path)
    with cancelled_by_ctrl_c(cancel := threading.Event()):
        library.scan([root], cancel=cancel)
    if library.cancelled:
        raise KeyboardInterrupt
    keys = [
        series.key
        for series in library.tree.series()
        if series_uid is None or series.series_instance_uid == series_uid
    ]
    if not keys:
        raise CommandError(f"there is no such series in {show(path)}", ExitStatus.FAILED)
    for key in keys:
        for row in library.rows_of(key):
            yield _header(library.absolute_path(row.root, row.path))


def _header(path: str) -> tuple[AttributeRow, ...]:
    rows = scanner.read_comparable(path)
    if not any(row.tag for row in rows or ()):
        raise CommandError(f"{show(path)} cannot be read as DICOM", ExitStatus.FAILED)
    return rows or ()


def _print(found: Comparison) -> None:
    for one in found.differences:
        print(f"{MARKS[one.kind]} {show(one.path, LONGEST_VALUE)}: {_values(one)}")
    if not found.differences:
        print("no differences")
    if found.folded:
        print(f"{found.folded:,} more in UIDs or times")
    if not found.is_whole:
        print(NOT_WHOLE)


def _values(one: Difference) -> str:
    if one.kind is Kind.CHANGED:
        return f"{_some(one.first)} -> {_some(one.second)}"
    return _some(one.first or one.second)


def _some(values: tuple[str, ...]) -> str:
    shown = ", ".join(show(value, LONGEST_VALUE) or "(empty)" for value in values[:MOST_VALUES])
    more = len(values) - MOST_VALUES
    return f"{shown}, … ({more:,} more)" if more > 0 else shown
