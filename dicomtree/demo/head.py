"""An invented head, computed as a spin-echo MR of two echo times shows it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dicomtree.demo.canvas import Canvas, Point, noise

SHAPE = SLICES, ROWS, COLUMNS = 26, 160, 160
VOXEL_MM: Point = (5.5, 1.5, 1.5)
NOISE = 9.0


class Tissue(NamedTuple):
    """How much a tissue can send, and how fast that decays: T2 in ms."""

    density: float
    t2: float


AIR = Tissue(0, 10)
SKIN = Tissue(820, 55)
BONE = Tissue(90, 12)
WATER = Tissue(1000, 900)
GREY = Tissue(820, 95)
WHITE = Tissue(680, 78)
MUSCLE = Tissue(700, 40)

Ellipsoid = tuple[Point, Point, Tissue]
"""Centre and radii in mm, and what it is made of."""


def head(echo_time_ms: float) -> NDArray[np.uint16]:
    """Return the signal at an echo time, shape (slices, rows, columns).

    Slices run from the feet to the head, rows from front to back, columns from the patient's
    right to the left.  It is the same at every call.
    """
    density = Canvas(SHAPE, VOXEL_MM, AIR.density)
    t2 = Canvas(SHAPE, VOXEL_MM, AIR.t2)
    for centre, radii, tissue in _parts():
        density.ellipsoid(centre, radii, tissue.density)
        t2.ellipsoid(centre, radii, tissue.t2)
    signal = density.values * np.exp(-echo_time_ms / t2.values)
    # Magnitude images have no negative values: noise stands above zero (Rician).
    real, imaginary = (noise(SHAPE, NOISE, seed) for seed in (2, round(echo_time_ms)))
    magnitude: NDArray[np.float32] = np.hypot(signal + real, imaginary)
    return magnitude.round().astype(np.uint16)


def _parts() -> list[Ellipsoid]:
    parts: list[Ellipsoid] = [
        ((-60, 20, 0), (60, 62, 58), MUSCLE),
        ((6, 0, 0), (88, 102, 82), SKIN),
        ((8, 0, 0), (82, 95, 75), BONE),
        ((8, 0, 0), (78, 90, 70), WATER),
        ((9, 0, 0), (75, 87, 67), GREY),
    ]
    for side in (-1, 1):
        parts += [
            ((12, 0, side * 31), (62, 76, 28), WHITE),
            ((14, -22, side * 12), (18, 26, 7), WATER),  # the lateral ventricles
            ((10, 24, side * 20), (12, 24, 7), WATER),
            ((8, -8, side * 24), (16, 18, 9), GREY),  # the nuclei beside them
            ((-32, -68, side * 28), (13, 13, 13), WATER),  # the eyes
            ((-36, 44, side * 21), (20, 23, 21), GREY),  # the cerebellum
            ((-36, 44, side * 21), (14, 16, 14), WHITE),
        ]
    parts += [
        ((14, 0, 0), (60, 80, 1.5), WATER),  # between the hemispheres
        ((6, -4, 0), (12, 14, 3), WATER),
        ((-40, 22, 0), (30, 16, 14), WHITE),  # the brain stem
        ((-36, 36, 0), (10, 5, 6), WATER),
        ((34, 30, 38), (11, 10, 9), Tissue(900, 190)),  # something to find
    ]
    return parts
