"""Which frames lie at one place along the normal."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

SMALLEST_TOLERANCE_MM = 1e-4
LARGEST_TOLERANCE_MM = 0.01
TOLERANCE_SHARE = 0.05


def position_tolerance(offsets: Sequence[float]) -> float:
    """Return how far apart two offsets of one position may be, in mm; `offsets` ascend.

    It is relative to the spacing: a fixed 0.01 mm merges 5 µm micro-CT, exact equality misses
    rounding noise (GE functional MR varies by 4e-5 mm).
    """
    gaps = [b - a for a, b in pairwise(offsets)]
    real = [gap for gap in gaps if gap > SMALLEST_TOLERANCE_MM]
    if not real:
        return SMALLEST_TOLERANCE_MM
    return min(max(TOLERANCE_SHARE * median(real), SMALLEST_TOLERANCE_MM), LARGEST_TOLERANCE_MM)


def position_starts(offsets: Sequence[float]) -> list[int]:
    """Return the indices in the ascending `offsets` at which a new position starts."""
    tolerance = position_tolerance(offsets)
    starts: list[int] = []
    for index, offset in enumerate(offsets):
        if not starts or offset - offsets[starts[-1]] > tolerance:
            starts.append(index)
    return starts
