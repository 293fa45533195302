"""What differs between the headers of two sides, each one instance or many."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dicomtree import scanner
from dicomtree.compare import Comparison, Lenience, compare
from dicomtree.header import AttributeRow
from dicomtree.library.attribute_values import Watch
from dicomtree.library.queries import Nodes
from dicomtree.model import FrameRef, HeaderRow, NonImage, Stack

if TYPE_CHECKING:
    from dicomtree.library.library import Library

Instance = HeaderRow | FrameRef | NonImage
Compared = Nodes | Stack | Instance


class UnreadableError(ValueError):
    """No file of one side can be read as DICOM; `path` is where the first of them lies."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} cannot be read as DICOM")
        self.path = path


def compare_nodes(
    library: "Library", first: Compared, second: Compared, lenience: Lenience | None, watch: Watch
) -> Comparison:
    """Return what differs. See `Library.compare`."""
    sides = _files(library, first), _files(library, second)
    return compare_files(*sides, lenience, watch, library.undeclared)


def compare_files(
    first: Sequence[str],
    second: Sequence[str],
    lenience: Lenience | None,
    watch: Watch,
    undeclared: str | None = None,
) -> Comparison:
    """Compare the headers of files (absolute paths), as far as they can be read; blocks.

    `undeclared` is as for `header.attribute_rows`. Raises UnreadableError where a side has nothing
    that can be read, and FindCancelledError.
    """
    reading = _Reading(watch, len(first) + len(second), undeclared)
    found = compare(reading.headers(first), reading.headers(second), lenience)
    return replace(found, unreadable=tuple(dict.fromkeys(reading.unreadable)))


class _Reading:
    """Reads the files of one side after the other, and remembers which it could not."""

    def __init__(self, watch: Watch, total: int, undeclared: str | None) -> None:
        self._undeclared = undeclared
        self._watch, self._total, self._done = watch, total, 0
        self.unreadable: list[str] = []

    def headers(self, paths: Sequence[str]) -> Iterator[tuple[AttributeRow, ...]]:
        count = 0
        for path in paths:
            rows = scanner.read_comparable(path, self._undeclared)
            self._done += 1
            self._watch.at(self._done, self._total)
            if rows is None or not any(row.tag for row in rows):
                self.unreadable.append(path)
                continue
            count += 1
            yield rows
        if paths and not count:
            raise UnreadableError(paths[0])


def _files(library: "Library", side: Compared) -> list[str]:
    """Return the paths of a side; a frame stands for its whole instance."""
    files = dict.fromkeys((place.root, place.path) for place in _instances(library, side))
    return [library.absolute_path(root, path) for root, path in files]


def _instances(library: "Library", side: Compared) -> Iterable[Instance]:
    match side:
        case HeaderRow() | FrameRef() | NonImage():
            return [side]
        case Stack():
            return (ref for volume in side.volumes for ref in volume)
        case _:
            return library.instances(side)
