"""What the corners of a picture, and the notes that always stand beside it, are made of."""

from dataclasses import dataclass

from dicomtree.model import text_values
from dicomtree.pixels.frame_header import FrameHeader
from dicomtree.pixels.image_pixel import ImagePixel
from dicomtree.pixels.transfer_syntaxes import (
    JPEG_DCT,
    LOSSY,
    RETIRED_JPEG_DCT,
    transfer_syntax_name,
)

PLANE_POSITION, PIXEL_MEASURES = 0x00209113, 0x00289110
ORIENTATION_IN_FRAME = 0x00209450
FRAME_ANATOMY, SLIDE_POSITION = 0x00209071, 0x0048021A
DIMENSION_ORGANIZATION_TYPE = 0x00209311
LOSSY_COMPRESSION, LOSSY_RATIO = 0x00282110, 0x00282112
DISPLAY_RATE, CINE_RATE, FRAME_TIME = 0x00082144, 0x00180040, 0x00181063
FASTEST_RATE = 1000.0


@dataclass(frozen=True, slots=True)
class TilePosition:
    """Where a tile lies in its total pixel matrix, from 0 (PS3.3 C.8.12.4)."""

    row: int
    column: int
    matrix_rows: int
    matrix_columns: int


@dataclass(frozen=True, slots=True)
class Facts:
    """One frame's facts in Standard terms; None or () where the file says nothing.

    `lossy` is true when the file says so or its compression is of a lossy kind; `lossy_ratio` is
    the ratio as written. `burned_in_annotation` and `presentation_intent_type` are as coded ("YES",
    "FOR PROCESSING"). Positions and directions are in the patient's coordinates, in mm;
    `pixel_spacing` is (between rows, between columns) as written, whatever it means.
    """

    rows: int
    columns: int
    frames: int
    photometric_interpretation: str
    bits_stored: int
    transfer_syntax: str
    modality: str | None
    lossy: bool
    lossy_ratio: str | None
    presentation_intent_type: str | None
    burned_in_annotation: str | None
    laterality: str | None
    view_position: str | None
    image_position_patient: tuple[float, ...]
    image_orientation_patient: tuple[float, ...]
    slice_thickness: float | None
    slice_location: float | None
    patient_orientation: tuple[str, ...]
    patient_position: str | None
    anatomical_orientation_type: str | None
    tile: TilePosition | None
    frames_per_second: float | None
    pixel_spacing: tuple[float, ...] = ()
    frame_of_reference_uid: str | None = None


def facts(header: FrameHeader, image: ImagePixel, frame: int, transfer_syntax: str | None) -> Facts:
    """Read a frame's facts."""
    top = header.top
    position = header.holder(PLANE_POSITION, 0x00200032)
    orientation = header.holder(ORIENTATION_IN_FRAME, 0x00200020)
    return Facts(
        rows=image.rows,
        columns=image.columns,
        frames=image.frames,
        photometric_interpretation=image.photometric,
        bits_stored=image.bits_stored,
        transfer_syntax=transfer_syntax_name(transfer_syntax),
        modality=top.text(0x00080060),
        lossy=_is_lossy(top.text(LOSSY_COMPRESSION), transfer_syntax),
        lossy_ratio=top.text(LOSSY_RATIO),
        presentation_intent_type=top.text(0x00080068),
        burned_in_annotation=top.text(0x00280301),
        laterality=_laterality(header),
        view_position=top.text(0x00185101),
        image_position_patient=position.numbers(0x00200032),
        image_orientation_patient=header.orientation(),
        slice_thickness=header.holder(PIXEL_MEASURES, 0x00180050).number(0x00180050),
        slice_location=top.number(0x00201041),
        patient_orientation=text_values(orientation.text(0x00200020)),
        patient_position=top.text(0x00185100),
        anatomical_orientation_type=top.text(0x00102210),
        tile=_tile(header, image, frame),
        frames_per_second=_frames_per_second(header),
        pixel_spacing=header.holder(PIXEL_MEASURES, 0x00280030).numbers(0x00280030),
        frame_of_reference_uid=top.text(0x00200052),
    )


def _frames_per_second(header: FrameHeader) -> float | None:
    """Return the rate to play at: recommended, else as acquired (PS3.3 C.12.1, C.7.6.5)."""
    top = header.top
    rate = top.number(DISPLAY_RATE) or top.number(CINE_RATE)
    frame_time_ms = top.number(FRAME_TIME)
    if rate is None and frame_time_ms is not None and frame_time_ms > 0:
        rate = 1000.0 / frame_time_ms
    return min(rate, FASTEST_RATE) if rate is not None and rate > 0 else None


def _is_lossy(stated: str | None, transfer_syntax: str | None) -> bool:
    """Tell whether compression lost something: JPEG 2000 and JPEG-LS can go either way."""
    if stated == "01" or transfer_syntax in JPEG_DCT | RETIRED_JPEG_DCT:
        return True
    return transfer_syntax in LOSSY and stated != "00"


def _laterality(header: FrameHeader) -> str | None:
    frame = header.macro(FRAME_ANATOMY)
    of_frame = frame.text(0x00209072) if frame is not None else None
    return of_frame or header.top.text(0x00200062) or header.top.text(0x00200060)


def _tile(header: FrameHeader, image: ImagePixel, frame: int) -> TilePosition | None:
    """Return where a slide's tile lies: as its frame says, else by its place in a full tiling."""
    columns, rows = (header.top.integer(tag, "UL") for tag in (0x00480006, 0x00480007))
    if not rows or not columns:
        return None
    slide = header.macro(SLIDE_POSITION)
    if slide is not None:
        left, top = slide.integer(0x0048021E, "SL"), slide.integer(0x0048021F, "SL")
        return (
            None if left is None or top is None else TilePosition(top - 1, left - 1, rows, columns)
        )
    if header.top.text(DIMENSION_ORGANIZATION_TYPE) != "TILED_FULL":
        return None
    across, down = -(-columns // image.columns), -(-rows // image.rows)
    down_index, across_index = divmod(frame % (across * down), across)
    return TilePosition(down_index * image.rows, across_index * image.columns, rows, columns)
