"""The shares of one scan, read by several workers at once."""

import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from dicomtree.scanner.batches import Batch
from dicomtree.workers import WorkerDied

_BATCHES_AHEAD = 4
_POLL_S = 0.05


class Share(Protocol):
    """What delivers a part of a scan."""

    def batches(self, cancel: threading.Event) -> Iterator[Batch]:
        """Yield batches until the end or until cancelled."""

    def close(self) -> None:
        """End the worker."""


def together(
    shares: Sequence[Share], files_seen: int, cancel: threading.Event
) -> Generator[Batch, None, None]:
    """Yield the batches of all shares as they come, counting on from `files_seen`.

    Raises WorkerDied where a share cannot go on.
    """
    batches: queue.Queue[Batch | None] = queue.Queue(_BATCHES_AHEAD)
    faults: list[WorkerDied] = []
    stop = threading.Event()
    threads = [
        threading.Thread(target=_deliver, args=(share, stop, batches, faults), daemon=True)
        for share in shares
    ]
    for thread in threads:
        thread.start()
    try:
        at_work = len(threads)
        while at_work and not cancel.is_set():
            try:
                batch = batches.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if batch is None:
                at_work -= 1
                continue
            files_seen += batch.entries
            yield replace(batch, files_seen=files_seen)
    finally:
        stop.set()
        for thread in threads:
            while thread.is_alive():
                _empty(batches)  # it may wait for room
                thread.join(0.01)
    if faults:
        raise faults[0]


def _deliver(
    share: Share,
    stop: threading.Event,
    batches: "queue.Queue[Batch | None]",
    faults: list[WorkerDied],
) -> None:
    try:
        for batch in share.batches(stop):
            batches.put(batch)
    except WorkerDied as death:
        faults.append(death)
    finally:
        share.close()
        batches.put(None)


def _empty(batches: "queue.Queue[Batch | None]") -> None:
    try:
        while True:
            batches.get_nowait()
    except queue.Empty:
        return
