"""A volume to draw on in millimetres."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Point = tuple[float, float, float]
"""z (towards the head), y (to the back) and x (to the patient's left), in mm from the centre."""


class Canvas:
    """Values of shape (slices, rows, columns), drawn over in order.

    At the surface of what is drawn a voxel is filled in part, as a scanner would see it.
    """

    def __init__(self, shape: tuple[int, int, int], voxel_mm: Point, background: float) -> None:
        self.values = np.full(shape, background, np.float32)
        self.voxel_mm = voxel_mm
        self._axes = [
            ((np.arange(count) - (count - 1) / 2) * size).astype(np.float32)
            for count, size in zip(shape, voxel_mm, strict=True)
        ]

    @property
    def axes(self) -> tuple[Values, Values, Values]:
        """z, y and x of the voxels, to be broadcast against each other."""
        z, y, x = self._axes
        return z[:, None, None], y[None, :, None], x[None, None, :]

    def fill(self, depth: NDArray[np.floating], value: float) -> None:
        """Draw where `depth`, in voxels under the surface, is positive."""
        _blend(self.values, depth, value)

    def ellipsoid(self, centre: Point, radii: Point, value: float) -> None:
        """Draw an ellipsoid whose axes are the patient's."""
        box = tuple(
            slice(*np.searchsorted(axis, (middle - radius - size, middle + radius + size)))
            for axis, middle, radius, size in zip(
                self._axes, centre, radii, self.voxel_mm, strict=True
            )
        )
        z, y, x = (
            ((axis[extent] - middle) / radius) ** 2
            for axis, extent, middle, radius in zip(self._axes, box, centre, radii, strict=True)
        )
        distance = np.sqrt(z[:, None, None] + y[None, :, None] + x[None, None, :])
        voxels = np.float32(min(radii[1:]) / self.voxel_mm[2])
        _blend(self.values[box], (1 - distance) * voxels, value)

    def tube(
        self, points: Iterable[Point], radius: float, value: float, thins_to: float | None = None
    ) -> None:
        """Draw a row of balls, each so high that none lies between two slices."""
        path = list(points)
        end = radius if thins_to is None else thins_to
        lowest = self.voxel_mm[0] * 0.75
        for index, point in enumerate(path):
            here = radius + (end - radius) * index / max(len(path) - 1, 1)
            self.ellipsoid(point, (max(here, lowest), here, here), value)


def _blend(part: Values, depth: NDArray[np.floating], value: float) -> None:
    share = np.clip(depth + 0.5, 0, 1)
    part += share * (np.float32(value) - part)


def noise(shape: tuple[int, int, int], deviation: float, seed: int) -> Values:
    """Return noise whose neighbours in a slice are alike, as a scanner's filter leaves it."""
    values = np.random.default_rng(seed).standard_normal(shape, np.float32)
    for axis in (1, 2):
        values += np.roll(values, 1, axis)
    return values * np.float32(deviation / 2)
