"""`export`: write stacks as pictures, arrays or NIfTI, and trees and attributes as tables."""

import argparse

from dicomtree.cli.choosing import add_choosing_arguments, add_stack_argument
from dicomtree.cli.dry_run import add_dry_run, dry_run
from dicomtree.cli.export_options import command_of
from dicomtree.cli.jobs import report_json, report_status, say, say_some, tell_report, watched
from dicomtree.cli.organise import add_destination_argument
from dicomtree.cli.output import print_json
from dicomtree.cli.proposed import plan_to_export, propose_export
from dicomtree.cli.reading import add_reading_arguments, read_folders
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.export import OF_STACK, Form, ValueKind
from dicomtree.library import Library
from dicomtree.library.exported import TABLES, ExportPlan, ExportReport, carry_out
from dicomtree.publish import DestinationRefusedError, NoRoomError, check_destination
from dicomtree.text import counted, show

HELP = "Write stacks as PNG, NumPy or NIfTI, trees and attributes as CSV or JSON"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `export` takes."""
    add_reading_arguments(parser)
    add_choosing_arguments(parser)
    add_destination_argument(parser)
    parser.add_argument(
        "--as",
        dest="form",
        required=True,
        choices=[*map(str, Form), *TABLES],
        help="png: as shown; png16: stored values; npy, npz: arrays; nifti; csv, json: the tree; "
        "attributes-csv, attributes-json: every attribute",
    )
    parser.add_argument(
        "--window",
        default=OF_STACK,
        metavar="CENTRE/WIDTH|NAME|auto|own|stack",
        help="for png: numbers, a name in the files, automatic, each image's own, or that of the "
        "stack's middle slice for all (default)",
    )
    parser.add_argument(
        "--slice",
        default=None,
        metavar="N|middle",
        help="for pictures: only slice N of each stack in canonical order, or the middle one",
    )
    add_stack_argument(parser)
    parser.add_argument(
        "--values",
        choices=[str(kind) for kind in ValueKind],
        default=str(ValueKind.REAL),
        help="for arrays: real values in the file's unit (default), or as stored",
    )
    parser.add_argument(
        "--sort-by",
        action="append",
        default=[],
        metavar="KEYWORD",
        help="for arrays: a dimension for each of these attributes, in this order",
    )
    parser.add_argument(
        "--resample",
        action="store_true",
        help="for nifti: bring tilted or unevenly spaced slices onto a regular grid",
    )
    parser.add_argument(
        "--no-compress", action="store_true", help="for nifti: write .nii, not .nii.gz"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_dry_run(parser)


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, export, list what has no such form."""
    if options.dry_run:
        return dry_run(options, propose_export)
    command_of(options)  # what is wrong with the options is said before anything is read
    library = read_folders(options)
    if library.cancelled:
        return ExitStatus.CANCELLED
    try:
        check_destination(options.output, library.roots)
        with watched(options, "looking") as watch:
            plan = plan_to_export(library, options, watch)
        if watch.cancel.is_set():
            return ExitStatus.CANCELLED
        _say_room(plan, options)
        with watched(options, "exporting") as watch:
            both = (watch.progress, watch.cancel)
            done = carry_out(library, plan, options.output, command_of(options), both)
    except (DestinationRefusedError, ValueError) as error:
        raise CommandError(str(error), ExitStatus.USAGE) from None
    except NoRoomError as error:
        raise CommandError(str(error), ExitStatus.FAILED) from None
    return _tell(done, library, options)


def _say_room(plan: ExportPlan, options: argparse.Namespace) -> None:
    room = plan.room(options.output)
    files = counted(len(plan.outputs), "file")
    say(options, ", ".join(filter(None, (f"{files} to write", room.words))))
    if room.caution:
        say(options, room.caution)


def _tell(done: ExportReport, library: Library, options: argparse.Namespace) -> ExitStatus:
    refused = [{"name": one.name, "reason": one.reason} for one in done.refused]
    if options.json:
        print_json((report_json(done.report) if done.report else {}) | {"refused": refused})
    else:
        say_some(options, [f"not exported: {show(r.name)}: {show(r.reason)}" for r in done.refused])
        if done.report is not None:
            tell_report(options, done.report)
        else:
            say(options, "nothing was written")
    if done.report is None:
        return ExitStatus.SOME if refused else ExitStatus.DONE
    return report_status(done.report, is_odd=bool(refused) or library.counts.problems > 0)
