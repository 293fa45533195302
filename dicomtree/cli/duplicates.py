"""`duplicates`: print the files that have their content in common."""

import argparse

from dicomtree.cli.find import watched
from dicomtree.cli.output import print_json
from dicomtree.cli.reading import add_reading_arguments, read_folders, reading_status
from dicomtree.cli.status import ExitStatus
from dicomtree.library.content_duplicates import TITLES, DuplicateGroup
from dicomtree.text import show

HELP = "Find files with the same bytes, the same pictures, or one UID on different content"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `duplicates` takes."""
    add_reading_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the groups as JSON")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, compare, print; status 1 when anything was found."""
    library = read_folders(options)
    with watched(options.quiet, "comparing") as watch:
        groups = library.same_content(progress=watch.progress, cancel=watch.cancel)
    if options.json:
        print_json([_json(group) for group in groups])
    else:
        for group in groups:
            print(f"{TITLES[group.sameness]}:")
            for row in group.rows:
                print(f"  {show(library.absolute_path(row.root, row.path), 4096)}")
        if not groups:
            print("no duplicates")
    status = reading_status(library)
    return ExitStatus.SOME if groups and status is ExitStatus.DONE else status


def _json(group: DuplicateGroup) -> dict[str, object]:
    files = [
        {"root": row.root, "path": row.path, "sop_instance_uid": row.sop_instance_uid}
        for row in group.rows
    ]
    return {"kind": str(group.sameness), "files": files}
