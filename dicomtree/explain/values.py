"""An explanation: sentences first, the table below them."""

from dataclasses import dataclass

from dicomtree.model import FrameRef, OrderChoice, Stack
from dicomtree.tree import KeyValue, StackTrace


@dataclass(frozen=True, slots=True)
class Section:
    """A few sentences under a title."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SliceLine:
    """One frame's line of the table.

    `volume` and `place` count from 1; `place` is that in the order explained, within its volume.
    `key` is the value of the key that decided. `gap_mm` is the distance from the frame before it
    along the normal. `by_number` is the place that Instance Number alone would have given the
    frame in the whole stack, from 1, the same for equal numbers; None without a number.
    """

    volume: int
    place: int
    frame: FrameRef
    key: KeyValue
    gap_mm: float | None
    by_number: int | None


@dataclass(frozen=True, slots=True)
class StackExplanation:
    """Why one stack is as it is; `lines` go through its volumes one after the other."""

    stack: Stack
    trace: StackTrace
    sections: tuple[Section, ...]
    lines: tuple[SliceLine, ...]


@dataclass(frozen=True, slots=True)
class SeriesExplanation:
    """Why the stacks of a series are as they are, and what stands beside them."""

    stacks: tuple[StackExplanation, ...]
    sections: tuple[Section, ...]
    choice: OrderChoice
