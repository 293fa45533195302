"""The rows of a file frame by frame: what its header says of all, and of each frame of many."""

from typing import NamedTuple

from dicomtree.header.attribute_row import AttributeRow
from dicomtree.header.attributes import read_data_set
from dicomtree.header.events import Event
from dicomtree.header.frame_elements import PER_FRAME_GROUPS
from dicomtree.header.parts import Part
from dicomtree.header.row_maker import Entered, RowMaker
from dicomtree.header.walk import Walk
from dicomtree.source import open_file


class _EveryFrame(Part):
    """Everything, with all items of the sequences that lie in no other."""

    __slots__ = ()

    def has_item(self, depth: int, number: int) -> bool:
        return depth == 0 or Part.has_item(self, depth, number)


_PART = _EveryFrame(is_digested=True)


class FrameRows(NamedTuple):
    """The rows of a file, and those of each frame's functional groups (PS3.3 C.7.6.16).

    There are no frames for other kinds of objects.
    """

    shared: list[AttributeRow]
    frames: list[list[AttributeRow]]


def frame_rows(path: str, undeclared: str | None = None) -> FrameRows:
    """Return the rows of a data set, values too long to show with a digest; no pixel data.

    Bounded as `attribute_rows`, for each frame anew; `undeclared` is as there.
    Raises OSError for a file that cannot be read.
    """
    with open_file(path) as file:
        rows = read_data_set(file, lambda order: _FrameRowMaker(order, undeclared))
    return FrameRows(rows.rows, rows.frames)


class _FrameRowMaker(RowMaker):
    """Keeps the rows of each frame apart."""

    def __init__(self, order: str, undeclared: str | None) -> None:
        super().__init__(order, _PART, undeclared)
        self.frames: list[list[AttributeRow]] = []
        self._outside: tuple[list[AttributeRow], list[Entered]] | None = None

    def add_pixels(self, walk: Walk) -> None:
        """Leave the pixel data alone: reading them takes longer than all else."""

    def _begin_item(self, depth: int) -> None:
        if depth == 1 and self._around[0].tag == PER_FRAME_GROUPS:
            self._begin_frame()
        super()._begin_item(depth)

    def _begin_frame(self) -> None:
        self._end_frame()
        others = [one for one in self._sequences if one is not self._around[0]]
        self._outside = self.rows, others
        self.rows, self._sequences = [], []

    def _add(self, event: Event, value: str) -> None:
        if not event.depth:
            self._end_frame()
        super()._add(event, value)

    def _complete(self) -> None:
        self._end_frame()
        super()._complete()

    def _end_frame(self) -> None:
        if self._outside is not None:
            super()._complete()
            self.frames.append(self.rows[1:])  # without that of the item
            self.rows, self._sequences = self._outside
            self._outside = None
