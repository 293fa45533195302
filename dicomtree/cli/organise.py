"""`organise`: copy what was read into folders and names of a template."""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from dicomtree import organise
from dicomtree.cli.choosing import add_choosing_arguments, add_stack_argument, chosen_series
from dicomtree.cli.jobs import Watch, report_status, say, say_some, tell_report, watched
from dicomtree.cli.output import check_outside, print_json
from dicomtree.cli.reading import add_reading_arguments, read_folders
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.library.organised import plan_copies
from dicomtree.organise import Action, Branch, Plan
from dicomtree.publish import DestinationRefusedError, NoRoomError, Report, new_file
from dicomtree.text import counted, show
from dicomtree.transcode import Encoding

HELP = "Copy files into folders and names of a template, verified; nothing is moved or overwritten"
_FILES_SHOWN = 3
_PRESETS = ", ".join(organise.PRESETS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `organise` takes."""
    add_reading_arguments(parser)
    add_choosing_arguments(parser)
    add_stack_argument(parser)
    add_destination_argument(parser)
    parser.add_argument(
        "--template",
        default="description",
        metavar="TEMPLATE",
        help="folders and names, such as {PatientID}/{SeriesNumber:03d}_{SeriesDescription|NA}/"
        f"{{InstanceNumber:04d}}.dcm, of any DICOM keywords; or one of {_PRESETS} "
        "(default: description)",
    )
    parser.add_argument(
        "--encoding",
        choices=[str(encoding) for encoding in Encoding],
        help="store the pixel data of the copies so (default: as they are)",
    )
    parser.add_argument(
        "--no-copies", action="store_true", help="leave out byte-identical further copies"
    )
    add_plan_arguments(parser)


def add_destination_argument(parser: argparse.ArgumentParser) -> None:
    """Add where to write."""
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="DESTINATION",
        help="folder for the copies, outside of the folders that are read; made if missing",
    )


def add_plan_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how a plan is shown and carried out."""
    parser.add_argument(
        "--longest-path",
        type=int,
        default=240,
        metavar="N",
        help="longest path, in characters, that a copy may have (default: 240)",
    )
    parser.add_argument("--dry-run", action="store_true", help="only show what would be done")
    parser.add_argument(
        "--plan", metavar="FILE", help="also write the plan to a new file, .csv or .json"
    )
    parser.add_argument("--json", action="store_true", help="print the result (or plan) as JSON")
    add_proved_argument(parser)


def add_proved_argument(parser: argparse.ArgumentParser) -> None:
    """Add whether the sources are listed whose copies are proved."""
    parser.add_argument(
        "--proved",
        action="store_true",
        help="print the sources whose copies were read back and hold the same bytes",
    )


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, plan, show, carry out."""
    return read_and_copy(options, plan_options_of(options))


def plan_options_of(options: argparse.Namespace) -> organise.PlanOptions:
    """Return how files are to be named and copied. Raises CommandError."""
    try:
        template = organise.parse_template(options.template)
    except organise.TemplateError as error:
        raise CommandError(f"template: {error}", ExitStatus.USAGE) from None
    return organise.PlanOptions(
        template=template,
        encoding=Encoding(options.encoding) if options.encoding else None,
        copies=not options.no_copies,
        longest_path=options.longest_path,
    )


def read_and_copy(options: argparse.Namespace, plan_options: organise.PlanOptions) -> ExitStatus:
    """Read folders, and copy what was chosen of them."""
    if options.plan:
        check_outside(options.plan, options.folders)
    library = read_folders(options)
    if library.cancelled:
        return ExitStatus.CANCELLED
    try:
        series = chosen_series(library, options)
        plan = plan_copies(library, options.output, plan_options, series, options.stack)
    except DestinationRefusedError as error:
        raise CommandError(str(error), ExitStatus.USAGE) from None
    counts = library.counts
    others = counts.not_dicom + counts.dicomdir + counts.problems
    if others:
        files = counted(others, "file holds", "files hold")
        say(options, f"{files} no readable instance, not copied")
    return _show_and_carry_out(plan, options, is_odd=counts.problems > 0)


def _show_and_carry_out(plan: Plan, options: argparse.Namespace, *, is_odd: bool) -> ExitStatus:
    """Write the plan where asked for; show it, or do it. `is_odd`: some files are problems."""
    if options.plan:
        write_plan(plan, Path(options.plan))
    _say_plan(plan, options)
    is_odd = is_odd or plan.count(Action.LEFT_OUT) > 0
    if options.dry_run:
        if options.json:
            print_json(organise.plan_json(plan))
        else:
            Console(highlight=False).print(_tree(organise.plan_tree(plan)))
        return ExitStatus.SOME if is_odd or not plan.has_room else ExitStatus.DONE
    try:
        with watched(options, "copying") as watch:
            report = _carry_out(plan, watch)
    except NoRoomError as error:
        raise CommandError(str(error), ExitStatus.FAILED) from None
    tell_report(options, report)
    if options.proved and not options.json:
        print_proved(report)
    return report_status(report, is_odd=is_odd)


def _carry_out(plan: Plan, watch: Watch) -> Report:
    return organise.carry_out(plan, progress=watch.progress, cancel=watch.cancel)


def print_proved(report: Report) -> None:
    """Print the proved sources, a line each; names keep their bytes."""
    for path in report.proved:
        sys.stdout.buffer.write(os.fsencode(path) + b"\n")


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan to a new file, .csv or .json. Raises CommandError, OSError."""
    if path.suffix.lower() not in (".csv", ".json"):
        raise CommandError(f"{path} must end in .csv or .json", ExitStatus.USAGE)
    if path.suffix.lower() == ".csv":
        data = organise.plan_csv(plan)
    else:
        import json

        data = json.dumps(organise.plan_json(plan), indent=1).encode("ascii")
    try:
        with new_file(path) as file:
            file.write(data)
    except FileExistsError:
        raise CommandError(
            f"{path} exists; nothing is ever overwritten", ExitStatus.USAGE
        ) from None


def _say_plan(plan: Plan, options: argparse.Namespace) -> None:
    say(
        options,
        f"{counted(plan.count(Action.COPY), 'file')} to copy to {show(plan.destination)}, "
        f"{plan.room.words or 'needs nothing'}; "
        f"{plan.count(Action.ALREADY_THERE):,} are there already",
    )
    refusal = plan.room.refusal if options.dry_run else ""  # else it is what the command ends with
    for words in filter(None, (refusal, plan.room.caution)):
        say(options, words)
    left_out = [entry for entry in plan.entries if entry.action is Action.LEFT_OUT]
    copied = [e for e in plan.entries if e.action is not Action.LEFT_OUT and e.reason]
    say_some(options, [f"left out: {show(e.source)}: {show(e.reason)}" for e in left_out])
    say_some(options, [f"{show(e.target)}: {show(e.reason)}" for e in copied])


def _tree(branch: Branch) -> Tree:
    tree = Tree(Text(f"{show(branch.name)} ({counted(branch.file_count, 'file')})"))
    for folder in branch.folders:
        tree.add(_tree(folder))
    for entry in branch.files[:_FILES_SHOWN]:
        mark = "" if entry.action is Action.COPY else f" ({entry.action})"
        tree.add(Text(show(entry.target.rpartition("/")[2]) + mark))
    if len(branch.files) > _FILES_SHOWN:
        tree.add(Text(f"… {len(branch.files) - _FILES_SHOWN:,} more"))
    return tree
