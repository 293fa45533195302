"""What the values of a picture are in a region, and how they are spread over all of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.display import inside_values
from dicomtree.pixels.modality import transformed
from dicomtree.pixels.picture import Picture

Point = tuple[float, float]
"""(column, row), continuous: pixel (0, 0) covers 0 to 1 both ways."""


class Region(StrEnum):
    """The form of a region, drawn in the box between two points."""

    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"


@dataclass(frozen=True, slots=True)
class RegionStatistics:
    """Statistics of the pixels whose centres lie in a region, in the unit of the readout.

    `deviation` is the standard deviation of these `pixels` themselves (divided by their number).
    `outside` is how many further ones are padding, not a number, coloured by a supplemental palette
    or not mapped to a real world value, and left out. Without any pixel left, the numbers are None.
    """

    pixels: int
    outside: int
    mean: float | None
    deviation: float | None
    minimum: float | None
    maximum: float | None


def region_statistics(
    picture: Picture, region: Region, one: Point, other: Point, *, every: int = 1
) -> RegionStatistics | None:
    """Return the statistics of a region; None where values are no quantity, or not all there.

    That is colour, segments, and a reduced preview. What lies beside the picture does not count,
    nor do rows that a file cut short lacks.
    Of rows and columns only `every` so many are taken: an estimate, where the region is large.
    """
    if picture.is_colour or picture.segment_colours is not None or picture.reduction > 1:
        return None
    stored = _stored(picture.values[: picture.rows_found], region, (one, other), every)
    inside = stored
    if picture.padding is not None:
        low, high = picture.padding
        inside = stored[(stored < low) | (stored > high)]
    if picture.supplement is not None and not picture.quantity.is_mapped:
        inside = inside[~picture.supplement.holds(inside)]
    values = np.asarray(transformed(inside, picture.quantity.transform), np.float64)
    values = values[np.isfinite(values)]
    outside = len(stored) - len(values)
    if not len(values):
        return RegionStatistics(0, outside, None, None, None, None)
    return RegionStatistics(
        len(values),
        outside,
        float(values.mean()),
        float(values.std()),
        float(values.min()),
        float(values.max()),
    )


def pixels_in_box(picture: Picture, one: Point, other: Point) -> int:
    """Return about how many pixels the box between two points has: what statistics cost."""
    rows, columns = _box(picture.values.shape, one, other)
    return int(np.prod([part.stop - part.start for part in (rows, columns)]))


def _stored(
    values: NDArray[Any], region: Region, ends: tuple[Point, Point], every: int
) -> NDArray[Any]:
    """Return the stored values of a region, in one dimension."""
    one, other = ends
    rows, columns = (slice(part.start, part.stop, every) for part in _box(values.shape, one, other))
    part = values[rows, columns]
    if region is Region.RECTANGLE:
        return part.ravel()
    middle = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    radii = abs(one[0] - other[0]) / 2, abs(one[1] - other[1]) / 2
    if not part.size or not min(radii) > 0:
        return part.ravel()[:0]
    across = (np.arange(columns.start, columns.stop, every) + 0.5 - middle[0]) / radii[0]
    down = (np.arange(rows.start, rows.stop, every) + 0.5 - middle[1]) / radii[1]
    return part[across[None, :] ** 2 + down[:, None] ** 2 <= 1]


def _box(shape: tuple[int, ...], one: Point, other: Point) -> tuple[slice, slice]:
    """Return the rows and columns whose centres lie between two points."""
    return (
        _between(one[1], other[1], shape[0]),
        _between(one[0], other[0], shape[1]),
    )


def _between(one: float, other: float, count: int) -> slice:
    low, high = min(one, other), max(one, other)
    start = min(max(int(np.ceil(low - 0.5)), 0), count)
    return slice(start, min(max(int(np.floor(high - 0.5)) + 1, start), count))


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many pixels fall into each of equally wide bins from `low` to `high`.

    The ends are modality values, as windows are. Padding is left out.
    """

    counts: tuple[int, ...]
    low: float
    high: float


def histogram(picture: Picture, bins: int) -> Histogram | None:
    """Return the histogram of a picture; None for colour, segments, and what has no range."""
    if picture.is_colour or picture.segment_colours is not None:
        return None
    inside = inside_values(picture)
    inside = inside[np.isfinite(inside)] if inside.dtype.kind == "f" else inside
    values = transformed(inside, picture.transform)
    if not values.size or values.min() == values.max():
        return None
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            counts, edges = np.histogram(values, bins)
    except ValueError:  # they lie too close together, or too far apart, for so many bins
        return None
    return Histogram(tuple(counts.tolist()), float(edges[0]), float(edges[-1]))
