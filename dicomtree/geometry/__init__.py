"""Where frames lie in space: orientations, positions along a normal, the geometry report."""

from dicomtree.geometry.cuts import Plane, cut_line, read_plane
from dicomtree.geometry.directions import (
    AXES,
    QUADRUPED_AXES,
    direction_letters,
    plane_name,
    position_text,
    slice_normal,
)
from dicomtree.geometry.orientations import (
    SAME_ORIENTATION_RAD,
    Orientation,
    OrientationClusters,
    is_plausible,
    orientation_of,
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
    "AXES",
    "OFFLINE_MM",
    "QUADRUPED_AXES",
    "SAME_ORIENTATION_RAD",
    "SMALLEST_TOLERANCE_MM",
    "TILT_DEG",
    "Orientation",
    "OrientationClusters",
    "Plane",
    "Vector",
    "angle_between",
    "cut_line",
    "direction_letters",
    "distances",
    "dot",
    "geometry_report",
    "is_plausible",
    "length",
    "moved",
    "orientation_of",
    "orientation_reader",
    "plane_name",
    "position_starts",
    "position_text",
    "position_tolerance",
    "read_orientation",
    "read_plane",
    "read_position",
    "same_gap",
    "same_orientation",
    "slice_normal",
    "subtract",
]
