"""Attributes along the slices of a stack, ready to draw: in display order, as curves and bands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dicomtree.compare import TIMES
from dicomtree.header import AttributeRow
from dicomtree.library.header_values import AlongSlices, SliceAttribute
from dicomtree.model import FrameRef, Stack
from dicomtree.session.identity import HIDDEN
from dicomtree.session.masking import is_identifying
from dicomtree.session.slices import is_paged_by_volume, runs_backwards
from dicomtree.settings import Direction

MOST_POINTS = 512
"""So many steps a curve has at most; of more slices each step has the lowest and the highest."""

MOST_CURVES = 6
Span = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class AlongLine:
    """One attribute: `values` of the slices in display order, and how it is drawn.

    `curves` has for each value of an attribute of several the lowest and highest of each step, as
    shares of the range of all of them, None where it is absent. `bands` numbers the distinct texts
    of what is no number, -1 where it is absent.
    """

    path: str
    label: str
    summary: str
    values: tuple[str | None, ...]
    curves: tuple[tuple[Span | None, ...], ...] = ()
    bands: tuple[int, ...] = ()
    identifies: bool = False

    def shown(self, place: int, *, hidden: bool) -> str:
        """Return the value of a slice as it may be shown."""
        value = self.values[place]
        if value is None:
            return "absent"
        return HIDDEN if hidden and self.identifies and value else value

    def cell(self, place: int, *, hidden: bool) -> str:
        """Return the value of a slice for a table, "" where it is absent."""
        return "" if self.values[place] is None else self.shown(place, hidden=hidden)

    def matches(self, wanted: str, *, hidden: bool) -> bool:
        """Tell whether a text (case folded) is in the name or in a value that may be shown."""
        if wanted in f"{self.label} {self.path}".casefold():
            return True
        return any(
            wanted in self.shown(place, hidden=hidden).casefold()
            for place in range(len(self.values))
        )


@dataclass(frozen=True, slots=True, eq=False)
class AlongLines:
    """What changes along a stack and what does not.

    `frames` are the slices in display order, volume by volume, and `places` their volume and
    place in canonical order. `is_whole` is false where not everything could be read.
    """

    frames: tuple[FrameRef, ...]
    places: tuple[tuple[int, int], ...]
    varying: tuple[AlongLine, ...]
    constant: tuple[AlongLine, ...]
    is_whole: bool


def lines_of(stack: Stack, direction: Direction, along: AlongSlices) -> AlongLines:
    """Return the attributes of a stack's slices in the order in which the screen shows these."""
    places = _places(stack, direction)
    starts = [0]
    for volume in stack.volumes:
        starts.append(starts[-1] + len(volume))
    order = [starts[volume] + place for volume, place in places]
    return AlongLines(
        frames=tuple(along.slices[index] for index in order),
        places=tuple(places),
        varying=tuple(_line(one, order) for one in along.varying()),
        constant=tuple(_constant(one) for one in along.constant()),
        is_whole=along.is_whole,
    )


def table_cells(lines: Sequence[AlongLine], count: int, *, hidden: bool) -> Iterator[list[str]]:
    """Yield a heading, and for each of so many slices a line of values, absent ones empty."""
    yield ["slice", *(one.path for one in lines)]
    for place in range(count):
        yield [str(place + 1), *(one.cell(place, hidden=hidden) for one in lines)]


def _places(stack: Stack, direction: Direction) -> list[tuple[int, int]]:
    step = -1 if runs_backwards(stack, direction) and not is_paged_by_volume(stack) else 1
    return [
        (number, place)
        for number, volume in enumerate(stack.volumes)
        for place in range(len(volume))[::step]
    ]


def label_of(one: SliceAttribute) -> str:
    """Return the name to show: the keyword, or what a private element is called."""
    last = one.path.rpartition(".")[2]
    return f"{one.name} {last}" if last.startswith("(") and one.name else last


def _identifies(one: SliceAttribute) -> bool:
    keyword = one.path.rpartition(".")[2]
    return is_identifying(AttributeRow(0, one.tag, keyword, one.name, one.vr, ""))


def _constant(one: SliceAttribute) -> AlongLine:
    return AlongLine(one.path, label_of(one), "", one.values[:1], identifies=_identifies(one))


def _line(one: SliceAttribute, order: Sequence[int]) -> AlongLine:
    values = tuple(one.values[index] for index in order)
    read = one.numbers()
    absent = values.count(None)
    note = f" · absent in {absent:,}" if absent else ""
    if read is None:
        distinct = {value: n for n, value in enumerate(dict.fromkeys(values)) if value is not None}
        bands = tuple(-1 if value is None else distinct[value] for value in values)
        summary = f"{len(distinct):,} values{note}"
        steps = tuple(bands[first] for first, _ in _steps(len(bands)))
        return AlongLine(
            one.path, label_of(one), summary, values, bands=steps, identifies=_identifies(one)
        )
    numbers = [read[index] for index in order]
    known = [number for own in numbers if own for number in own]
    low, high = min(known), max(known)
    width = min(MOST_CURVES, max(len(own) for own in numbers if own))
    curves = tuple(_curve(numbers, k, low, high) for k in range(width))
    if one.vr in TIMES:
        texts = sorted(value for value in values if value)
        summary = f"{texts[0]} to {texts[-1]}{note}"
    else:
        summary = f"{low:g} to {high:g}{note}"
    return AlongLine(
        one.path, label_of(one), summary, values, curves=curves, identifies=_identifies(one)
    )


def _curve(
    numbers: Sequence[tuple[float, ...] | None], component: int, low: float, high: float
) -> tuple[Span | None, ...]:
    own = [one[component] if one and component < len(one) else None for one in numbers]
    spans: list[Span | None] = []
    for first, end in _steps(len(own)):
        known = [number for number in own[first:end] if number is not None]
        spans.append(
            (_share(min(known), low, high), _share(max(known), low, high)) if known else None
        )
    return tuple(spans)


def _share(number: float, low: float, high: float) -> float:
    return (number - low) / (high - low) if high > low else 0.5


def _steps(count: int) -> list[tuple[int, int]]:
    """Return from where to where the slices of each step go."""
    steps = min(count, MOST_POINTS)
    return [(step * count // steps, (step + 1) * count // steps) for step in range(steps)]
