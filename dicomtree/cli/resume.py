"""`resume`: go on with a job that was cancelled, paused or killed; list the jobs."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dicomtree import publish
from dicomtree.cli.jobs import report_status, tell_report, watched
from dicomtree.cli.organise import add_proved_argument, print_proved
from dicomtree.cli.output import print_json
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.library.jobs import resume_job
from dicomtree.publish import JobRunningError, JobSummary, NoRoomError, State
from dicomtree.text import show

HELP = "Go on with copying that was cancelled, paused or killed; list or forget such jobs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `resume` takes."""
    parser.add_argument(
        "job", nargs="?", metavar="JOB", help="a job's name (default: the only unfinished one)"
    )
    parser.add_argument("--list", action="store_true", help="list the jobs that are remembered")
    parser.add_argument(
        "--forget", action="store_true", help="forget the job: it can then not be undone either"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_proved_argument(parser)


def run(options: argparse.Namespace) -> ExitStatus:
    """Find the job, and go on with it."""
    if options.list:
        list_jobs(options)
        return ExitStatus.DONE
    job = options.job or _only_open_job()
    with refusals(job):
        if options.forget:
            publish.forget_job(job)
            return ExitStatus.DONE
        with watched(options, "copying") as watch:
            report = resume_job(job, progress=watch.progress, cancel=watch.cancel)
    tell_report(options, report)
    if options.proved and not options.json:
        print_proved(report)
    return report_status(report)


@contextmanager
def refusals(job: str) -> Iterator[None]:
    """Turn what a job refuses into words for the user."""
    try:
        yield
    except FileNotFoundError:
        raise CommandError(f"no job {show(job)} is remembered", ExitStatus.USAGE) from None
    except JobRunningError:
        raise CommandError(f"the job {show(job)} is at work now", ExitStatus.USAGE) from None
    except NoRoomError as error:
        raise CommandError(str(error), ExitStatus.FAILED) from None
    except ValueError as error:
        raise CommandError(str(error), ExitStatus.USAGE) from None


def list_jobs(options: argparse.Namespace) -> None:
    """Print the jobs that are remembered."""
    jobs = publish.list_jobs()
    if options.json:
        print_json([_job_json(job) for job in jobs])
        return
    table = Table(box=None, pad_edge=False)
    longest = max((len(job.header.job) for job in jobs), default=0)
    table.add_column("job", no_wrap=True, min_width=longest)  # it is to be copied from here
    for name in ("kind", "state", "files"):
        table.add_column(name, no_wrap=True)
    table.add_column("destination", overflow="fold")
    for job in jobs:
        state = "at work" if job.running else str(job.state)
        files = f"{job.settled:,} of {job.planned:,}"
        header = job.header
        table.add_row(header.job, header.kind, state, files, Text(show(header.destination)))
    Console(highlight=False).print(table)


def _job_json(job: JobSummary) -> dict[str, object]:
    return {
        **asdict(job.header),
        "state": str(job.state),
        "running": job.running,
        "planned": job.planned,
        "settled": job.settled,
    }


def _only_open_job() -> str:
    unfinished = [
        job.header.job for job in publish.list_jobs() if job.state is State.OPEN and not job.running
    ]
    if len(unfinished) == 1:
        return unfinished[0]
    count = len(unfinished) or "no"
    raise CommandError(f"{count} unfinished jobs; name one (resume --list)", ExitStatus.USAGE)
