"""`check`: say which attributes a file must have and has not."""

import argparse
from collections.abc import Sequence
from os.path import exists, isdir

from dicomtree import scanner
from dicomtree.attribute_types import UNCHECKED, Violation, definition, violations
from dicomtree.cli.output import print_json
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.header import AttributeRow
from dicomtree.text import counted, show

HELP = "Say which mandatory attributes files lack or have empty (status 1 if any does)"
FORMAT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `check` takes."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a DICOM file")
    parser.add_argument(
        "--types", action="store_true", help="also print the type and modules of each attribute"
    )
    parser.add_argument("--json", action="store_true", help="print the violations as JSON")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read each file, and print what its definition in PS3.3 does not allow."""
    for path in options.files:
        if not exists(path) and "!/" not in path:
            raise CommandError(f"there is nothing at {path}", ExitStatus.USAGE)
        if isdir(path):
            raise CommandError(f"{show(path)} is a folder: name its files", ExitStatus.USAGE)
    answers = [(path, scanner.read_attributes(path)) for path in options.files]
    found = [(path, rows, violations(rows)) for path, rows in answers]
    if options.json:
        print_json({"format": FORMAT, "files": [_json(*one) for one in found]})
    else:
        for path, rows, broken in found:
            _print(path, rows, broken, types=options.types)
    if any(broken is None for _, _, broken in found):
        return ExitStatus.FAILED
    return ExitStatus.SOME if any(broken for _, _, broken in found) else ExitStatus.DONE


def _json(
    path: str, rows: Sequence[AttributeRow], broken: Sequence[Violation] | None
) -> dict[str, object]:
    if broken is None:
        return {"path": path, "violations": None, "reason": why_unchecked(rows)}
    listed = [
        {
            "attribute": one.path,
            "type": one.kind,
            "module": one.module,
            "fault": "empty" if one.is_empty else "absent",
        }
        for one in broken
    ]
    return {"path": path, "violations": listed}


def why_unchecked(rows: Sequence[AttributeRow]) -> str:
    """Return why a header has no violations to tell, not even none."""
    remarks = (row.value for row in rows if row.name == "Remark" and not row.tag)
    return next(remarks, "its SOP Class is not known")


def _print(
    path: str, rows: Sequence[AttributeRow], broken: Sequence[Violation] | None, *, types: bool
) -> None:
    if broken is None:
        print(f"{show(path)}: not checked: {show(why_unchecked(rows))}")
        return
    print(f"{show(path)}: {summary(broken)}")
    for one in broken:
        print(f"  {one}")
    if types:
        _print_types(rows)


def summary(broken: Sequence[Violation]) -> str:
    """Return how many attributes are wrong, and what was not checked."""
    count = counted(len(broken), "attribute is", "attributes are")
    return f"{count} absent or empty that must not be; types 1C and 2C: {UNCHECKED}"


def _print_types(rows: Sequence[AttributeRow]) -> None:
    sop_class = next(row.value for row in rows if row.keyword == "SOPClassUID" and not row.depth)
    known = definition(sop_class.partition(" ")[0])
    if known is None:
        return
    for place, row in places(rows):
        types = known.types(place)
        if types:
            print(f"  {'.'.join(place)}: {'; '.join(map(str, types))}")
        elif row.keyword:
            print(f"  {'.'.join(place)}: not in this object's definition")


def places(rows: Sequence[AttributeRow]) -> list[tuple[tuple[str, ...], AttributeRow]]:
    """Return each attribute with the keywords that lead to it, once for all items."""
    found: dict[tuple[str, ...], AttributeRow] = {}
    around: list[str] = []
    for row in rows:
        if row.tag and not row.tag.startswith("0002"):
            around[row.depth :] = [row.keyword or row.tag]
            found.setdefault(tuple(around), row)
    return list(found.items())
