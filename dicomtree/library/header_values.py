"""All attributes of many instances: along the slices of a stack, or counted over a selection."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomtree import scanner
from dicomtree.library.attribute_names import meant_attribute
from dicomtree.library.attribute_values import Watch
from dicomtree.model import FrameRef, HeaderRow, Stack, decimal_values
from dicomtree.scanner.header_changes import Headers, Told

if TYPE_CHECKING:
    from dicomtree.library.library import Library

File = tuple[int, str]


@dataclass(frozen=True, slots=True)
class SliceAttribute:
    """An attribute along the slices of a stack: one value each, None where it is absent.

    `path` names the sequences around it, items counted from 0, a private element under its
    creator; what stands in a frame's own functional groups is named from there on.
    """

    path: str
    tag: str
    vr: str
    name: str
    values: tuple[str | None, ...]

    @property
    def is_constant(self) -> bool:
        """Whether all slices have the same value."""
        return len(set(self.values)) == 1

    def numbers(self) -> tuple[tuple[float, ...] | None, ...] | None:
        """Return the values as numbers, None for a slice without; None if one is no number."""
        found = [None if not value else decimal_values(value) for value in self.values]
        wrong = any(
            value and numbers is None for value, numbers in zip(self.values, found, strict=True)
        )
        return None if wrong or not any(found) else tuple(found)


@dataclass(frozen=True, slots=True)
class AlongSlices:
    """The attributes of a stack's slices, in canonical order, in the order of the files.

    `is_whole` is false where headers hold more than was read, or could not be read.
    """

    slices: tuple[FrameRef, ...]
    attributes: tuple[SliceAttribute, ...]
    is_whole: bool = True

    def varying(self) -> tuple[SliceAttribute, ...]:
        """Return the attributes that are not the same in all slices."""
        return tuple(one for one in self.attributes if not one.is_constant)

    def constant(self) -> tuple[SliceAttribute, ...]:
        """Return those that are."""
        return tuple(one for one in self.attributes if one.is_constant)


@dataclass(frozen=True, slots=True)
class CountedAttribute:
    """An attribute with its distinct values, the most frequent first, and how many have each.

    None counts the frames (or single-frame instances) without it.
    """

    path: str
    tag: str
    vr: str
    name: str
    counts: tuple[tuple[str | None, int], ...]


def along_slices(library: "Library", stack: Stack, watch: Watch) -> AlongSlices:
    """Return the attributes of a stack's slices. See `Library.along`."""
    slices = tuple(ref for volume in stack.volumes for ref in volume)
    places = {(ref.root, ref.path, ref.frame or 1): n for n, ref in enumerate(slices)}
    columns = _Columns(len(slices))
    files = list(dict.fromkeys((ref.root, ref.path) for ref in slices))
    for file, number, told in _headers(library, files, watch, columns):
        place = places.get((*file, number))
        if place is not None:
            columns.put(place, told)
    return AlongSlices(slices, columns.attributes(), columns.is_whole)


def counted_attributes(
    library: "Library", rows: Sequence[HeaderRow], watch: Watch
) -> tuple[CountedAttribute, ...]:
    """Return every attribute of some files with its values. See `Library.all_values`."""
    counts = _Counts()
    files = [(row.root, row.path) for row in rows]
    for _, _, told in _headers(library, files, watch, counts):
        counts.put(told)
    return counts.attributes()


class _Gathered:
    """What is common to gathering: whether all was read."""

    def __init__(self) -> None:
        self.is_whole = True


class _Columns(_Gathered):
    """Values by attribute and slice, in the making."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._columns: dict[str, tuple[Told, list[str | None]]] = {}

    def put(self, place: int, told: Mapping[str, Told]) -> None:
        for path, one in told.items():
            column = self._columns.get(path)
            if column is None:
                column = self._columns[path] = one, [None] * self._count
            column[1][place] = one.value

    def attributes(self) -> tuple[SliceAttribute, ...]:
        return tuple(
            SliceAttribute(path, told.tag, told.vr, told.name, tuple(values))
            for path, (told, values) in self._columns.items()
        )


class _Counts(_Gathered):
    """Counts by attribute, in the making."""

    def __init__(self) -> None:
        super().__init__()
        self._headers = 0
        self._counts: dict[str, tuple[Told, Counter[str | None]]] = {}

    def put(self, told: Mapping[str, Told]) -> None:
        self._headers += 1
        for path, one in told.items():
            counted = self._counts.get(path)
            if counted is None:
                counted = self._counts[path] = one, Counter()
            counted[1][one.value] += 1

    def attributes(self) -> tuple[CountedAttribute, ...]:
        return tuple(
            CountedAttribute(path, told.tag, told.vr, told.name, self._with_absent(counts))
            for path, (told, counts) in self._counts.items()
        )

    def _with_absent(self, counts: Counter[str | None]) -> tuple[tuple[str | None, int], ...]:
        absent = self._headers - counts.total()
        every: Counter[str | None] = Counter(counts)
        if absent:
            every[None] = absent
        return tuple(every.most_common())


def _headers(
    library: "Library", files: Sequence[File], watch: Watch, gathered: _Gathered
) -> Iterator[tuple[File, int, Mapping[str, Told]]]:
    """Yield file, number of the frame (from 1) and header of one frame after the other.

    Raises FindCancelledError.
    """
    watch.at(0, len(files))
    headers = Headers()
    paths = [library.absolute_path(root, path) for root, path in files]
    answers = scanner.read_header_changes(paths, watch.cancel, library.undeclared)
    for done, (file, frames) in enumerate(zip(files, answers, strict=False), 1):
        gathered.is_whole &= frames is not None
        for number, change in enumerate(frames or (), 1):
            headers.take(change)
            gathered.is_whole &= change.is_whole
            yield file, number, headers.now
        watch.at(done, len(files))


def tags_of(keywords: Iterable[str]) -> frozenset[str]:
    """Return the tags, as "0018,0081", of keywords, names or tags. Raises ValueError."""
    tags = set()
    for keyword in keywords:
        attribute = meant_attribute(keyword)
        if attribute is None:
            raise ValueError(f"{keyword} is no attribute")
        tags.add(f"{attribute.tag >> 16:04X},{attribute.tag & 0xFFFF:04X}")
    return frozenset(tags)
