"""`diff`: say what differs between two files, or between all that lies in two folders."""

import argparse
import threading
from dataclasses import asdict
from os.path import exists, isdir

from dicomtree.cli.find import watched
from dicomtree.cli.output import print_json
from dicomtree.cli.reading import cancelled_by_ctrl_c
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.compare import Lenience, comparison_lines
from dicomtree.library import Library, UnreadableError
from dicomtree.library.comparing import compare_files
from dicomtree.source import is_archive
from dicomtree.text import show

HELP = "Say what differs between two files, series or folders (status 1 if anything does)"
FORMAT = 1
LONGEST_PATH = 4096


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
    first, second = _files(options.a, options.series_a), _files(options.b, options.series_b)
    try:
        with watched(options.quiet, "comparing") as watch:
            found = compare_files(first, second, lenience, watch)
    except UnreadableError as error:
        text = f"{show(error.path, LONGEST_PATH)} cannot be read as DICOM"
        raise CommandError(text, ExitStatus.FAILED) from None
    if options.json:
        print_json({"format": FORMAT, **asdict(found)})
    else:
        for line in comparison_lines(found):
            print(line)
    return ExitStatus.SOME if found.differences else ExitStatus.DONE


def _files(path: str, series_uid: str | None) -> list[str]:
    """Return a file, or every instance in a folder."""
    if not isdir(path) and not is_archive(path):
        return [path]
    library = Library(index=False)
    root = library.add_root(path)
    with cancelled_by_ctrl_c(cancel := threading.Event()):
        library.scan([root], cancel=cancel)
    if library.cancelled:
        raise KeyboardInterrupt
    chosen = [
        series
        for series in library.tree.series()
        if series_uid is None or series.series_instance_uid == series_uid
    ]
    if not chosen:
        raise CommandError(f"there is no such series in {show(path)}", ExitStatus.FAILED)
    return [library.absolute_path(row.root, row.path) for row in library.instances(chosen)]
