"""What kind of thing an instance is: picture or not, localizer, mosaic, projection, slice.

The SOP class decides first, Modality second, and nothing here needs to have seen Pixel Data.
"""

from collections.abc import Callable
from enum import Enum, auto

from dicomtree.model import HeaderRow, text_values

STORAGE = "1.2.840.10008.5.1.4.1.1."
NUCLEAR_MEDICINE = STORAGE + "20"
RAW_DATA = STORAGE + "66"
SEGMENTATION = STORAGE + "66.4"
LABEL_MAP = STORAGE + "66.7"
WHOLE_SLIDE = STORAGE + "77.1.6"
RT_DOSE = STORAGE + "481.2"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Below STORAGE: a class is meant with all that its number begins (PS3.6 Annex A).
_WITHOUT_PICTURE = _words(
    "4.2 8 9 10 11 66.1 66.2 66.3 66.5 66.6 67 68 77.1.5.3 78 79 80 88 90 91 104 129 131 200 "
    "201 481.3 481.4 481.5 481.6 481.7 481.8 481.9 481.10 481.11 481.12 481.13 481.14 481.15 "
    "481.16 481.17 481.18 481.19 481.20 481.21 481.22 481.25 501.3"
)
_PROJECTIONS = _words(
    "1 3 6.1 12 13.1.4 13.1.5 77.1.1 77.1.2 77.1.3 77.1.4 77.1.5.1 77.1.5.2 77.1.5.5 77.1.7 "
    "481.1 481.23 481.24 501.2"
)
_CROSS_SECTIONS = _words(
    "2 4 6.2 6.3 13.1.1 13.1.2 13.1.3 14 20 30 66.4 66.7 77.1.5.4 77.1.5.8 77.1.8 128 130 481.2 "
    "501.1"
)
_SECONDARY_CAPTURE = "7"
_IMAGES = (*_PROJECTIONS, *_CROSS_SECTIONS, _SECONDARY_CAPTURE)

_MODALITIES_WITHOUT_PICTURE = _words(
    "ANN ASMT AU DOC ECG EEG EMG EOG EPS FID HD KO M3D PLAN PR REG RESP RTINTENT RTPLAN RTRAD "
    "RTRECORD RTSEGANN RTSTRUCT RWV SMR SR TEXTUREMAP"
)
_PROJECTING_MODALITIES = _words(
    "BI CR DG DX ECHO ES GM IO IVUS LP LS MG OP OT PX RF RG RTIMAGE SC TG US VL XA XC"
)
_LOCALIZER_WORDS = ("LOCALIZER", "SCOUT", "TOPOGRAM", "SURVIEW", "SCANOGRAM")


class Placement(Enum):
    """What decides the order of an instance's frames."""

    NONE = auto()  # no picture
    POSITION = auto()
    MOSAIC = auto()  # one file is one volume, tiled
    FLAT = auto()  # projections, photographs, screens
    WHOLE_SLIDE = auto()


def placement_of(row: HeaderRow) -> Placement:
    """Return what decides the order of an instance's frames."""
    if not row.rows or not row.columns or _has_no_picture(row):
        return Placement.NONE
    if row.sop_class_uid == WHOLE_SLIDE or (row.sop_class_uid is None and row.modality == "SM"):
        return Placement.WHOLE_SLIDE
    if row.sop_class_uid == RAW_DATA or _is_projection(row):
        return Placement.FLAT
    return Placement.MOSAIC if _is_mosaic(row) else Placement.POSITION


def is_localizer(image_type: str | None) -> bool:
    """Say whether values 3 to n of an Image Type or Frame Type name a localizer.

    A part of a value is enough: Philips writes `REF_SURVIEW` (PS3.3 C.8.2.1.1.1, C.7.6.1.1.2).
    """
    if image_type is None:
        return False
    upper = image_type.upper()
    if not any(word in upper for word in _LOCALIZER_WORDS):
        return False
    values = upper.split("\\")[2:]
    return any(word in value for value in values for word in _LOCALIZER_WORDS)


def placement_reader() -> Callable[[HeaderRow], Placement]:
    """Return `placement_of` with a memory: a series repeats the same few combinations."""
    known: dict[tuple[object, ...], Placement] = {}

    def read(row: HeaderRow) -> Placement:
        key = (
            row.sop_class_uid,
            row.modality,
            row.image_type,
            not row.rows or not row.columns,
            row.image_position_patient is None,
        )
        found = known.get(key)
        if found is None:
            found = known[key] = placement_of(row)
        return found

    return read


def _has_no_picture(row: HeaderRow) -> bool:
    if _is_one_of(row.sop_class_uid, _WITHOUT_PICTURE):
        return True
    return _modality(row) in _MODALITIES_WITHOUT_PICTURE and not _is_image_class(row.sop_class_uid)


def _is_image_class(sop_class_uid: str | None) -> bool:
    return sop_class_uid == RAW_DATA or _is_one_of(sop_class_uid, _IMAGES)


def _is_projection(row: HeaderRow) -> bool:
    if _is_one_of(row.sop_class_uid, _CROSS_SECTIONS):
        return False
    if row.sop_class_uid == STORAGE + "6" or _is_one_of(row.sop_class_uid, _PROJECTIONS):
        return True
    return _modality(row) in _PROJECTING_MODALITIES


def _is_mosaic(row: HeaderRow) -> bool:
    """Siemens says MOSAIC; United Imaging says VFRAME and gives no position."""
    values = {value.upper() for value in text_values(row.image_type)}
    return "MOSAIC" in values or ("VFRAME" in values and row.image_position_patient is None)


def _modality(row: HeaderRow) -> str:
    return (row.modality or "").upper()


def _is_one_of(sop_class_uid: str | None, classes: tuple[str, ...]) -> bool:
    if sop_class_uid is None or not sop_class_uid.startswith(STORAGE):
        return False
    number = sop_class_uid[len(STORAGE) :]
    return any(number == known or number.startswith(known + ".") for known in classes)
