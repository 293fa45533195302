"""`explain`: say why slices stand in their order, and show the keys."""

import argparse
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dicomtree.cli.choosing import add_choosing_arguments, chosen_series
from dicomtree.cli.output import print_json
from dicomtree.cli.reading import add_reading_arguments, read_folders, reading_status
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.cli.tree import series_text
from dicomtree.explain import (
    Section,
    SeriesExplanation,
    StackExplanation,
    series_json,
    table_columns,
)
from dicomtree.library import Library
from dicomtree.model import Series
from dicomtree.session.rows import stack_title
from dicomtree.text import show

HELP = "Say why the slices of each series stand in their order, and show the keys"
FORMAT = 1
WIDEST = 4000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `explain` takes."""
    add_reading_arguments(parser)
    add_choosing_arguments(parser)
    parser.add_argument("--brief", action="store_true", help="only the sentences, not the table")
    parser.add_argument(
        "--as-chosen",
        action="store_true",
        help="in the order that you chose in the window or by `order` (default: as found)",
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, explain and print."""
    library = read_folders(options, remember_orders=options.as_chosen)
    wanted = chosen_series(library, options)
    if not wanted and library.tree.patients:
        raise CommandError("no series there is the one you asked for", ExitStatus.USAGE)
    if options.json:
        explained = [_series_json(library, series) for series in wanted]
        print_json({"format": FORMAT, "roots": list(library.roots), "series": explained})
    else:
        console = Console(highlight=False)
        for series in wanted:
            print_explanation(console, series, library.explain(series.key), brief=options.brief)
    return reading_status(library)


def _series_json(library: Library, series: Series) -> dict[str, object]:
    return {
        "series_instance_uid": series.series_instance_uid,
        "series_number": series.series_number,
        "series_description": series.series_description,
        **series_json(library.explain(series.key)),
    }


def print_explanation(
    console: Console, series: Series, explained: SeriesExplanation, *, brief: bool
) -> None:
    """Print a series' explanation: sentences first, the table below them."""
    console.print(Text(show(series_text(series)), style="bold"))
    if series.series_instance_uid is not None:
        console.print(Text(show(series.series_instance_uid), style="dim"))
    for number, stack in enumerate(explained.stacks, 1):
        console.print()
        heading = f"Stack {number}: {stack_title(stack.stack)}"
        console.print(Text(show(heading, limit=1_000), style="bold cyan"))
        _print_sections(console, stack.sections)
        if not brief:
            _without_edge(console).print(_table(stack))
    console.print()
    _print_sections(console, explained.sections)
    console.print()


def _without_edge(console: Console) -> Console:
    """Return where tables go: in a file or a pipe each slice has one line, however long."""
    return console if console.is_terminal else Console(file=console.file, width=WIDEST)


def _print_sections(console: Console, sections: Iterable[Section]) -> None:
    for section in sections:
        console.print(Text(section.title, style="bold"))
        for sentence in section.sentences:
            console.print(Padding(Text(show(sentence, limit=1_000)), (0, 0, 0, 2)))


def _table(explained: StackExplanation) -> Table:
    columns = table_columns(explained)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(
            Text(column.title), justify="right" if column.is_number else "left", overflow="fold"
        )
    for line in explained.lines:
        table.add_row(*_cells([column.text(line) for column in columns]))
    return table


def _cells(texts: Sequence[str]) -> list[Text]:
    return [Text(show(text)) for text in texts]
