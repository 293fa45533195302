"""Where frames lie in space: orientations, positions along a normal, the geometry report."""

from dicomtree.geometry.orientations import (
    Orientation,
    OrientationClusters,
    is_plausible,
    orientation_reader,
    read_orientation,
    read_position,
    same_orientation,
)
from dicomtree.geometry.positions import (
    SMALLEST_TOLERANCE_MM,
    position_starts,
    position_tolerance,
)
from dicomtree.geometry.report import (
    OFFLINE_MM,
    TILT_DEG,
    distances,
    geometry_report,
    same_gap,
)
from dicomtree.geometry.vectors import Vector, angle_between, dot, length, moved, subtract

__all__ = [
    "OFFLINE_MM",
    "SMALLEST_TOLERANCE_MM",
    "TILT_DEG",
    "Orientation",
    "OrientationClusters",
    "Vector",
    "angle_between",
    "distances",
    "dot",
    "geometry_report",
    "is_plausible",
    "length",
    "moved",
    "orientation_reader",
    "position_starts",
    "position_tolerance",
    "read_orientation",
    "read_position",
    "same_gap",
    "same_orientation",
    "subtract",
]
