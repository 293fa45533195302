"""Undoing a job: what it wrote goes, if it is still what it wrote."""

import contextlib
import functools
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

from dicomtree.model import JobProgress
from dicomtree.publish.after_kill import is_claimed_only, is_what_was_made
from dicomtree.publish.contents import name_of, parent_of, parts_of
from dicomtree.publish.file_writer import discard
from dicomtree.publish.folders import Folder, NotAFolderError
from dicomtree.publish.jobs import journal_path, load_job
from dicomtree.publish.journal import Journal
from dicomtree.publish.record import Header, JobRecord, Outcome, Result, State
from dicomtree.publish.writing import sha256_in

_PROGRESS_FILES = 64

MustStay = Callable[[Result, str], str | None]
"""Says why a file that is still as it was made must stay nonetheless, given its path."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that undoing left alone, and why."""

    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What undoing did; `cancelled`: there is more to undo."""

    header: Header
    removed: int
    kept: tuple[Kept, ...]
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What undoing would remove (targets), and what it would leave alone."""

    header: Header
    removable: tuple[str, ...]
    kept: tuple[Kept, ...]


def plan_undo(
    job: str,
    *,
    must_stay: MustStay = lambda _made, _path: None,
    progress: Callable[[JobProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> UndoPlan:
    """Look at what a job wrote, and say what undoing it would do; nothing is removed; blocks.

    Raises JobRunningError while it is at work, OSError where its journal cannot be read.
    """
    with Journal(journal_path(job)) as journal:
        undo = _Undo(load_job(job), journal, must_stay, cancel or threading.Event())
        return undo.look(progress or (lambda _: None))


def undo_job(
    job: str,
    *,
    must_stay: MustStay = lambda _made, _path: None,
    progress: Callable[[JobProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> UndoReport:
    """Remove the files that a job wrote and that have not changed since, and its empty folders.

    Raises JobRunningError while it is at work, OSError where its journal cannot be read.
    """
    with Journal(journal_path(job)) as journal:
        undo = _Undo(load_job(job), journal, must_stay, cancel or threading.Event())
        return undo.carry_out(progress or (lambda _: None))


class _Undo:
    """One undoing of a job."""

    def __init__(
        self, record: JobRecord, journal: Journal, must_stay: MustStay, cancel: threading.Event
    ) -> None:
        self._record = record
        self._journal = journal
        self._must_stay = must_stay
        self._cancel = cancel
        self._removed = 0
        self._kept: list[Kept] = []
        self._may_try_again = False

    def carry_out(self, progress: Callable[[JobProgress], None]) -> UndoReport:
        """Remove what can be; see `undo_job`."""
        try:
            self._remove_all(progress)
        except NotAFolderError:
            self._keep_unseen()
        cancelled = self._cancel.is_set()
        if not cancelled and not self._may_try_again:
            self._remove_outer_folders()
            self._journal.add(self._record.ended_line(State.UNDONE))
        self._journal.sync()
        return UndoReport(self._record.header, self._removed, tuple(self._kept), cancelled)

    def look(self, progress: Callable[[JobProgress], None]) -> UndoPlan:
        """Find out what would be removed; see `plan_undo`."""
        removable: list[str] = []
        made = self._not_removed()
        try:
            with Folder.open(self._record.header.destination) as destination:
                for index, file in enumerate(made):
                    if self._cancel.is_set():
                        break
                    look = functools.partial(self._look_at, destination, file, removable)
                    self._try(file.target, look)
                    if index % _PROGRESS_FILES == 0:
                        progress(JobProgress(index, len(made), 0, 0, file.target))
        except NotAFolderError:
            self._keep_unseen()
        return UndoPlan(self._record.header, tuple(removable), tuple(self._kept))

    def _look_at(self, destination: Folder, made: Result, removable: list[str]) -> None:
        with destination.below(parts_of(parent_of(made.target))) as folder:
            if self._is_ours(folder, made):
                removable.append(made.target)

    def _not_removed(self) -> list[Result]:
        """Return what is to go, the latest first; of what was written twice, the last."""
        made = {one.target: one for one in self._record.made}
        return [one for one in reversed(made.values()) if one.target not in self._record.removed]

    def _keep_unseen(self) -> None:
        """Note that the destination is not there: its disk may come back."""
        if self._not_removed():
            self._may_try_again = True
            self._kept.append(Kept(self._record.header.destination, "the folder is not there"))

    def _remove_all(self, progress: Callable[[JobProgress], None]) -> None:
        made = self._not_removed()
        with Folder.open(self._record.header.destination) as destination:
            for task in self._record.unfinished():
                job = self._record.header.job
                self._try(task.target, functools.partial(discard, destination, job, task))
            for index, file in enumerate(made):
                if self._cancel.is_set():
                    return
                self._try(file.target, functools.partial(self._remove, destination, file))
                if index % _PROGRESS_FILES == 0:
                    progress(JobProgress(index, len(made), 0, 0, file.target))
            self._remove_folders(destination)
        progress(JobProgress(len(made), len(made), 0, 0, ""))

    def _try(self, target: str, remove: Callable[[], None]) -> None:
        try:
            remove()
        except FileNotFoundError:
            pass  # gone already
        except OSError as error:
            self._may_try_again = True
            self._kept.append(Kept(target, error.strerror or type(error).__name__))

    def _remove(self, destination: Folder, made: Result) -> None:
        """Remove one file. Raises OSError."""
        with destination.below(parts_of(parent_of(made.target))) as folder:
            name = name_of(made.target)
            if self._is_ours(folder, made):
                folder.remove(name)
                self._journal.add({"line": "removed", "target": made.target})
                self._removed += 1

    def _is_ours(self, folder: Folder, made: Result) -> bool:
        """Tell whether a file is what this job wrote, and may go; note why it stays."""
        result = self._record.results.get(made.task.number)
        name = name_of(made.target)
        if result is None or result.outcome is Outcome.FAILED:
            if is_claimed_only(folder, made, self._record.claimed):
                return True
            if not is_what_was_made(folder, made):
                return False
        elif result.outcome is Outcome.SAME or result.target != made.target:
            return False  # somebody else's file had the name
        elif folder.status(name).st_size != made.size or sha256_in(folder, name) != made.sha256:
            self._kept.append(Kept(made.target, "it has been changed since"))
            return False
        return self._may_go(folder, made)

    def _may_go(self, folder: Folder, made: Result) -> bool:
        reason = self._must_stay(made, os.path.join(folder.path, name_of(made.target)))
        if reason is not None:
            self._may_try_again = True
            self._kept.append(Kept(made.target, reason))
        return reason is None

    def _remove_folders(self, destination: Folder) -> None:
        inner = {path for path in self._record.folders if not os.path.isabs(path)}
        for path in sorted(inner, key=lambda path: path.count("/"), reverse=True):
            parts = parts_of(parent_of(path))
            # It stays where others have put something into it.
            with contextlib.suppress(OSError), destination.below(parts) as folder:
                folder.remove_folder(name_of(path))

    def _remove_outer_folders(self) -> None:
        """Remove the destination and its parents where the job made them."""
        outer = {path for path in self._record.folders if os.path.isabs(path)}
        for path in sorted(outer, key=len, reverse=True):
            with contextlib.suppress(OSError):
                os.rmdir(path)
