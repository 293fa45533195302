"""`values`: the values of attributes, counted over instances or along the slices of stacks."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from dicomtree.cli.choosing import add_choosing_arguments, chosen_series
from dicomtree.cli.find import watched
from dicomtree.cli.output import print_json
from dicomtree.cli.reading import add_reading_arguments, read_folders, reading_status
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.library import Library
from dicomtree.library.attribute_values import Watch
from dicomtree.library.header_values import AlongSlices, CountedAttribute, tags_of
from dicomtree.library.tables import csv_bytes
from dicomtree.model import Series
from dicomtree.text import show

HELP = "Count the values of attributes, or list them along the slices of stacks"
FORMAT = 1
MOST_VALUES = 8
LONGEST_VALUE = 60

Print = Callable[[frozenset[str], argparse.Namespace], None]
Stacks = tuple[Series, int, AlongSlices]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `values` takes."""
    add_reading_arguments(parser)
    add_choosing_arguments(parser)
    parser.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar="KEYWORD",
        help="only this attribute (keyword, name or tag), wherever it stands; may be repeated",
    )
    parser.add_argument(
        "--along",
        action="store_true",
        help="a line for each slice of each stack, in canonical order, with the attributes that "
        "are not the same in all of them",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, gather, print."""
    try:
        tags = tags_of(options.attribute)
    except ValueError as error:
        raise CommandError(str(error), ExitStatus.USAGE) from None
    library = read_folders(options)
    if library.cancelled:
        return ExitStatus.CANCELLED
    series = chosen_series(library, options)
    with watched(options.quiet, "reading headers") as watch:
        tell = _along if options.along else _counted
        print_them = tell(library, series, watch)
    print_them(tags, options)
    return reading_status(library)


# ---- counted
def _counted(library: Library, series: Sequence[Series], watch: Watch) -> Print:
    counted = library.all_values(series, progress=watch.progress, cancel=watch.cancel)
    return partial(_print_counts, counted)


def _print_counts(
    every: Iterable[CountedAttribute], tags: frozenset[str], options: argparse.Namespace
) -> None:
    counted = [one for one in every if not tags or one.tag in tags]
    if options.json:
        print_json({"format": FORMAT, "attributes": [asdict(one) for one in counted]})
    elif options.csv:
        heading = ["attribute", "tag", "name", "vr", "value", "count"]
        lines = (
            [one.path, one.tag, one.name, one.vr, "" if value is None else value, str(count)]
            for one in counted
            for value, count in one.counts
        )
        _write([heading, *lines])
    else:
        for one in counted:
            print(f"{one.tag} {show(one.title, 2 * LONGEST_VALUE)}: {_counts(one)}")


def _counts(one: CountedAttribute) -> str:
    shown = [
        f"{'(absent)' if value is None else show(value, LONGEST_VALUE) or '(empty)'} x {count:,}"
        for value, count in one.counts[:MOST_VALUES]
    ]
    more = len(one.counts) - MOST_VALUES
    return ", ".join(shown) + (f", … ({more:,} more)" if more > 0 else "")


# ---- along slices
def _along(library: Library, series: Sequence[Series], watch: Watch) -> Print:
    found = [
        (one, number, library.along(stack, progress=watch.progress, cancel=watch.cancel))
        for one in series
        for number, stack in enumerate(one.stacks, 1)
    ]
    return partial(_print_along, found)


def _print_along(
    found: Iterable[Stacks], tags: frozenset[str], options: argparse.Namespace
) -> None:
    if options.json:
        print_json({"format": FORMAT, "stacks": [_stack_json(one, tags) for one in found]})
        return
    for stack in found:
        lines = list(_lines(stack, tags))
        if options.csv:
            _write(lines)
        else:
            for line in lines:
                print("\t".join(show(cell, LONGEST_VALUE) for cell in line))


def _chosen(along: AlongSlices, tags: frozenset[str]) -> list[Any]:
    """Return the attributes that were asked for; those that vary where none were."""
    if not tags:
        return list(along.varying())
    return [one for one in along.attributes if one.tag in tags]


def _lines(stack: Stacks, tags: frozenset[str]) -> Iterator[list[str]]:
    series, number, along = stack
    attributes = _chosen(along, tags)
    yield ["series", "stack", "slice", "path", "frame", *(one.path for one in attributes)]
    uid = series.series_instance_uid or ""
    for place, ref in enumerate(along.slices):
        frame = "" if ref.frame is None else str(ref.frame)
        values = (one.values[place] for one in attributes)
        cells = ("" if value is None else value for value in values)
        yield [uid, str(number), str(place + 1), ref.path, frame, *cells]


def _stack_json(stack: Stacks, tags: frozenset[str]) -> dict[str, Any]:
    series, number, along = stack
    return {
        "series_instance_uid": series.series_instance_uid,
        "stack": number,
        "is_whole": along.is_whole,
        "slices": [asdict(ref) for ref in along.slices],
        "attributes": [asdict(one) for one in _chosen(along, tags)],
        "constant": [
            {"path": one.path, "tag": one.tag, "vr": one.vr, "value": one.values[0]}
            for one in ([] if tags else along.constant())
        ],
    }


def _write(lines: Iterable[Iterable[str]]) -> None:
    sys.stdout.buffer.write(csv_bytes(lines))
