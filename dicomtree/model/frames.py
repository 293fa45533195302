"""What is known of single frames: read when a series' stacks are first asked for."""

from dataclasses import dataclass
from typing import NamedTuple


class FrameRow(NamedTuple):
    """What one frame's functional groups, or an instance's further elements, say of it.

    The values are texts as in `HeaderRow` (multiple values joined by a backslash; floating point
    elements in `repr` form). None means "not said here": the instance's `HeaderRow` then holds.
    Private elements have been found by creator and block. `frame` counts from 1.
    """

    frame: int
    image_position_patient: str | None = None
    image_orientation_patient: str | None = None
    frame_type: str | None = None
    complex_image_component: str | None = None
    stack_id: str | None = None
    in_stack_position_number: int | None = None
    dimension_index_values: str | None = None
    referenced_segment_number: int | None = None
    quantity: str | None = None  # of a parametric map's frame: the code's meaning
    echo_time: str | None = None
    temporal_position_index: int | None = None
    diffusion_b_value: str | None = None
    diffusion_gradient_orientation: str | None = None
    phase: str | None = None  # Philips (2001,1008)
    frame_reference_time: str | None = None
    trigger_time: str | None = None
    inversion_time: str | None = None
    flip_angle: str | None = None
    repetition_time: str | None = None
    nominal_percentage_of_cardiac_phase: str | None = None
    kvp: str | None = None
    convolution_kernel: str | None = None
    frame_acquisition_date_time: str | None = None
    pixel_spacing: str | None = None
    slice_thickness: str | None = None
    spacing_between_slices: str | None = None


@dataclass(frozen=True, slots=True)
class InstanceDetail:
    """What stacks need of one instance beyond its `HeaderRow`.

    `frames` has one entry per frame (a single-frame instance has one). `vectors` are the frame
    vectors named by Frame Increment Pointer (PS3.3 C.8.4.8), by keyword in snake_case, e.g.
    ("slice_vector", (1, 1, 2, 2)). `grid_frame_offset_vector` is in mm (PS3.3 C.8.8.3.2).
    `has_functional_groups` tells an enhanced object from one that only claims to be.
    """

    frames: tuple[FrameRow, ...]
    has_functional_groups: bool = False
    frame_increment_pointer: tuple[str, ...] = ()
    vectors: tuple[tuple[str, tuple[int, ...]], ...] = ()
    grid_frame_offset_vector: str | None = None
    concatenation_uid: str | None = None
    in_concatenation_number: int | None = None
    concatenation_frame_offset_number: int | None = None
    segmentation_type: str | None = None
    flaw: str | None = None  # why this is incomplete, in words
