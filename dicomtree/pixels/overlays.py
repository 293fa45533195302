"""Overlays: drawings of one bit per pixel over a picture (PS3.3 C.9.2)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.data_set import DataSet
from dicomtree.pixels.decoders import stored_frame
from dicomtree.pixels.image_pixel import ImagePixel
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture_file import PictureFile
from dicomtree.pixels.transfer_syntaxes import LOSSY

GROUPS = range(0x6000, 0x6020, 2)
ROWS, COLUMNS, FRAMES, DESCRIPTION, KIND = 0x0010, 0x0011, 0x0015, 0x0022, 0x0040
ORIGIN, FRAME_ORIGIN, LABEL, DATA = 0x0050, 0x0051, 0x1500, 0x3000
BIT_POSITION = 0x0102
MOST_BYTES = 64 << 20
LONGEST_SIDE = 0xFFFF


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """One overlay plane, cut to the picture: `mask` is true where it draws."""

    mask: NDArray[np.bool_]
    kind: str | None
    label: str | None


def overlays(data_set: DataSet, frame: int, shape: tuple[int, int]) -> tuple[Overlay, ...]:
    """Return the overlays of a frame of `shape` (rows, columns) that have data of their own."""
    found = (_overlay(data_set, group << 16, frame, shape) for group in GROUPS)
    return tuple(overlay for overlay in found if overlay is not None)


def embedded_overlays(file: PictureFile, frame: int) -> tuple[Overlay, ...]:
    """Return the overlays in bits of the pixel data that no pixel uses (PS3.3-2001 C.9.2.1).

    Retired, but met in old files. Planes that claim a bit of the pixels themselves are left out, and
    all of lossy compression, which keeps no single bits.
    """
    data_set, image = file.data_set, file.image
    planes = {
        group << 16: position
        for group in GROUPS
        if (position := _unused_bit(data_set, group << 16, image)) is not None
        and _plane_of(data_set, group << 16, frame) is not None
    }
    if not planes or image.samples > 1 or (file.is_encapsulated and file.transfer_syntax in LOSSY):
        return ()
    whole = replace(
        image,
        bits_stored=image.bits_allocated,
        high_bit=image.bits_allocated - 1,
        signed=False,
    )
    try:
        words = stored_frame(replace(file, image=whole), frame).values
    except NoPicture:  # a stream of no more bits than the pixels have
        return ()
    return tuple(
        Overlay(
            (words >> words.dtype.type(position) & 1).astype(np.bool_),
            data_set.text(group | KIND),
            _label(data_set, group),
        )
        for group, position in planes.items()
    )


def _unused_bit(data_set: DataSet, group: int, image: ImagePixel) -> int | None:
    """Return the bit of a pixel's word that a plane without data has, if it is free for that."""
    position = data_set.integer(group | BIT_POSITION)
    if position is None or group | DATA in data_set or position >= image.bits_allocated:
        return None
    is_free = not image.high_bit - image.bits_stored < position <= image.high_bit
    return position if is_free and group | ROWS in data_set else None


def _label(data_set: DataSet, group: int) -> str | None:
    return data_set.label(group | LABEL) or data_set.label(group | DESCRIPTION)


def _overlay(data_set: DataSet, group: int, frame: int, shape: tuple[int, int]) -> Overlay | None:
    rows, columns = data_set.integer(group | ROWS), data_set.integer(group | COLUMNS)
    plane = _plane_of(data_set, group, frame)
    if rows is None or columns is None or plane is None:
        return None
    if not (1 <= rows <= LONGEST_SIDE and 1 <= columns <= LONGEST_SIDE):
        return None
    raw = data_set.octets(group | DATA, MOST_BYTES)
    bits = _bits(raw, plane * rows * columns, (rows, columns))
    if bits is None:
        return None
    origin = data_set.numbers(group | ORIGIN, "SS")
    top, left = (int(origin[0]) - 1, int(origin[1]) - 1) if len(origin) >= 2 else (0, 0)
    mask = _placed(bits, (top, left), shape)
    return Overlay(mask, data_set.text(group | KIND), _label(data_set, group))


def _plane_of(data_set: DataSet, group: int, frame: int) -> int | None:
    """Return which of the overlay's frames lies over a frame, None when none does."""
    frames = data_set.integer(group | FRAMES, "IS")
    if not frames:
        return 0
    plane = frame - ((data_set.integer(group | FRAME_ORIGIN) or 1) - 1)
    return plane if 0 <= plane < frames else None


def _bits(raw: bytes, first: int, size: tuple[int, int]) -> NDArray[np.bool_] | None:
    """Return the bits from `first` on as rows, lowest bit of each byte first; None without any.

    Only rows that the data reach: their number alone may ask for gigabytes.
    """
    rows, columns = size
    packed = np.frombuffer(raw, np.uint8)[
        first // 8 : (first % 8 + first + rows * columns + 7) // 8
    ]
    bits = np.unpackbits(packed, bitorder="little")[first % 8 :][: rows * columns]
    if not bits.size:
        return None
    reached = np.zeros((-(-bits.size // columns), columns), dtype=np.bool_)
    reached.ravel()[: bits.size] = bits
    return reached


def _placed(
    bits: NDArray[np.bool_], corner: tuple[int, int], shape: tuple[int, int]
) -> NDArray[np.bool_]:
    """Lay `bits` at `corner` over an empty picture of `shape`; what is outside of it is cut."""
    mask = np.zeros(shape, dtype=np.bool_)
    (top, left), (rows, columns) = corner, bits.shape
    bottom, right = min(top + rows, shape[0]), min(left + columns, shape[1])
    if bottom > max(top, 0) and right > max(left, 0):
        part = bits[max(-top, 0) : bottom - top, max(-left, 0) : right - left]
        mask[max(top, 0) : bottom, max(left, 0) : right] = part
    return mask
