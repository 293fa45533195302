"""What a compressed frame says of itself, compared with the header before any decoder sees it.

A 600-byte JPEG can ask its decoder for gigabytes; and libraries trust the stream, not the header.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dicomtree.pixels.image_pixel import ImagePixel
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.transfer_syntaxes import (
    HTJ2K,
    JPEG_2000,
    JPEG_2000_FAMILY,
    JPEG_BASELINE,
    JPEG_EXTENDED,
    JPEG_LOSSLESS_FIRST_ORDER,
    JPEG_LS_NEAR_LOSSLESS,
    RLE_LOSSLESS,
)

JPEG_START = b"\xff\xd8"
JPEG_2000_START = b"\xff\x4f\xff\x51"
JPEG_2000_FILE_START = b"\x00\x00\x00\x0cjP  "
CODESTREAM_BOX, BOX_HEAD = b"jp2c", 8
CAPABILITIES = b"\xff\x50"  # announces High Throughput coding (ISO/IEC 15444-15)
JFIF, ADOBE, LAST_ADOBE_TRANSFORM = b"JFIF", b"\x00\x0eAdobe", 2
CODING_STYLE = b"\xff\x52"
LOSSLESS_FRAME, JPEG_LS_FRAME, BASELINE_FRAME = 0xC3, 0xF7, 0xC0
BY_PILLOW = (0xC0, 0xC1, 0xC2)
START_OF_SCAN = 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {JPEG_LS_FRAME}
ALONE = frozenset({0x01, 0xFF, *range(0xD0, 0xD9)})
MOST_TILES = 65_536
MOST_SEGMENTS = 15
# Decoders need several times the size of the picture they make: openjpeg four bytes a sample, GDCM
# passes it through a text. These keep a worker under 512 MiB.
MOST_SAMPLES_JPEG_2000 = 48 << 20
MOST_BYTES = 96 << 20


@dataclass(frozen=True, slots=True)
class Codestream:
    """The head of a JPEG, JPEG-LS or JPEG 2000 stream.

    `levels` is how often the picture can be halved without decoding all of it; `colours` is the
    photometric interpretation that the stream itself claims, None where it claims none. Of what is
    `colour_transformed` decoders make RGB.
    """

    syntax: str
    rows: int
    columns: int
    components: int
    precision: int
    signed: bool = False
    tiles: int = 1
    levels: int = 0
    colours: str | None = None
    colour_transformed: bool = False


def checked(stream: bytes, syntax: str, image: ImagePixel) -> Codestream | None:
    """Return the stream's head, None for RLE.

    Raises NoPicture where it contradicts the header or a decoder would need too much memory.
    """
    if syntax == RLE_LOSSLESS:
        _check_run_lengths(stream, image)
        _check_memory(syntax, image)
        return None
    head = codestream(stream)
    if head is None:
        raise NoPicture("The compressed frame is damaged: its beginning was not recognised.")
    if (head.rows, head.columns) != (image.rows, image.columns):
        raise NoPicture(
            f"The compressed frame is {head.columns} x {head.rows} pixels, "
            f"but the header says {image.columns} x {image.rows}."
        )
    if head.components != image.samples:
        raise NoPicture(
            f"The compressed frame has {head.components} components, "
            f"but the header says {image.samples} samples per pixel."
        )
    if head.precision > max(image.bits_allocated, 8) or not head.precision:
        raise NoPicture(
            f"The compressed frame has {head.precision} bits, "
            f"but the header allows {image.bits_allocated}."
        )
    if not 1 <= head.tiles <= MOST_TILES:
        raise NoPicture(f"The compressed frame is cut into {head.tiles} tiles.")
    _check_memory(syntax, image)
    return head


def codestream(stream: bytes) -> Codestream | None:
    """Return the head of a JPEG family stream, None where there is none."""
    if stream.startswith(JPEG_START):
        return _jpeg(stream)
    if stream.startswith(JPEG_2000_FILE_START):
        start = stream.find(JPEG_2000_START, _contents_of_file(stream))
        return _jpeg_2000(stream[start:]) if start != -1 else None
    if stream.startswith(JPEG_2000_START):
        return _jpeg_2000(stream)
    return None


def _contents_of_file(stream: bytes) -> int:
    """Return where a JPEG 2000 file's codestream box has its contents, the end where it has none.

    pydicom follows the boxes (ISO/IEC 15444-1 I.4) to it, for ever where one has no length.
    """
    at = len(JPEG_2000_FILE_START) + 4
    while at < len(stream) and stream[at + 4 : at + BOX_HEAD] != CODESTREAM_BOX:
        length = int.from_bytes(stream[at : at + 4], "big")
        at += length if length >= BOX_HEAD else len(stream)
    return at + BOX_HEAD


def _check_memory(syntax: str, image: ImagePixel) -> None:
    size = image.frame_samples * ((image.bits_allocated + 7) // 8)
    too_many = syntax in JPEG_2000_FAMILY and image.frame_samples > MOST_SAMPLES_JPEG_2000
    if too_many or size > MOST_BYTES:
        raise NoPicture(
            f"A compressed frame of {image.columns} x {image.rows} pixels is too large to decode."
        )


def _check_run_lengths(stream: bytes, image: ImagePixel) -> None:
    """Check the header of an RLE frame (PS3.5 G.5): decoders follow its offsets blindly."""
    count = int.from_bytes(stream[:4], "little")
    expected = image.samples * ((image.bits_allocated + 7) // 8)
    if len(stream) < 64 or count != expected or count > MOST_SEGMENTS:
        raise NoPicture(f"The RLE frame has {count} segments where {expected} are needed.")
    starts = [int.from_bytes(stream[4 * i : 4 * i + 4], "little") for i in range(1, count + 1)]
    if starts[0] != 64 or sorted(starts) != starts or starts[-1] >= len(stream):
        raise NoPicture("The RLE frame is damaged: its segments lie outside of it.")


def _jpeg(stream: bytes) -> Codestream | None:
    """Read the frame header of a JPEG (ISO/IEC 10918-1 B.2.2) whose segments join up to the scan.

    Where they do not, GDCM's decoder ends the process instead of failing.
    """
    found, is_jfif, adobe_transform = None, False, None
    for marker, at in _segments(stream):
        if marker in FRAMES:
            found = Codestream(
                syntax=_jpeg_syntax(marker, stream[at]),
                rows=int.from_bytes(stream[at + 1 : at + 3], "big"),
                columns=int.from_bytes(stream[at + 3 : at + 5], "big"),
                components=stream[at + 5],
                precision=stream[at],
                colours=_colours(stream[at + 6 : at + 15 : 3], is_jfif=is_jfif),
                # Beside an Adobe segment Pillow makes RGB of YCbCr by itself.
                colour_transformed=marker in BY_PILLOW
                and adobe_transform is not None
                and (adobe_transform > 0 or is_jfif),
            )
        elif marker == START_OF_SCAN:
            return found
        elif stream[at - 2 : at + 5] == ADOBE:
            adobe_transform = stream[at + 11]
            if adobe_transform > LAST_ADOBE_TRANSFORM:
                return None
        is_jfif = is_jfif or stream[at : at + 4] == JFIF
    return None


def _segments(stream: bytes) -> Iterator[tuple[int, int]]:
    """Yield marker and start of content of a JPEG's segments while each begins where it must."""
    at = len(JPEG_START)
    while at + 16 <= len(stream) and stream[at] == 0xFF:
        marker = stream[at + 1]
        if marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        yield marker, at + 4
        at += 2 + int.from_bytes(stream[at + 2 : at + 4], "big")


def _colours(component_ids: bytes, *, is_jfif: bool) -> str | None:
    """Return what three components are: named by letters, or YCbCr by the JFIF format."""
    if component_ids in (b"RGB", b"rgb"):
        return "RGB"
    return "YBR_FULL" if is_jfif else None


def _jpeg_syntax(marker: int, precision: int) -> str:
    if marker == JPEG_LS_FRAME:
        return JPEG_LS_NEAR_LOSSLESS
    if marker == LOSSLESS_FRAME:
        return JPEG_LOSSLESS_FIRST_ORDER
    return JPEG_BASELINE if marker == BASELINE_FRAME and precision == 8 else JPEG_EXTENDED


def _jpeg_2000(stream: bytes) -> Codestream | None:
    """Read the image and tile size (ISO/IEC 15444-1 A.5.1) and the coding style (A.6.1)."""
    if len(stream) < 45:
        return None
    numbers = [int.from_bytes(stream[8 + 4 * i : 12 + 4 * i], "big") for i in range(8)]
    width, height, left, top, tile_width, tile_height, tiles_left, tiles_top = numbers
    if not tile_width or not tile_height:
        return None
    head_end = 4 + int.from_bytes(stream[4:6], "big")
    style = stream.find(CODING_STYLE, head_end, head_end + 4096)
    high_throughput = stream[head_end : head_end + 2] == CAPABILITIES
    return Codestream(
        syntax=HTJ2K if high_throughput else JPEG_2000,
        rows=height - top,
        columns=width - left,
        components=int.from_bytes(stream[40:42], "big"),
        precision=(stream[42] & 0x7F) + 1,
        signed=stream[42] & 0x80 != 0,
        levels=stream[style + 9] if 0 <= style < len(stream) - 9 else 0,
        tiles=-(-(width - tiles_left) // tile_width) * -(-(height - tiles_top) // tile_height),
        colour_transformed=style != -1 and stream[style + 8 : style + 9] == b"\x01",
    )
