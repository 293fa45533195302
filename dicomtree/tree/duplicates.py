"""Several files with one SOP Instance UID: copies, the same image encoded again, or a conflict."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from dicomtree.geometry import read_orientation, read_position
from dicomtree.model import Duplicate, HeaderRow, integer_value
from dicomtree.tree.buckets import identity_of
from dicomtree.tree.frames import claimed_frames
from dicomtree.tree.natural import place_key

SameBytes = Callable[[HeaderRow, HeaderRow], bool]


def find_duplicates(rows: Iterable[HeaderRow], same_bytes: SameBytes) -> tuple[Duplicate, ...]:
    """Return the files that are further copies of an instance, of all series, by place.

    Of byte-identical files the naturally first is kept. Files whose bytes differ but whose
    geometry, Instance Number, size and number of frames agree are the same image encoded again
    (usually in another transfer syntax): the naturally first is kept too. Files that differ in
    these are different instances under one UID: all are kept, as are different files without
    a picture, of which nothing says that they agree. `same_bytes` is asked only of files whose
    headers are equal.
    """
    found: list[Duplicate] = []
    for group in same_uid_groups(rows):
        found += classify_duplicates(group, same_bytes)
    return tuple(sorted(found, key=lambda copy: (copy.root, copy.path)))


def same_uid_groups(rows: Iterable[HeaderRow]) -> list[list[HeaderRow]]:
    """Return the rows that share a SOP Instance UID within one series, group by group."""
    by_uid: defaultdict[str, list[HeaderRow]] = defaultdict(list)
    for row in rows:
        if row.sop_instance_uid:
            by_uid[row.sop_instance_uid].append(row)
    groups: list[list[HeaderRow]] = []
    for members in by_uid.values():
        if len(members) > 1:
            by_series: defaultdict[Hashable, list[HeaderRow]] = defaultdict(list)
            for row in members:
                by_series[_series_of(row)].append(row)
            groups += [own for own in by_series.values() if len(own) > 1]
    return groups


def classify_duplicates(group: Sequence[HeaderRow], same_bytes: SameBytes) -> list[Duplicate]:
    """Return which of the rows that share a UID are copies, and of what."""
    first_of_bytes: dict[Hashable, list[HeaderRow]] = {}
    first_of_image: dict[Hashable, HeaderRow] = {}
    copies: list[Duplicate] = []
    for row in sorted(group, key=place_key):
        known = first_of_bytes.setdefault(_header(row), [])
        twin = next((other for other in known if same_bytes(other, row)), None)
        if twin is not None:
            copies.append(Duplicate(row.root, row.path, twin.path, identical=True))
            continue
        known.append(row)
        kept = first_of_image.setdefault(_image(row), row) if row.rows and row.columns else row
        if kept is not row:
            copies.append(Duplicate(row.root, row.path, kept.path, identical=False))
    return copies


def _series_of(row: HeaderRow) -> Hashable:
    """Return what rows of one series share, whatever name its patient goes by."""
    identity = identity_of(row)
    patient = identity.patient_id or (identity.birth_date and (identity.name, identity.birth_date))
    return (patient, identity.study, identity.series)


def _header(row: HeaderRow) -> Hashable:
    """Return all of a row that its file's bytes decide."""
    return (row.size, row[HeaderRow._fields.index("flaw") :])


def _image(row: HeaderRow) -> Hashable:
    return (
        read_position(row.image_position_patient),
        read_orientation(row.image_orientation_patient),
        integer_value(row.instance_number),
        row.rows,
        row.columns,
        claimed_frames(row),
    )
