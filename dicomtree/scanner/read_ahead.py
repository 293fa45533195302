"""Bringing files into the system's cache before they are read, where the disk makes that wait.

A cold disk is bound by latency: four threads that touch the next files halve the time of a scan.
When the files are cached already they would only cost, so they start when reading is seen to wait.
"""

import os
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
_FILES_UNTIL_DOUBT = 5000

Found = TypeVar("Found")


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

    def judge(self, files: int, wall_s: float, cpu_s: float) -> None:
        """Begin to touch files ahead when reading so many waited; doubt it after a while."""
        self._files_left -= files
        if self._files_left > 0 or wall_s - cpu_s < files * _WORTH_WAITING_S:
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
