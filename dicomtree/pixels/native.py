"""Frames of native (uncompressed) pixel data, each read alone by its place in the file (PS3.5 8)."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.byte_source import InflatedBytes
from dicomtree.pixels.image_pixel import ImagePixel, NumberKind
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture_file import PictureFile
from dicomtree.pixels.transfer_syntaxes import (
    COMPRESSIONS,
    GE_BIG_ENDIAN_PIXELS,
    transfer_syntax_name,
)

CONTAINERS = (8, 16, 32, 64)
LARGE_BYTES = 64 << 20
LARGEST_GAIN = 16
"""A frame cut short is shown, but a file of 9 KB must not become half a gigabyte of zeros."""

Values = NDArray[Any]


@dataclass(frozen=True, slots=True)
class StoredFrame:
    """One frame's stored values, (rows, columns) or (rows, columns, samples).

    `photometric` is what the values are now; `rows_found` are those that the file holds, the rest
    being 0.
    """

    values: Values
    photometric: str
    rows_found: int


def native_frame(file: PictureFile, frame: int) -> StoredFrame:
    """Read one frame of native pixel data; rows that the file lacks are 0.

    Raises NoPicture where not one row of the frame is there.
    """
    image = _as_stored(file)
    first_bit = frame * image.frame_bits
    offset, skipped = file.pixel_data.offset + first_bit // 8, first_bit % 8
    length = (skipped + image.frame_bits + 7) // 8
    swapped = _is_swapped(file, image)
    lead = offset - file.pixel_data.offset & 1 if swapped else 0
    row_bytes = max(image.frame_bits // image.rows // 8, 1)
    available = _end(file) - offset
    nothing = NoPicture(f"Of frame {frame + 1} the file does not hold one whole row.")
    if available < row_bytes:  # nothing of a frame's size is allocated before this
        raise nothing
    buffer = np.zeros(length + lead + swapped, dtype=np.uint8)
    wanted = min(len(buffer), available + lead)
    found = file.source.read_into(offset - lead, buffer.data[:wanted]) - lead
    if found < row_bytes:
        raise nothing
    if length > LARGE_BYTES and found < length // LARGEST_GAIN:
        raise NoPicture(f"Of this large picture the file holds only {found / length:.2%}.")
    if swapped:
        buffer = buffer[: len(buffer) & ~1].view(np.uint16).byteswap().view(np.uint8)
    little = file.little and file.transfer_syntax != GE_BIG_ENDIAN_PIXELS
    stored = frame_of_bytes(buffer[lead : lead + length], image, little=little, skipped=skipped)
    if found >= length:
        return stored
    if file.transfer_syntax in COMPRESSIONS:  # what is too short to be native would be noise
        name = transfer_syntax_name(file.transfer_syntax)
        raise NoPicture(f"The pixel data is damaged: it is not in fragments, as {name} must be.")
    return _cut_short(stored, image, found)


def frame_of_bytes(
    buffer: NDArray[np.uint8], image: ImagePixel, *, little: bool, skipped: int = 0
) -> StoredFrame:
    """Make stored values of one frame's bytes, `skipped` bits left out at the start."""
    words = _words(buffer, image, little=little, skipped=skipped)
    if image.kind is NumberKind.INTEGER:
        words = significant(words, image)
    if image.photometric == "YBR_FULL_422":
        return StoredFrame(_without_subsampling(words, image), "YBR_FULL", image.rows)
    if image.samples == 1:
        return StoredFrame(words.reshape(image.rows, image.columns), image.photometric, image.rows)
    if image.by_plane:
        planes = words.reshape(image.samples, image.rows, image.columns)
        values = np.ascontiguousarray(planes.transpose(1, 2, 0))
    else:
        values = words.reshape(image.rows, image.columns, image.samples)
    return StoredFrame(values, image.photometric, image.rows)


def _cut_short(stored: StoredFrame, image: ImagePixel, found: int) -> StoredFrame:
    """Count the rows that are whole, and clear the one that is not."""
    row_bits = image.frame_bits // image.rows
    if image.samples > 1 and image.by_plane:  # the last plane is what is cut: no row to clear
        row_bits //= image.samples
        missing = -(-(image.frame_bits - found * 8) // row_bits)
        return replace(stored, rows_found=max(image.rows - missing, 0))
    rows_found = min(found * 8 // row_bits, image.rows - 1)
    stored.values[rows_found:] = 0
    return replace(stored, rows_found=rows_found)


def _as_stored(file: PictureFile) -> ImagePixel:
    """Return the module, with YBR_FULL_422 only where the data are as short as that makes them."""
    image = file.image
    if image.photometric != "YBR_FULL_422":
        return image
    full = replace(image, photometric="YBR_FULL")
    length = _end(file) - file.pixel_data.offset
    is_full = length >= image.frames * full.frame_bits // 8
    return full if is_full or image.samples != 3 or image.columns % 2 else image


def _end(file: PictureFile) -> int:
    """Return where the pixel data end, at the latest with the file if its size is known."""
    stated = file.pixel_data.offset + file.pixel_data.length
    return stated if isinstance(file.source, InflatedBytes) else min(stated, file.source.end())


def _is_swapped(file: PictureFile, image: ImagePixel) -> bool:
    """Return whether bytes come in pairs of the wrong order: of OW in big endian (PS3.5 8.2)."""
    is_of_bytes = image.bits_allocated == 8 or image.bits_allocated not in CONTAINERS
    return not file.little and file.pixel_data.vr == "OW" and is_of_bytes


def _words(buffer: NDArray[np.uint8], image: ImagePixel, *, little: bool, skipped: int) -> Values:
    count = image.frame_bits // image.bits_allocated
    if image.bits_allocated in CONTAINERS and not skipped:
        kind = "f" if image.kind is NumberKind.FLOAT else "u"
        order = "<" if little else ">"
        words = buffer.view(f"{order}{kind}{image.bits_allocated // 8}")[:count]
        return words if words.dtype.isnative else words.astype(words.dtype.newbyteorder("="))
    return _unpacked(buffer, image.bits_allocated, count, skipped)


def _unpacked(buffer: NDArray[np.uint8], width: int, count: int, skipped: int) -> Values:
    """Return `count` numbers of `width` bits, packed without gaps, lowest bit first (PS3.5 8.1)."""
    bits = np.unpackbits(buffer, bitorder="little")[skipped : skipped + count * width]
    if width == 1:
        return bits
    container = next(size for size in CONTAINERS if size >= width)
    cells = np.zeros((count, container), dtype=np.uint8)
    cells[:, :width] = bits.reshape(count, width)
    return np.packbits(cells, axis=1, bitorder="little").view(f"<u{container // 8}").ravel()


def significant(words: Values, image: ImagePixel) -> Values:
    """Keep Bits Stored below High Bit, sign-extended where Pixel Representation says so."""
    size = words.dtype.itemsize * 8
    words = words if words.flags.writeable else words.copy()
    above = size - 1 - image.high_bit
    below = size - image.bits_stored
    if image.signed:
        words = words.view(f"i{size // 8}")
    if image.bits_allocated == 1 or not below:
        return words
    if not image.signed and image.high_bit == image.bits_stored - 1:
        words &= words.dtype.type((1 << image.bits_stored) - 1)
        return words
    words <<= words.dtype.type(above)
    words >>= words.dtype.type(below)
    return words


def _without_subsampling(words: Values, image: ImagePixel) -> Values:
    """Give each pixel its chrominance: Y1 Y2 Cb Cr holds two pixels (PS3.3 C.7.6.3.1.2)."""
    pairs = words.reshape(-1, 4)
    values = np.empty((len(pairs), 2, 3), dtype=words.dtype)
    values[:, :, 0] = pairs[:, :2]
    values[:, :, 1:] = pairs[:, None, 2:]
    return values.reshape(image.rows, image.columns, 3)
