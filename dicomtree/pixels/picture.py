"""One frame, ready to be shown again and again: its values and all that decides how they look."""

import warnings
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.colours import by_palette, rgb
from dicomtree.pixels.decoders import stored_frame
from dicomtree.pixels.facts import Facts, facts
from dicomtree.pixels.first_look import reduced_frame
from dicomtree.pixels.frame_header import FrameHeader
from dicomtree.pixels.image_pixel import (
    DOUBLE_FLOAT_PIXEL_DATA,
    FLOAT_PIXEL_DATA,
    ImagePixel,
    NumberKind,
)
from dicomtree.pixels.lookup_tables import LookupTable, palette
from dicomtree.pixels.modality import Modality, Rescale, modality
from dicomtree.pixels.native import StoredFrame, Values
from dicomtree.pixels.overlays import Overlay, embedded_overlays, overlays
from dicomtree.pixels.picture_file import PictureFile, opened
from dicomtree.pixels.quantities import Quantity, quantity
from dicomtree.pixels.segments import SegmentColours, segment_colours
from dicomtree.pixels.spacing import (
    Millimetres,
    UltrasoundRegion,
    millimetres,
    pixel_aspect,
    ultrasound_regions,
)
from dicomtree.pixels.supplemental import SupplementalPalette, supplemental_palette
from dicomtree.pixels.windows import VoiChoice, file_windows

PADDING_VALUE, PADDING_LIMIT = 0x00280120, 0x00280121
FLOAT_PADDING = {
    FLOAT_PIXEL_DATA: ("FL", 0x00280122, 0x00280124),
    DOUBLE_FLOAT_PIXEL_DATA: ("FD", 0x00280123, 0x00280125),
}
PRESENTATION_LUT_SHAPE = 0x20500020
ENHANCED_PALETTE = 0x0028140B


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded frame and what the file says of it; nothing in it refers to the file any more.

    `values` are stored values (rows, columns), or RGB (rows, columns, 3) of uint8 for colour.
    `reduction` is 1, or n where `values` hold every n-th row and column as a first look.
    `transform` makes modality values of stored ones; `windows` are in modality values.
    `padding` are the first and last stored value that mean "outside". `inverted` is true when low
    values are shown bright (MONOCHROME1, Presentation LUT Shape INVERSE, or both).
    `supplement` colours the upper stored values.
    `pixel_aspect` is how many times as high as wide a pixel is. `notice` is what is wrong, in a
    sentence. `rows_found` are those that a file cut short holds, None where all are there.
    """

    values: Values
    facts: Facts
    quantity: Quantity
    transform: Rescale | LookupTable | None = None
    windows: tuple[VoiChoice, ...] = ()
    padding: tuple[float, float] | None = None
    inverted: bool = False
    millimetres: Millimetres | None = None
    ultrasound_regions: tuple[UltrasoundRegion, ...] = ()
    pixel_aspect: float = 1.0
    overlays: tuple[Overlay, ...] = ()
    segment_colours: SegmentColours | None = None
    supplement: SupplementalPalette | None = None
    notice: str | None = None
    rows_found: int | None = None
    reduction: int = 1

    @property
    def is_colour(self) -> bool:
        """Whether `values` are red, green and blue."""
        return self.values.ndim == 3


def stored_values(path: str, frame: int = 0) -> Values:
    """Return one frame's stored values, (rows, columns) or (rows, columns, samples).

    Integers are sign-extended from Bits Stored (lossy compression may overshoot it); JPEG 2000's
    own colour transform is undone, YBR and palette indices are left as they are. `frame` counts
    from 0. Rows that a truncated file lacks are 0, with a UserWarning.

    Raises IndexError for a frame out of range, NoPicture where there is no picture, OSError where
    the file cannot be read.
    """
    with opened(path) as file:
        _check_frame(file.image, frame)
        stored = stored_frame(file, frame)
        notice = _notice(stored, file.image)
    if notice is not None:
        warnings.warn(notice, UserWarning, stacklevel=2)
    return stored.values


def load_picture(path: str, frame: int = 0, *, reduced: bool = False) -> Picture:
    """Return one frame with everything that decides how it looks.

    With `reduced`, a large compressed frame may come as every n-th row and column, much sooner.

    Raises as `stored_values` does.
    """
    with opened(path) as file:
        _check_frame(file.image, frame)
        look = reduced_frame(file, frame) if reduced else None
        stored, reduction = look or (stored_frame(file, frame), 1)
        return picture_of(file, frame, stored, reduction)


def picture_of(file: PictureFile, frame: int, stored: StoredFrame, reduction: int = 1) -> Picture:
    """Return the picture of a frame whose values are known."""
    header, image = FrameHeader(file.data_set, frame), file.image
    segments = segment_colours(header, image, stored.values)
    common = Picture(
        values=stored.values,
        facts=facts(header, image, frame, file.transfer_syntax),
        quantity=Quantity("", None),
        millimetres=millimetres(header),
        ultrasound_regions=ultrasound_regions(header),
        pixel_aspect=pixel_aspect(header),
        overlays=_overlays(file, frame) if reduction == 1 else (),
        segment_colours=segments,
        notice=_notice(stored, image) or _left_out(header),
        rows_found=_rows_found(stored, image),
        reduction=reduction,
    )
    colours = _colours(header, stored, image) if segments is None else None
    if colours is not None:
        if common.rows_found is not None:
            colours[common.rows_found :] = 0  # zeros are black in RGB, not in YBR or a palette
        return replace(common, values=colours)
    return _grey(common, header, image)


def _overlays(file: PictureFile, frame: int) -> tuple[Overlay, ...]:
    shape = (file.image.rows, file.image.columns)
    return (*overlays(file.data_set, frame, shape), *embedded_overlays(file, frame))


def _colours(
    header: FrameHeader, stored: StoredFrame, image: ImagePixel
) -> NDArray[np.uint8] | None:
    if image.samples > 1:
        return rgb(stored, image)
    if image.photometric != "PALETTE COLOR":
        return None
    table = palette(header.top, signed=image.signed)
    return by_palette(stored.values, *table) if table is not None else None


def _grey(common: Picture, header: FrameHeader, image: ImagePixel) -> Picture:
    change = modality(header, signed=image.signed)
    shape = (header.top.text(PRESENTATION_LUT_SHAPE) or "").upper()
    return replace(
        common,
        quantity=quantity(header, change, image),
        transform=change.transform,
        windows=file_windows(header, signed=_may_be_negative(change, image)),
        padding=_padding(header, image),
        inverted=image.photometric == "MONOCHROME1" or shape == "INVERSE",
        supplement=supplemental_palette(header, image),
    )


def _may_be_negative(change: Modality, image: ImagePixel) -> bool:
    if isinstance(change.transform, Rescale):
        return image.signed or change.transform.intercept < 0 or change.transform.slope < 0
    return image.signed and change.transform is None


def _padding(header: FrameHeader, image: ImagePixel) -> tuple[float, float] | None:
    """Return the range of stored values outside of the picture (PS3.3 C.7.5.1.1.2).

    The value is read as signed or not like the pixels: files with signed pixels that give 63536
    for -2000 occur, and the 16 bits are the same.
    """
    if image.kind is NumberKind.FLOAT:
        return _float_padding(header)
    ends = [
        word - (1 << 16) if image.signed and word >= 1 << 15 else word
        for tag in (PADDING_VALUE, PADDING_LIMIT)
        for word in header.top.words(tag)[:1]
    ]
    return (min(ends), max(ends)) if ends and PADDING_VALUE in header.top else None


def _float_padding(header: FrameHeader) -> tuple[float, float] | None:
    last = header.top.last
    vr, value, limit = FLOAT_PADDING[FLOAT_PIXEL_DATA if last is None else last.tag]
    first = header.top.number(value, vr)
    other = header.top.number(limit, vr)
    if first is None:
        return None
    return (first, first) if other is None else (min(first, other), max(first, other))


def _left_out(header: FrameHeader) -> str | None:
    """Say that the colours of PS3.3 C.7.6.23 are missing: they may blend several frames."""
    return "without its Enhanced Palette: in greys" if ENHANCED_PALETTE in header.top else None


def _notice(stored: StoredFrame, image: ImagePixel) -> str | None:
    if stored.rows_found < image.rows:
        return f"pixel data cut short: {stored.rows_found} of {image.rows} rows"
    return None


def _rows_found(stored: StoredFrame, image: ImagePixel) -> int | None:
    """Return how many rows are there, None for all; of planes one after the other all are in part."""
    in_part = image.samples > 1 and image.by_plane
    return stored.rows_found if stored.rows_found < image.rows and not in_part else None


def _check_frame(image: ImagePixel, frame: int) -> None:
    if not 0 <= frame < image.frames:
        raise IndexError(f"frame {frame} of a file with {image.frames} (they count from 0)")
