"""How many millimetres a pixel is, only where the file supports them, with what they mean."""

from dataclasses import dataclass
from itertools import islice

from dicomtree.pixels.frame_header import FrameHeader

PIXEL_MEASURES = 0x00289110
PIXEL_SPACING, IMAGER_PIXEL_SPACING = 0x00280030, 0x00181164
NOMINAL_SCANNED_SPACING, PIXEL_ASPECT_RATIO = 0x00182010, 0x00280034
CALIBRATION_TYPE = 0x00280A02
ULTRASOUND_REGIONS = 0x00186011
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
CROSS_SECTIONAL = frozenset({"CT", "MR", "PT", "RTDOSE", "SEG", "OPT", "SM"})
PROJECTION = frozenset({"CR", "DX", "MG", "XA", "RF", "IO", "PX", "RG", "RTIMAGE", "BI"})
# X-Ray 3D Angiographic and Craniofacial, Breast Tomosynthesis: slices, whatever the modality says.
RECONSTRUCTED_FROM_PROJECTIONS = frozenset(
    f"1.2.840.10008.5.1.4.1.1.13.1.{number}" for number in (1, 2, 3)
)
CENTIMETRES = 3
MILLIMETRES_PER_CENTIMETRE = 10
MOST_ASPECT = 1000.0
MOST_REGIONS = 64

AT_DETECTOR = "mm at detector"
AS_STATED = "mm as stated in file"
CALIBRATED_BY = {"GEOMETRY": "mm, calibrated by geometry", "FIDUCIAL": "mm, calibrated by fiducial"}
CALIBRATED = "mm, calibrated, type not stated"


@dataclass(frozen=True, slots=True)
class Millimetres:
    """Distance between rows and between columns in mm; `unit` is what to write behind a length."""

    between_rows: float
    between_columns: float
    unit: str = "mm"


@dataclass(frozen=True, slots=True)
class UltrasoundRegion:
    """A calibrated part of an ultrasound picture (PS3.3 C.8.5.5); edges are pixels, inclusive."""

    left: int
    top: int
    right: int
    bottom: int
    millimetres: Millimetres | None


def millimetres(header: FrameHeader) -> Millimetres | None:
    """Return a frame's pixel spacing, None where lengths can only be given in pixels."""
    top = header.top
    modality = (top.text(0x00080060) or "").upper()
    sop_class = top.text(0x00080016) or ""
    if sop_class == SECONDARY_CAPTURE or sop_class.startswith(f"{SECONDARY_CAPTURE}."):
        return _spacing(top.numbers(PIXEL_SPACING), AS_STATED) or _spacing(
            top.numbers(NOMINAL_SCANNED_SPACING), AS_STATED
        )
    is_reconstructed = sop_class in RECONSTRUCTED_FROM_PROJECTIONS
    if not is_reconstructed and (modality in PROJECTION or _is_scout(header, modality)):
        return _projection(header)
    if modality == "US":
        return None
    place = header.holder(PIXEL_MEASURES, PIXEL_SPACING)
    if is_reconstructed or modality in CROSS_SECTIONAL or header.orientation():
        return _spacing(place.numbers(PIXEL_SPACING), "mm")
    return None


def ultrasound_regions(header: FrameHeader) -> tuple[UltrasoundRegion, ...]:
    """Return the calibrated regions of an ultrasound picture."""
    regions = []
    for item in islice(header.top.items(ULTRASOUND_REGIONS), MOST_REGIONS):
        edges = [
            item.integer(tag, "UL") for tag in (0x00186018, 0x0018601A, 0x0018601C, 0x0018601E)
        ]
        if any(edge is None for edge in edges):
            continue
        left, top, right, bottom = (edge or 0 for edge in edges)
        regions.append(
            UltrasoundRegion(
                left,
                top,
                right,
                bottom,
                _spacing(
                    tuple(
                        abs(item.number(delta, "FD") or 0) * MILLIMETRES_PER_CENTIMETRE
                        for unit, delta in ((0x00186026, 0x0018602E), (0x00186024, 0x0018602C))
                        if item.integer(unit, "US") == CENTIMETRES
                    ),
                    "mm",
                ),
            )
        )
    return tuple(regions)


def pixel_aspect(header: FrameHeader) -> float:
    """Return how many times as high as wide a pixel is; 1.0 where the file does not say."""
    place = header.holder(PIXEL_MEASURES, PIXEL_SPACING)
    candidates = (
        place.numbers(PIXEL_SPACING),
        header.top.numbers(IMAGER_PIXEL_SPACING),
        header.top.numbers(PIXEL_ASPECT_RATIO, "IS"),
    )
    for pair in candidates:
        if len(pair) < 2 or not (pair[0] > 0 and pair[1] > 0):
            continue
        aspect = pair[0] / pair[1]
        if 1 / MOST_ASPECT <= aspect <= MOST_ASPECT:  # beyond it nothing could be seen
            return aspect
    return 1.0


def _is_scout(header: FrameHeader, modality: str) -> bool:
    return modality == "CT" and "LOCALIZER" in header.top.codes(0x00080008)


def _projection(header: FrameHeader) -> Millimetres | None:
    """Return a projection's spacing (PS3.3 10.7.1.3): at the detector unless it was calibrated."""
    top = header.top
    at_detector = _spacing(top.numbers(IMAGER_PIXEL_SPACING), AT_DETECTOR)
    stated = top.numbers(PIXEL_SPACING)
    calibration = (top.text(CALIBRATION_TYPE) or "").upper()
    if calibration in CALIBRATED_BY:
        return _spacing(stated, CALIBRATED_BY[calibration]) or at_detector
    calibrated = _spacing(stated, CALIBRATED)
    if at_detector is None or calibrated is None:
        return at_detector
    same = stated[:2] == (at_detector.between_rows, at_detector.between_columns)
    return at_detector if same else calibrated


def _spacing(pair: tuple[float, ...], unit: str) -> Millimetres | None:
    if len(pair) < 2 or not (pair[0] > 0 and pair[1] > 0):
        return None
    return Millimetres(pair[0], pair[1], unit)
