"""The jobs whose journals are kept, in a private folder of the user's."""

import contextlib
import os
import secrets
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from dicomtree.publish.journal import JobRunningError, Journal, is_locked
from dicomtree.publish.record import (
    Header,
    JobRecord,
    JobSummary,
    Task,
    header_line,
    read_job,
    read_summary,
    task_line,
)
from dicomtree.settings import private_folder, state_folder

_SUFFIX = ".jsonl"
_LINES_AT_ONCE = 10_000


def begin_job(
    kind: str,
    destination: str,
    tasks: Iterable[Task],
    options: dict[str, Any] | None = None,
) -> str:
    """Write a job's plan to a new journal and return the job's name; nothing else is written.

    `options` are JSON values. Raises OSError.
    """
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}"
    made = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    # The package's root is above all layers: it is asked, not imported.
    version: str = sys.modules["dicomtree"].__version__
    header = Header(name, kind, os.path.abspath(destination), made, version, options or {})
    private_folder(_folder())
    try:
        _write_plan(header, tasks)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(journal_path(name))  # it names files, and is of no use
        raise
    return name


def _write_plan(header: Header, tasks: Iterable[Task]) -> None:
    with Journal(journal_path(header.job), new=True) as journal:
        lines, count = [header_line(header)], 0
        for count, task in enumerate(tasks, 1):  # noqa: B007 - the last one is how many there are
            lines.append(task_line(task))
            if len(lines) >= _LINES_AT_ONCE:
                journal.add(*lines)
                lines.clear()
        journal.add(*lines, {"line": "ready", "tasks": count})
        journal.sync()


def journal_path(job: str) -> str:
    """Return where a job's journal is. Raises ValueError for what cannot be a job's name."""
    if not job.replace("-", "").isalnum() or not job.isascii():
        raise ValueError(f"{job!r} is not the name of a job")
    return str(_folder() / f"{job}{_SUFFIX}")


def load_job(job: str) -> JobRecord:
    """Read a job's journal. Raises FileNotFoundError, ValueError for a damaged one, OSError."""
    return read_job(journal_path(job))


def list_jobs() -> list[JobSummary]:
    """Return the jobs that are remembered, the latest last.

    Journals whose beginning or end is damaged are left out; those damaged between, which would have
    to be read whole, are refused when something is to be done with them.
    """
    jobs = []
    for path in journal_files():
        try:
            summary = read_summary(str(path))
            running = is_locked(str(path))
        except (OSError, ValueError):
            continue
        jobs.append(replace(summary, running=running))
    return jobs


def journal_files() -> list[Path]:
    """Return all journals, damaged ones too, the latest last."""
    return sorted(_folder().glob(f"*{_SUFFIX}")) if _folder().is_dir() else []


def forget_job(job: str) -> None:
    """Remove a job's journal: it can then be neither resumed nor undone.

    Raises JobRunningError while it is at work, FileNotFoundError, OSError.
    """
    path = journal_path(job)
    if is_locked(path):
        raise JobRunningError(job)
    os.unlink(path)


def _folder() -> Path:
    return state_folder() / "jobs"
