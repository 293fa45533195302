"""The tree of patients, studies and series, grown row by row while a scan runs."""

from collections.abc import Iterable, Iterator

from dicomtree.model import HeaderRow, Tree
from dicomtree.tree.buckets import Bucket, RawKey, identity_of, raw_key
from dicomtree.tree.nodes import Content, tree_of
from dicomtree.tree.patients import PatientGroup, PatientsBy, SeriesGroup, group_patients


class Grouping:
    """Gathers header rows into patients, studies and series (ids, UIDs; not stacks).

    Adding a row costs about a microsecond; a snapshot costs as much as there are series,
    however many instances. What comes out depends on the set of rows only, never on the order
    in which they came; series keys stay as they are as long as the grouping lives.
    """

    def __init__(self) -> None:
        self._buckets: dict[RawKey, Bucket] = {}
        self._next_key = 0
        self.revision = 0
        """Another number whenever rows have been added or dropped."""
        self._grouped_by: PatientsBy | None = None
        self._groups: list[PatientGroup] = []
        self._series: dict[int, tuple[Bucket, ...]] = {}

    def add(self, rows: Iterable[HeaderRow]) -> None:
        """Take in rows; a row whose file was already taken in must have been dropped before."""
        buckets = self._buckets
        self.revision += 1
        for row in rows:
            key = raw_key(row)
            bucket = buckets.get(key)
            if bucket is None:
                bucket = buckets[key] = Bucket(identity_of(row), row)
            if not bucket.rows:
                self._grouped_by = None
            bucket.add(row)

    def drop(self, root: int, paths: Iterable[str]) -> None:
        """Forget the rows of these paths under a root; costs as much as there are rows."""
        gone = frozenset(paths)
        self.revision += 1
        for bucket in self._buckets.values():
            bucket.remove(root, gone)
        self._grouped_by = None

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

    def rows(self) -> list[HeaderRow]:
        """Return all rows."""
        return [row for bucket in self._buckets.values() for row in bucket.rows]

    def rows_of(self, series_key: int) -> list[HeaderRow]:
        """Return all rows of a series; KeyError for a key that no snapshot has shown."""
        return [row for bucket in self._series[series_key] for row in bucket.rows]

    def _grouped(self, patients_by: PatientsBy) -> list[PatientGroup]:
        if self._grouped_by != patients_by:
            present = [bucket for bucket in self._buckets.values() if bucket.rows]
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
