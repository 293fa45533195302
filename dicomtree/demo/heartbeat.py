"""An invented beating heart, as colour ultrasound shows it."""

import math

import numpy as np
from numpy.typing import NDArray

FRAMES, ROWS, COLUMNS = 24, 400, 520
FRAME_TIME_MS = 42.0
APEX = (18, COLUMNS // 2)  # row, column
DEPTH_MM = 160.0
DEPTH_PIXELS = 360
MM_PER_PIXEL = DEPTH_MM / DEPTH_PIXELS
HALF_ANGLE = math.radians(41)
SECTOR = (
    APEX[1] - round(math.sin(HALF_ANGLE) * DEPTH_PIXELS),
    APEX[0],
    APEX[1] + round(math.sin(HALF_ANGLE) * DEPTH_PIXELS),
    APEX[0] + DEPTH_PIXELS,
)
"""Left, top, right and bottom of the region that millimetres hold in."""

Plane = NDArray[np.float32]
Point = tuple[float, float]
"""Across and down from the probe, in mm."""


def heartbeat() -> NDArray[np.uint8]:
    """Return one heartbeat, shape (frames, rows, columns, 3); the same at every call."""
    across, down = _axes()
    depth: Plane = np.hypot(across, down)
    angle: Plane = np.arctan2(across, np.maximum(down, 1e-6))
    inside = (depth < DEPTH_MM) & (np.abs(angle) < HALF_ANGLE) & (down > 0)
    grain = np.where(inside, _speckle(depth, angle), 0)
    picture = np.stack([_frame(grain, 2 * math.pi * k / FRAMES) for k in range(FRAMES)])
    picture *= inside[None, :, :, None]
    picture[:, 40:168, 24:36] = np.linspace(255, 0, 128)[:, None, None]  # the grey scale
    return picture.clip(0, 255).astype(np.uint8)


def _axes() -> tuple[Plane, Plane]:
    """Return how far columns and rows lie across and down from the probe, in mm."""
    across = (np.arange(COLUMNS, dtype=np.float32) - APEX[1]) * np.float32(MM_PER_PIXEL)
    down = (np.arange(ROWS, dtype=np.float32) - APEX[0]) * np.float32(MM_PER_PIXEL)
    return across[None, :], down[:, None]


def _speckle(depth: Plane, angle: Plane) -> Plane:
    """Return the grain of ultrasound: fine along the beam, coarser across it, the deeper."""
    random = np.random.default_rng(3)
    fine = random.rayleigh(0.75, (220, 170)).astype(np.float32)
    grain: Plane = 0.35 + 0.375 * (fine + np.roll(fine, 1, 1))
    row = np.clip(depth / DEPTH_MM * 219, 0, 219).astype(int)
    column = np.clip((angle / HALF_ANGLE + 1) * 84.5, 0, 169).astype(int)
    sampled: Plane = grain[row, column]
    return sampled


def _frame(grain: Plane, phase: float) -> Plane:
    """Return one frame as red, green and blue, shape (rows, columns, 3)."""
    squeeze = 1 - 0.24 * max(0.0, math.sin(phase))
    grey = np.full(grain.shape, 66, np.float32)
    _oval(grey, (0, 78), (52, 66), 120)
    _oval(grey, (-15, 62), (19 * squeeze, 34 * squeeze), 8)  # ventricles
    _oval(grey, (19, 66), (21 * squeeze, 38 * squeeze), 8)
    _oval(grey, (-18, 116), (17 / squeeze, 17), 8)  # atria
    _oval(grey, (17, 118), (18 / squeeze, 18), 8)
    opening = 0.9 * max(0.0, -math.sin(phase))
    for side, root in ((1, 2), (-1, 36)):  # the leaflets of one valve
        for step in range(14):
            reach = step * 1.15
            leaf = (root + side * reach * math.cos(opening), 102 - reach * math.sin(opening))
            _oval(grey, leaf, (1.8, 1.8), 235)
    colours = np.repeat((grey * grain).clip(0, 255)[:, :, None], 3, axis=2)
    _flow(colours, -math.sin(phase), (19, 92))
    return colours


def _oval(grey: Plane, centre: Point, radii: Point, value: float) -> None:
    part = grey[_box(centre, radii)]
    share = (_depth(centre, radii) * min(radii) / 1.6 + 0.5).clip(0, 1)
    part += share * (value - part)


def _flow(colours: Plane, flow: float, centre: Point) -> None:
    """Colour blood that comes towards the probe red, and blood that leaves it blue."""
    radii = (13.0, 30.0)
    part = colours[_box(centre, radii)]
    strength = (_depth(centre, radii) * 1.6).clip(0, 1) * abs(flow)
    tint = np.array([235, 70, 30] if flow > 0 else [35, 90, 240], np.float32)
    part += strength[:, :, None] * (tint - part)


def _box(centre: Point, radii: Point) -> tuple[slice, slice]:
    """Return the rows and columns that an oval reaches, with a margin for its edge."""
    columns, rows = (
        slice(*np.searchsorted(axis.ravel(), (middle - radius - 2, middle + radius + 2)))
        for axis, middle, radius in zip(_axes(), centre, radii, strict=True)
    )
    return rows, columns


def _depth(centre: Point, radii: Point) -> Plane:
    """Return 1 at an oval's centre, 0 at its edge, over the oval's box."""
    rows, columns = _box(centre, radii)
    across, down = _axes()
    distance: Plane = np.hypot(
        (across[:, columns] - centre[0]) / radii[0], (down[rows] - centre[1]) / radii[1]
    )
    return 1 - distance
