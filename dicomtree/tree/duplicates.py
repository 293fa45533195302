"""Several files with one SOP Instance UID: copies, the same image encoded again, or a conflict."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from dicomtree.geometry import read_orientation, read_position
from dicomtree.model import Duplicate, HeaderRow, integer_value
from dicomtree.tree.buckets import identity_of
from dicomtree.tree.frames import claimed_frames
from dicomtree.tree.natural import place_key

Digest = Callable[[HeaderRow], str | None]


def find_duplicates(rows: Iterable[HeaderRow], digest: Digest) -> tuple[Duplicate, ...]:
    """Return the files that are further copies of an instance, of all series, by place.

    Of byte-identical files the naturally first is kept. Files whose bytes differ but whose
    geometry, Instance Number, size and number of frames agree are the same image encoded again
    (usually in another transfer syntax): the naturally first is kept too. Files that differ in
    these are different instances under one UID: all are kept, as are different files of which
    nothing says that they agree. `digest` tells the bytes of a file, None if it cannot be read;
    it is asked once, and only of files whose headers are equal to another's.
    """
    found: list[Duplicate] = []
    for group in same_uid_groups(rows):
        found += classify_duplicates(group, digest)
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


def classify_duplicates(group: Sequence[HeaderRow], digest: Digest) -> list[Duplicate]:
    """Return which of the rows that share a UID are copies, and of what."""
    headers: defaultdict[Hashable, list[HeaderRow]] = defaultdict(list)
    for row in sorted(group, key=place_key):
        headers[_header(row)].append(row)
    images: defaultdict[Hashable, list[HeaderRow]] = defaultdict(list)
    copies: list[Duplicate] = []
    for members in headers.values():
        kept, identical = _by_bytes(members, digest)
        copies += identical
        images[_image(kept[0])] += kept
    for members in images.values():
        if _are_one_image(members):
            first, *again = sorted(members, key=place_key)
            copies += (Duplicate(row.root, row.path, first.path, identical=False) for row in again)
    return copies


def _by_bytes(rows: Sequence[HeaderRow], digest: Digest) -> tuple[list[HeaderRow], list[Duplicate]]:
    """Return the first of each content, and the copies of those."""
    if len(rows) == 1:
        return list(rows), []
    first: dict[str, HeaderRow] = {}
    kept: list[HeaderRow] = []
    copies: list[Duplicate] = []
    for row in rows:
        content = digest(row)
        known = row if content is None else first.setdefault(content, row)
        if known is row:
            kept.append(row)
        else:
            copies.append(Duplicate(row.root, row.path, known.path, identical=True))
    return kept, copies


def _are_one_image(rows: Sequence[HeaderRow]) -> bool:
    """Say whether different files whose attributes agree are one image, encoded again.

    Where they state neither position nor Instance Number, nothing tells one image from another
    under a UID that a de-identifier wrote for all; then only another transfer syntax does.
    """
    first = rows[0]
    if not first.rows or not first.columns:
        return False
    if integer_value(first.instance_number) is None and not read_position(
        first.image_position_patient
    ):
        return len({row.transfer_syntax_uid for row in rows}) == len(rows)
    return True


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
