"""Writing a File-set with its DICOMDIR (PS3.10 8, PS3.3 F): always a new copy in a new place."""

import errno
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from dicomtree import publish
from dicomtree.dicomdir.filing import ADVICE, DIRECTORY, REFUSED
from dicomtree.model import JobProgress, Stamp
from dicomtree.publish import DestinationRefusedError, OnJobProgress, Report, Room
from dicomtree.transcode import bytes_task, copy_task, run_copies
from dicomtree.workers import Worker, WorkerDied, WorkerFailed, WorkerTimedOut

KIND = "dicomdir"
DICOMDIR = "DICOMDIR"
LONGEST_S = 20.0
LONGEST_LISTING_S = 0.1
"""So long each file may take to be listed, in all that are; it takes some 2 ms."""

_LOOK_S = 0.5
MOST_LOST = 20
_FILE_SET_ID = re.compile(r"[A-Z0-9_ ]{0,16}")  # PS3.3 F.3: a CS of up to 16 characters


@dataclass(frozen=True, slots=True)
class MediumFile:
    """A file for a medium, as it was when it was read."""

    path: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that cannot be in a File-set, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Invented:
    """What a record of the DICOMDIR says that its file, the first of several, does not."""

    path: str
    keyword: str
    value: str


@dataclass(frozen=True, slots=True)
class FilingPlan:
    """Where each file would lie, the directory that lists them, and what is refused or invented."""

    destination: str
    files: tuple[tuple[MediumFile, str], ...]
    refused: tuple[RefusedFile, ...]
    directory: bytes
    invented: tuple[Invented, ...] = ()

    @property
    def room(self) -> Room:
        """What the medium will take, and what is free now."""
        sizes = [len(self.directory), *(file.stamp.size for file, _ in self.files)]
        return Room.of(((size, size) for size in sizes), publish.free_bytes(self.destination))

    @property
    def could_list_more(self) -> bool:
        """Whether some are refused for what could be invented."""
        return any(refused.reason.endswith(ADVICE) for refused in self.refused)


class FilingCancelledError(Exception):
    """The user wants no more; nothing was written."""


def plan_file_set(
    files: Sequence[MediumFile],
    destination: str,
    *,
    roots: Iterable[str],
    file_set_id: str = "",
    invent: bool = False,
    watch: tuple[OnJobProgress | None, threading.Event | None] = (None, None),
) -> FilingPlan:
    """Give each file its File ID and make the directory; nothing is written.

    Files are refused that lack what a directory record must say (type 1), whose file meta
    information is not whole, or whose SOP Instance UID another has. With `invent` the directory,
    never a copy, is given Patient ID, Study ID, Study Date and Time, Series and Instance Number
    where a file lacks them.

    Raises publish.DestinationRefusedError where the destination holds anything or lies in what is
    read, ValueError for an id that is none, FilingCancelledError.
    """
    if not _FILE_SET_ID.fullmatch(file_set_id):
        raise ValueError("a File-set ID has up to 16 capitals, digits, spaces or _")
    place = publish.check_destination(destination, roots)
    if os.path.isdir(place) and os.listdir(place):
        raise DestinationRefusedError(f"{place} is not empty: a medium is always a new copy")
    filing = _Filing(files, (file_set_id, invent), *watch)
    directory, file_ids = filing.carry_out()
    named = tuple((files[index], file_ids[index]) for index in sorted(file_ids))
    refused = tuple(
        RefusedFile(files[index].path, reason) for index, reason in sorted(filing.refused.items())
    )
    invented = tuple(
        Invented(files[index].path, keyword, value)
        for index, values in sorted(filing.invented.items())
        for keyword, value in values
    )
    return FilingPlan(place, named, refused, directory, invented)


def write_file_set(
    plan: FilingPlan,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> Report:
    """Copy the files of a plan, verified and journalled, then the directory; blocks.

    Raises ValueError for a plan without files, publish.NoRoomError, OSError.
    """
    if not plan.files:
        raise ValueError("there is nothing to write")
    plan.room.require(plan.destination)
    copies = (
        copy_task(number, file.path, file_id, file.stamp, None, file.stamp.size)
        for number, (file, file_id) in enumerate(plan.files)
    )
    # The directory tells the truth only where every file has the name that it lists, and is there.
    tasks = [replace(task, exact=True) for task in copies]
    directory = bytes_task(len(tasks), DICOMDIR, DICOMDIR, plan.directory)
    tasks.append(replace(directory, exact=True, after_all=True))
    options = {"invented": [list(astuple(one)) for one in plan.invented]}
    job = publish.begin_job(KIND, plan.destination, tasks, options)
    return run_copies(job, progress=progress, cancel=cancel)


class _Filing:
    """The work of the filing process, begun again without the file that it was lost with."""

    def __init__(
        self,
        files: Sequence[MediumFile],
        how: tuple[str, bool],
        progress: Callable[[JobProgress], None] | None,
        cancel: threading.Event | None,
    ) -> None:
        self._files = files
        self._how = how
        self._progress = progress or (lambda _: None)
        self._cancel = cancel or threading.Event()
        self.refused: dict[int, str] = {}
        self.invented: dict[int, list[tuple[str, str]]] = {}

    def carry_out(self) -> tuple[bytes, dict[int, str]]:
        """Return the directory and the File IDs by index."""
        worker = Worker("dicomtree.dicomdir.filing")
        try:
            for _ in range(MOST_LOST):
                work = publish.new_work_folder()
                try:
                    answer = self._attempt(worker, work)
                finally:
                    shutil.rmtree(work, ignore_errors=True)
                if answer is not None:
                    return answer
        finally:
            worker.close()
        raise OSError("too many files cannot be read without harm")

    def _attempt(self, worker: Worker, work: str) -> tuple[bytes, dict[int, str]] | None:
        """Return the answer, or None when the process was lost and its file refused."""
        indices = [index for index in range(len(self._files)) if index not in self.refused]
        paths = [self._files[index].path for index in indices]
        self.invented.clear()
        worker.ask((paths, *self._how, work))
        answered = 0
        try:
            while True:
                is_last = answered == len(indices)
                reply = self._heard(worker, LONGEST_S + is_last * answered * LONGEST_LISTING_S)
                if reply is None:
                    return b"", {}
                kind, first, second = reply[0]
                if kind == DIRECTORY:
                    return first, {indices[place]: file_id for place, file_id in second.items()}
                if kind == REFUSED:
                    self.refused[indices[first]] = second
                elif second:
                    self.invented[indices[first]] = second
                answered += 1
                self._report(answered)
        except (WorkerTimedOut, WorkerDied, WorkerFailed) as error:
            worker.kill()
            if answered >= len(indices):
                raise OSError(errno.EIO, f"the DICOMDIR could not be made: {error}") from None
            self.refused[indices[answered]] = "it cannot be read without harm"
            return None

    def _heard(self, worker: Worker, longest_s: float) -> tuple[Any] | None:
        """Return the next answer. Raises FilingCancelledError, and what `Worker.answer` does."""
        end = time.monotonic() + longest_s
        while True:
            try:
                return worker.answer(min(_LOOK_S, longest_s))
            except WorkerTimedOut:
                if self._cancel.is_set():
                    raise FilingCancelledError from None
                if time.monotonic() >= end:
                    raise

    def _report(self, done: int) -> None:
        if self._cancel.is_set():
            raise FilingCancelledError
        if done % 50 == 0 or done == len(self._files):
            self._progress(JobProgress(done, len(self._files), 0, 0, ""))
