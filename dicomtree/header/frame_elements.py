"""Which elements say something of single frames, and the private ones by their creator."""

from typing import NamedTuple


class Said(NamedTuple):
    """What an element says of a frame: the name of the value, and the VR of its dictionary."""

    name: str
    vr: bytes


# A frame's functional groups hold about 50 elements; up to 100,000 frames are told apart.
MOST_ELEMENTS_OF_FRAMES = 5_000_000
SHARED_GROUPS = 0x52009229
PER_FRAME_GROUPS = 0x52009230
DETECTORS = 0x00540022
QUANTITY_DEFINITIONS = 0x00409220
CONCEPT_NAME = 0x0040A043
CONCEPT = 0x0040A168
CODE_VALUE = 0x00080100
CODE_MEANING = 0x00080104
# Quantity, the concept that names what a parametric map's values are: SNOMED CT and SRT.
QUANTITY_CODES = ("246205007", "G-C1C6")

# Functional group macros (PS3.3 C.7.6.16.2, C.8.13.5, C.8.15.3, C.8.20.3, A.70, A.71).
MACROS = frozenset(
    (
        0x00189076,  # Diffusion Gradient Direction
        0x00189112,  # MR Timing and Related Parameters
        0x00189114,  # MR Echo
        0x00189115,  # MR Modifier
        0x00189117,  # MR Diffusion
        0x00189118,  # Cardiac Synchronization
        0x00189226,  # MR Image Frame Type
        0x00189314,  # CT Reconstruction
        0x00189325,  # CT X-Ray Details
        0x00189329,  # CT Image Frame Type
        0x00189751,  # PET Frame Type
        0x00209111,  # Frame Content
        0x00209113,  # Plane Position
        0x00209116,  # Plane Orientation
        0x00209170,  # Unassigned Shared Converted Attributes
        0x00209171,  # Unassigned Per-Frame Converted Attributes
        0x00289110,  # Pixel Measures
        0x00409092,  # Parametric Map Frame Type
        0x00409096,  # Real World Value Mapping
        0x0062000A,  # Segment Identification
        QUANTITY_DEFINITIONS,
        CONCEPT_NAME,
        CONCEPT,
    )
)
ENTERED = frozenset((SHARED_GROUPS, PER_FRAME_GROUPS, DETECTORS))

# Said of a frame wherever they stand: in a macro, or at the top of a single-frame instance.
ANYWHERE = {
    0x00089007: Said("frame_type", b"CS"),
    0x00089208: Said("complex_image_component", b"CS"),
    0x00189074: Said("frame_acquisition_date_time", b"DT"),
    0x00189079: Said("inversion_time", b"FD"),
    0x00189082: Said("echo_time", b"FD"),
    0x00189087: Said("diffusion_b_value", b"FD"),
    0x00189089: Said("diffusion_gradient_orientation", b"FD"),
    0x00209056: Said("stack_id", b"SH"),
    0x00209057: Said("in_stack_position_number", b"UL"),
    0x00209128: Said("temporal_position_index", b"UL"),
    0x00209153: Said("trigger_time", b"FD"),
    0x00209157: Said("dimension_index_values", b"UL"),
    0x00209241: Said("nominal_percentage_of_cardiac_phase", b"FL"),
    0x00541300: Said("frame_reference_time", b"DS"),
    0x0062000B: Said("referenced_segment_number", b"US"),
}
# Said of a frame inside functional groups; at the top they are in the `HeaderRow`.
INSIDE = {
    0x00180050: Said("slice_thickness", b"DS"),
    0x00180060: Said("kvp", b"DS"),
    0x00180080: Said("repetition_time", b"DS"),
    0x00180081: Said("echo_time", b"DS"),
    0x00180082: Said("inversion_time", b"DS"),
    0x00180088: Said("spacing_between_slices", b"DS"),
    0x00181060: Said("trigger_time", b"DS"),
    0x00181210: Said("convolution_kernel", b"SH"),
    0x00181314: Said("flip_angle", b"DS"),
    0x00200032: Said("image_position_patient", b"DS"),
    0x00200037: Said("image_orientation_patient", b"DS"),
    0x00280030: Said("pixel_spacing", b"DS"),
} | ANYWHERE
# Said of the whole instance.
TOP = {
    0x00080005: Said("specific_character_set", b"CS"),
    0x00209161: Said("concatenation_uid", b"UI"),
    0x00209162: Said("in_concatenation_number", b"US"),
    0x00209228: Said("concatenation_frame_offset_number", b"UL"),
    0x00280008: Said("number_of_frames", b"IS"),
    0x00280009: Said("frame_increment_pointer", b"AT"),
    0x00620001: Said("segmentation_type", b"CS"),
    0x3004000C: Said("grid_frame_offset_vector", b"DS"),
}
VECTORS = {
    0x00540010: Said("energy_window_vector", b"US"),
    0x00540020: Said("detector_vector", b"US"),
    0x00540030: Said("phase_vector", b"US"),
    0x00540050: Said("rotation_vector", b"US"),
    0x00540060: Said("r_r_interval_vector", b"US"),
    0x00540070: Said("time_slot_vector", b"US"),
    0x00540080: Said("slice_vector", b"US"),
    0x00540090: Said("angular_view_vector", b"US"),
    0x00540100: Said("time_slice_vector", b"US"),
}
CODES = {CODE_VALUE: Said("code_value", b"SH"), CODE_MEANING: Said("code_meaning", b"LO")}

# (creator, group, element in its block): vendors may use any free block (PS3.5 7.8.1).
PRIVATE = {
    ("Philips Imaging DD 001", 0x2001, 0x03): Said("philips_b_value", b"FL"),
    ("Philips Imaging DD 001", 0x2001, 0x08): Said("phase", b"IS"),
    ("Philips MR Imaging DD 001", 0x2005, 0xB0): Said("philips_direction_rl", b"FL"),
    ("Philips MR Imaging DD 001", 0x2005, 0xB1): Said("philips_direction_ap", b"FL"),
    ("Philips MR Imaging DD 001", 0x2005, 0xB2): Said("philips_direction_fh", b"FL"),
    ("SIEMENS MR HEADER", 0x0019, 0x0C): Said("siemens_b_value", b"IS"),
    ("SIEMENS MR HEADER", 0x0019, 0x0E): Said("siemens_direction", b"FD"),
    ("GEMS_PARM_01", 0x0043, 0x39): Said("ge_b_value", b"IS"),
    ("GEMS_ACQU_01", 0x0019, 0xBB): Said("ge_direction_x", b"DS"),
    ("GEMS_ACQU_01", 0x0019, 0xBC): Said("ge_direction_y", b"DS"),
    ("GEMS_ACQU_01", 0x0019, 0xBD): Said("ge_direction_z", b"DS"),
    ("Image Private Header", 0x0065, 0x09): Said("uih_b_value", b"FD"),
    ("Image Private Header", 0x0065, 0x37): Said("uih_direction", b"FD"),
}
PRIVATE_GROUPS = frozenset(group for _, group, _ in PRIVATE)
