"""The tables of the index."""

import sqlite3
from functools import cache

APPLICATION_ID = 0x44544958  # "DTIX"
VERSION = 2

# A part is what one flush stored of one series' files in one folder; `series` is NOT_DICOM or
# DICOMDIR for files that hold no instance. `unchecked` counts the images whose pixel data nobody
# has looked for yet. Stamps stand before headers: a refresh reads only them.
STATEMENTS = (
    """CREATE TABLE root (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path BLOB NOT NULL UNIQUE,
        real_path BLOB NOT NULL,
        made_by TEXT NOT NULL,
        generation INTEGER NOT NULL,
        complete INTEGER NOT NULL,
        last_used INTEGER NOT NULL,
        problems BLOB
    )""",
    """CREATE TABLE series (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        root INTEGER NOT NULL,
        instances INTEGER NOT NULL,
        frames INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL,
        first BLOB NOT NULL,
        copies BLOB
    )""",
    """CREATE TABLE part (
        id INTEGER PRIMARY KEY,
        root INTEGER NOT NULL,
        series INTEGER NOT NULL,
        folder BLOB NOT NULL,
        files INTEGER NOT NULL,
        unchecked INTEGER NOT NULL,
        stamps BLOB NOT NULL,
        headers BLOB
    )""",
    """CREATE TABLE content (
        series INTEGER PRIMARY KEY,
        data BLOB NOT NULL
    )""",
    "CREATE INDEX series_of_root ON series(root)",
    "CREATE INDEX part_of_folder ON part(root, folder)",
    "CREATE INDEX part_of_series ON part(series)",
    "CREATE INDEX part_to_check ON part(root) WHERE unchecked>0",
)

NOT_DICOM = 0
DICOMDIR = -1


def create(connection: sqlite3.Connection) -> None:
    """Make the tables, unless another program has made them meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    if not tables(connection):
        for statement in STATEMENTS:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return name and statement of all that the database declares."""
    found: list[tuple[str, str]] = connection.execute(
        "SELECT name, coalesce(sql, '') FROM sqlite_master ORDER BY name"
    ).fetchall()
    return found


@cache
def expected_tables() -> list[tuple[str, str]]:
    """Return what `tables` says of a whole index."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        create(connection)
        return tables(connection)
    finally:
        connection.close()
