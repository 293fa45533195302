"""What the commands that write have in common: progress, reports, statuses."""

import argparse
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from dicomtree.cli.output import print_json
from dicomtree.cli.reading import cancelled_by_ctrl_c
from dicomtree.cli.status import ExitStatus
from dicomtree.library.jobs import RESUMABLE
from dicomtree.model import JobProgress
from dicomtree.publish import OnJobProgress, Outcome, Report
from dicomtree.text import readable_size, show

_MOST_LISTED = 10
_WORDS = {
    Outcome.DONE: "written and read back",
    Outcome.SAME: "were there already",
    Outcome.RENAMED: "written under another name",
    Outcome.FAILED: "failed",
    Outcome.CANCELLED: "not done",
}


@dataclass(frozen=True, slots=True)
class Watch:
    """What a long task takes: where to report to, and when to stop."""

    progress: OnJobProgress | None
    cancel: threading.Event


@contextmanager
def watched(options: argparse.Namespace, words: str) -> Iterator[Watch]:
    """Show progress on standard error; the first Ctrl+C lets the task stop."""
    cancel = threading.Event()
    with cancelled_by_ctrl_c(cancel), _bar(words, quiet=options.quiet) as progress:
        yield Watch(progress, cancel)


@contextmanager
def _bar(words: str, *, quiet: bool) -> Iterator[OnJobProgress | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)

        def advance(progress: JobProgress) -> None:
            text = (
                f"{words} {progress.done:,} of {progress.total:,} · "
                f"{readable_size(progress.bytes_done)} · {show(progress.current, 60)}"
            )
            bar.update(
                task,
                description=text.replace("[", r"\["),
                completed=progress.bytes_done or progress.done,
                total=progress.bytes_total or progress.total,
            )

        yield advance


def say(options: argparse.Namespace, text: str) -> None:
    """Print a remark on standard error unless it must be quiet."""
    if not options.quiet:
        Console(stderr=True, highlight=False).print(Text(text), soft_wrap=True)


def say_some(options: argparse.Namespace, remarks: Sequence[str]) -> None:
    """Print the first of many remarks on standard error, and how many more there are."""
    for remark in remarks[:_MOST_LISTED]:
        say(options, remark)
    if len(remarks) > _MOST_LISTED:
        say(options, f"… and {len(remarks) - _MOST_LISTED:,} more")


def tell_report(options: argparse.Namespace, report: Report) -> None:
    """Print how a job ended: as JSON where asked for, else as remarks."""
    if options.json:
        print_json(report_json(report))
        return
    for words, count in outcome_counts(report):
        say(options, f"{count:,} {words}")
    failures = report.failures
    odd = [r for r in report.results if r.note and r.outcome is not Outcome.FAILED]
    say_some(options, [f"{show(result.target)}: {show(result.note)}" for result in odd])
    say_some(options, [f"failed: {show(f.task.source)}: {show(f.note)}" for f in failures])
    if report.paused is not None:
        say(options, f"paused: {report.paused}")
    job = report.header.job
    is_resumable = report.header.kind in RESUMABLE
    if is_resumable and (report.count(Outcome.CANCELLED) or failures):
        say(options, f"to go on: dicomtree resume {job}")
    if report.count(Outcome.DONE) or report.count(Outcome.RENAMED):
        say(options, f"to take it back: dicomtree undo {job}")


def outcome_counts(report: Report) -> list[tuple[str, int]]:
    """Return in words how files fared, and how many of them."""
    counts = [(words, report.count(outcome)) for outcome, words in _WORDS.items()]
    return [(words, count) for words, count in counts if count]


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON values."""
    return {
        "format": 1,
        "job": report.header.job,
        "destination": report.header.destination,
        "cancelled": report.cancelled,
        "paused": report.paused,
        "counts": {str(outcome): report.count(outcome) for outcome in Outcome},
        "files": [
            {
                "source": result.task.source,
                "target": result.target,
                "outcome": str(result.outcome),
                "how": result.how or None,
                "note": result.note or None,
                "sha256": result.sha256 or None,
                "proved": result.proved,
            }
            for result in report.results
        ],
    }


def report_status(report: Report, *, is_odd: bool = False) -> ExitStatus:
    """Return how a command ends whose job ended so; `is_odd`: something was left out before."""
    if report.cancelled:
        return ExitStatus.CANCELLED
    if report.paused is not None:
        return ExitStatus.FAILED
    is_odd = is_odd or bool(report.failures) or any(result.note for result in report.results)
    return ExitStatus.SOME if is_odd else ExitStatus.DONE
