"""The caller's side of a scan: it starts the worker, watches it, and goes on when it is lost."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from typing import Any

from dicomtree.model import HeaderRow, Problem, ProblemKind, Stamp
from dicomtree.scanner.batches import Batch
from dicomtree.scanner.known import Known
from dicomtree.workers import Worker, WorkerDied, WorkerTimedOut

STALLED_S = 5.0
MODULE = "dicomtree.scanner"
_POLL_S = 0.05
_NICE = 10


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
    for one root alone) and still holds are not read again. A file on which the worker stands still for `STALLED_S`
    seconds, or dies, is a problem; the scan goes on behind it. Setting `cancel` ends it within a
    tenth of a second; what has been yielded stays valid. Raises ValueError for `known` with
    several roots.
    """
    if known and len(roots) > 1:
        raise ValueError("known stamps are those of one root")
    request = {
        "roots": list(roots),
        "first_root": first_root,
        "known": known or {},
        "follow_links": follow_links,
        "after": None,
        "skip": [],
    }
    watch = _Watch(request)
    try:
        yield from watch.batches(cancel or threading.Event())
    finally:
        watch.close()


class _Watch:
    """One scan over as many workers as it takes."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._request = request
        self._worker = Worker(MODULE, nice=_NICE)
        self._files_seen = 0
        self._note = ""
        self._noted = time.monotonic()

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def batches(self, cancel: threading.Event) -> Iterator[Batch]:
        """Yield batches until the end or until cancelled."""
        self._worker.ask(("scan", self._request))
        while not cancel.is_set():
            try:
                reply = self._worker.answer(_POLL_S)
            except WorkerTimedOut:
                if self._is_stalled():
                    words = f"no answer within {STALLED_S:g} s"
                    yield self._give_up(ProblemKind.TIMED_OUT, words)
                continue
            except WorkerDied as death:
                if not self._worker.announced():
                    raise
                yield self._give_up(ProblemKind.UNREADABLE, f"the reader {death.reason}")
                continue
            if reply is None:
                return
            yield self._batch(reply[0])

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
        self._files_seen += sum(map(len, reply[:4])) + unchanged
        self._noted = time.monotonic()
        return Batch(
            root=root,
            rows=list(map(HeaderRow._make, rows)),
            problems=[Problem(root, p, ProblemKind(kind), detail) for p, kind, detail in problems],
            not_dicom=[(p, Stamp._make(stamp)) for p, stamp in not_dicom],
            dicomdir=[(p, Stamp._make(stamp)) for p, stamp in dicomdir],
            unchanged=unchanged,
            outdated=outdated,
            files_seen=self._files_seen,
            folder=path.rpartition("/")[0],
        )

    def _give_up(self, kind: ProblemKind, words: str) -> Batch:
        """Report what the worker was at, and let another one go on behind it."""
        root, _, path = self._worker.announced().split("\n", 2)
        self._worker.kill()
        if (int(root), path) in self._request["skip"]:
            raise WorkerDied(words)
        self._request["skip"].append((int(root), path))
        self._files_seen += 1
        self._noted = time.monotonic()
        self._worker.ask(("scan", self._request))
        problem = Problem(int(root), path, kind, words)
        folder = path.rpartition("/")[0]
        return Batch(int(root), [], [problem], [], [], 0, [], self._files_seen, folder)
