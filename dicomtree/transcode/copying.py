"""Carrying out jobs that copy files, as they are or in another form."""

import base64
import errno
import io
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, BinaryIO

from dicomtree import publish, source
from dicomtree.model import Stamp
from dicomtree.publish import Content, OnJobProgress, Report, Result, SourceChangedError, Task
from dicomtree.transcode.encoding import Encoding
from dicomtree.transcode.refusal import CannotTranscodeError
from dicomtree.transcode.transcoder import Transcoder

_CHUNK = 1 << 20


def copy_task(
    number: int, path: str, target: str, stamp: Stamp, encoding: Encoding | None, size: int
) -> Task:
    """Return the task to copy a file that is now as `stamp` says; `size` is what it will have."""
    details: dict[str, Any] = {"stamp": list(stamp)}
    if encoding is not None:
        details["encoding"] = str(encoding)
    return Task(number, path, target, size, details)


def bytes_task(number: int, name: str, target: str, content: bytes) -> Task:
    """Return the task to write bytes of our own making, which the journal keeps until then."""
    encoded = base64.b64encode(content).decode("ascii")
    return Task(number, name, target, len(content), {"content": encoded})


def run_copies(
    job: str,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> Report:
    """Do what is left of a job of such tasks; raises as `publish.run_job` does."""
    with Transcoder() as transcoder:
        copier = _Copier(transcoder)
        return publish.run_job(job, copier.content, progress=progress, cancel=cancel)


def why_it_must_stay(made: Result, path: str) -> str | None:
    """Say why undoing must leave a copy alone: it may be the only one left. See `publish.MustStay`."""
    if "stamp" not in made.task.details or _is_source_there(made, path):
        return None
    return "its source is gone or has changed: this may be the only copy"


def _is_source_there(made: Result, copy: str) -> bool:
    path = made.task.source
    place = None if os.path.lexists(path) else source.split_member(path)
    planned = Stamp(*made.task.details["stamp"])
    try:
        if place is not None:  # a member is there while its archive is as it was
            return source.stamp(place[0]).mtime_ns == planned.mtime_ns
        found = source.stamp(path)
        if os.path.realpath(path) == os.path.realpath(copy):
            return False  # a link to the copy
        is_as_planned = (found.size, found.mtime_ns) == (planned.size, planned.mtime_ns)
        return is_as_planned or (made.proved and source.sha256(path) == made.sha256)
    except OSError:
        return False


class _Copier:
    """Gives the content of copies."""

    def __init__(self, transcoder: Transcoder) -> None:
        self._transcoder = transcoder

    @contextmanager
    def content(self, task: Task) -> Iterator[Content]:
        """Give what a task is to write."""
        match task.details:
            case {"content": str(encoded)}:
                yield Content([base64.b64decode(encoded)], None, "made")
            case {"stamp": [int(size), int(mtime_ns), int(inode)]}:
                yield from self._copied(task, Stamp(size, mtime_ns, inode))
            case _:
                raise OSError(errno.EINVAL, "the job's journal is damaged")

    def _copied(self, task: Task, planned: Stamp) -> Iterator[Content]:
        """Give a copy's bytes, provided that the source is, before and after, as planned with."""
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
