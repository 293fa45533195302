"""What a file says of its pixels (PS3.3 C.7.6.3, Image Pixel module), checked before it is used."""

from dataclasses import dataclass
from enum import StrEnum

from dicomtree.model import integer_value
from dicomtree.pixels.data_set import DataSet
from dicomtree.pixels.elements import Element
from dicomtree.pixels.no_picture import NoPicture

FLOAT_PIXEL_DATA = 0x7FE00008
DOUBLE_FLOAT_PIXEL_DATA = 0x7FE00009
PIXEL_DATA = 0x7FE00010
MOST_FRAME_BYTES = 512 << 20
MOST_BITS = 64


class NumberKind(StrEnum):
    """What the stored values are."""

    INTEGER = "integer"
    FLOAT = "float"


@dataclass(frozen=True, slots=True)
class ImagePixel:
    """The Image Pixel attributes; bits as in the Standard, `signed` from Pixel Representation."""

    rows: int
    columns: int
    samples: int
    photometric: str
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    by_plane: bool
    frames: int
    kind: NumberKind

    @property
    def frame_samples(self) -> int:
        """How many numbers one frame holds."""
        return self.rows * self.columns * self.samples

    @property
    def frame_bits(self) -> int:
        """How many bits one frame takes when stored natively."""
        if self.photometric == "YBR_FULL_422":  # two of three samples (PS3.3 C.7.6.3.1.2)
            return self.frame_samples // 3 * 2 * self.bits_allocated
        return self.frame_samples * self.bits_allocated

    @property
    def lowest(self) -> int:
        """The smallest value that Bits Stored can hold."""
        return -(1 << (self.bits_stored - 1)) if self.signed else 0

    @property
    def highest(self) -> int:
        """The largest value that Bits Stored can hold."""
        return (1 << (self.bits_stored - 1 if self.signed else self.bits_stored)) - 1


def image_pixel(data_set: DataSet, pixel_data: Element) -> ImagePixel:
    """Read the module of a file that has pixel data.

    Raises NoPicture where Rows or Columns are missing, a number makes no sense, or one frame would
    take more than 512 MiB.
    """
    rows, columns = _dimension(data_set, 0x00280010), _dimension(data_set, 0x00280011)
    samples = data_set.integer(0x00280002) or 1
    if samples not in (1, 3, 4):
        raise NoPicture(f"Samples per Pixel is {samples}; a picture has 1, 3 or 4.")
    allocated = _bits_allocated(data_set, pixel_data)
    stored = data_set.integer(0x00280101) or allocated
    if not 1 <= stored <= allocated:
        stored = allocated
    high_bit = data_set.integer(0x00280102)
    if high_bit is None or not stored - 1 <= high_bit < allocated:
        high_bit = stored - 1
    if rows * columns * samples * max(allocated, 8) // 8 > MOST_FRAME_BYTES:
        raise NoPicture(f"One frame of {columns} x {rows} pixels takes more than 512 MiB.")
    return ImagePixel(
        rows=rows,
        columns=columns,
        samples=samples,
        photometric=_photometric(data_set, samples),
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=high_bit,
        signed=data_set.integer(0x00280103) == 1,
        by_plane=data_set.integer(0x00280006) == 1,
        frames=_frames(data_set),
        kind=NumberKind.INTEGER if pixel_data.tag == PIXEL_DATA else NumberKind.FLOAT,
    )


def _dimension(data_set: DataSet, tag: int) -> int:
    name = "Rows" if tag == 0x00280010 else "Columns"
    size = data_set.integer(tag)
    if size is None:
        raise NoPicture(f"The file does not say how large its picture is: {name} is missing.")
    if not 1 <= size <= 0xFFFF:
        raise NoPicture(f"The picture has no size: {name} is {size}.")
    return size


def _bits_allocated(data_set: DataSet, pixel_data: Element) -> int:
    if pixel_data.tag == FLOAT_PIXEL_DATA:
        return 32
    if pixel_data.tag == DOUBLE_FLOAT_PIXEL_DATA:
        return 64
    allocated = data_set.integer(0x00280100)
    if allocated is None:
        raise NoPicture("Bits Allocated is missing: the pixel data cannot be told apart.")
    if not 1 <= allocated <= MOST_BITS:
        raise NoPicture(f"Bits Allocated is {allocated}, which no pixel can have.")
    return allocated


def _photometric(data_set: DataSet, samples: int) -> str:
    stated = (data_set.text(0x00280004) or "").upper()
    if samples == 1 and stated not in ("MONOCHROME1", "PALETTE COLOR"):
        return "MONOCHROME2"
    if samples > 1 and not stated.startswith(("RGB", "YBR", "ARGB", "CMYK", "HSV")):
        return "RGB"
    return stated


def _frames(data_set: DataSet) -> int:
    # One frame is what a missing, zero or unreadable number leaves (PS3.3 C.7.6.6).
    text = (data_set.text(0x00280008) or "").split("\\")[0]
    return max(integer_value(text) or 1, 1)
