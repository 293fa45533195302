"""Carrying a job out: batch by batch into temporary files, then named, then noted as done."""

import contextlib
import errno
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial

from dicomtree.model import JobProgress
from dicomtree.publish.after_kill import settle
from dicomtree.publish.contents import Produce, parent_of
from dicomtree.publish.file_writer import FileWriter, Prepared
from dicomtree.publish.folders import Folder, make_destination
from dicomtree.publish.jobs import journal_path, load_job
from dicomtree.publish.journal import Journal
from dicomtree.publish.record import (
    Header,
    JobRecord,
    Outcome,
    Result,
    State,
    Task,
    result_line,
)
from dicomtree.publish.shared_journal import SharedJournal
from dicomtree.publish.still_there import take_back_missing

PROGRESS_INTERVAL_S = 0.1
FAULTS_IN_A_ROW = 3
"""After so many on the device the job pauses: the disk is full, gone, or closed to us."""

NOT_WHOLE = "not written, as files that it lists are not there"

_DEVICE_FAULTS = {
    errno.EIO,
    errno.ENOSPC,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENODEV,
    errno.ENXIO,
} | {errno.EDQUOT, errno.ESTALE, errno.ENOTCONN}
THREADS = 4
_BATCH_FILES = 128
_BATCH_BYTES = 256 << 20

OnJobProgress = Callable[[JobProgress], None]


@dataclass(frozen=True, slots=True)
class Report:
    """How a job ended. Each planned file has one result.

    `paused` says why the job stopped by itself; it can be resumed, as a cancelled one can.
    """

    header: Header
    results: tuple[Result, ...]
    cancelled: bool = False
    paused: str | None = None

    def count(self, outcome: Outcome | str) -> int:
        """Return how many tasks ended so; the sum over all outcomes is what was planned.

        Raises ValueError for a word that is no outcome.
        """
        wanted = Outcome(outcome)
        return sum(result.outcome is wanted for result in self.results)

    @property
    def failures(self) -> tuple[Result, ...]:
        """What could not be written, each with the reason in `note`."""
        return tuple(result for result in self.results if result.outcome is Outcome.FAILED)

    @property
    def proved(self) -> tuple[str, ...]:
        """The sources whose bytes were read back from their copies."""
        return tuple(result.task.source for result in self.results if result.proved)


def run_job(
    job: str,
    produce: Produce,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
    threads: int = THREADS,
) -> Report:
    """Do what is left to do of a job, so many files at a time; blocks.

    `progress` is called on this thread at most ten times a second. Setting `cancel` ends the job
    soon, nothing lying about half written.

    Raises JobRunningError where it is at work already, ValueError for one that never got a plan
    or was undone, OSError where the destination or the journal cannot be written.
    """
    with Journal(journal_path(job)) as journal:
        record = load_job(job)
        if record.state in (State.PLANNING, State.UNDONE):
            raise ValueError(f"nothing can be resumed: the job is {record.state}")
        shared = SharedJournal(journal)
        make_destination(record.header.destination, shared.folder)
        with Folder.open(record.header.destination) as destination:
            writer = FileWriter(job, destination, shared, produce)
            take_back_missing(record, destination)
            settle(record, writer, shared)
            run = _Run(record, shared, writer, cancel or threading.Event())
            return run.carry_out(progress or (lambda _: None), threads)


class _CancelledError(Exception):
    """The user wants no more."""


class _Run:
    """One run of a job; `_prepared` is called from several threads."""

    def __init__(
        self, record: JobRecord, journal: SharedJournal, writer: FileWriter, cancel: threading.Event
    ) -> None:
        self._record = record
        self._journal = journal
        self._writer = writer
        self._cancel = cancel
        self._lock = threading.Lock()
        self._faults_in_a_row = 0
        self._last_fault = ""
        self._bytes_total = sum(task.size for task in record.tasks.values())
        self._bytes_done = self._bytes_total - sum(task.size for task in record.unfinished())

    def carry_out(self, progress: OnJobProgress, threads: int) -> Report:
        """Work through what is unfinished; see `run_job`."""
        results = self._record.results
        # What failed before comes last: it must not keep the others from being done.
        todo = sorted(self._record.unfinished(), key=lambda task: task.number in results)
        left = len(todo)
        with ThreadPoolExecutor(threads) as pool:
            for batch in _batches([task for task in todo if not task.after_all]):
                if self._stopped():
                    break
                futures = [pool.submit(self._prepared, task) for task in batch]
                self._watch(futures, batch, len(self._record.tasks) - left, progress)
                for result in self._published([future.result() for future in futures]):
                    results[result.task.number] = result
                left -= len(batch)
        for result in self._published(self._last_prepared(todo)):
            results[result.task.number] = result
        return self._report()

    def _last_prepared(self, todo: Sequence[Task]) -> "list[Result | Prepared]":
        """Prepare what may be written only when everything else has been."""
        last = [task for task in todo if task.after_all]
        is_whole = all(task.after_all for task in self._record.unfinished())
        if is_whole or self._stopped():
            return [self._prepared(task) for task in last]
        return [Result(task, Outcome.FAILED, task.target, note=NOT_WHOLE) for task in last]

    def _report(self) -> Report:
        unfinished = self._record.unfinished()
        for task in unfinished:
            self._record.results.setdefault(task.number, _not_tried(task))
        if unfinished:
            # Only lists of jobs need it, and the disk may be full.
            with contextlib.suppress(OSError):
                self._journal.add(self._record.ended_line(State.OPEN))
        else:
            self._journal.add(self._record.ended_line(State.FINISHED))
        self._journal.sync()
        results = tuple(self._record.results[number] for number in self._record.tasks)
        paused = self._last_fault if self._is_device_faulty() else None
        return Report(self._record.header, results, self._cancel.is_set(), paused)

    # ---- a batch
    def _watch(
        self,
        futures: "Sequence[Future[Result | Prepared]]",
        batch: Sequence[Task],
        before: int,
        progress: OnJobProgress,
    ) -> None:
        """Report progress, on the caller's thread, until the batch is on the disk."""
        pending: set[Future[Result | Prepared]] = set(futures)
        while pending:
            _, pending = wait(pending, PROGRESS_INTERVAL_S)
            finished = len(futures) - len(pending)
            progress(
                JobProgress(
                    done=before + finished,
                    total=len(self._record.tasks),
                    bytes_done=self._bytes_done,
                    bytes_total=self._bytes_total,
                    current=batch[min(finished, len(batch) - 1)].target,
                )
            )

    def _published(self, items: Sequence[Result | Prepared]) -> Iterator[Result]:
        """Give the prepared files their names, once the journal on the disk knows of them."""
        prepared = [item.result for item in items if isinstance(item, Prepared)]
        try:
            self._journal.add(*(result_line(result, "made") for result in prepared))
            self._journal.sync()
        except OSError:
            for result in prepared:
                with contextlib.suppress(OSError):
                    self._writer.discard(result.task)
            raise
        results = [self._named(item) if isinstance(item, Prepared) else item for item in items]
        for folder in {parent_of(result.target): result for result in prepared}.values():
            with contextlib.suppress(OSError), self._writer.folder_of(folder.target) as place:
                place.sync()
        settled = (result for result in results if result.outcome is not Outcome.CANCELLED)
        self._journal.add(*map(result_line, settled))
        yield from results

    # ---- a file
    def _prepared(self, task: Task) -> Result | Prepared:
        if self._stopped():
            return _not_tried(task)
        passed = _Passed(task.size)
        try:
            prepared = self._writer.prepare(task, partial(self._watched, passed))
        except _CancelledError:
            return _not_tried(task)
        except OSError as error:
            self._advance(passed.rest())
            return self._failed(task, error)
        self._advance(passed.rest())
        self._faults_in_a_row = 0
        return prepared

    def _named(self, prepared: Prepared) -> Result:
        try:
            return self._writer.publish(prepared)
        except OSError as error:
            return self._failed(prepared.result.task, error)

    def _watched(self, passed: "_Passed", chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            if self._cancel.is_set():
                raise _CancelledError
            yield chunk
            self._advance(passed.add(len(chunk)))

    def _advance(self, size: int) -> None:
        with self._lock:
            self._bytes_done += size

    def _failed(self, task: Task, error: OSError) -> Result:
        note = error.strerror or str(error) or type(error).__name__
        with self._lock:
            is_closed = isinstance(error, PermissionError) and error.filename == task.source
            if error.errno in _DEVICE_FAULTS and not is_closed:
                self._faults_in_a_row += 1
                self._last_fault = note
        return Result(task, Outcome.FAILED, task.target, note=note)

    def _is_device_faulty(self) -> bool:
        return self._faults_in_a_row >= FAULTS_IN_A_ROW

    def _stopped(self) -> bool:
        return self._cancel.is_set() or self._is_device_faulty()


class _Passed:
    """How much of what was planned for a file has passed; what comes out shorter ends all the same."""

    def __init__(self, planned: int) -> None:
        self._left = planned

    def add(self, size: int) -> int:
        """Return how much of the plan so many bytes are: never more than is left."""
        counted = min(size, self._left)
        self._left -= counted
        return counted

    def rest(self) -> int:
        """Return what has not passed, and no more will."""
        return self.add(self._left)


def _not_tried(task: Task) -> Result:
    return Result(task, Outcome.CANCELLED, task.target)


def _batches(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    batch: list[Task] = []
    size = 0
    for task in tasks:
        batch.append(task)
        size += task.size
        if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
