"""All attributes of many instances: along the slices of a stack, or counted over a selection."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomtree import scanner
from dicomtree.library.attribute_names import meant_attribute
from dicomtree.library.attribute_values import Watch
from dicomtree.model import FrameRef, HeaderRow, Stack, decimal_values
from dicomtree.scanner.header_changes import Change, Headers, Told

if TYPE_CHECKING:
    from dicomtree.library.library import Library

File = tuple[int, str]

IN_SHARED_GROUPS = "SharedFunctionalGroupsSequence[0]."
"""How the path begins of what the functional groups of all frames say."""


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

    An instance counts once for each different value that its frames have; None counts those of
    which no frame has any. `is_in_groups` is true of what stands in functional groups.
    """

    path: str
    tag: str
    vr: str
    name: str
    counts: tuple[tuple[str | None, int], ...]
    is_in_groups: bool = False

    @property
    def title(self) -> str:
        """The path; in front of one that ends in a tag, as those of private elements, the name."""
        is_tag = self.path.rpartition(".")[2].startswith("(")
        return f"{self.name} {self.path}" if is_tag and self.name else self.path


def along_slices(library: "Library", stack: Stack, watch: Watch) -> AlongSlices:
    """Return the attributes of a stack's slices. See `Library.along`."""
    slices = tuple(ref for volume in stack.volumes for ref in volume)
    places = {(ref.root, ref.path, ref.frame or 1): n for n, ref in enumerate(slices)}
    columns = _Columns(len(slices))
    files = list(dict.fromkeys((ref.root, ref.path) for ref in slices))
    headers = Headers()
    for file, frames in _files(library, files, watch, columns):
        for number, change in enumerate(frames, 1):
            headers.take(change)
            place = places.get((*file, number))
            if place is not None:
                columns.put(place, headers.now)
    return AlongSlices(slices, columns.attributes(), columns.is_whole)


def counted_attributes(
    library: "Library", rows: Sequence[HeaderRow], watch: Watch
) -> tuple[CountedAttribute, ...]:
    """Return every attribute of some files with its values. See `Library.all_values`."""
    counts = _Counts()
    files = [(row.root, row.path) for row in rows]
    headers = Headers()
    for _, frames in _files(library, files, watch, counts):
        counts.put(_each_frame(headers, frames))
    return counts.attributes()


def _each_frame(headers: Headers, frames: Iterable[Change]) -> Iterator[Iterable[tuple[str, Told]]]:
    """Yield all that the first frame of a file says, and what each further one says otherwise."""
    for number, change in enumerate(frames):
        headers.take(change)
        paths = (path for path, _ in change.told)
        yield ((path, headers.now[path]) for path in paths) if number else headers.now.items()


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
        self._instances = 0
        self._told: dict[str, Told] = {}
        self._counts: dict[str, Counter[str | None]] = {}
        self._having: Counter[str] = Counter()

    def put(self, frames: Iterable[Iterable[tuple[str, Told]]]) -> None:
        """Count an instance, once for each different value of its frames."""
        values: dict[str, dict[str, None]] = {}
        for frame in frames:
            for path, told in frame:
                self._told.setdefault(path, told)
                values.setdefault(path, {})[told.value] = None
        self._instances += bool(values)
        self._having.update(values.keys())
        for path, own in values.items():
            self._counts.setdefault(path, Counter()).update(own.keys())

    def attributes(self) -> tuple[CountedAttribute, ...]:
        return tuple(map(self._attribute, self._told.items()))

    def _attribute(self, found: tuple[str, Told]) -> CountedAttribute:
        path, told = found
        counts = self._counts[path]
        absent = self._instances - self._having[path]
        if absent:
            counts[None] = absent
        is_in_groups = told.is_of_frame or path.startswith(IN_SHARED_GROUPS)
        values = tuple(counts.most_common())
        return CountedAttribute(path, told.tag, told.vr, told.name, values, is_in_groups)


def _files(
    library: "Library", files: Sequence[File], watch: Watch, gathered: _Gathered
) -> Iterator[tuple[File, tuple[Change, ...]]]:
    """Yield each file with the headers of its frames, none where it cannot be read.

    Raises FindCancelledError.
    """
    watch.at(0, len(files))
    paths = [library.absolute_path(root, path) for root, path in files]
    answers = scanner.read_header_changes(paths, watch.cancel, library.undeclared)
    for done, (file, frames) in enumerate(zip(files, answers, strict=False), 1):
        gathered.is_whole &= frames is not None and all(change.is_whole for change in frames)
        yield file, frames or ()
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
