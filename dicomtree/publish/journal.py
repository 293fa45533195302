"""The journal of a job: JSON lines, only ever added to, private, and locked while the job runs."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from dicomtree.publish.folders import PRIVATE_FILE

_FLAGS = (
    os.O_RDWR
    | os.O_APPEND
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_LONGEST_END = 1 << 12
_LOCKED_BYTE = 1 << 60  # Windows locks bytes, and others could no longer read them

Record = dict[str, Any]


class JobRunningError(Exception):
    """Another process (or thread) is at work on this job."""


class Journal:
    """A journal open for adding lines.

    What `add` has returned from survives a kill of the program, what `sync` has, a power cut.
    """

    def __init__(self, path: str, *, new: bool = False) -> None:
        """Open a journal; raises JobRunningError, FileExistsError for a new one that is there."""
        self.path = path
        self._descriptor = os.open(
            path, _FLAGS | (os.O_CREAT | os.O_EXCL if new else 0), PRIVATE_FILE
        )
        try:
            _lock(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise JobRunningError(path) from None
        self._end_torn_line()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, *records: Record) -> None:
        """Add lines. Raises OSError."""
        lines = "".join(json.dumps(record, allow_nan=False) + "\n" for record in records)
        data = memoryview(lines.encode("ascii"))
        with self._named():
            while data:
                data = data[os.write(self._descriptor, data) :]

    def sync(self) -> None:
        """See the lines on the disk. Raises OSError."""
        with self._named():
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the journal and let others have it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Name the journal where it cannot be written: it may be on a disk of its own."""
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, error.strerror, self.path) from None

    def _end_torn_line(self) -> None:
        """Keep what a killed program left half written apart from what is added."""
        size = os.lseek(self._descriptor, 0, os.SEEK_END)
        if size:
            os.lseek(self._descriptor, size - 1, os.SEEK_SET)
            if os.read(self._descriptor, 1) != b"\n":
                os.write(self._descriptor, b"\n")


def is_locked(path: str) -> bool:
    """Tell whether a job is at work. Raises OSError."""
    try:
        Journal(path).close()
    except JobRunningError:
        return True
    return False


def read_first_and_last(path: str) -> tuple[Record, Record]:
    """Return a journal's first and last line; empty where one is torn or long. Raises OSError."""
    with open(path, "rb") as file:
        first = file.readline()
        file.seek(max(os.fstat(file.fileno()).st_size - _LONGEST_END, 0))
        end = file.read().split(b"\n")
    # What stands behind the last line's end is torn; the line may have begun before what was read.
    is_ended = len(end) > 2 and not end[-1]
    return _record(first) or {}, (_record(end[-2]) or {}) if is_ended else {}


def read_records(path: str) -> list[Record]:
    """Return a journal's lines; those torn by a kill are left out. Raises OSError."""
    records = []
    with open(path, "rb") as file:
        for line in file:
            record = _record(line)
            if record is not None:
                records.append(record)
    return records


def _record(line: bytes) -> Record | None:
    """Return what a line says, None for one that is torn."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:
        _lock_on_windows(descriptor)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_on_windows(descriptor: int) -> None:
    import msvcrt

    os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
    msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
