"""The rows of one raw identity: what a scan adds to, row by row, at the least cost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter

from dicomtree.model import HeaderRow
from dicomtree.tree.frames import frame_count
from dicomtree.tree.names import name_key, stripped

RawKey = tuple[str | int | None, ...]
# A UID as in the file, or what stands for it where the file has none: root, folder, Series
# Number, Modality and SOP Class. It is never shown.
UidKey = str | tuple[str | int | None, ...]


_IDENTITY: Callable[[HeaderRow], RawKey] = attrgetter(
    "study_instance_uid",
    "series_instance_uid",
    "patient_id",
    "issuer_of_patient_id",
    "patient_name",
    "patient_birth_date",
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A raw identity made comparable; "" stands for what the file lacks."""

    patient_id: str
    issuer: str
    name: str
    birth_date: str
    study: UidKey
    series: UidKey


@dataclass(slots=True)
class Bucket:
    """All rows of one raw identity, with the sums that a tree shows.

    `first` is the row whose place sorts first: what the rows disagree about is taken from it,
    so that the order of arrival never matters.
    """

    identity: Identity
    first: HeaderRow
    rows: list[HeaderRow] = field(default_factory=list)
    size_bytes: int = 0
    frame_count: int = 0
    series_key: int = -1  # until first asked for

    def add(self, row: HeaderRow) -> None:
        """Take in a row."""
        self.rows.append(row)
        self.size_bytes += row.size
        self.frame_count += frame_count(row)
        first = self.first
        if row.path < first.path if row.root == first.root else row.root < first.root:
            self.first = row

    def remove(self, root: int, paths: frozenset[str]) -> None:
        """Forget the rows of these paths under a root."""
        kept = [row for row in self.rows if row.root != root or row.path not in paths]
        if len(kept) == len(self.rows):
            return
        self.rows = []
        self.size_bytes = 0
        self.frame_count = 0
        if kept:
            self.first = kept[0]
        for row in kept:
            self.add(row)


def raw_key(row: HeaderRow) -> RawKey:
    """Return what rows of one series share to the letter: the cheapest key to bucket by."""
    key = _IDENTITY(row)
    return key if key[0] and key[1] else (*key, *_pseudo_uid(row))


def identity_of(row: HeaderRow) -> Identity:
    """Return a row's identity by the keys of PS3.3 C.7.1 to C.7.3, made comparable."""
    return Identity(
        patient_id=stripped(row.patient_id),
        issuer=stripped(row.issuer_of_patient_id),
        name=name_key(row.patient_name),
        birth_date=stripped(row.patient_birth_date),
        study=row.study_instance_uid or _pseudo_uid(row),
        series=row.series_instance_uid or _pseudo_uid(row),
    )


def _pseudo_uid(row: HeaderRow) -> tuple[str | int | None, ...]:
    folder = row.path.rpartition("/")[0]
    return (row.root, folder, row.series_number, row.modality, row.sop_class_uid)
