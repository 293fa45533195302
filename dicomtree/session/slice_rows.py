"""The rows of a stack's slices, made as they are taken: there may be 50,000."""

import bisect
import itertools
from collections.abc import Sequence
from typing import overload

from dicomtree.geometry import position_text
from dicomtree.model import FrameRef, Stack
from dicomtree.session.dimensions import volume_labels
from dicomtree.session.slices import runs_backwards
from dicomtree.session.state import NodeKey, Session
from dicomtree.session.tree_row import Cells, TreeRow


class SliceRows(Sequence[TreeRow]):
    """The rows of a stack's slices in display order, each made when it is taken."""

    def __init__(self, session: Session, of_stack: NodeKey, stack: Stack, empty: Cells) -> None:
        self._session, self._stack = session, stack
        self._of_stack, self._empty = of_stack, empty
        self._of_volumes = volume_labels(stack)
        self._backwards = runs_backwards(stack, session.settings.direction)
        self._ends = tuple(itertools.accumulate(map(len, stack.volumes)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, wanted: int) -> TreeRow: ...
    @overload
    def __getitem__(self, wanted: slice) -> tuple[TreeRow, ...]: ...
    def __getitem__(self, wanted: int | slice) -> TreeRow | tuple[TreeRow, ...]:
        if isinstance(wanted, slice):
            return tuple(map(self._row, range(len(self))[wanted]))
        return self._row(range(len(self))[wanted])

    def _row(self, number: int) -> TreeRow:
        volume_index = bisect.bisect_right(self._ends, number)
        end, length = self._ends[volume_index], len(self._stack.volumes[volume_index])
        place = end - 1 - number if self._backwards else number - (end - length)
        frame = self._stack.volumes[volume_index][place]
        of_volume = self._of_volumes[volume_index]
        return TreeRow(
            key=("slice", *self._of_stack[1:], volume_index, place),
            icon="image" if frame.frame is None else "frames",
            text=_slice_label(self._session, self._stack, of_volume, frame),
            cells=self._empty,
        )

    def makes_the_same(self, other: object) -> bool:
        """Whether the rows of the other one are the same, without making any."""
        return isinstance(other, SliceRows) and self.made_of == other.made_of

    @property
    def made_of(self) -> tuple[object, ...]:
        """All that the rows depend on; the stack by identity, as comparing it costs too much."""
        hidden = self._session.identity_hidden
        return id(self._stack), self._of_stack, self._empty, self._backwards, hidden


Rows = tuple[TreeRow, ...] | SliceRows
"""The rows below a node."""


def _slice_label(session: Session, stack: Stack, of_volume: str, frame: FrameRef) -> str:
    number = "no number" if frame.instance_number is None else str(frame.instance_number)
    parts = [number if frame.frame is None else f"frame {frame.frame}"]
    if stack.geometry is not None and frame.offset_mm is not None:
        parts.append(position_text(stack.geometry.normal, frame.offset_mm))
    parts.append(of_volume)
    if not session.identity_hidden:
        parts.append(frame.path.rpartition("/")[2])
    return " · ".join(part for part in parts if part)
