"""`dicomdir`: copy what was read to a new medium with its DICOMDIR."""

import argparse
from dataclasses import asdict

from dicomtree import dicomdir
from dicomtree.cli.choosing import add_choosing_arguments, add_stack_argument, chosen_series
from dicomtree.cli.dry_run import add_dry_run, dry_run
from dicomtree.cli.jobs import report_json, report_status, say, say_some, tell_report, watched
from dicomtree.cli.organise import add_destination_argument
from dicomtree.cli.output import print_json
from dicomtree.cli.proposed import invented_words, propose_medium
from dicomtree.cli.reading import add_reading_arguments, read_folders
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.dicomdir import FilingPlan
from dicomtree.library import Library
from dicomtree.library.media import plan_medium
from dicomtree.publish import DestinationRefusedError, NoRoomError, Report
from dicomtree.text import counted, show

HELP = "Copy files to a new folder as a medium with a DICOMDIR"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `dicomdir` takes."""
    add_reading_arguments(parser)
    add_choosing_arguments(parser)
    add_stack_argument(parser)
    add_destination_argument(parser)
    parser.add_argument(
        "--id", default="", metavar="ID", help="the File-set ID: up to 16 capitals and digits"
    )
    parser.add_argument(
        "--invent",
        action="store_true",
        help="make up what the DICOMDIR must say and a file lacks (Study ID, Study Date …); "
        "the copies stay as they are",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_dry_run(parser)


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, file, copy; list what a DICOMDIR refuses."""
    if options.dry_run:
        return dry_run(options, propose_medium)
    library = read_folders(options)
    if library.cancelled:
        return ExitStatus.CANCELLED
    try:
        plan = _plan(library, options)
    except (DestinationRefusedError, ValueError) as error:
        raise CommandError(str(error), ExitStatus.USAGE) from None
    except dicomdir.FilingCancelledError:
        return ExitStatus.CANCELLED
    say_some(options, [f"refused: {show(r.path)}: {show(r.reason)}" for r in plan.refused])
    if plan.could_list_more:
        say(options, "with --invent the DICOMDIR says something made up instead")
    say_some(options, [f"{show(i.path)}: {show(invented_words(i))}" for i in plan.invented])
    if not plan.files:
        raise CommandError("there is nothing that a DICOMDIR could list", ExitStatus.FAILED)
    say(options, ", ".join(filter(None, (counted(len(plan.files), "file"), plan.room.words))))
    report = _write(plan, options)
    if options.json:
        refused = [{"path": r.path, "reason": r.reason} for r in plan.refused]
        invented = [asdict(one) for one in plan.invented]
        print_json(report_json(report) | {"refused": refused, "invented": invented})
    else:
        say(options, f"{counted(len(plan.files), 'file')} listed, {len(plan.refused):,} refused")
        tell_report(options, report)
    is_odd = bool(plan.refused) or library.counts.problems > 0
    return report_status(report, is_odd=is_odd)


def _write(plan: FilingPlan, options: argparse.Namespace) -> Report:
    try:
        with watched(options, "copying") as watch:
            return dicomdir.write_file_set(plan, progress=watch.progress, cancel=watch.cancel)
    except NoRoomError as error:
        raise CommandError(str(error), ExitStatus.FAILED) from None


def _plan(library: Library, options: argparse.Namespace) -> FilingPlan:
    with watched(options, "filing") as watch:
        return plan_medium(
            library,
            options.output,
            chosen_series(library, options),
            stack=options.stack,
            file_set_id=options.id,
            invent=options.invent,
            watch=(watch.progress, watch.cancel),
        )
