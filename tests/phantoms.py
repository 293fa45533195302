"""Header rows and details invented for tests, from keywords or from a pydicom data set."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pydicom
from pydicom.datadict import keyword_dict
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from dicomtree.model import FrameRow, HeaderRow, InstanceDetail

CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
AXIAL = "1\\0\\0\\0\\1\\0"
CORONAL = "1\\0\\0\\0\\0\\-1"
SAGITTAL = "0\\1\\0\\0\\0\\-1"

_BINARY = {"samples_per_pixel", "rows", "columns", "bits_allocated"}
_EMPTY = dict.fromkeys(HeaderRow._fields)
_BY_LETTERS = {keyword.casefold(): keyword for keyword in keyword_dict}
_KEYWORDS = {_BY_LETTERS[name.replace("_", "")]: name for name in HeaderRow._fields[6:]}


def row(path: str = "a.dcm", **values: Any) -> HeaderRow:
    """Return the row of an axial CT slice, 16 x 16, with `values` set or, by None, unset.

    Numbers and sequences become texts as in a file.
    """
    whole: dict[str, Any] = {
        **_EMPTY,
        "root": 0,
        "path": path,
        "size": 1 << 20,
        "mtime_ns": 1,
        "inode": 1,
        "transfer_syntax_uid": "1.2.840.10008.1.2.1",
        "image_type": "ORIGINAL\\PRIMARY\\AXIAL",
        "sop_class_uid": CT,
        "sop_instance_uid": f"2.25.{int.from_bytes(path.encode(), 'big') % 10**30}",
        "modality": "CT",
        "patient_id": "1",
        "patient_name": "Phantom^Head",
        "study_instance_uid": "1.2",
        "series_instance_uid": "1.2.3",
        "image_orientation_patient": AXIAL,
        "samples_per_pixel": 1,
        "rows": 16,
        "columns": 16,
        "bits_allocated": 16,
    }
    whole.update({name: _as_stored(name, value) for name, value in values.items()})
    return HeaderRow(**whole)


def _as_stored(name: str, value: Any) -> Any:
    if name in {*_BINARY, *HeaderRow._fields[:5]} or value is None:
        return value
    return text_of(value)


def text_of(value: Any) -> str | None:
    """Return a value as the text of its element; None where it is empty."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, Iterable):
        return "\\".join(str(part) for part in value) or None
    return str(value) if value is not None else None


def slices(offsets: Iterable[float], **values: Any) -> list[HeaderRow]:
    """Return axial slices at these heights, numbered from 1."""
    return [
        row(f"im{number}", instance_number=number, image_position_patient=(0, 0, z), **values)
        for number, z in enumerate(offsets, 1)
    ]


def from_keywords(path: str, values: Mapping[str, Any]) -> HeaderRow:
    """Return a row of values by DICOM keyword; what is not given is absent."""
    known = {_KEYWORDS[key]: value for key, value in values.items() if key in _KEYWORDS}
    blank: dict[str, Any] = dict.fromkeys(HeaderRow._fields[6:])
    return row(path, **{**blank, **known})


def read(root: Path, path: Path, *, number: int = 0) -> HeaderRow | None:
    """Return a file's row by pydicom, None if it is no DICOM; for tests of what needs real rows."""
    try:
        data_set = pydicom.dcmread(path, stop_before_pixels=True)
    except InvalidDicomError:
        return None
    if "SOPClassUID" not in data_set and "Rows" not in data_set:
        return None
    values = {
        keyword: data_set.get(keyword) for keyword in _KEYWORDS if data_set.get(keyword) is not None
    }
    values["TransferSyntaxUID"] = data_set.file_meta.get("TransferSyntaxUID")
    relative = path.relative_to(root).as_posix()
    return from_keywords(relative, values)._replace(root=number, size=path.stat().st_size)


def detail(path: Path) -> InstanceDetail:
    """Return what a file's functional groups and private elements say, by pydicom."""
    data_set = pydicom.dcmread(path, stop_before_pixels=True)
    shared = _only(data_set, "SharedFunctionalGroupsSequence")
    groups: Sequence[Dataset] = data_set.get("PerFrameFunctionalGroupsSequence") or []
    return InstanceDetail(
        frames=tuple(_frame(index, group, shared) for index, group in enumerate(groups, 1)),
        has_functional_groups=bool(groups),
        concatenation_uid=text_of(data_set.get("ConcatenationUID")),
        in_concatenation_number=data_set.get("InConcatenationNumber"),
        concatenation_frame_offset_number=data_set.get("ConcatenationFrameOffsetNumber"),
        grid_frame_offset_vector=text_of(data_set.get("GridFrameOffsetVector")),
        segmentation_type=text_of(data_set.get("SegmentationType")),
    )


def _only(data_set: Dataset, keyword: str) -> Dataset:
    items = data_set.get(keyword)
    return items[0] if items else Dataset()


def _frame(number: int, group: Dataset, shared: Dataset) -> FrameRow:
    def said(sequence: str, keyword: str) -> Any:
        own = _only(group, sequence).get(keyword)
        return own if own is not None else _only(shared, sequence).get(keyword)

    content = _only(group, "FrameContentSequence")
    return FrameRow(
        frame=number,
        image_position_patient=text_of(said("PlanePositionSequence", "ImagePositionPatient")),
        image_orientation_patient=text_of(
            said("PlaneOrientationSequence", "ImageOrientationPatient")
        ),
        frame_type=text_of(said("MRImageFrameTypeSequence", "FrameType")),
        complex_image_component=said("MRImageFrameTypeSequence", "ComplexImageComponent"),
        stack_id=text_of(content.get("StackID")),
        in_stack_position_number=content.get("InStackPositionNumber"),
        dimension_index_values=text_of(content.get("DimensionIndexValues")),
        referenced_segment_number=said("SegmentIdentificationSequence", "ReferencedSegmentNumber"),
        echo_time=text_of(said("MREchoSequence", "EffectiveEchoTime")),
        temporal_position_index=content.get("TemporalPositionIndex"),
        trigger_time=text_of(
            said("CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime")
        ),
        pixel_spacing=text_of(said("PixelMeasuresSequence", "PixelSpacing")),
    )
