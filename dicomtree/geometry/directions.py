"""Directions and places in the patient, in words.

The patient's axes are those of PS3.3 C.7.6.2.1.1: x to the left, y to the back, z to the head, in
mm. The terms for quadrupeds are those of neck, trunk and tail.
"""

import math
from collections.abc import Sequence

OBLIQUE_SINE = math.sin(math.radians(5))
"""A direction that leans further than this towards a second axis is named with two letters."""

OBLIQUE_DEG = 40  # a plane that leans further has no axis of its own
AXES = (("R", "L"), ("A", "P"), ("F", "H"))
QUADRUPED_AXES = (("RT", "LE"), ("V", "D"), ("CD", "CR"))
POSITION_AXES = (("R", "L"), ("A", "P"), ("I", "S"))
PLANES = ("sagittal", "coronal", "axial")


def direction_letters(
    direction: Sequence[float], axes: Sequence[tuple[str, str]] = AXES, most: int = 2
) -> str:
    """Return the letters of a direction, the strongest first; "" where it has no length."""
    length = math.hypot(*direction)
    if not math.isfinite(length) or length == 0:
        return ""
    parts = sorted(
        (
            (abs(part) / length, names[part > 0])
            for part, names in zip(direction, axes, strict=True)
        ),
        key=lambda part: -part[0],
    )
    return "".join(name for share, name in parts[:most] if share > OBLIQUE_SINE)


def slice_normal(cosines: Sequence[float]) -> tuple[float, float, float]:
    """Return row x column of Image Orientation (Patient)'s six cosines."""
    a, b, c, d, e, f = cosines
    return b * f - c * e, c * d - a * f, a * e - b * d


def plane_name(normal: Sequence[float]) -> str:
    """Return "axial", "coronal" or "sagittal", with "oblique" before it when it leans; or ""."""
    length = math.hypot(*normal)
    if not math.isfinite(length) or length == 0:
        return ""
    shares = [abs(part) / length for part in normal]
    strongest = max(range(3), key=shares.__getitem__)
    lean = math.hypot(*(share for axis, share in enumerate(shares) if axis != strongest))
    if lean <= OBLIQUE_SINE:
        return PLANES[strongest]
    return (
        f"oblique {PLANES[strongest]}" if lean <= math.sin(math.radians(OBLIQUE_DEG)) else "oblique"
    )


def position_text(normal: Sequence[float], offset_mm: float, quadruped: bool = False) -> str:
    """Return how far along its normal a slice lies, with the side's letter: "S 45.0 mm"."""
    axes = QUADRUPED_AXES if quadruped else POSITION_AXES
    sign = -1 if round(offset_mm, 1) < 0 else 1
    letters = direction_letters([sign * part for part in normal], axes)
    return f"{letters} {abs(offset_mm):.1f} mm".strip()
