"""A large JPEG 2000 frame as every second or fourth row and column, in a fraction of the time."""

import io

import numpy as np
from PIL import Image

from dicomtree.pixels.codestreams import JPEG_2000_START, Codestream, checked
from dicomtree.pixels.decoders import compression_of
from dicomtree.pixels.fragments import encoded_frame
from dicomtree.pixels.native import StoredFrame, Values
from dicomtree.pixels.picture_file import PictureFile
from dicomtree.pixels.segments import LABEL_MAP, SEGMENTATION
from dicomtree.pixels.transfer_syntaxes import JPEG_2000_FAMILY

WORTH_IT_PIXELS = 2 << 20
QUARTERED_PIXELS = 8 << 20
WIDEST = 16
COMPONENTS = 42
SOP_CLASS = 0x00080016
EIGHT_BITS_EACH = b"\x07\x01\x01"
"""A component of 8 bits, unsigned, of every row and column (ISO/IEC 15444-1 A.5.1)."""


def reduced_frame(file: PictureFile, frame: int) -> tuple[StoredFrame, int] | None:
    """Return a frame at a reduced size and by how much; None where that brings nothing.

    The wavelets of JPEG 2000 hold the smaller picture (14 million pixels: 0.1 of the time).
    Raises NoPicture as decoding does.
    """
    image = file.image
    is_small = image.rows * image.columns < WORTH_IT_PIXELS
    if is_small or not file.is_encapsulated or _holds_numbers_of_things(file):
        return None
    stream = encoded_frame(file, frame)
    syntax = compression_of(file, stream)
    if syntax not in JPEG_2000_FAMILY:
        return None
    head = checked(stream, syntax, image)
    if head is None or not head.levels or not _is_understood(head, stream):
        return None
    halvings = min(2 if image.rows * image.columns >= QUARTERED_PIXELS else 1, head.levels)
    raw = _reduced(stream, halvings)
    if raw is None or raw.shape[2:] != ((3,) if image.samples == 3 else ()):
        return None
    if image.samples == 3:
        photometric = "RGB" if head.colour_transformed else image.photometric
        return StoredFrame(raw, photometric, image.rows), 1 << halvings
    values = _values(raw, head, signed=image.signed)
    return StoredFrame(values, image.photometric, image.rows), 1 << halvings


def _holds_numbers_of_things(file: PictureFile) -> bool:
    """Whether the values are labels or indices: what lies between two of them is a third thing."""
    is_indexed = file.image.photometric == "PALETTE COLOR"
    return is_indexed or file.data_set.text(SOP_CLASS) in (SEGMENTATION, LABEL_MAP)


def _is_understood(head: Codestream, stream: bytes) -> bool:
    """Whether Pillow leaves the samples as they are, which of colours it does of the plain kind."""
    if head.components == 1:
        return head.precision <= WIDEST
    is_bare = stream.startswith(JPEG_2000_START)  # a JP2 file around it may name other colours
    return is_bare and stream[COMPONENTS:][:9] == EIGHT_BITS_EACH * 3


def _reduced(stream: bytes, halvings: int) -> Values | None:
    """Decode fewer levels; None for what Pillow cannot, while other decoders may."""
    try:
        with Image.open(io.BytesIO(stream), formats=("JPEG2000",)) as picture:
            picture.reduce = halvings  # type: ignore[method-assign, assignment]
            return np.asarray(picture)
    except (OSError, ValueError):
        return None


def _values(raw: Values, head: Codestream, *, signed: bool) -> Values:
    """Undo what Pillow did to the values of one component."""
    width = raw.dtype.itemsize * 8
    # Pillow shifts values up to the width of its container and signed ones above zero.
    values = (raw >> (width - head.precision)).astype(np.int32)
    if head.signed:
        values -= 1 << (head.precision - 1)
    container = np.dtype(f"{'i' if signed else 'u'}{width // 8}")
    if head.signed == signed:
        return values.astype(container)
    shift = width - head.precision
    return (values.astype(container) << shift) >> shift
