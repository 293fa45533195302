"""Where the frames of an RT Dose lie (PS3.3 C.8.8.3.2)."""

from dataclasses import dataclass

from dicomtree.geometry import Orientation, Vector, is_plausible, moved
from dicomtree.model import decimal_values

# How far apart two heights may be and still be the one the file means, in mm.
SAME_HEIGHT_MM = 1e-3
_TRANSVERSE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


@dataclass(frozen=True, slots=True)
class DosePositions:
    """Image Position (Patient) of each frame; `flag` says what was assumed to find them."""

    positions: tuple[Vector, ...]
    flag: str | None


def dose_positions(
    first: Vector, orientation: Orientation, offsets_text: str | None, count: int
) -> DosePositions | None:
    """Return the frames' positions by Grid Frame Offset Vector; None if it has no plausible one each.

    Offsets lie along the normal, relative to the first frame, when the first is 0. They are
    patient z when the first is the position's z and the dose transverse. Else they are taken
    relative to the first one, which is flagged. They may descend.
    """
    offsets = decimal_values(offsets_text)
    if offsets is None or len(offsets) != count:
        return None
    positions = tuple(moved(first, orientation.normal, each - offsets[0]) for each in offsets)
    if not all(map(is_plausible, positions)):
        return None
    transverse = (orientation.row, orientation.column) == _TRANSVERSE
    absolute = transverse and abs(offsets[0] - first[2]) <= SAME_HEIGHT_MM
    if offsets[0] == 0.0 or absolute:
        return DosePositions(positions, None)
    flag = (
        f"Grid Frame Offset Vector starts with {offsets[0]:g}, neither 0 nor the dose's z; "
        "taken relative to its first value."
    )
    return DosePositions(positions, flag)
