"""The tree of patients, studies and series, grown row by row while a scan runs."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from dicomtree.model import HeaderRow, Tree
from dicomtree.tree.buckets import Bucket, Held, RawKey, identity_of, raw_key
from dicomtree.tree.nodes import Content, tree_of
from dicomtree.tree.patients import PatientGroup, PatientsBy, SeriesGroup, group_patients

Load = Callable[[int, int, int], list[HeaderRow]]
"""Returns the rows of a root that a store has, by their number there and how many there are."""
Put = Callable[[Held, list[HeaderRow]], int]
"""Hands over rows, with the sums that hold with them, and returns their number in the store."""
Fingerprint = tuple[tuple[int, int], ...]


class Grouping:
    """Gathers header rows into patients, studies and series (ids, UIDs; not stacks).

    Adding a row costs about a microsecond; a snapshot costs as much as there are series,
    however many instances. What comes out depends on the set of rows only, never on the order
    in which they came; series keys stay as they are as long as the grouping lives.

    Rows stay in memory, or are handed over to a store that can `load` them: then only their sums
    stay. Whatever `load` raises, `rows_of` raises.
    """

    def __init__(self, load: Load | None = None) -> None:
        self._load = load
        self._buckets: dict[RawKey, Bucket] = {}
        self._in_memory: list[Bucket] = []  # those with rows
        self._stored: dict[tuple[int, int], Bucket] = {}
        self._promised: dict[tuple[int, str], Bucket] = {}
        self._next_key = 0
        self.revision = 0
        """Another number whenever rows have been added or dropped."""
        self._grouped_by: PatientsBy | None = None
        self._groups: list[PatientGroup] = []
        self._series: dict[int, tuple[Bucket, ...]] = {}

    # ---- rows in memory
    def add(self, rows: Iterable[HeaderRow]) -> None:
        """Take in rows; a row whose file was already taken in must have been dropped before."""
        self.revision += 1
        revision = self.revision
        for (_, key), run in groupby(rows, _root_and_key):
            members = list(run)
            if self._promised:
                for row in members:
                    self._redeem(row.root, row.path)
            bucket = self._bucket_of(key, members[0])
            if not bucket.rows:
                self._in_memory.append(bucket)
            bucket.add(members, revision)

    def drop(self, root: int, paths: Iterable[str]) -> None:
        """Forget the rows of these paths under a root, all of whose rows are in memory.

        Costs as much as there are rows.
        """
        gone = frozenset(paths)
        self.revision += 1
        for bucket in self._buckets.values():
            bucket.remove(root, gone, self.revision)
        self._in_memory = [bucket for bucket in self._in_memory if bucket.rows]
        self._grouped_by = None

    def drop_root(self, root: int) -> None:
        """Forget everything under a root."""
        self.revision += 1
        for bucket in self._buckets.values():
            bucket.forget(root)
        self._in_memory = [bucket for bucket in self._in_memory if bucket.rows]
        for place in [place for place in self._stored if place[0] == root]:
            del self._stored[place]
        for file in [file for file in self._promised if file[0] == root]:
            del self._promised[file]
        self._grouped_by = None

    def rows(self) -> list[HeaderRow]:
        """Return all rows that are in memory."""
        return [row for bucket in self._in_memory for row in bucket.rows]

    # ---- rows with a store
    def hand_over(self, root: int, put: Put) -> None:
        """Hand the rows of a root that are in memory over to a store; if `put` raises, none."""
        taken: list[tuple[Bucket, Held, int]] = []
        for bucket in self._in_memory:
            rows = [row for row in bucket.rows if row.root == root]
            if rows:
                held = bucket.held[root]
                taken.append((bucket, held, put(held, rows)))
        for bucket, held, number in taken:
            bucket.rows = [row for row in bucket.rows if row.root != root]
            held.number = number
            self._stored[root, number] = bucket
        self._in_memory = [bucket for bucket in self._in_memory if bucket.rows]

    def restore(self, held: Held) -> None:
        """Take in rows that a store has, by their sums."""
        self.revision += 1
        held.revision = self.revision
        root, number = held.first.root, held.number
        bucket = self._bucket_of(raw_key(held.first), held.first)
        bucket.held[root] = held
        bucket.unhashed += held.instances
        if number is not None:
            self._stored[root, number] = bucket

    def replace(self, held: Held) -> None:
        """Take in the sums of rows that a store has changed; no instances: they are gone."""
        self.revision += 1
        held.revision = self.revision
        self._grouped_by = None
        root, number = held.first.root, held.number or 0
        bucket = self._stored[root, number]
        bucket.unhashed = bucket.instance_count
        if held.instances:
            bucket.held[root] = held
        else:
            del bucket.held[root]
            del self._stored[root, number]

    def restate(self, first: HeaderRow, number: int) -> None:
        """Take note that rows which a store has say something else; they are as many as before.

        `first` is the first of them.
        """
        self.revision += 1
        held = self._stored[first.root, number].held[first.root]
        held.first, held.revision = first, self.revision

    def key_at(self, root: int, number: int, patients_by: PatientsBy = "id+name") -> int | None:
        """Return the key of the series that rows in the store belong to."""
        self._grouped(patients_by)
        bucket = self._stored.get((root, number))
        return None if bucket is None else bucket.series_key

    # ---- rows that a directory promises
    def promise(self, rows: Iterable[HeaderRow]) -> None:
        """Take in rows that stand for files until these have been read."""
        self.revision += 1
        for row in rows:
            if (row.root, row.path) not in self._promised:
                bucket = self._bucket_of(raw_key(row), row)
                bucket.promise(row, self.revision)
                self._promised[row.root, row.path] = bucket

    def drop_promises(self, root: int) -> None:
        """Forget what is promised of a root."""
        for file in [file for file in self._promised if file[0] == root]:
            self._redeem(*file)

    def _redeem(self, root: int, path: str) -> None:
        bucket = self._promised.pop((root, path), None)
        if bucket is not None:
            bucket.redeem(root, path, self.revision)
            if bucket.is_empty:
                self._grouped_by = None

    # ---- the tree
    def snapshot(self, content: Content, patients_by: PatientsBy = "id+name") -> Tree:
        """Return the tree as it is now; `content` gives a series' stacks when they are asked for.

        Patients are ordered by name (those with one id side by side), studies newest first,
        series by number, then time.
        """
        return tree_of(self._grouped(patients_by), content)

    def series_keys(self, patients_by: PatientsBy = "id+name") -> list[int]:
        """Return the keys of all series."""
        self._grouped(patients_by)
        return sorted(self._series)

    def rows_of(self, series_key: int) -> list[HeaderRow]:
        """Return all rows of a series; KeyError for a key that no snapshot has shown."""
        found: list[HeaderRow] = []
        for bucket in self._series[series_key]:
            for root, held in bucket.held.items():
                if held.number is not None and self._load is not None:
                    here = sum(row.root == root for row in bucket.rows)
                    found += self._load(root, held.number, held.instances - here)
            found += bucket.rows
            found += bucket.promised_rows.values()
        return found

    def first_row(self, series_key: int) -> HeaderRow:
        """Return the row of a series whose place sorts first; KeyError as in `rows_of`."""
        firsts = (bucket.first for bucket in self._series[series_key])
        return min(firsts, key=attrgetter("root", "path"))

    def fingerprint(self, series_key: int) -> Fingerprint:
        """Return what changes whenever the rows of a series do; KeyError as in `rows_of`."""
        return tuple(
            (held.first.root, held.revision)
            for bucket in self._series[series_key]
            for held in bucket.every_held()
        )

    def parts_of(self, series_key: int) -> list[Held]:
        """Return the sums of a series by raw identity and root; KeyError as in `rows_of`."""
        return [held for bucket in self._series[series_key] for held in bucket.held.values()]

    def stored_as(self, series_key: int) -> Held | None:
        """Return the sums of a series whose rows are all with the store, under one number."""
        buckets = self._series[series_key]
        if len(buckets) != 1 or buckets[0].rows or len(buckets[0].every_held()) != 1:
            return None
        held = buckets[0].every_held()[0]
        return held if held.number is not None else None

    def uids_may_repeat(self, series_key: int) -> bool:
        """Tell whether two rows of a series may share a SOP Instance UID."""
        buckets = self._series[series_key]
        if len(buckets) == 1:
            return buckets[0].uids_may_repeat()
        return any(bucket.uids_may_repeat() for bucket in buckets) or _repeat(
            [uid for bucket in buckets for uid in bucket.uids]
        )

    def copies_are_known(self, series_key: int) -> None:
        """Note that copies were looked for among the rows of a series as they are."""
        for bucket in self._series[series_key]:
            bucket.copies_are_known()

    def _bucket_of(self, key: RawKey, row: HeaderRow) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(identity_of(row))
        if not bucket.held:
            self._grouped_by = None
        return bucket

    def _grouped(self, patients_by: PatientsBy) -> list[PatientGroup]:
        if self._grouped_by != patients_by:
            present = [bucket for bucket in self._buckets.values() if not bucket.is_empty]
            self._groups = group_patients(present, patients_by)
            self._grouped_by = patients_by
            self._assign_keys()
        return self._groups

    def _assign_keys(self) -> None:
        self._series = {}
        for series in _all_series(self._groups):
            known = [b.series_key for b in series.buckets if b.series_key >= 0]
            key = min(known, default=-1)
            # Two series can claim one key when a file that had joined them was dropped.
            if key < 0 or key in self._series:
                key = self._next_key
                self._next_key += 1
            self._series[key] = series.buckets
            for bucket in series.buckets:
                bucket.series_key = key


def _all_series(groups: Iterable[PatientGroup]) -> Iterator[SeriesGroup]:
    for patient in groups:
        for study in patient.studies:
            yield from study.series


def _root_and_key(row: HeaderRow) -> tuple[int, RawKey]:
    return row.root, raw_key(row)


def _repeat(values: list[int]) -> bool:
    return len(set(values)) < len(values)
