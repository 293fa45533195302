"""What differs between the headers of two sides, each one instance or many."""

from collections.abc import Iterable, Iterator, Sequence
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
    """A file to compare cannot be read as DICOM; `path` is where it lies."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} cannot be read as DICOM")
        self.path = path


def compare_nodes(
    library: "Library", first: Compared, second: Compared, lenience: Lenience | None, watch: Watch
) -> Comparison:
    """Return what differs. See `Library.compare`."""
    return compare_files(_files(library, first), _files(library, second), lenience, watch)


def compare_files(
    first: Sequence[str], second: Sequence[str], lenience: Lenience | None, watch: Watch
) -> Comparison:
    """Compare the headers of files (absolute paths); blocks.

    Raises UnreadableError, FindCancelledError.
    """
    total = len(first) + len(second)
    headers = _headers(first, 0, total, watch), _headers(second, len(first), total, watch)
    return compare(*headers, lenience)


def _headers(
    paths: Sequence[str], before: int, total: int, watch: Watch
) -> Iterator[tuple[AttributeRow, ...]]:
    for done, path in enumerate(paths, before + 1):
        rows = scanner.read_comparable(path)
        if rows is None or not any(row.tag for row in rows):
            raise UnreadableError(path)
        watch.at(done, total)
        yield rows


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
