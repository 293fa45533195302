"""`show`: print a header as a tree, or one value."""

import argparse
import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from os.path import exists

from dicomtree import scanner
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.header import AttributeRow
from dicomtree.header.parts import MOST_ITEMS, Place
from dicomtree.header.sought import PatternError, sought
from dicomtree.library.attribute_names import meant_attribute
from dicomtree.session.attribute_filter import blocks_with
from dicomtree.text import show

HELP = "Print a header as a tree, or one of its values"
LONGEST_VALUE = 1000
LONGEST_WHOLE_VALUE = 1 << 16
NOT_READ = "this is no DICOM file", "the file cannot be read", "the attributes cannot be read"

Step = tuple[str, int | None]
"""An attribute by its tag, and which of its items, from 0."""

Address = tuple[Step, ...]
ReadItems = Callable[[Address, int], Sequence[AttributeRow]]

_STEP = re.compile(r"(?P<name>[^.\[\]]+)(\[(?P<item>\d+)\])?")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `show` takes."""
    parser.add_argument("file", metavar="FILE", help="a DICOM file")
    parser.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="an attribute by keyword or tag, inside sequences as in BeamSequence[0].BeamName",
    )
    parser.add_argument(
        "--find",
        metavar="TEXT",
        help="print what has TEXT in tag, keyword, name or value, with the path to it; "
        "with * and ?, as /regular expression/ or as a tag, in all items of sequences",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print the data set in the DICOM JSON Model (PS3.18 F.2), without pixel data",
    )


def run(options: argparse.Namespace) -> ExitStatus:
    """Read in a process of its own, and print."""
    if not exists(options.file) and "!/" not in options.file:
        raise CommandError(f"there is nothing at {options.file}", ExitStatus.USAGE)
    if options.json and options.path:
        raise CommandError("--json prints the whole data set, without a PATH", ExitStatus.USAGE)
    if options.find is not None and (options.json or options.path):
        raise CommandError("--find looks everywhere and prints lines", ExitStatus.USAGE)
    _check_pattern(options.find)
    if options.json:
        _print_dicom_json(options.file)
        return ExitStatus.DONE
    rows = scanner.read_attributes(options.file)
    if len(rows) == 1 and rows[0].tag == "" and rows[0].value.startswith(NOT_READ):
        raise CommandError(f"{show(options.file)}: {show(rows[0].value)}", ExitStatus.FAILED)
    if options.find is not None:
        _print_found(options.file, rows, options.find)
    elif options.path is None:
        for row, _ in _addresses(rows, _reader(options.file, ())):
            print(line(row))
    else:
        _print_value(options.file, rows, options.path)
    return ExitStatus.DONE


def _print_dicom_json(path: str) -> None:
    try:
        sys.stdout.write(scanner.read_dicom_json(path) + "\n")
    except ValueError as error:
        raise CommandError(f"{show(path)}: {show(str(error))}", ExitStatus.FAILED) from None


def line(row: AttributeRow) -> str:
    """Return a row of the header as one line."""
    indent = "  " * row.depth
    if not row.tag:
        return f"{indent}{row.name}{': ' if row.value else ''}{show(row.value, LONGEST_VALUE)}"
    name = row.keyword or row.name
    return f"{indent}({row.tag}) {row.vr} {show(name)}: {show(row.value, LONGEST_VALUE)}"


def _check_pattern(wanted: str | None) -> None:
    if wanted is None:
        return
    if not wanted.strip():
        raise CommandError("--find needs a text to look for", ExitStatus.USAGE)
    try:
        sought(wanted)
    except PatternError as error:
        raise CommandError(f"{show(wanted)}: {show(str(error))}", ExitStatus.USAGE) from None


def _print_found(file: str, rows: Sequence[AttributeRow], wanted: str) -> None:
    found = scanner.search_attributes(file, wanted, is_deep=True, cancel=threading.Event())
    if found is None or found.error:
        reason = found.error if found else "cancelled"
        raise CommandError(f"{show(wanted)}: {show(reason)}", ExitStatus.FAILED)
    hits = dict(found.hits)
    blocks = set(blocks_with(hits))

    def read(sequence: Address, first: int) -> Sequence[AttributeRow]:
        place = _place(sequence)
        return scanner.read_items(file, place, first) if (place, first) in blocks else ()

    names: dict[str, str] = {}
    for row, address in _addresses(rows, read):
        names[row.tag] = row.keyword or f"({row.tag})"
        if row.tag and _place(address) in hits:
            path = ".".join(f"{names[tag]}{_index(item)}" for tag, item in address)
            name = "" if row.keyword else f" {show(row.name)}"
            print(f"({row.tag}) {row.vr} {path}{name}: {show(row.value, LONGEST_VALUE)}")
    if not found.is_all:
        print(f"dicomtree: {show(file)}: not all of it was searched", file=sys.stderr)


def _index(item: int | None) -> str:
    return "" if item is None else f"[{item}]"


def _print_value(file: str, rows: Sequence[AttributeRow], path: str) -> None:
    wanted = _address(path)
    every_row = _addresses(rows, _reader(file, wanted))
    found = [row for row, address in every_row if _is_under(address, wanted)]
    if not found:
        raise CommandError(f"{show(path)} is not in this file", ExitStatus.FAILED)
    first, *below = found
    if first.tag and not below and first.vr != "SQ":
        print(show(scanner.read_whole_value(file, _place(wanted)), LONGEST_WHOLE_VALUE))
        return
    print(show(first.value, LONGEST_VALUE) if first.tag else line(first._replace(depth=0)))
    for row in below:
        print(line(row._replace(depth=row.depth - first.depth)))


def _place(address: Address) -> Place:
    """Return an address as the readers of headers have it, items from 1."""
    *way, (tag, _) = ((int(tag.replace(",", ""), 16), item) for tag, item in address)
    return (*(part for tag, item in way for part in (tag, (item or 0) + 1)), tag)


def _reader(file: str, wanted: Address) -> ReadItems:
    """Return what reads further items of long sequences, as far as they may hold what is wanted."""

    def read(sequence: Address, first: int) -> Sequence[AttributeRow]:
        if not _may_hold(sequence, first, wanted):
            return ()
        return scanner.read_items(file, _place(sequence), first)

    return read


def _may_hold(sequence: Address, first: int, wanted: Address) -> bool:
    """Tell whether items of a sequence from `first` on may be, or hold, what is wanted."""
    if len(wanted) < len(sequence):
        return wanted == () or _is_under(sequence, wanted)
    *way, (tag, _) = sequence
    wanted_tag, item = wanted[len(way)]
    is_on_the_way = list(wanted[: len(way)]) == way and wanted_tag == tag
    return is_on_the_way and (item is None or first <= item + 1 < first + MOST_ITEMS)


def _address(path: str) -> Address:
    """Return the address that a path names: of sequences on the way the first item, if none is said.

    Raises CommandError.
    """
    steps: list[Step] = []
    for part in path.split("."):
        step = _STEP.fullmatch(part.strip())
        attribute = meant_attribute(step["name"]) if step else None
        if step is None or attribute is None:
            raise CommandError(f'"{show(part)}" is no attribute', ExitStatus.USAGE)
        tag = f"{attribute.tag >> 16:04X},{attribute.tag & 0xFFFF:04X}"
        steps.append((tag, None if step["item"] is None else int(step["item"])))
    on_the_way = [(tag, item or 0) for tag, item in steps[:-1]]
    return (*on_the_way, steps[-1])


def _addresses(
    rows: Sequence[AttributeRow], read_items: ReadItems
) -> Iterator[tuple[AttributeRow, Address]]:
    """Yield each row with its address: the attributes and items (from 0) that lead to it."""
    around: list[Step] = []
    pending = [iter(rows)]
    while pending:
        row = next(pending[-1], None)
        if row is None:
            pending.pop()
            continue
        del around[row.depth + (row.tag != "") :]
        if row.number < 0:  # it stands for items that have not been read
            sequence = (*around[:-1], (around[-1][0], None))
            pending.append(iter(read_items(sequence, -row.number)))
            continue
        if row.tag:
            around[row.depth :] = [(row.tag, None)]
        elif row.number:
            around[row.depth - 1] = (around[row.depth - 1][0], row.number - 1)
        yield row, tuple(around)


def _is_under(address: Address, wanted: Address) -> bool:
    """Tell whether an address is the wanted one, or inside it."""
    *way, (tag, item) = wanted
    start = address[: len(wanted)]
    if len(start) < len(wanted) or list(start[:-1]) != way:
        return False
    return start[-1][0] == tag and item in (None, start[-1][1])
