"""Where the voxels of a stack lie: the affine from indices to millimetres."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.export.images import ImageStack, Slice
from dicomtree.export.refusal import CannotExportError
from dicomtree.geometry import OFFLINE_MM, TILT_DEG, Orientation, Vector
from dicomtree.model import Geometry, decimal_value
from dicomtree.text import counted

# DICOM's axes point to the patient's left and back, NIfTI's to the right and front.
_LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])
_SAME_SPACING = 1e-3

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Axes:
    """The directions of a stack (unit vectors, LPS) and its spacing in mm.

    `row` is the direction in which columns follow each other, `column` that of the rows.
    """

    orientation: Orientation
    row_mm: float
    column_mm: float


def axes_of(images: ImageStack) -> tuple[Axes, list[Vector]]:
    """Return the axes of a stack and the positions of its first volume.

    Raises CannotExportError where it has none, or its slices differ in spacing.
    """
    if images.stack.kind == "mosaic":
        raise CannotExportError("a mosaic holds many slices in one picture")
    if images.stack.geometry is None:
        raise CannotExportError(f"its slices have no positions in space ({images.stack.kind})")
    first = images.volumes[0][0]
    if first.orientation is None or first.spacing is None:
        missing = "orientation" if first.orientation is None else "Pixel Spacing"
        raise CannotExportError(f"its slices have no {missing}")
    positions = [one.position for one in images.volumes[0] if one.position is not None]
    if len(positions) != len(images.volumes[0]):
        raise CannotExportError("not every slice has a position in space")
    if not all(_same_spacing(one, first) for one in images.slices()):
        raise CannotExportError("its slices differ in Pixel Spacing")
    if len({len(volume) for volume in images.volumes}) != 1:
        raise CannotExportError("its volumes differ in their number of slices")
    return Axes(first.orientation, first.spacing[0], first.spacing[1]), positions


def why_uneven(geometry: Geometry) -> str | None:
    """Return why the slices of a stack are no regular grid; None where they are."""
    if geometry.tilt_deg > TILT_DEG:
        return f"its slices are tilted by {geometry.tilt_deg:.2f} degrees against their axis"
    if geometry.missing:
        count = sum(gap.count for gap in geometry.missing)
        return f"{counted(count, 'slice is', 'slices are')} missing"
    if geometry.uneven_at:
        return "its slices are unevenly spaced"
    if geometry.max_offline_mm > OFFLINE_MM:
        return f"its slices are shifted by up to {geometry.max_offline_mm:.2f} mm in their plane"
    return None


def regular_affine(images: ImageStack) -> Matrix:
    """Return the affine from (column, row, slice) to RAS+ in mm.

    Raises CannotExportError where the slices are no regular grid.
    """
    axes, positions = axes_of(images)
    geometry = images.stack.geometry
    reason = None if geometry is None else why_uneven(geometry)
    if reason is not None:
        raise CannotExportError(reason)
    if len(positions) == 1:
        normal = np.asarray(axes.orientation.normal)
        return affine(axes, positions[0], normal * _single_slice_mm(images.volumes[0][0]))
    step = (np.asarray(positions[-1]) - np.asarray(positions[0])) / (len(positions) - 1)
    return affine(axes, positions[0], step)


def affine(axes: Axes, origin: Vector | NDArray[Any], step: NDArray[Any]) -> Matrix:
    """Return the affine of voxels that begin at `origin` (LPS) and go on by `step` per slice."""
    matrix = np.eye(4)
    matrix[:3, 0] = np.asarray(axes.orientation.row) * axes.column_mm
    matrix[:3, 1] = np.asarray(axes.orientation.column) * axes.row_mm
    matrix[:3, 2] = step
    matrix[:3, 3] = origin
    return np.asarray(_LPS_TO_RAS @ matrix)


def _single_slice_mm(one: Slice) -> float:
    return one.thickness or decimal_value(one.row.spacing_between_slices) or 1.0


def _same_spacing(one: Slice, first: Slice) -> bool:
    if one.spacing is None or first.spacing is None:
        return False
    return all(
        abs(a - b) <= _SAME_SPACING * b for a, b in zip(one.spacing, first.spacing, strict=True)
    )
