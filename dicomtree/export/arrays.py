"""A stack as one array with named dimensions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.export.images import ImageStack, Slice
from dicomtree.export.reading import FrameReader, quantity_of, same_shape
from dicomtree.export.refusal import CannotExportError
from dicomtree.model import FrameRef, HeaderRow

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


@dataclass(frozen=True, slots=True, eq=False)
class StackArray:
    """A stack's values. `dimensions` end in row and column (and sample, for colour).

    `coordinates` has, for every dimension in front of those, its values: offsets in mm for `z`.
    `headers` are the rows of the slices, in the order of the array; `slices` name them.
    """

    values: NDArray[Any]
    dimensions: tuple[str, ...]
    coordinates: dict[str, Coordinates]
    unit: str
    headers: tuple[HeaderRow, ...]
    slices: tuple[FrameRef, ...]


def plan_array(images: ImageStack) -> ArrayPlan:
    """Plan an array of (dimension, z, row, column), without the first for a stack of one volume.

    Raises CannotExportError where the volumes differ in their number of slices.
    """
    counts = {len(volume) for volume in images.volumes}
    if len(counts) != 1:
        raise CannotExportError("its volumes differ in their number of slices")
    slices = tuple(images.slices())
    heights: Coordinates = tuple(
        index if one.ref.offset_mm is None else one.ref.offset_mm
        for index, one in enumerate(images.volumes[0])
    )
    if len(images.volumes) == 1:
        return ArrayPlan(slices, ("z",), (heights,))
    name, values = _volume_axis(images)
    return ArrayPlan(slices, (name, "z"), (values, heights))


def _volume_axis(images: ImageStack) -> tuple[str, Coordinates]:
    """Return name and values of what tells the volumes apart."""
    dimensions = images.stack.dimensions
    if len(dimensions) == 1:
        return dimensions[0].name, dimensions[0].values
    if dimensions:
        names = "+".join(dimension.name for dimension in dimensions)
        return names, tuple(zip(*(dimension.values for dimension in dimensions), strict=True))
    return "volume", tuple(range(len(images.volumes)))


def plan_sorted_array(
    images: ImageStack, keywords: Sequence[str], values: Sequence[Sequence[Any]]
) -> ArrayPlan:
    """Plan an array whose first dimensions are attributes, each in ascending order.

    `values` has one sequence for each keyword, with one value for each slice. Raises
    CannotExportError unless there is one slice for each combination of the values.
    """
    slices = list(images.slices())
    if any(value is None for own in values for value in own):
        raise CannotExportError("not every slice has a value to sort by")
    axes = tuple(tuple(sorted(set(own))) for own in values)
    places = dict(zip(zip(*values, strict=True), slices, strict=True))
    wanted = int(np.prod([len(axis) for axis in axes]))
    if len(places) != len(slices) or wanted != len(slices):
        sizes = " x ".join(str(len(axis)) for axis in axes)
        raise CannotExportError(
            f"{len(slices)} slices do not fill {sizes} combinations of {', '.join(keywords)}"
        )
    grid = np.indices([len(axis) for axis in axes]).reshape(len(axes), -1).T
    order = (tuple(axes[k][index] for k, index in enumerate(place)) for place in grid)
    return ArrayPlan(tuple(places[key] for key in order), tuple(keywords), axes)


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
        headers=tuple(one.row for one in plan.slices),
        slices=tuple(one.ref for one in plan.slices),
    )


def unit_of(plan: ArrayPlan, kind: ValueKind) -> str:
    """Return the unit of an array's values."""
    return "stored" if kind is ValueKind.STORED else quantity_of(plan.slices[0]).unit
