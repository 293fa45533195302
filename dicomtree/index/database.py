"""One SQLite database, used by several threads in turn; its errors are `IndexLostError`."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dicomtree.index import place
from dicomtree.index.errors import DamagedIndexError, IndexLostError, translated

Parameters = Sequence[object]

ENDING_S = 2.0
"""How long the end of the program waits for a thread that is using the database."""


class Database:
    """A connection and its lock. Once damage is found, everything raises `DamagedIndexError`."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self.path = path
        self._inode = path.lstat().st_ino if path is not None else 0
        self._connection = connection
        self._lock = threading.RLock()
        self._damage: IndexLostError | None = None
        # A program that just ends leaves no journal behind, so that the next one need not check.
        self._close = weakref.finalize(self, _close_in_turn, connection, self._lock)

    def close(self) -> None:
        """End the connection; SQLite then empties its journal into the file."""
        with self._lock:
            self._close()

    def rows(self, statement: str, parameters: Parameters = ()) -> list[Any]:
        """Return what a statement selects."""
        with self._lock, self.guarded():
            return self._connection.execute(statement, parameters).fetchall()

    def run(self, statement: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run a statement, as a rule within a transaction."""
        with self._lock, self.guarded():
            return self._connection.execute(statement, parameters)

    @contextmanager
    def transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        """Write all that the block writes, or, if it raises, nothing.

        A "DEFERRED" one is for reading several things as they were at one moment.
        """
        with self._lock, self.guarded():
            self._connection.execute(f"BEGIN {kind}")
            done = False
            try:
                yield
                self._connection.execute("COMMIT")
                done = True
            finally:
                if not done:
                    with suppress(sqlite3.Error):  # SQLite may have rolled back by itself
                        self._connection.execute("ROLLBACK")

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn SQLite's errors into ours; put the file aside where it proves to be damaged."""
        try:
            yield
        except sqlite3.Error as error:
            lost = self._damage or translated(error)
            if isinstance(lost, DamagedIndexError):
                raise self._put_aside() from error
            raise lost from error
        except DamagedIndexError as error:
            raise self._put_aside() from error

    def _put_aside(self) -> IndexLostError:
        """Close the damaged file and rename it; return what to raise."""
        with self._lock:
            if self._damage is None:
                self._close()
                self._damage = self._moved()
            return self._damage

    def _moved(self) -> IndexLostError:
        if self.path is None:
            return IndexLostError("its memory is damaged")
        try:
            aside = place.put_aside(self.path, self._inode)
        except OSError as error:
            return IndexLostError(f"it is damaged and cannot be moved: {error.strerror}")
        kept = f" and is kept as {aside.name}" if aside is not None else ""
        return DamagedIndexError(f"it was damaged{kept}")


def _close_in_turn(connection: sqlite3.Connection, lock: threading.RLock) -> None:
    """Close when nobody uses the connection: closed under a running statement, SQLite crashes."""
    if lock.acquire(timeout=ENDING_S):
        try:
            connection.close()
        finally:
            lock.release()
