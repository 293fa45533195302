"""The rows of one raw identity: what a scan adds to, row by row, at the least cost."""

from array import array
from collections.abc import Callable, Sequence
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
_PATH = attrgetter("path")
_SIZE = attrgetter("size")


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
class Held:
    """The rows of one raw identity under one root, in sum.

    `first` is the row whose path sorts first. `number` is what a store calls those of the rows
    that it has; None while all are in memory. `revision` changes whenever the rows do.
    """

    first: HeaderRow
    instances: int = 0
    frames: int = 0
    size_bytes: int = 0
    number: int | None = None
    revision: int = 0

    def add(self, rows: Sequence[HeaderRow], revision: int) -> None:
        """Count rows."""
        self.instances += len(rows)
        self.frames += sum(map(frame_count, rows))
        self.size_bytes += sum(map(_SIZE, rows))
        self.revision = revision
        first = min(rows, key=_PATH)
        if first.path < self.first.path:
            self.first = first


@dataclass(slots=True)
class Bucket:
    """All rows of one raw identity: in memory or with a store, and those a directory promises.

    `uids` are hashes of the SOP Instance UIDs of rows added since copies were last looked for,
    `unhashed` is how many rows there were before.
    """

    identity: Identity
    held: dict[int, Held] = field(default_factory=dict)
    rows: list[HeaderRow] = field(default_factory=list)
    promised: dict[int, Held] = field(default_factory=dict)
    promised_rows: dict[tuple[int, str], HeaderRow] = field(default_factory=dict)
    uids: "array[int]" = field(default_factory=lambda: array("q"))
    unhashed: int = 0
    series_key: int = -1  # until first asked for

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it."""
        return not self.held and not self.promised

    @property
    def first(self) -> HeaderRow:
        """The row whose place sorts first: what the rows disagree about is taken from it."""
        held = self.held or self.promised
        return held[min(held)].first

    @property
    def instance_count(self) -> int:
        """How many rows there are."""
        return sum(held.instances for held in self.every_held())

    @property
    def frame_count(self) -> int:
        """How many frames they have together."""
        return sum(held.frames for held in self.every_held())

    @property
    def size_bytes(self) -> int:
        """How large their files are together."""
        return sum(held.size_bytes for held in self.every_held())

    def every_held(self) -> list[Held]:
        """Return what is held, then what is promised, of every root."""
        return [*self.held.values(), *self.promised.values()]

    def add(self, rows: Sequence[HeaderRow], revision: int) -> None:
        """Take in rows of one root."""
        self.rows += rows
        held = self.held.get(rows[0].root)
        if held is None:
            held = self.held[rows[0].root] = Held(rows[0])
        held.add(rows, revision)
        self.uids.extend([hash(row.sop_instance_uid) for row in rows if row.sop_instance_uid])

    def promise(self, row: HeaderRow, revision: int) -> None:
        """Take in a row that stands for a file until that has been read."""
        self.promised_rows[row.root, row.path] = row
        held = self.promised.get(row.root)
        if held is None:
            held = self.promised[row.root] = Held(row)
        held.add([row], revision)

    def redeem(self, root: int, path: str, revision: int) -> None:
        """Forget a promised row."""
        row = self.promised_rows.pop((root, path))
        held = self.promised[root]
        held.instances -= 1
        held.frames -= frame_count(row)
        held.size_bytes -= row.size
        held.revision = revision
        if held.instances == 0:
            del self.promised[root]

    def remove(self, root: int, paths: frozenset[str], revision: int) -> None:
        """Forget the rows of these paths under a root, all of whose rows are in memory."""
        own = [row for row in self.rows if row.root == root]
        kept = [row for row in own if row.path not in paths]
        if len(kept) == len(own):
            return
        del self.held[root]
        self.rows = [row for row in self.rows if row.root != root]
        if kept:
            self.add(kept, revision)

    def forget(self, root: int) -> None:
        """Forget everything under a root."""
        self.held.pop(root, None)
        self.promised.pop(root, None)
        self.rows = [row for row in self.rows if row.root != root]
        for place in [place for place in self.promised_rows if place[0] == root]:
            del self.promised_rows[place]

    def uids_may_repeat(self) -> bool:
        """Tell whether copies must be looked for among the rows."""
        return self.unhashed > 0 or len(set(self.uids)) < len(self.uids)

    def copies_are_known(self) -> None:
        """Note that copies were looked for among the rows as they are."""
        self.uids = array("q")
        self.unhashed = sum(held.instances for held in self.held.values())


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
