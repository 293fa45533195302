"""One opened folder in an index: reading what is stored of it."""

import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dicomtree.index.contents import content_under, plain_content
from dicomtree.index.database import Database
from dicomtree.index.errors import IndexLostError
from dicomtree.index.forgetting import delete_roots
from dicomtree.index.made_by import made_by
from dicomtree.index.packing import (
    folder_bytes,
    pack,
    path_in,
    unpack,
    unpack_first,
    unpack_rows,
    unseal,
)
from dicomtree.index.schema import DICOMDIR, NOT_DICOM
from dicomtree.index.summaries import Everything, Restored, SeriesSummary, StoredCopies
from dicomtree.index.writing import RootWriter
from dicomtree.model import (
    NOT_YET_CHECKED,
    Duplicate,
    HeaderRow,
    Problem,
    ProblemKind,
    SeriesContent,
)
from dicomtree.source.stamps import unpack_columns

_RESTORE_SERIES = "SELECT id, first, instances, frames, size_bytes, copies FROM series WHERE root=?"
_EVERY_SERIES = "SELECT id, instances, frames, size_bytes, first, copies FROM series WHERE root=?"
_EVERY_PART = "SELECT series, folder, files, unchecked, stamps, headers FROM part WHERE root=?"
_TO_CHECK = "SELECT id FROM part WHERE root=? AND unchecked>0 ORDER BY id"
_EVERY_CONTENT = (
    "SELECT series, data FROM content WHERE series IN (SELECT id FROM series WHERE root=?)"
)
_KEEP_CONTENT = (
    "INSERT OR REPLACE INTO content(series, data) SELECT id, ? FROM series "
    "WHERE id=? AND instances=?"
)


class StoredRoot:
    """A root in an index. Safe to use from several threads; everything raises IndexLostError.

    Another program may have the same root open: what it changes there is found out by the root's
    generation, which every writing raises by one.
    """

    def __init__(self, database: Database, number: int, path: str) -> None:
        self._database = database
        self._number = number
        self._path = path
        self._lock = threading.RLock()
        self._id: int | None = None
        self._generation = 0

    @property
    def is_kept(self) -> bool:
        """Whether what is stored outlives the program."""
        return self._database.path is not None

    # ---- reading
    def restore(self) -> Restored:
        """Return what is stored, as far as this version of the program has made it."""
        with self._lock, self._database.transaction("DEFERRED"):
            found = self._database.rows(
                "SELECT id, generation, complete, problems FROM root WHERE path=? AND made_by=?",
                (folder_bytes(self._path), made_by()),
            )
            if not found:
                self._id, self._generation = None, 0
                return Restored()
            self._id, self._generation, complete, problems = found[0]
            return Restored(
                series=[
                    self._summary(row, complete=bool(complete))
                    for row in self._of_root(_RESTORE_SERIES)
                ],
                not_dicom=self._not_dicom(),
                dicomdirs=self._dicomdirs(),
                problems=self._problems(problems),
                complete=bool(complete),
            )

    def is_current(self) -> bool:
        """Tell whether nobody else has written since the root was restored or written."""
        with self._lock:
            return self._id is None or self._generations() == [(self._generation,)]

    def is_forgotten(self) -> bool:
        """Tell whether what was restored or written is no longer there."""
        with self._lock:
            return self._id is not None and not self._generations()

    def paths(self, prefix: str = "") -> list[str]:
        """Return the paths of all instances that begin with a folder's path and "/"."""
        parts = self._of_root("SELECT folder, stamps FROM part WHERE root=? AND series>0")
        with self._database.guarded():
            return [
                path
                for folder, stamps in parts
                for path in _paths(os.fsdecode(folder), stamps)
                if path.startswith(prefix)
            ]

    def known_stamps(self) -> dict[str, list[bytes]]:
        """Return by folder the packed stamps of all files (`source.stamps`)."""
        known: dict[str, list[bytes]] = {}
        with self._database.guarded():
            for path, stamps in self._of_root("SELECT folder, stamps FROM part WHERE root=?"):
                folder = os.fsdecode(path)
                known.setdefault(folder, []).append(unseal(stamps, folder))
        return known

    def unchecked(self) -> list[int]:
        """Return the parts with images that are not yet checked."""
        return [part for (part,) in self._of_root(_TO_CHECK)]

    def rows_to_check(self, part: int) -> list[HeaderRow]:
        """Return the rows of a part that are not yet checked."""
        found = self._database.rows(
            "SELECT folder, stamps, headers FROM part WHERE id=? AND root=?", (part, self._id)
        )
        with self._database.guarded():
            return [
                row
                for folder, stamps, headers in found
                for row in unpack_rows(self._number, os.fsdecode(folder), stamps, headers)
                if row.flaw == NOT_YET_CHECKED
            ]

    def rows(self, series: int, instances: int) -> list[HeaderRow]:
        """Return the rows of a series that should have so many."""
        parts = self._database.rows(
            "SELECT folder, stamps, headers FROM part WHERE series=? ORDER BY id", (series,)
        )
        with self._database.guarded():
            found = [
                row
                for folder, stamps, headers in parts
                for row in unpack_rows(self._number, os.fsdecode(folder), stamps, headers)
            ]
        if len(found) != instances:
            raise IndexLostError("another program has changed it")
        return found

    def series_at(self, path: str) -> int | None:
        """Return the series that a file belongs to; None if it holds no instance."""
        folder, _, name = path.rpartition("/")
        parts = self._database.rows(
            "SELECT series, stamps FROM part WHERE root=? AND folder=? AND series>0",
            (self._id, folder_bytes(folder)),
        )
        with self._database.guarded():
            for series, stamps in parts:
                if name in unpack_columns(unseal(stamps, folder))[0]:
                    return int(series)
        return None

    def content(self, series: int) -> SeriesContent | None:
        """Return the stacks that were kept of a series; None if there are none."""
        with self._database.guarded():
            found = self._database.rows("SELECT data FROM content WHERE series=?", (series,))
            return content_under(self._number, unpack(found[0][0])) if found else None

    def everything(self) -> Everything:
        """Return all that is stored, packed as it is; nothing if nobody has stored anything."""
        with self._database.transaction("DEFERRED"):
            found = self._of_root("SELECT complete, problems FROM root WHERE id=?")
            complete, problems = found[0] if found else (0, None)
            return Everything(
                complete=complete,
                problems=problems,
                series=self._of_root(_EVERY_SERIES),
                parts=self._of_root(_EVERY_PART),
                contents=self._of_root(_EVERY_CONTENT),
            )

    # ---- writing
    @contextmanager
    def writing(self) -> Iterator[RootWriter]:
        """Write all that the block writes, or, if it raises, nothing.

        Raises IndexLostError if another program has written here since.
        """
        with self._lock:
            identity, generation = self._id, self._generation
            with self._database.transaction():
                if identity is None:
                    identity = self._new()
                else:
                    self._next_generation(identity, generation)
                yield RootWriter(self._database, identity, self._number)
            self._id, self._generation = identity, generation + 1

    def keep_content(self, series: int, instances: int, content: SeriesContent) -> None:
        """Keep the stacks of a series that has so many instances."""
        data = pack(plain_content(content))
        self._database.run(_KEEP_CONTENT, (data, series, instances))

    def keep_copies(self, found: Iterable[tuple[int, int, StoredCopies | None]]) -> None:
        """Keep the copies of series, given by number and how many instances each has.

        None: they must be looked for again. A series that nothing is kept of has no copies once
        the root is complete.
        """
        with self._database.transaction():
            for series, instances, copies in found:
                self._database.run(
                    "UPDATE series SET copies=? WHERE id=? AND instances=?",
                    (pack(_plain_copies(copies)), series, instances),
                )

    def touch(self) -> None:
        """Note that the root is in use."""
        self._database.run("UPDATE root SET last_used=? WHERE id=?", (_now(), self._id))

    # ---- parts
    def _of_root(self, statement: str) -> list[Any]:
        return self._database.rows(statement, (self._id,))

    def _summary(self, values: Sequence[Any], *, complete: bool) -> SeriesSummary:
        series, first, instances, frames, size_bytes, copies = values
        return SeriesSummary(
            series=series,
            first=unpack_first(self._number, first),
            instances=instances,
            frames=frames,
            size_bytes=size_bytes,
            copies=self._copies(copies, complete=complete),
        )

    def _copies(self, blob: bytes | None, *, complete: bool) -> StoredCopies | None:
        if blob is None:
            return StoredCopies() if complete else None
        plain = unpack(blob)
        if plain is None:
            return None
        duplicates, frames = plain
        return StoredCopies(tuple(Duplicate(self._number, *copy) for copy in duplicates), frames)

    def _problems(self, blob: bytes | None) -> tuple[Problem, ...]:
        plain = unpack(blob) if blob else []
        return tuple(
            Problem(self._number, path, ProblemKind(kind), detail) for path, kind, detail in plain
        )

    def _not_dicom(self) -> int:
        found = self._database.rows(
            "SELECT coalesce(sum(files), 0) FROM part WHERE series=? AND root=?",
            (NOT_DICOM, self._id),
        )
        return int(found[0][0])

    def _dicomdirs(self) -> tuple[str, ...]:
        parts = self._database.rows(
            "SELECT folder, stamps FROM part WHERE series=? AND root=?", (DICOMDIR, self._id)
        )
        return tuple(
            path for folder, stamps in parts for path in _paths(os.fsdecode(folder), stamps)
        )

    def _generations(self) -> list[Any]:
        return self._database.rows("SELECT generation FROM root WHERE id=?", (self._id,))

    def _new(self) -> int:
        """Enter the root, in place of what another version of the program has stored of it."""
        path = folder_bytes(self._path)
        found = self._database.rows("SELECT id, made_by FROM root WHERE path=?", (path,))
        if any(version == made_by() for _, version in found):
            raise IndexLostError("another program is reading the same folder")
        delete_roots(self._database, [identity for identity, _ in found])
        entered = self._database.run(
            "INSERT INTO root(path, real_path, made_by, generation, complete, last_used)"
            " VALUES (?, ?, ?, 1, 0, ?)",
            (path, folder_bytes(os.path.realpath(self._path)), made_by(), _now()),
        )
        return int(entered.lastrowid or 0)

    def _next_generation(self, identity: int, generation: int) -> None:
        raised = self._database.run(
            "UPDATE root SET generation=generation+1, complete=0 WHERE id=? AND generation=?",
            (identity, generation),
        )
        if raised.rowcount != 1:
            raise IndexLostError("another program is reading the same folder")


def _paths(folder: str, stamps: bytes) -> list[str]:
    prefix = path_in(folder)
    return [prefix + name for name in unpack_columns(unseal(stamps, folder))[0]]


def _plain_copies(copies: StoredCopies | None) -> object:
    if copies is None:
        return None
    plain = [(copy.path, copy.of, copy.identical) for copy in copies.duplicates]
    return plain, copies.frames


def _now() -> int:
    return int(time.time())
