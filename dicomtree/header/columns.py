"""Which element fills which column of a `HeaderRow`."""

from typing import NamedTuple

from dicomtree.model import HeaderRow


class Column(NamedTuple):
    """One header value: its name, tag as group << 16 | element, and VR of the dictionary."""

    name: str
    tag: int
    vr: bytes


COLUMNS = (
    Column("transfer_syntax_uid", 0x00020010, b"UI"),
    Column("specific_character_set", 0x00080005, b"CS"),
    Column("image_type", 0x00080008, b"CS"),
    Column("sop_class_uid", 0x00080016, b"UI"),
    Column("sop_instance_uid", 0x00080018, b"UI"),
    Column("study_date", 0x00080020, b"DA"),
    Column("series_date", 0x00080021, b"DA"),
    Column("acquisition_date", 0x00080022, b"DA"),
    Column("acquisition_date_time", 0x0008002A, b"DT"),
    Column("study_time", 0x00080030, b"TM"),
    Column("series_time", 0x00080031, b"TM"),
    Column("acquisition_time", 0x00080032, b"TM"),
    Column("content_time", 0x00080033, b"TM"),
    Column("accession_number", 0x00080050, b"SH"),
    Column("modality", 0x00080060, b"CS"),
    Column("manufacturer", 0x00080070, b"LO"),
    Column("station_name", 0x00081010, b"SH"),
    Column("study_description", 0x00081030, b"LO"),
    Column("series_description", 0x0008103E, b"LO"),
    Column("patient_name", 0x00100010, b"PN"),
    Column("patient_id", 0x00100020, b"LO"),
    Column("issuer_of_patient_id", 0x00100021, b"LO"),
    Column("patient_birth_date", 0x00100030, b"DA"),
    Column("patient_sex", 0x00100040, b"CS"),
    Column("body_part_examined", 0x00180015, b"CS"),
    Column("slice_thickness", 0x00180050, b"DS"),
    Column("kvp", 0x00180060, b"DS"),
    Column("repetition_time", 0x00180080, b"DS"),
    Column("echo_time", 0x00180081, b"DS"),
    Column("inversion_time", 0x00180082, b"DS"),
    Column("echo_numbers", 0x00180086, b"IS"),
    Column("spacing_between_slices", 0x00180088, b"DS"),
    Column("protocol_name", 0x00181030, b"LO"),
    Column("trigger_time", 0x00181060, b"DS"),
    Column("gantry_detector_tilt", 0x00181120, b"DS"),
    Column("convolution_kernel", 0x00181210, b"SH"),
    Column("flip_angle", 0x00181314, b"DS"),
    Column("patient_position", 0x00185100, b"CS"),
    Column("study_instance_uid", 0x0020000D, b"UI"),
    Column("series_instance_uid", 0x0020000E, b"UI"),
    Column("study_id", 0x00200010, b"SH"),
    Column("series_number", 0x00200011, b"IS"),
    Column("acquisition_number", 0x00200012, b"IS"),
    Column("instance_number", 0x00200013, b"IS"),
    Column("patient_orientation", 0x00200020, b"CS"),
    Column("image_position_patient", 0x00200032, b"DS"),
    Column("image_orientation_patient", 0x00200037, b"DS"),
    Column("frame_of_reference_uid", 0x00200052, b"UI"),
    Column("temporal_position_identifier", 0x00200100, b"IS"),
    Column("number_of_temporal_positions", 0x00200105, b"IS"),
    Column("images_in_acquisition", 0x00201002, b"IS"),
    Column("slice_location", 0x00201041, b"DS"),
    Column("samples_per_pixel", 0x00280002, b"US"),
    Column("number_of_frames", 0x00280008, b"IS"),
    Column("rows", 0x00280010, b"US"),
    Column("columns", 0x00280011, b"US"),
    Column("pixel_spacing", 0x00280030, b"DS"),
    Column("bits_allocated", 0x00280100, b"US"),
)

# In front of the values stand root, path, size, mtime_ns, inode and flaw.
FLAW = HeaderRow._fields.index("flaw")
FIRST = FLAW + 1
POSITION = {column.name: FIRST + index for index, column in enumerate(COLUMNS)}
COLUMN_OF_TAG = {column.tag: (FIRST + index, column.vr) for index, column in enumerate(COLUMNS)}

# Kept behind the row while it is being read: it tells a DICOMDIR (PS3.10 8.6).
MEDIA_STORAGE = FIRST + len(COLUMNS)
COLUMN_OF_TAG[0x00020002] = (MEDIA_STORAGE, b"UI")
# So is what is known of the pixel data: None as long as neither they nor the end have been met.
PIXELS = MEDIA_STORAGE + 1
NO_PIXELS, WHOLE_PIXELS = 0, 1
EMPTY_VALUES = (None,) * (len(COLUMNS) + 2)

CHARACTER_SET = POSITION["specific_character_set"]
# VRs whose characters Specific Character Set declares (PS3.5 6.1.2.3).
DECLARED_VRS = frozenset((b"LO", b"LT", b"PN", b"SH", b"ST", b"UC", b"UT"))
