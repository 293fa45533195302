"""`undo`: remove what a job wrote, as far as it is still what the job wrote."""

import argparse

from dicomtree.cli.dry_run import add_dry_run, tell_proposed
from dicomtree.cli.jobs import say, say_some, watched
from dicomtree.cli.output import print_json
from dicomtree.cli.proposed import propose_undoing
from dicomtree.cli.resume import list_jobs, refusals
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.library.jobs import undo_job
from dicomtree.publish import UndoReport
from dicomtree.text import counted, show

HELP = "Remove what a job wrote and has not changed since; a copy whose source is gone stays"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `undo` takes."""
    parser.add_argument("job", nargs="?", metavar="JOB", help="the job's name (see --list)")
    parser.add_argument("--list", action="store_true", help="list the jobs that are remembered")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_dry_run(parser)


def run(options: argparse.Namespace) -> ExitStatus:
    """Undo one job."""
    if options.list:
        list_jobs(options)
        return ExitStatus.DONE
    if options.job is None:
        raise CommandError("name the job to undo (undo --list)", ExitStatus.USAGE)
    if options.dry_run:
        with refusals(options.job), watched(options, "looking") as watch:
            return tell_proposed(options, propose_undoing(options, watch))
    with refusals(options.job), watched(options, "removing") as watch:
        report = undo_job(options.job, progress=watch.progress, cancel=watch.cancel)
    _tell(report, options)
    if report.cancelled:
        return ExitStatus.CANCELLED
    return ExitStatus.SOME if report.kept else ExitStatus.DONE


def _tell(report: UndoReport, options: argparse.Namespace) -> None:
    if options.json:
        left = [{"target": kept.target, "reason": kept.reason} for kept in report.kept]
        print_json({"job": report.header.job, "removed": report.removed, "kept": left})
        return
    say(
        options, f"{counted(report.removed, 'file')} removed from {show(report.header.destination)}"
    )
    say_some(options, [f"kept: {show(kept.target)}: {show(kept.reason)}" for kept in report.kept])
