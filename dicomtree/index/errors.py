"""Why an index cannot be used."""

import sqlite3

_DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT))
_WORDS = {
    sqlite3.SQLITE_BUSY: "another program is using it",
    sqlite3.SQLITE_LOCKED: "another program is using it",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it cannot be written to",
    sqlite3.SQLITE_PERM: "it cannot be written to",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
}


class IndexLostError(Exception):
    """The index, or what was asked of it, is not there; the text says why, for a user."""


class DamagedIndexError(IndexLostError):
    """The file is not a whole index: it has to be put aside and made again."""


def translated(error: sqlite3.Error) -> IndexLostError:
    """Return what an error of SQLite means for an index."""
    if isinstance(error, sqlite3.ProgrammingError):
        return IndexLostError("it has been closed")
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without its details
    if code in _DAMAGED:
        return DamagedIndexError("it is damaged")
    return IndexLostError(_WORDS.get(code, f"it does not work ({type(error).__name__} {code})"))
