"""Tilted or unevenly spaced slices on a regular grid, by linear interpolation."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dicomtree.export.grid import Axes, Matrix, affine, axes_of
from dicomtree.export.images import ImageStack, Slice
from dicomtree.geometry import Vector

Plane = NDArray[np.float32]
Read = Callable[[Slice], Plane]

_NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Regular:
    """The grid that slices are brought onto.

    `offsets` are its planes along the normal in mm from the first slice; `sources` those of the
    slices, and `shifts` how many (rows, columns) each slice lies off in its plane. The canvas is
    larger than a slice by `more` (rows, columns), its corner at `corner`.
    """

    offsets: tuple[float, ...]
    sources: tuple[float, ...]
    shifts: tuple[tuple[float, float], ...]
    corner: tuple[int, int]
    more: tuple[int, int]
    affine: Matrix


def regular_grid(images: ImageStack) -> Regular:
    """Return the grid for a stack: the usual spacing, as large as all slices together.

    Raises CannotExportError as `axes_of` does.
    """
    axes, positions = axes_of(images)
    origin = np.asarray(positions[0])
    normal = np.asarray(axes.orientation.normal)
    away = np.asarray(positions) - origin
    sources = away @ normal
    shifts = _shifts(axes, away)
    corner = np.floor(shifts.min(axis=0) + _NEARLY).astype(int)
    more = np.ceil(shifts.max(axis=0) - _NEARLY).astype(int) - corner
    spacing = _spacing(images, positions)
    count = math.floor((sources[-1] + _NEARLY) / spacing) + 1
    place = (
        origin
        + np.asarray(axes.orientation.column) * corner[0] * axes.row_mm
        + np.asarray(axes.orientation.row) * corner[1] * axes.column_mm
    )
    return Regular(
        offsets=tuple(index * spacing for index in range(count)),
        sources=tuple(map(float, sources)),
        shifts=tuple((float(row), float(column)) for row, column in shifts),
        corner=(int(corner[0]), int(corner[1])),
        more=(int(more[0]), int(more[1])),
        affine=affine(axes, place, normal * spacing),
    )


def _shifts(axes: Axes, away: NDArray[np.float64]) -> NDArray[np.float64]:
    rows = away @ np.asarray(axes.orientation.column) / axes.row_mm
    columns = away @ np.asarray(axes.orientation.row) / axes.column_mm
    return np.stack([rows, columns], axis=1)


def _spacing(images: ImageStack, positions: Sequence[Vector]) -> float:
    geometry = images.stack.geometry
    if geometry is None or geometry.spacing_mm is None or len(positions) < 2:
        return 1.0
    return geometry.spacing_mm.median


def resampled(volume: Sequence[Slice], grid: Regular, read: Read) -> Iterator[Plane]:
    """Yield the planes of one volume on the grid; `read` gives the values of a slice.

    What no slice covers has the lowest value of the first. Only neighbouring slices are in memory.
    """
    fill = float(np.min(read(volume[0])))

    @lru_cache(maxsize=2)
    def placed(index: int) -> Plane:
        return _placed(read(volume[index]), grid, index, fill)

    last = len(grid.sources) - 1
    for offset in grid.offsets:
        above = int(np.searchsorted(grid.sources, offset - _NEARLY))
        above = min(above, last)
        below = max(above - 1, 0)
        gap = grid.sources[above] - grid.sources[below]
        share = 1.0 if gap <= 0 else (offset - grid.sources[below]) / gap
        share = min(max(share, 0.0), 1.0)
        if share > 1 - _NEARLY:
            yield placed(above)
        else:
            yield (placed(below) * (1 - share) + placed(above) * share).astype(np.float32)


def _placed(values: Plane, grid: Regular, index: int, fill: float) -> Plane:
    """Return a slice on the canvas, moved by parts of pixels where it must be."""
    canvas = values
    for axis in (0, 1):
        shift = grid.shifts[index][axis] - grid.corner[axis]
        canvas = _moved(canvas, axis, shift, grid.more[axis], fill)
    return canvas


def _moved(values: Plane, axis: int, shift: float, more: int, fill: float) -> Plane:
    """Move along one axis by `shift` pixels, onto `more` pixels than there are."""
    whole = math.floor(shift + _NEARLY)
    part = max(shift - whole, 0.0)
    size = values.shape[axis]
    shape = list(values.shape)
    shape[axis] = size + more

    def at(start: int) -> Plane:
        canvas = np.full(shape, fill, np.float32)
        end = min(start + size, size + more)
        target = [slice(None), slice(None)]
        target[axis] = slice(start, end)
        source = [slice(None), slice(None)]
        source[axis] = slice(0, end - start)
        canvas[tuple(target)] = values[tuple(source)]
        return canvas

    if part < _NEARLY:
        return at(whole)
    return (at(whole) * (1 - part) + at(whole + 1) * part).astype(np.float32)
