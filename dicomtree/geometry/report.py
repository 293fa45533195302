"""The geometry report: what the positions of a stack say about spacing, gaps, tilt and line."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from dicomtree.geometry.vectors import (
    Vector,
    angle_between,
    cross,
    dot,
    length,
    scaled,
    subtract,
)
from dicomtree.model import Geometry, MissingSlices, Spacing, Zone

UNEVEN_MM = 0.01
UNEVEN_SHARE = 0.01
MISSING_FROM = 1.5
MISSING_TOLERANCE = 0.1
TILT_DEG = 0.06
OFFLINE_MM = 0.1
# A nanometre: what lies below is noise of binary fractions.
_DECIMALS = 6


def geometry_report(
    normal: Vector,
    offsets: Sequence[float],
    points: Sequence[Vector],
    *,
    complete: bool,
    sparse: bool = False,
) -> Geometry:
    """Report on the positions of one volume.

    `offsets` (mm along the normal, ascending) and `points` (Image Position (Patient)) have one
    entry per position; `complete` says whether every volume of the stack has them all. Where
    positions are `sparse` by nature (segmentations), gaps are not missing slices.
    """
    gaps = [b - a for a, b in pairwise(offsets)]
    middle = median(gaps) if gaps else 0.0
    missing = tuple(
        MissingSlices(round(offsets[index], 4) + 0.0, missing_in(gap, middle))
        for index, gap in enumerate(gaps)
        if not sparse and missing_in(gap, middle)
    )
    return Geometry(
        normal=(normal[0] + 0.0, normal[1] + 0.0, normal[2] + 0.0),
        positions=len(offsets),
        spacing_mm=_spacing(gaps, middle) if gaps else None,
        zones=zones(gaps),
        missing=missing,
        uneven_at=tuple(i for i, gap in enumerate(gaps) if is_uneven(gap, middle)),
        tilt_deg=round(tilt_degrees(normal, points), _DECIMALS),
        max_offline_mm=round(farthest_from_line(points), _DECIMALS),
        complete=complete and not missing,
    )


def _spacing(gaps: Sequence[float], middle: float) -> Spacing:
    return Spacing(
        round(middle, _DECIMALS), round(min(gaps), _DECIMALS), round(max(gaps), _DECIMALS)
    )


def missing_in(gap: float, middle: float) -> int:
    """Return how many slices of the usual spacing `middle` are missing in a gap."""
    ratio = gap / middle if middle > 0 else 0.0
    whole = round(ratio)
    near_whole = abs(ratio - whole) <= MISSING_TOLERANCE
    return whole - 1 if ratio > MISSING_FROM and near_whole else 0


def is_uneven(gap: float, middle: float) -> bool:
    """Say whether a gap differs from the usual one, other than by missing slices."""
    return not same_gap(gap, middle) and not missing_in(gap, middle)


def same_gap(gap: float, usual: float) -> bool:
    """Say whether two gaps are one spacing: within 0.01 mm or 1 %, whichever is more."""
    return abs(gap - usual) <= max(UNEVEN_MM, UNEVEN_SHARE * usual)


def zones(gaps: Sequence[float]) -> tuple[Zone, ...]:
    """Return the runs of equal gaps, each with the mean of its gaps."""
    runs: list[list[float]] = []
    for gap in gaps:
        if runs and same_gap(gap, runs[-1][0]):
            runs[-1].append(gap)
        else:
            runs.append([gap])
    return tuple(Zone(round(math.fsum(run) / len(run), _DECIMALS), len(run)) for run in runs)


def tilt_degrees(normal: Vector, points: Sequence[Vector]) -> float:
    """Return the angle between the stack's axis (first to last point) and the normal."""
    axis = subtract(points[-1], points[0])
    if len(points) < 2 or length(axis) == 0.0:
        return 0.0
    return math.degrees(angle_between(axis, normal))


def farthest_from_line(points: Sequence[Vector]) -> float:
    """Return the largest distance in mm of a point from the line through the first and last."""
    axis = subtract(points[-1], points[0])
    whole = length(axis)
    if len(points) < 3 or whole == 0.0:
        return 0.0
    unit = scaled(axis, 1 / whole)
    return max(length(cross(subtract(point, points[0]), unit)) for point in points)


def distances(points: Sequence[Vector]) -> list[float]:
    """Return the distances of neighbouring points in mm: along the stack's axis, not the normal."""
    return [length(subtract(b, a)) for a, b in pairwise(points)]


def offset(normal: Vector, point: Vector) -> float:
    """Return where a point lies along the normal, in mm."""
    return dot(normal, point)
