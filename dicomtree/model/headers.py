"""The row that a scan keeps of one instance."""

from typing import NamedTuple

from dicomtree.model.entries import Stamp

NOT_YET_CHECKED = "not yet checked"
"""The flaw of an image until a second look has told whether its pixel data are whole."""


class HeaderRow(NamedTuple):
    """One DICOM file's place, state and the header values that tree, order and labels need.

    Attributes are named by their DICOM keyword in snake_case. A value is the trimmed text of the
    element, multiple values joined by a backslash as in the file; binary integers are `int`;
    absent and empty are both None. A row is a tuple because there are millions of them.
    """

    root: int
    path: str
    size: int
    mtime_ns: int
    inode: int
    flaw: str | None  # what is wrong with the file, in words; None when nothing was found
    transfer_syntax_uid: str | None
    specific_character_set: str | None
    image_type: str | None
    sop_class_uid: str | None
    sop_instance_uid: str | None
    study_date: str | None
    series_date: str | None
    acquisition_date: str | None
    acquisition_date_time: str | None
    study_time: str | None
    series_time: str | None
    acquisition_time: str | None
    content_time: str | None
    accession_number: str | None
    modality: str | None
    manufacturer: str | None
    station_name: str | None
    study_description: str | None
    series_description: str | None
    patient_name: str | None
    patient_id: str | None
    issuer_of_patient_id: str | None
    patient_birth_date: str | None
    patient_sex: str | None
    body_part_examined: str | None
    slice_thickness: str | None
    kvp: str | None
    repetition_time: str | None
    echo_time: str | None
    inversion_time: str | None
    echo_numbers: str | None
    spacing_between_slices: str | None
    protocol_name: str | None
    trigger_time: str | None
    gantry_detector_tilt: str | None
    convolution_kernel: str | None
    flip_angle: str | None
    patient_position: str | None
    study_instance_uid: str | None
    series_instance_uid: str | None
    study_id: str | None
    series_number: str | None
    acquisition_number: str | None
    instance_number: str | None
    patient_orientation: str | None
    image_position_patient: str | None
    image_orientation_patient: str | None
    frame_of_reference_uid: str | None
    temporal_position_identifier: str | None
    number_of_temporal_positions: str | None
    images_in_acquisition: str | None
    slice_location: str | None
    samples_per_pixel: int | None
    number_of_frames: str | None
    rows: int | None
    columns: int | None
    pixel_spacing: str | None
    bits_allocated: int | None

    @property
    def stamp(self) -> Stamp:
        """What tells whether the file has changed since."""
        return Stamp(self.size, self.mtime_ns, self.inode)
