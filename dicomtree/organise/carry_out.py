"""Carrying a plan out, and going on with it after a stop."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, BinaryIO

from dicomtree import publish, source
from dicomtree.model import Stamp
from dicomtree.organise.plan import Action, Entry, Plan
from dicomtree.publish import Content, OnJobProgress, Report, SourceChangedError, Task
from dicomtree.transcode import CannotTranscodeError, Encoding, Transcoder

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
    options = {"template": plan.options.template and plan.options.template.text}
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
    with Transcoder() as transcoder:
        copier = _Copier(transcoder)
        return publish.run_job(job, copier.content, progress=progress, cancel=cancel)


def _task(number: int, entry: Entry) -> Task:
    details: dict[str, Any] = {"stamp": list(entry.stamp)}
    if entry.encoding is not None:
        details["encoding"] = str(entry.encoding)
    return Task(number, entry.source, entry.target, entry.size, details)


class _Copier:
    """Gives the content of copies."""

    def __init__(self, transcoder: Transcoder) -> None:
        self._transcoder = transcoder

    @contextmanager
    def content(self, task: Task) -> Iterator[Content]:
        """Give a copy's bytes, provided that the source is, before and after, as planned with."""
        planned = Stamp(*task.details["stamp"])
        with source.open_file(task.source) as file:
            if _stamp(file, task.source) != planned:
                raise SourceChangedError(task.source)
            if "encoding" in task.details:
                yield from self._transcoded(task, file, planned)
            else:
                yield _as_is(file, planned)
            if _stamp(file, task.source) != planned:
                raise SourceChangedError(task.source)

    def _transcoded(self, task: Task, file: BinaryIO, planned: Stamp) -> Iterator[Content]:
        encoding = Encoding(task.details["encoding"])
        with ExitStack() as stack:
            try:
                path = stack.enter_context(self._transcoder.transcoded(task.source, encoding))
            except CannotTranscodeError as refusal:
                yield replace(_as_is(file, planned), how="copied as it is", note=str(refusal))
                return
            result = stack.enter_context(open(path, "rb"))
            chunks = iter(lambda: result.read(_CHUNK), b"")
            yield Content(chunks, planned.mtime_ns, str(encoding))


def _as_is(file: BinaryIO, planned: Stamp) -> Content:
    return Content(_chunks(file, planned.size), planned.mtime_ns, "copied", proves=True)


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
