"""Further copies of instances: looked for where rows have changed, counted once in the tree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dicomtree.index import StoredCopies
from dicomtree.library.holdings import Holdings
from dicomtree.model import Duplicate, HeaderRow, Patient, Series, Study, Tree
from dicomtree.tree import Digest, PatientsBy, find_duplicates, frame_count
from dicomtree.tree.grouping import Fingerprint

Copies = Mapping[int, StoredCopies]
"""By series key; series without copies are not in it."""


class CopyBook:
    """The copies in each series, as far as its rows have not changed since."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._known: dict[int, tuple[Fingerprint, StoredCopies]] = {}
        self.duplicates: tuple[Duplicate, ...] = ()
        """All copies, by place."""
        self.by_series: Copies = {}

    def of(self, series_key: int) -> tuple[Duplicate, ...] | None:
        """Return the copies in a series; None if its rows have changed since they were known."""
        known = self._known.get(series_key)
        if known is None or known[0] != self._holdings.grouping.fingerprint(series_key):
            return None
        return known[1].duplicates

    def unsettled(self, patients_by: PatientsBy) -> list[int]:
        """Return the series whose rows must be compared; settles all others."""
        grouping = self._holdings.grouping
        keys = grouping.series_keys(patients_by)
        self._known = {key: self._known[key] for key in keys if key in self._known}
        unsettled = []
        for key in keys:
            if self.of(key) is not None:
                continue
            stored = self._holdings.copies(key)
            if stored is None and grouping.uids_may_repeat(key):
                unsettled.append(key)
            else:
                self._settle(key, stored or StoredCopies())
        return unsettled

    def settle(self, found: Mapping[int, tuple[Fingerprint, StoredCopies]]) -> None:
        """Enter what was found in series, unless their rows have changed meanwhile."""
        settled = []
        for key, (fingerprint, copies) in found.items():
            if self._fingerprint(key) == fingerprint:
                self._settle(key, copies)
                settled.append((key, copies))
        self._holdings.keep_copies(settled)

    def publish(self) -> None:
        """Show what was settled."""
        self.by_series = {key: own for key, (_, own) in self._known.items() if own.duplicates}
        every = (copy for own in self.by_series.values() for copy in own.duplicates)
        self.duplicates = tuple(sorted(every, key=_place))

    def _settle(self, key: int, copies: StoredCopies) -> None:
        self._known[key] = (self._holdings.grouping.fingerprint(key), copies)
        self._holdings.grouping.copies_are_known(key)

    def _fingerprint(self, key: int) -> Fingerprint | None:
        try:
            return self._holdings.grouping.fingerprint(key)
        except KeyError:
            return None


def copies_among(rows: Sequence[HeaderRow], digest: Digest) -> StoredCopies:
    """Return the copies among the rows of a series."""
    duplicates = find_duplicates(rows, digest)
    if not duplicates:
        return StoredCopies()
    places = {(copy.root, copy.path) for copy in duplicates}
    frames = sum(frame_count(row) for row in rows if (row.root, row.path) in places)
    return StoredCopies(duplicates, frames)


def _place(copy: Duplicate) -> tuple[int, str]:
    return copy.root, copy.path


def without_copies(tree: Tree, copies: Copies) -> Tree:
    """Return the tree with copies taken out of the counts; their bytes still lie on the disk."""
    if not copies:
        return tree
    return Tree(tuple(_patient(patient, copies) for patient in tree.patients))


def _patient(patient: Patient, copies: Copies) -> Patient:
    studies = tuple(_study(study, copies) for study in patient.studies)
    return replace(patient, studies=studies)


def _study(study: Study, copies: Copies) -> Study:
    if not any(series.key in copies for series in study.series):
        return study
    return replace(study, series=tuple(_series(series, copies) for series in study.series))


def _series(series: Series, copies: Copies) -> Series:
    own = copies.get(series.key)
    if own is None:
        return series
    return replace(
        series,
        instance_count=series.instance_count - len(own.duplicates),
        frame_count=series.frame_count - own.frames,
    )
