"""`diff`: say what differs between two files, or between all that lies in two folders."""

import argparse
import sys
import threading
from dataclasses import asdict, dataclass
from os.path import exists, isdir

from dicomtree.cli.find import understood, watched
from dicomtree.cli.output import print_json
from dicomtree.cli.reading import cancelled_by_ctrl_c
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.compare import Lenience, comparison_lines
from dicomtree.library import Library, UnreadableError
from dicomtree.library.comparing import compare_files
from dicomtree.source import is_archive
from dicomtree.text import counted, show

HELP = "Say what differs between two files, series or folders (status 1 if anything does)"
EXIT_STATUSES = (
    "Exit status: 0 nothing differs; 1 something does, or could not be read; 2 wrong usage or no "
    "such path; 3 failed, nothing lost; 130 cancelled."
)
FORMAT = 1
LONGEST_PATH = 4096


@dataclass(frozen=True, slots=True)
class _Side:
    """One side: the files to compare, and how many beside them could not be read at all."""

    files: list[str]
    problems: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `diff` takes."""
    for name, other in (("a", "first"), ("b", "second")):
        parser.add_argument(name, metavar=name.upper(), help=f"the {other} file or folder")
        parser.add_argument(
            f"--series-{name}",
            metavar="UID",
            help=f"only this series (Series Instance UID) of the {other} folder",
        )
        parser.add_argument(
            f"--query-{name}",
            metavar="QUERY",
            default="",
            help=f"only the series of the {other} folder with an instance that this asks for, "
            "such as PatientID=4711 or StudyInstanceUID=1.2.3 (see find)",
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
    chosen = (
        (options.a, options.series_a, options.query_a),
        (options.b, options.series_b, options.query_b),
    )
    for path, series_uid, query in chosen:
        _check(path, is_chosen_of=bool(series_uid or query))
        with understood(query):
            Library().find(query)
    if not 0 <= options.tolerance < 1:
        raise CommandError("--tolerance is a share, from 0 to below 1", ExitStatus.USAGE)
    lenience = Lenience(options.ignore_uids, options.ignore_times, options.tolerance)
    first, second = (_side(*one, is_quiet=options.quiet) for one in chosen)
    try:
        with watched(options.quiet, "comparing") as watch:
            found = compare_files(first.files, second.files, lenience, watch)
    except UnreadableError as error:
        text = f"{show(error.path, LONGEST_PATH)} cannot be read as DICOM"
        raise CommandError(text, ExitStatus.FAILED) from None
    if options.json:
        print_json({"format": FORMAT, **asdict(found)})
    else:
        for line in comparison_lines(found):
            print(line)
    is_odd = found.differences or found.unreadable or first.problems or second.problems
    return ExitStatus.SOME if is_odd else ExitStatus.DONE


def _check(path: str, *, is_chosen_of: bool) -> None:
    """Raise CommandError for a path where nothing is, and for a choice among a single file."""
    if not exists(path) and "!/" not in path:
        raise CommandError(f"there is nothing at {path}", ExitStatus.USAGE)
    if is_chosen_of and not _has_many(path):
        raise CommandError(
            f"{show(path, LONGEST_PATH)} is a file: a series is chosen of a folder",
            ExitStatus.USAGE,
        )


def _has_many(path: str) -> bool:
    try:
        return isdir(path) or is_archive(path)
    except OSError:
        return False  # comparing says that it cannot be read


def _side(path: str, series_uid: str | None, query: str, *, is_quiet: bool) -> _Side:
    """Return a file, or every instance in a folder that is asked for."""
    if not _has_many(path):
        return _Side([path])
    library = Library(index=False)
    root = library.add_root(path)
    with cancelled_by_ctrl_c(cancel := threading.Event()):
        library.scan([root], cancel=cancel)
    if library.cancelled:
        raise KeyboardInterrupt
    with watched(is_quiet, "finding") as watch:
        matches = library.finder.matches(query, watch)
    series = [
        match.series
        for match in matches
        if series_uid is None or match.series.series_instance_uid == series_uid
    ]
    if not series:
        what = "no such series" if series_uid or query else "no DICOM instance"
        raise CommandError(f"there is {what} in {show(path, LONGEST_PATH)}", ExitStatus.FAILED)
    problems = library.counts.problems
    if problems and not is_quiet:
        where = f"`dicomtree scan` on {show(path, LONGEST_PATH)} says which and why"
        count = counted(problems, "problem")
        print(f"dicomtree: not compared: {count}; {where}", file=sys.stderr)
    rows = library.instances(series)
    return _Side([library.absolute_path(row.root, row.path) for row in rows], problems)
