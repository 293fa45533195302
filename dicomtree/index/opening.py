"""Opening the index, in whatever state its file is."""

import sqlite3
from pathlib import Path

from dicomtree.index import place, schema
from dicomtree.index.database import Database
from dicomtree.index.errors import DamagedIndexError, IndexLostError
from dicomtree.settings import cache_folder

OPENING_S = 1.0  # somebody is waiting for the first rows
WAITING_MS = 5000
_PRAGMAS = (
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",  # what SQLite sorts or copies aside would hold patient names
)


def index_file() -> Path:
    """Return where the index is kept, whether it is there or not."""
    return cache_folder() / "index.sqlite3"


def open_database(path: Path) -> Database:
    """Open the index, or make it where it is missing, outdated or damaged.

    A damaged file is put aside. Raises IndexLostError where no index can be had: its place is not
    ours or cannot be written to, another program holds it, or a newer version has made it.
    """
    try:
        for _ in range(3):
            try:
                database = _opened(path)
            except DamagedIndexError:
                continue  # it has been put aside
            if database is not None:
                return database
    except OSError as error:
        raise IndexLostError(error.strerror or str(error)) from error
    raise IndexLostError("it is damaged again and again")


def open_in_memory() -> Database:
    """Return an index that ends with the program."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    schema.create(connection)
    return Database(connection, None)


def _opened(path: Path) -> Database | None:
    """Return the index; None if it was an outdated one, which is gone now. Raises OSError too."""
    if path.is_dir():
        raise IndexLostError("a folder is in its place")
    place.prepare(path)
    unclean = place.ended_uncleanly(path)
    connection = sqlite3.connect(
        path, timeout=OPENING_S, isolation_level=None, check_same_thread=False
    )
    database = Database(connection, path)
    ready = False
    try:
        with database.guarded():
            current = _is_current(connection)
            if current:
                _make_ready(connection, path.parent, unclean=unclean)
                ready = True
    finally:
        if not ready:
            database.close()
    if current:
        return database
    place.remove(place.files_of(path))
    return None


def _is_current(connection: sqlite3.Connection) -> bool:
    """Tell whether the file is empty or an index of this version; False for an older one.

    Nothing is written before it is known that the file is ours. Raises sqlite3.Error,
    DamagedIndexError for a file that is something else, IndexLostError for a newer version's.
    """
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == 0 and version == 0 and not schema.tables(connection):
        return True
    if application != schema.APPLICATION_ID:
        raise DamagedIndexError("something else is in its place")
    if version > schema.VERSION:
        raise IndexLostError("a newer version of the program has made it")
    return bool(version == schema.VERSION)


def _make_ready(connection: sqlite3.Connection, folder: Path, *, unclean: bool) -> None:
    """Make the tables where they are missing, and check those that are there."""
    # A write-ahead log needs memory that all programs share.
    mode = "TRUNCATE" if place.is_on_network(folder) else "WAL"
    connection.execute(f"PRAGMA journal_mode={mode}")
    connection.execute("PRAGMA synchronous=NORMAL")
    if not schema.tables(connection):
        schema.create(connection)
    if schema.tables(connection) != schema.expected_tables():
        raise DamagedIndexError("its tables are not those of an index")
    if unclean and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise DamagedIndexError("it is damaged")
    connection.execute(f"PRAGMA busy_timeout={WAITING_MS}")
