"""`table`: one row for each patient, study, series or instance, with the attributes chosen."""

import argparse
import sys
from pathlib import Path

from dicomtree import publish
from dicomtree.cli.find import add_level_argument, understood, watched
from dicomtree.cli.output import LONGEST_PATH, check_outside, print_json
from dicomtree.cli.reading import add_reading_arguments, read_folders, reading_status
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.library import Library
from dicomtree.library.attribute_names import meant_attribute
from dicomtree.library.tables import USUAL_ATTRIBUTES, Table, csv_bytes, table_lines, table_of
from dicomtree.text import show

HELP = "Print a table of chosen attributes as CSV"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `table` takes."""
    add_reading_arguments(parser)
    add_level_argument(parser)
    parser.add_argument(
        "-a",
        "--attribute",
        dest="attributes",
        action="append",
        default=[],
        metavar="KEYWORD",
        help="an attribute by keyword, name or tag, or several with commas; may be repeated "
        "(default: the usual ones of the level)",
    )
    parser.add_argument(
        "--where", default="", metavar="QUERY", help="only what this query finds (see find)"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("-o", "--output", metavar="OUT", help="a new file (default: print)")
    form.add_argument("--json", action="store_true", help="print lists of values, not CSV")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, and print or write the table."""
    attributes = _attributes(options)
    _check_output(options)
    with understood(options.where):
        Library().find(options.where)
    library = read_folders(options)
    with watched(options.quiet, "reading attributes") as watch:
        table = table_of(library, options.where, options.level, attributes, watch)
    if options.json:
        print_json(_json(table))
    else:
        _write(csv_bytes(table_lines(table)), options.output)
    return reading_status(library)


def _check_output(options: argparse.Namespace) -> None:
    """Raise CommandError for a place where no table may be: what is read is never written to."""
    if options.output is None:
        return
    check_outside(options.output, options.folders)


def _attributes(options: argparse.Namespace) -> list[str]:
    """Return the keywords chosen. Raises CommandError for what is no attribute."""
    names = [name for text in options.attributes for name in _split(text)]
    found = [(name, meant_attribute(name)) for name in names]
    for name, attribute in found:
        if attribute is None:
            raise CommandError(f"{show(name)} is no attribute", ExitStatus.USAGE)
    chosen = [attribute.name for _, attribute in found if attribute is not None]
    return list(dict.fromkeys(chosen or USUAL_ATTRIBUTES[options.level]))


def _split(text: str) -> list[str]:
    """Return the names between commas; a tag has a comma of its own."""
    if meant_attribute(text) is not None:
        return [text]
    return [name for name in text.split(",") if name.strip()]


def _json(table: Table) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for row in table.rows:
        values = {
            name: list(found) for name, found in zip(table.attributes, row.values, strict=True)
        }
        lead: dict[str, object] = {"instances": row.instances}
        if row.path is not None:
            lead = {"root": row.root, "path": row.path}
        rows.append({**lead, "values": values})
    return rows


def _write(data: bytes, output: str | None) -> None:
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        with publish.new_file(Path(output)) as file:
            file.write(data)
    except FileExistsError:
        raise CommandError(
            f"{show(output, LONGEST_PATH)} exists; nothing is ever overwritten", ExitStatus.USAGE
        ) from None
    except OSError as error:
        reason = f"{show(output, LONGEST_PATH)} cannot be written: {error.strerror}"
        raise CommandError(reason, ExitStatus.FAILED) from None
