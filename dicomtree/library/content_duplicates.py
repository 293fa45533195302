"""Files with the same content: the same bytes, the same pictures, or one UID on different ones."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from dicomtree import source
from dicomtree.library.attribute_values import Watch
from dicomtree.model import HeaderRow
from dicomtree.pixels.digest import UNIFORM, Digests

if TYPE_CHECKING:
    from dicomtree.library.library import Library

_Item = TypeVar("_Item")


class Sameness(StrEnum):
    """What the files of a group have in common."""

    SAME_BYTES = "same_bytes"
    SAME_PIXELS = "same_pixels"
    SAME_UID = "same_uid"


TITLES = {
    Sameness.SAME_BYTES: "the same bytes",
    Sameness.SAME_PIXELS: "the same picture under another header or encoding",
    Sameness.SAME_UID: "the same SOP Instance UID with different content",
}


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Files with something in common, by path.

    Of files with the same bytes, the first alone stands in further groups.
    """

    sameness: Sameness
    rows: tuple[HeaderRow, ...]


def content_duplicates(library: "Library", watch: Watch) -> list[DuplicateGroup]:
    """Return all groups of files with the same content; reads and decodes, blocks.

    Files with one SOP Instance UID whose pictures differ, or that have none, are `SAME_UID`; with
    the same picture they are `SAME_PIXELS`. Pictures of a single value are not compared. Raises
    FindCancelledError.
    """
    rows = sorted(
        (row for series in library.tree.series() for row in library.rows_of(series.key)),
        key=lambda row: (row.root, row.path),
    )
    by_bytes = _same_bytes(library, rows, watch)
    further = {id(row) for group in by_bytes for row in group[1:]}
    distinct = [row for row in rows if id(row) not in further]
    digests = _digests(library, distinct, watch)
    by_pixels = _groups(distinct, lambda row: digests.get(id(row)))
    by_uid = [
        group
        for group in _groups(distinct, lambda row: row.sop_instance_uid)
        if len({digests.get(id(row), id(row)) for row in group}) > 1
    ]
    found = [(Sameness.SAME_BYTES, by_bytes), (Sameness.SAME_PIXELS, by_pixels)]
    found.append((Sameness.SAME_UID, by_uid))
    return [DuplicateGroup(kind, tuple(group)) for kind, groups in found for group in groups]


def _same_bytes(
    library: "Library", rows: Iterable[HeaderRow], watch: Watch
) -> list[list[HeaderRow]]:
    same_size = [row for group in _groups(rows, lambda row: row.size) for row in group]
    hashes: dict[int, str] = {}
    for done, row in enumerate(same_size, 1):
        watch.at(done, len(same_size))
        try:
            hashes[id(row)] = source.sha256(library.absolute_path(row.root, row.path))
        except OSError:
            continue  # it is gone: the next scan will say so
    return _groups(same_size, lambda row: hashes.get(id(row)))


def _digests(library: "Library", rows: Iterable[HeaderRow], watch: Watch) -> dict[int, str]:
    """Return the digests of the pictures that may have an equal, by the row's identity."""
    shaped = [row for row in rows if row.rows and row.columns]
    candidates = [row for group in _groups(shaped, _shape) for row in group]
    found: dict[int, str] = {}
    with Digests() as digests:
        for done, row in enumerate(candidates, 1):
            digest = digests.of(library.absolute_path(row.root, row.path))
            if digest is not None and digest != UNIFORM:
                found[id(row)] = digest
            watch.at(done, len(candidates))
    return found


def _shape(row: HeaderRow) -> Hashable:
    return row.rows, row.columns, row.samples_per_pixel or 1, row.number_of_frames or "1"


def _groups(items: Iterable[_Item], key: Callable[[_Item], Hashable]) -> list[list[_Item]]:
    """Return the items that share a key with another one; those without a key with none."""
    groups: defaultdict[Hashable, list[_Item]] = defaultdict(list)
    for item in items:
        if (found := key(item)) is not None:
            groups[found].append(item)
    return [group for group in groups.values() if len(group) > 1]
