"""Carrying a plan out, and going on with it after a stop."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from dicomtree import publish, source
from dicomtree.model import Stamp
from dicomtree.organise.plan import Action, Entry, Plan
from dicomtree.publish import Content, OnJobProgress, Report, SourceChangedError, Task

KIND = "organise"
_CHUNK = 1 << 20


class NoRoomError(Exception):
    """The destination's disk is too full for the plan."""


def begin(plan: Plan) -> str:
    """Note the plan in a new journal and return the job's name; no file is written yet.

    Raises NoRoomError, OSError where the journal cannot be written.
    """
    if not plan.has_room:
        raise NoRoomError(
            f"{plan.needed_bytes:,} bytes are needed in {plan.destination}, "
            f"{plan.free_bytes:,} are free"
        )
    wanted = (entry for entry in plan.entries if entry.action is not Action.LEFT_OUT)
    tasks = [_task(number, entry) for number, entry in enumerate(wanted)]
    options = {"template": plan.options.template.text}
    return publish.begin_job(KIND, plan.destination, tasks, options)


def carry_out(
    plan: Plan,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> Report:
    """Copy what is planned; blocks. See `publish.run_job`, whose report it returns.

    Raises NoRoomError, OSError where the destination or the journal cannot be written.
    """
    return resume(begin(plan), progress=progress, cancel=cancel)


def resume(
    job: str,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> Report:
    """Do what is left of an organising job; raises as `publish.run_job` does."""
    return publish.run_job(job, _copied, progress=progress, cancel=cancel)


def _task(number: int, entry: Entry) -> Task:
    details = {"stamp": list(entry.stamp)}
    return Task(number, entry.source, entry.target, entry.size, details)


@contextmanager
def _copied(task: Task) -> Iterator[Content]:
    """Give a source's bytes, provided that it is, before and after, what was planned with."""
    planned = Stamp(*task.details["stamp"])
    with source.open_file(task.source) as file:
        if _stamp(file, task.source) != planned:
            raise SourceChangedError(task.source)
        yield Content(_chunks(file, planned.size), planned.mtime_ns, "copied", proves=True)
        if _stamp(file, task.source) != planned:
            raise SourceChangedError(task.source)


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Read so many bytes; what a file has grown by since is no longer ours."""
    while size > 0 and (chunk := file.read(min(size, _CHUNK))):
        size -= len(chunk)
        yield chunk


def _stamp(file: BinaryIO, path: str) -> Stamp:
    """Return the stamp of the open file itself where the system can tell."""
    try:
        return source.stamp_of(os.fstat(file.fileno()))
    except io.UnsupportedOperation:  # an archive's member
        return source.stamp(path)
