"""Bringing files into the system's cache before they are read, where the disk makes that wait.

A cold disk is bound by latency: four threads that touch the next files halve the time of a scan.
When the files are cached already they would only cost, so they start when reading is seen to wait.
"""

import os
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from dicomtree.header.beginning import FIRST_BYTES
from dicomtree.scanner.folders import File
from dicomtree.source import open_descriptor

if TYPE_CHECKING:
    import queue

_THREADS = 4
_FILES_AHEAD = 64
_WORTH_WAITING_S = 60e-6  # a file; from the cache it takes a tenth
_WAITS = 0.25  # a file: fewer are waits for room in a pipe, or for a processor
_FILES_UNTIL_DOUBT = 5000

Found = TypeVar("Found")


class Pace:
    """How long reading takes, and whether it waits for a disk or a network."""

    def __init__(self) -> None:
        self._wall = time.monotonic()
        self._cpu = time.process_time()
        self._waits = _waits()

    @property
    def seconds(self) -> float:
        """The time since it began."""
        return time.monotonic() - self._wall

    def is_waiting(self, files: int) -> bool:
        """Tell whether reading so many files waited for them.

        On a busy machine time goes by while others have the processor: that counts for nothing.
        """
        idle = self.seconds - (time.process_time() - self._cpu)
        return idle > files * _WORTH_WAITING_S and _waits() - self._waits > files * _WAITS


def _waits() -> float:
    """Return how often this process gave up the processor to wait; endlessly where unknown."""
    try:
        import resource
    except ImportError:  # Windows
        return time.monotonic() * 1e9
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw


class ReadAhead:
    """Hands on what was found, and while reading waits touches the files ahead of it."""

    def __init__(self) -> None:
        self._paths: queue.SimpleQueue[str] | None = None
        self._files_left = 0

    def of(self, found: Iterator[Found]) -> Iterator[Found]:
        """Yield what `found` yields, in its order."""
        ahead: deque[Found] = deque()
        for one in found:
            if not isinstance(one, File):
                # An archive is closed when its last member has been found.
                while ahead:
                    yield ahead.popleft()
                yield one
                continue
            if self._files_left <= 0 and not ahead:
                yield one
                continue
            if self._paths is not None:
                self._paths.put(one.absolute)
            ahead.append(one)
            if len(ahead) > _FILES_AHEAD:
                yield ahead.popleft()
        yield from ahead

    def judge(self, files: int, pace: Pace) -> None:
        """Begin to touch files ahead when reading so many waited; doubt it after a while."""
        self._files_left -= files
        if self._files_left > 0 or not pace.is_waiting(files):
            return
        self._files_left = _FILES_UNTIL_DOUBT
        if self._paths is None:
            self._paths = _threads_that_touch()


def _threads_that_touch() -> "queue.SimpleQueue[str]":
    """Start the threads, and return what they take paths from."""
    import queue  # a scan starts faster without
    import threading

    paths: queue.SimpleQueue[str] = queue.SimpleQueue()
    for _ in range(_THREADS):
        threading.Thread(target=_touch, args=(paths,), daemon=True).start()
    return paths


def _touch(paths: "queue.SimpleQueue[str]") -> None:
    """Read the beginning of each file; what is wrong with it, its reader will say."""
    while True:
        try:
            descriptor, _ = open_descriptor(paths.get())
        except OSError:
            continue
        try:
            os.read(descriptor, FIRST_BYTES)
        except OSError:
            continue
        finally:
            os.close(descriptor)
