"""Writing what a scan found into the index, a few thousand files at a time."""

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from dicomtree.index.database import Database
from dicomtree.index.packing import (
    folder_bytes,
    pack,
    pack_files,
    pack_first,
    pack_rows,
    path_in,
    unpack_first,
    unpack_rows,
    unseal,
)
from dicomtree.index.schema import DICOMDIR, NOT_DICOM
from dicomtree.index.summaries import Dropped, Everything, SeriesSummary
from dicomtree.model import NOT_YET_CHECKED, HeaderRow, Problem, Stamp
from dicomtree.source.stamps import unpack_stamps
from dicomtree.tree.frames import frame_count

_LARGEST = (1 << 63) - 1  # of SQLite's integers: sparse files can claim more
_PUT_PART = (
    "INSERT INTO part(root, series, folder, files, unchecked, stamps, headers)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_COPY_SERIES = (
    "INSERT INTO series(root, instances, frames, size_bytes, first, copies)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_PATH = attrgetter("path")

Files = Sequence[tuple[str, Stamp]]


class RootWriter:
    """What can be written of one root, within `StoredRoot.writing`."""

    def __init__(self, database: Database, root: int, number: int) -> None:
        self._database = database
        self._root = root
        self._number = number

    def add_rows(self, summary: SeriesSummary, rows: Sequence[HeaderRow]) -> int:
        """Store further rows of a series that with them is as `summary` says; return its number."""
        series = self._put_series(summary)
        for folder, members in groupby(rows, _folder):
            own = list(members)
            counts = (len(own), _unchecked(own))
            self._put_part(series, folder, counts, *pack_rows(folder, own))
        return series

    def add_not_dicom(self, files: Files) -> None:
        """Store files that are something else."""
        self._add_files(NOT_DICOM, files)

    def add_dicomdirs(self, files: Files) -> None:
        """Store DICOMDIR files."""
        self._add_files(DICOMDIR, files)

    def finish(self, problems: Iterable[Problem]) -> None:
        """Store that the root was read to its end, and with which problems."""
        plain = [(problem.path, problem.kind.value, problem.detail) for problem in problems]
        self._database.run(
            "UPDATE root SET complete=1, last_used=?, problems=? WHERE id=?",
            (int(time.time()), pack(plain), self._root),
        )

    def add_everything(self, found: Everything) -> None:
        """Store what another index holds of the root."""
        numbers = {NOT_DICOM: NOT_DICOM, DICOMDIR: DICOMDIR}
        for series, *values in found.series:
            entered = self._database.run(_COPY_SERIES, (self._root, *values))
            numbers[series] = int(entered.lastrowid or 0)
        for series, *values in found.parts:
            self._database.run(_PUT_PART, (self._root, numbers[series], *values))
        for series, data in found.contents:
            self._database.run(
                "INSERT INTO content(series, data) VALUES (?, ?)", (numbers[series], data)
            )
        self._database.run(
            "UPDATE root SET complete=?, problems=? WHERE id=?",
            (found.complete, found.problems, self._root),
        )

    def drop(self, paths: Iterable[str]) -> Dropped:
        """Remove files that are gone or will be stored anew."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for path in paths:
            folder, _, name = path.rpartition("/")
            names[folder].add(name)
        dropped = Dropped()
        gone: defaultdict[int, list[HeaderRow]] = defaultdict(list)
        for folder, wanted in names.items():
            self._drop_in_folder(folder, wanted, dropped, gone)
        dropped.series = [self._lessened(series, rows) for series, rows in gone.items()]
        return dropped

    def check(self, part: int, flaws: Mapping[str, str | None]) -> tuple[int, HeaderRow]:
        """Store what was found wrong with images of a part, by path.

        Returns their series, and what is now its first row.
        """
        ((series, folder, stamps, headers, first),) = self._database.rows(
            "SELECT series, folder, stamps, headers, first FROM part"
            " JOIN series ON series.id=series WHERE part.id=?",
            (part,),
        )
        with self._database.guarded():
            its_first = unpack_first(self._number, first)
            rows = unpack_rows(self._number, os.fsdecode(folder), stamps, headers)
        self._replace_rows(part, os.fsdecode(folder), [_checked(row, flaws) for row in rows])
        its_first = _checked(its_first, flaws)
        self._database.run("UPDATE series SET first=? WHERE id=?", (pack_first(its_first), series))
        self._database.run("DELETE FROM content WHERE series=?", (series,))
        return int(series), its_first

    # ---- adding
    def _put_series(self, summary: SeriesSummary) -> int:
        sums = (
            summary.instances,
            summary.frames,
            min(summary.size_bytes, _LARGEST),
            pack_first(summary.first),
        )
        if summary.series is None:
            entered = self._database.run(
                "INSERT INTO series(root, instances, frames, size_bytes, first)"
                " VALUES (?, ?, ?, ?, ?)",
                (self._root, *sums),
            )
            return int(entered.lastrowid or 0)
        self._database.run(
            "UPDATE series SET instances=?, frames=?, size_bytes=?, first=?, copies=NULL"
            " WHERE id=?",
            (*sums, summary.series),
        )
        self._database.run("DELETE FROM content WHERE series=?", (summary.series,))
        return summary.series

    def _put_part(
        self,
        series: int,
        folder: str,
        counts: tuple[int, int],
        stamps: bytes,
        headers: bytes | None,
    ) -> None:
        values = (self._root, series, folder_bytes(folder), *counts, stamps, headers)
        self._database.run(_PUT_PART, values)

    def _add_files(self, kind: int, files: Files) -> None:
        by_folder: defaultdict[str, list[tuple[str, Stamp]]] = defaultdict(list)
        for path, its_stamp in files:
            folder, _, name = path.rpartition("/")
            by_folder[folder].append((name, its_stamp))
        for folder, own in by_folder.items():
            self._put_part(kind, folder, (len(own), 0), pack_files(folder, own), None)

    # ---- dropping
    def _drop_in_folder(
        self,
        folder: str,
        names: set[str],
        dropped: Dropped,
        gone: Mapping[int, list[HeaderRow]],
    ) -> None:
        parts = self._database.rows(
            "SELECT id, series, stamps FROM part WHERE root=? AND folder=?",
            (self._root, folder_bytes(folder)),
        )
        for part, series, stamps in parts:
            with self._database.guarded():
                files = unpack_stamps(unseal(stamps, folder))
            hit = names & files.keys()
            if not hit:
                continue
            if series > 0:
                gone[series].extend(self._drop_rows(part, folder, hit))
                dropped.instances += len(hit)
                continue
            kept = [(name, stamp) for name, stamp in files.items() if name not in hit]
            self._drop_files(part, folder, kept)
            if series == NOT_DICOM:
                dropped.not_dicom += len(hit)
            else:
                dropped.dicomdirs += [path_in(folder) + name for name in hit]

    def _drop_files(self, part: int, folder: str, kept: Files) -> None:
        if kept:
            self._replace_part(part, (len(kept), 0), pack_files(folder, kept), None)
        else:
            self._database.run("DELETE FROM part WHERE id=?", (part,))

    def _drop_rows(self, part: int, folder: str, names: set[str]) -> list[HeaderRow]:
        """Take the rows of these files out of a part, and return them."""
        ((stamps, headers),) = self._database.rows(
            "SELECT stamps, headers FROM part WHERE id=?", (part,)
        )
        with self._database.guarded():
            rows = unpack_rows(self._number, folder, stamps, headers)
        kept = [row for row in rows if row.path.rpartition("/")[2] not in names]
        if kept:
            self._replace_rows(part, folder, kept)
        else:
            self._database.run("DELETE FROM part WHERE id=?", (part,))
        return [row for row in rows if row.path.rpartition("/")[2] in names]

    def _replace_rows(self, part: int, folder: str, rows: Sequence[HeaderRow]) -> None:
        self._replace_part(part, (len(rows), _unchecked(rows)), *pack_rows(folder, rows))

    def _replace_part(
        self, part: int, counts: tuple[int, int], stamps: bytes, headers: bytes | None
    ) -> None:
        self._database.run(
            "UPDATE part SET files=?, unchecked=?, stamps=?, headers=? WHERE id=?",
            (*counts, stamps, headers, part),
        )

    def _lessened(self, series: int, gone: Sequence[HeaderRow]) -> SeriesSummary:
        """Store and return what is left of a series."""
        ((first, instances, frames, size_bytes),) = self._database.rows(
            "SELECT first, instances, frames, size_bytes FROM series WHERE id=?", (series,)
        )
        with self._database.guarded():
            before = unpack_first(self._number, first)
        left = SeriesSummary(
            series=series,
            first=before,
            instances=instances - len(gone),
            frames=frames - sum(map(frame_count, gone)),
            size_bytes=size_bytes - sum(row.size for row in gone),
        )
        if left.instances <= 0:
            self._database.run("DELETE FROM series WHERE id=?", (series,))
            self._database.run("DELETE FROM content WHERE series=?", (series,))
            return left
        if any(row.path == before.path for row in gone):
            left = left._replace(first=self._first_of(series))
        self._put_series(left)
        return left

    def _first_of(self, series: int) -> HeaderRow:
        parts = self._database.rows(
            "SELECT folder, stamps, headers FROM part WHERE series=?", (series,)
        )
        with self._database.guarded():
            rows = (
                row
                for folder, stamps, headers in parts
                for row in unpack_rows(self._number, os.fsdecode(folder), stamps, headers)
            )
            return min(rows, key=_PATH)


def _unchecked(rows: Iterable[HeaderRow]) -> int:
    return sum(row.flaw == NOT_YET_CHECKED for row in rows)


def _checked(row: HeaderRow, flaws: Mapping[str, str | None]) -> HeaderRow:
    return row._replace(flaw=flaws[row.path]) if row.path in flaws else row


def _folder(row: HeaderRow) -> str:
    return row.path.rpartition("/")[0]
