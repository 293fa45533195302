"""A stack as one array with named dimensions."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.export.images import ImageStack, Slice
from dicomtree.export.reading import FrameReader, quantity_of, same_shape
from dicomtree.export.refusal import CannotExportError
from dicomtree.model import StackArray

Coordinates = tuple[Any, ...]


class ValueKind(StrEnum):
    """What the numbers of an array are."""

    REAL = "real"  # in the unit of the file: HU, Bq/ml, Gy
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class ArrayPlan:
    """Which slice stands where: `slices` in the order of the array, its last dimensions fastest.

    `dimensions` name those in front of row and column; `coordinates` have their values.
    """

    slices: tuple[Slice, ...]
    dimensions: tuple[str, ...]
    coordinates: tuple[Coordinates, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """The lengths of these dimensions."""
        return tuple(len(values) for values in self.coordinates)


def plan_array(images: ImageStack) -> ArrayPlan:
    """Plan an array of z, row, column, with what tells the volumes apart in front.

    Several dimensions stand side by side where there is a volume for each combination of their
    values, else as one of tuples. Raises CannotExportError where the volumes differ in their
    number of slices.
    """
    counts = {len(volume) for volume in images.volumes}
    if len(counts) != 1:
        raise CannotExportError("its volumes differ in their number of slices")
    heights: Coordinates = tuple(
        index if one.ref.offset_mm is None else one.ref.offset_mm
        for index, one in enumerate(images.volumes[0])
    )
    if len(images.volumes) == 1:
        return ArrayPlan(images.volumes[0], ("z",), (heights,))
    names, axes, order = _volume_axes(images)
    slices = tuple(one for index in order for one in images.volumes[index])
    return ArrayPlan(slices, (*names, "z"), (*axes, heights))


def _volume_axes(
    images: ImageStack,
) -> tuple[tuple[str, ...], tuple[Coordinates, ...], Sequence[int]]:
    """Return names and values of what tells the volumes apart, and the order of the volumes."""
    dimensions = images.stack.dimensions
    unchanged = range(len(images.volumes))
    if not dimensions:
        return ("volume",), (tuple(unchanged),), unchanged
    names = tuple(dimension.name for dimension in dimensions)
    axes = tuple(tuple(dict.fromkeys(dimension.values)) for dimension in dimensions)
    volumes = list(zip(*(dimension.values for dimension in dimensions), strict=True))
    grid = list(itertools.product(*axes))
    if set(grid) == set(volumes) and len(grid) == len(volumes):
        return names, axes, [volumes.index(place) for place in grid]
    return ("+".join(names),), (tuple(volumes),), unchanged


def plan_sorted_array(
    images: ImageStack, keywords: Sequence[str], values: Sequence[Sequence[Any]]
) -> ArrayPlan:
    """Plan an array whose first dimensions are attributes, each in ascending order.

    `values` has one sequence for each keyword, with one value for each slice. Slices that share
    all of them follow each other in canonical order along a dimension `n`. Raises
    CannotExportError unless each combination of the values has equally many slices.
    """
    if any(value is None for own in values for value in own):
        raise CannotExportError("not every slice has a value to sort by")
    axes = tuple(tuple(sorted(set(own), key=_numbers_first)) for own in values)
    found: dict[Coordinates, list[Slice]] = {}
    for place, one in zip(zip(*values, strict=True), images.slices(), strict=True):
        found.setdefault(place, []).append(one)
    counts = {len(slices) for slices in found.values()}
    grid = list(itertools.product(*axes))
    if len(found) != len(grid) or len(counts) != 1:
        sizes = " x ".join(str(len(axis)) for axis in axes)
        raise CannotExportError(
            f"{len(values[0])} slices do not fill {sizes} combinations of {', '.join(keywords)}"
        )
    names, (count,) = tuple(keywords), counts
    if count > 1:
        names, axes = (*names, "n"), (*axes, tuple(range(count)))
    return ArrayPlan(tuple(one for place in grid for one in found[place]), names, axes)


def _numbers_first(value: Any) -> tuple[bool, Any]:
    return isinstance(value, str), value


def frames_of(plan: ArrayPlan, kind: ValueKind, reader: FrameReader) -> Iterator[NDArray[Any]]:
    """Yield the frames of an array, all of one shape and type, one in memory at a time.

    Real values are float32, stored ones as in the file. Raises CannotExportError.
    """
    first: NDArray[Any] | None = None
    for one in plan.slices:
        values = reader.stored(one) if kind is ValueKind.STORED else _real(one, reader)
        first = values if first is None else first
        yield same_shape(values, first)


def _real(one: Slice, reader: FrameReader) -> NDArray[Any]:
    return reader.real(one).astype(np.float32)


def dimensions_of(plan: ArrayPlan, frame: NDArray[Any]) -> tuple[str, ...]:
    """Return the names of all dimensions, given one frame."""
    inner = ("row", "column") if frame.ndim == 2 else ("row", "column", "sample")
    return (*plan.dimensions, *inner)


def stack_array(plan: ArrayPlan, kind: ValueKind, reader: FrameReader) -> StackArray:
    """Read a whole stack into memory. Raises CannotExportError."""
    values: NDArray[Any] | None = None
    dimensions: tuple[str, ...] = ()
    for index, frame in enumerate(frames_of(plan, kind, reader)):
        if values is None:
            values = np.empty((len(plan.slices), *frame.shape), frame.dtype)
            dimensions = dimensions_of(plan, frame)
        values[index] = frame
    if values is None:
        raise CannotExportError("it holds no slices")
    return StackArray(
        values=values.reshape(*plan.counts, *values.shape[1:]),
        dimensions=dimensions,
        coordinates=dict(zip(plan.dimensions, plan.coordinates, strict=True)),
        unit=unit_of(plan, kind),
        headers=_shaped([one.row for one in plan.slices], plan.counts),
        slices=_shaped([one.ref for one in plan.slices], plan.counts),
    )


def _shaped(values: Sequence[object], shape: tuple[int, ...]) -> NDArray[np.object_]:
    """Return an array of objects; a row is a tuple, which numpy alone would take apart."""
    array = np.empty(len(values), np.object_)
    for index, value in enumerate(values):
        array[index] = value
    return array.reshape(shape)


def unit_of(plan: ArrayPlan, kind: ValueKind) -> str:
    """Return the unit of an array's values."""
    return "stored" if kind is ValueKind.STORED else quantity_of(plan.slices[0]).unit
