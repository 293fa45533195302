"""Taking out of the index what a user wants forgotten, without a trace."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dicomtree.index import place
from dicomtree.index.database import Database
from dicomtree.index.errors import IndexLostError
from dicomtree.index.opening import index_file, open_database

KEPT_S = 90 * 24 * 3600
_WAITING_S = 5.0
_BETWEEN_S = 0.1


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is no longer in the index; `trouble` says in words what could not be taken out.

    Copies that the disk itself or a backup keeps are beyond any program's reach.
    """

    roots: tuple[str, ...] = ()
    trouble: str | None = None


def forget(folder: str) -> Forgotten:
    """Take everything out of the index that lies in a folder, or was stored with it.

    A stored root that contains the folder is forgotten whole: only its next reading is slower.
    Damaged indices that were put aside are deleted: nobody can tell what they hold.
    """
    path = index_file()
    try:
        place.remove(place.set_aside(path))
        if not path.exists():
            return Forgotten()
        database = open_database(path)
    except (OSError, IndexLostError) as error:
        return Forgotten(trouble=_words(error))
    try:
        place.remove(place.set_aside(path))  # opening may have put it aside
        return _forget_in(database, folder)
    except (OSError, IndexLostError) as error:
        return Forgotten(trouble=_words(error))
    finally:
        database.close()


def forget_everything() -> Forgotten:
    """Delete the index, whatever state it is in, and damaged ones that were put aside."""
    path = index_file()
    roots: tuple[str, ...] = ()
    trouble = None
    if path.is_file():
        roots, trouble = _emptied(path)
    try:
        place.remove([*place.files_of(path), *place.set_aside(path)])
    except OSError as error:
        return Forgotten(roots, trouble or _words(error))
    return Forgotten(roots)


def delete_roots(database: Database, roots: Iterable[int]) -> None:
    """Delete all rows of roots, within a transaction."""
    for root in roots:
        of_root = "(SELECT id FROM series WHERE root=?)"
        database.run(f"DELETE FROM content WHERE series IN {of_root}", (root,))  # noqa: S608
        for statement in (
            "DELETE FROM series WHERE root=?",
            "DELETE FROM part WHERE root=?",
            "DELETE FROM root WHERE id=?",
        ):
            database.run(statement, (root,))


def expire(database: Database) -> None:
    """Delete roots that nobody has used for 90 days, and what was put aside so long ago."""
    limit = int(time.time()) - KEPT_S
    old = database.rows("SELECT id FROM root WHERE last_used<?", (limit,))
    if old:
        with database.transaction():
            delete_roots(database, [root for (root,) in old])
        _leave_no_trace(database)
    if database.path is not None:
        aside = place.set_aside(database.path)
        place.remove(path for path in aside if path.stat().st_mtime < limit)


def _emptied(path: Path) -> tuple[tuple[str, ...], str | None]:
    """Overwrite what is in the index before its file is deleted; return what it held."""
    try:
        database = open_database(path)
    except IndexLostError as error:
        return (), _words(error)
    try:
        return _forget_roots(database, database.rows("SELECT id, path FROM root")), None
    except IndexLostError as error:
        return (), _words(error)
    finally:
        database.close()


def _forget_in(database: Database, folder: str) -> Forgotten:
    places = {os.path.abspath(folder), os.path.realpath(folder)}
    stored = database.rows("SELECT id, path, real_path FROM root")
    chosen = [
        (root, path)
        for root, path, real_path in stored
        if any(overlap(os.fsdecode(own), other) for own in (path, real_path) for other in places)
    ]
    return Forgotten(_forget_roots(database, chosen))


def _forget_roots(database: Database, roots: list[tuple[int, bytes]]) -> tuple[str, ...]:
    with database.transaction():
        delete_roots(database, [root for root, _ in roots])
    _leave_no_trace(database)
    return tuple(os.fsdecode(path) for _, path in roots)


def overlap(first: str, second: str) -> bool:
    """Tell whether one of two folders is the other or contains it."""
    folders = (os.path.join(os.path.normcase(folder), "") for folder in (first, second))
    shorter, longer = sorted(folders, key=len)
    return longer.startswith(shorter)


def _leave_no_trace(database: Database) -> None:
    """Rewrite the file, and empty the journal: both still hold what was deleted."""
    database.run("VACUUM")
    end = time.monotonic() + _WAITING_S
    while database.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
        if time.monotonic() > end:
            raise IndexLostError("another program is using it: its journal could not be emptied")
        time.sleep(_BETWEEN_S)


def _words(error: Exception) -> str:
    return str(error)
