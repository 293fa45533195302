"""`scan`: read folders and print what became of every file."""

import argparse
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dicomtree.cli.output import print_json
from dicomtree.cli.reading import add_reading_arguments, read_folders, reading_status
from dicomtree.cli.status import ExitStatus
from dicomtree.library import Library
from dicomtree.text import show

HELP = "Read folders and print what became of every file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `scan` takes."""
    add_reading_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the receipt as JSON")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, print the receipt, list the problems."""
    library = read_folders(options)
    if options.json:
        print_json(
            {
                "roots": list(library.roots),
                "counts": asdict(library.counts),
                "problems": [
                    {**asdict(problem), "kind": str(problem.kind)} for problem in library.problems
                ],
                "dicomdirs": [asdict(compared) for compared in library.compare_dicomdirs()],
            }
        )
    else:
        _print_receipt(library)
    return reading_status(library)


def _print_receipt(library: Library) -> None:
    console = Console()
    counts = library.counts
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    rows = (
        (counts.files, "files found"),
        (counts.instances, "instances"),
        (counts.duplicates, "further copies of them"),
        (counts.not_dicom, "not DICOM"),
        (counts.dicomdir, "DICOMDIR"),
        (counts.problems, "problems"),
    )
    for number, label in rows:
        table.add_row(f"{number:,}", label)
    console.print(table)
    for problem in library.problems:
        where = show(problem.path or library.roots[problem.root])
        console.print(Text(f"{problem.kind}: {where}: {show(problem.detail)}"))
    for compared in library.compare_dicomdirs():
        for line in compared.remarks():
            console.print(Text(f"{show(compared.path)}: {show(line)}"))
