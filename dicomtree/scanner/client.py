"""The caller's side of a scan: it starts the worker, watches it, and goes on when it is lost."""

import os
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from typing import Any

from dicomtree.model import HeaderRow, Problem, ProblemKind, Stamp
from dicomtree.scanner.batches import Batch
from dicomtree.scanner.folders import WHOLE, in_share
from dicomtree.scanner.known import Known
from dicomtree.scanner.side_by_side import together
from dicomtree.workers import Worker, WorkerDied, WorkerTimedOut

STALLED_S = 5.0
MODULE = "dicomtree.scanner"
_POLL_S = 0.05
_NICE = 10
SHARES = 2
_WORTH_SPLITTING = 0.5  # of the time spent waiting for the worker


def scan(
    roots: Sequence[str],
    *,
    first_root: int = 0,
    known: Known | None = None,
    follow_links: bool = False,
    cancel: threading.Event | None = None,
) -> Generator[Batch, None, None]:
    """Yield everything under the roots (absolute paths of folders, files or ZIP archives).

    The roots are numbered from `first_root`. Files whose stamp is `known` (packed, by folder, so
    for one root alone) and still holds are not read again. A file on which a worker stands still
    for `STALLED_S` seconds, or two in a row die, is a problem; the scan goes on behind it. After
    `MOST_FILES` files a fresh worker goes on, or two where that pays: then folders come in any
    order. Setting `cancel` ends it within a tenth of a second; what has been yielded stays valid.
    Raises ValueError for `known` with several roots.
    """
    if known and len(roots) > 1:
        raise ValueError("known stamps are those of one root")
    request = {
        "roots": list(roots),
        "first_root": first_root,
        "known": known or {},
        "follow_links": follow_links,
        "after": None,
        "begun": None,
        "share": WHOLE,
        "skip": [],
    }
    cancel = cancel or threading.Event()
    watch = Watch(request)
    try:
        yield from watch.batches(cancel)
        if watch.is_split:
            yield from together(watch.shares(), watch.files_seen, cancel)
    finally:
        watch.close()


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Watch:
    """One scan, or a share of one, by one worker after the other.

    When the first has read enough for one process, and the time went into waiting for it, the
    scan is split: `shares` are to go on with it, side by side.
    """

    def __init__(self, request: dict[str, Any]) -> None:
        self._request = request
        self.is_split = False
        self._worker = Worker(MODULE, nice=_NICE)
        self.files_seen = 0
        self._note = ""
        self._noted = self._started = time.monotonic()
        self._waited_s = 0.0
        self._died_at: tuple[str, str] | None = None

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def batches(self, cancel: threading.Event) -> Iterator[Batch]:
        """Yield batches until the end or until cancelled."""
        self._worker.ask(("scan", self._request))
        while not cancel.is_set():
            try:
                reply = self._answer()
            except WorkerTimedOut:
                if self._is_stalled():
                    words = f"no answer within {STALLED_S:g} s"
                    yield self._give_up(ProblemKind.TIMED_OUT, words)
                continue
            except WorkerDied as death:
                if self._is_first_death():
                    self._worker.ask(("scan", self._request))
                    continue
                if not self._worker.announced():
                    raise
                yield self._give_up(ProblemKind.UNREADABLE, f"the reader {death.reason}")
                continue
            if reply is None:
                return
            if len(reply[0]) > 1:
                yield self._batch(reply[0])
                continue
            self._request["begun"] = (self._request["after"], *reply[0])
            self._worker.kill()
            if self._may_split():
                self.is_split = True
                return
            self._worker.ask(("scan", self._request))

    def shares(self) -> "list[Watch]":
        """Return what goes on with the scan after it was split."""
        skip = self._request["skip"]
        return [
            Watch({**self._request, "share": (number, SHARES), "skip": list(skip)})
            for number in range(SHARES)
        ]

    def _answer(self) -> tuple[Any] | None:
        start = time.monotonic()
        try:
            return self._worker.answer(_POLL_S)
        finally:
            self._waited_s += time.monotonic() - start

    def _may_split(self) -> bool:
        """Tell whether a second worker pays: whoever takes the batches waits for them mostly."""
        is_whole = self._request["share"] == WHOLE and len(self._request["roots"]) == 1
        waiting = self._waited_s / (time.monotonic() - self._started)
        return is_whole and waiting > _WORTH_SPLITTING and processors() > 1

    def _is_first_death(self) -> bool:
        """Tell whether no worker has died there before: it may have been ended from outside."""
        root, _, rest = self._worker.announced().partition("\n")
        place = root, rest.partition("\n")[2]
        before, self._died_at = self._died_at, place
        self._noted = time.monotonic()
        return place != before

    def _is_stalled(self) -> bool:
        """Tell whether the worker's note has stood still for too long."""
        note, now = self._worker.announced(), time.monotonic()
        if note != self._note:
            self._note, self._noted = note, now
        return note != "" and now - self._noted > STALLED_S

    def _batch(self, reply: tuple[Any, ...]) -> Batch:
        rows, problems, not_dicom, dicomdir, unchanged, outdated, root, path, position = reply
        if position is not None:
            self._request["after"] = (root, position)
        self.files_seen += sum(map(len, reply[:4])) + unchanged
        self._noted = time.monotonic()
        return Batch(
            root=root,
            rows=list(map(HeaderRow._make, rows)),
            problems=[Problem(root, p, ProblemKind(kind), detail) for p, kind, detail in problems],
            not_dicom=[(p, Stamp._make(stamp)) for p, stamp in not_dicom],
            dicomdir=[(p, Stamp._make(stamp)) for p, stamp in dicomdir],
            unchanged=unchanged,
            outdated=outdated,
            files_seen=self.files_seen,
            folder=path.rpartition("/")[0],
        )

    def _give_up(self, kind: ProblemKind, words: str) -> Batch:
        """Report what the worker was at, and let another one go on behind it."""
        root, entries, path = self._worker.announced().split("\n", 2)
        self._worker.kill()
        if (int(root), path) in self._request["skip"]:
            raise WorkerDied(words)
        self._request["skip"].append((int(root), path))
        self._noted = time.monotonic()
        self._worker.ask(("scan", self._request))
        is_folder = entries != ""
        problems = []
        # Every worker lists all folders: only one of them may tell of a folder that stands still.
        if not is_folder or in_share(path, self._request["share"]):
            problems.append(Problem(int(root), path, kind, words))
        self.files_seen += len(problems)
        folder = path.rpartition("/")[0]
        return Batch(int(root), [], problems, [], [], 0, [], self.files_seen, folder)
