"""Segmentations: each segment in its colour, with its name (PS3.3 C.8.20)."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.colours import by_palette
from dicomtree.pixels.frame_header import FrameHeader
from dicomtree.pixels.image_pixel import ImagePixel, NumberKind
from dicomtree.pixels.lookup_tables import palette

SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4"
LABEL_MAP = "1.2.840.10008.5.1.4.1.1.66.7"
SEGMENTATION_TYPE, MAXIMUM_FRACTIONAL_VALUE = 0x00620001, 0x0062000E
SEGMENT_SEQUENCE, SEGMENT_NUMBER, SEGMENT_LABEL = 0x00620002, 0x00620004, 0x00620005
CIELAB_VALUE, REFERENCED_SEGMENT_NUMBER = 0x0062000D, 0x0062000B
SEGMENT_IDENTIFICATION = 0x0062000A
PALETTE_COLOUR = "PALETTE COLOR"
MOST_SEGMENTS = 65_536
COUNTED_AT_ONCE = 1 << 18

# Told apart by people with any kind of colour vision (Okabe and Ito, 2008), without the black.
PALETTE = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (0, 114, 178),
    (213, 94, 0),
    (204, 121, 167),
)
WHITE_D50 = (0.96422, 1.0, 0.82521)
XYZ_D50_TO_SRGB = (
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment's number, name and colour (red, green, blue; 0-255)."""

    number: int
    label: str | None
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class SegmentColours:
    """`colours[v]` (n, 3) belongs to stored value v; `segments` are those that it may name.

    `most` is the stored value that means "certainly inside" of a fractional frame, else None.
    `shown` are the segments that the frame has pixels of, and the only one in any case. Of a label
    map (`by_number`) stored values are segment numbers.
    """

    colours: NDArray[np.uint8]
    segments: tuple[Segment, ...]
    most: int | None = None
    shown: tuple[Segment, ...] = ()
    by_number: bool = False

    def text(self, value: int) -> str:
        """Return what a stored value says in words."""
        if self.most is not None and self.segments:
            return f"{value / self.most:.3g} {_name(self.segments[0])}"
        if not self.by_number and len(self.segments) == 1 and value:
            return _name(self.segments[0])
        named = next((_name(each) for each in self.segments if each.number == value), None)
        return named or ("no segment" if value == 0 else f"segment {value}")


def segment_colours(
    header: FrameHeader, image: ImagePixel, values: NDArray[Any]
) -> SegmentColours | None:
    """Return the colours of a segmentation's frame of these stored values, None for other objects."""
    sop_class = header.top.text(0x00080016)
    is_labels = image.samples == 1 and image.kind is NumberKind.INTEGER
    if sop_class not in (SEGMENTATION, LABEL_MAP) or not is_labels:
        return None
    kind = (header.top.text(SEGMENTATION_TYPE) or "").upper()
    segments = _segments(header)
    if kind == "LABELMAP" or sop_class == LABEL_MAP:
        return _label_map(segments, header, image, values)
    item = header.macro(SEGMENT_IDENTIFICATION)
    number = (item.integer(REFERENCED_SEGMENT_NUMBER) if item is not None else None) or 1
    segment = segments.get(number) or Segment(number, None, _default_colour(number))
    colour = np.array(segment.colour, dtype=np.float32)
    only = (segment,)
    if kind == "FRACTIONAL":
        most = header.top.integer(MAXIMUM_FRACTIONAL_VALUE) or 255
        share = np.minimum(np.arange(256, dtype=np.float32) / most, 1)[:, None]
        return SegmentColours((share * colour + 0.5).astype(np.uint8), only, most, only)
    return SegmentColours(np.array([(0, 0, 0), segment.colour], dtype=np.uint8), only, shown=only)


def _label_map(
    segments: dict[int, Segment], header: FrameHeader, image: ImagePixel, values: NDArray[Any]
) -> SegmentColours:
    """Colour all labels that are described or occur: by the palette if there is one."""
    present = _labels_in(values)
    numbers = np.arange(max([*segments, *present[-1:].tolist()], default=0) + 1)
    table = palette(header.top, signed=False) if image.photometric == PALETTE_COLOUR else None
    if table is not None:
        colours = by_palette(numbers, *table)
        segments = {
            number: replace(segment, colour=_of_three(colours[number]))
            for number, segment in segments.items()
        }
    else:
        colours = np.array(PALETTE, dtype=np.uint8)[(numbers - 1) % len(PALETTE)]
        for segment in segments.values():
            colours[segment.number] = segment.colour
        colours[0] = 0
    labels = [number for number in present.tolist() if number in segments]
    shown = tuple(segments[number] for number in labels if number)
    every = tuple(segments.values())
    return SegmentColours(colours, every, None, every if len(every) == 1 else shown, by_number=True)


def _labels_in(values: NDArray[Any]) -> NDArray[np.intp]:
    """Return which labels occur, in order; by blocks, between which other threads may run."""
    found = np.zeros(MOST_SEGMENTS, dtype=np.bool_)
    flat = values.reshape(-1)
    for start in range(0, flat.size, COUNTED_AT_ONCE):
        block = flat[start : start + COUNTED_AT_ONCE].astype(np.intp)
        found[np.clip(block, 0, MOST_SEGMENTS - 1)] = True
    return np.flatnonzero(found)


def _of_three(colour: NDArray[np.uint8]) -> tuple[int, int, int]:
    red, green, blue = (int(part) for part in colour)
    return red, green, blue


def _segments(header: FrameHeader) -> dict[int, Segment]:
    found = {}
    for item in header.top.items(SEGMENT_SEQUENCE):
        number = item.integer(SEGMENT_NUMBER)
        if number is None or not 0 <= number < MOST_SEGMENTS:
            continue
        lab = item.words(CIELAB_VALUE)
        colour = srgb(lab[0], lab[1], lab[2]) if len(lab) >= 3 else _default_colour(number)
        found[number] = Segment(number, item.label(SEGMENT_LABEL), colour)
    return found


def srgb(lightness: int, a: int, b: int) -> tuple[int, int, int]:
    """Return the screen colour of a CIELab value in 16-bit units (PS3.3 C.10.7.1.1), D50 white."""
    height = (lightness * 100 / 65535 + 16) / 116
    parts = (height + (a * 255 / 65535 - 128) / 500, height, height - (b * 255 / 65535 - 128) / 200)
    xyz = [
        white * (t**3 if t > 6 / 29 else 3 * (6 / 29) ** 2 * (t - 4 / 29))
        for white, t in zip(WHITE_D50, parts, strict=True)
    ]
    linear = [sum(m * x for m, x in zip(row, xyz, strict=True)) for row in XYZ_D50_TO_SRGB]
    red, green, blue = (_encoded(min(max(value, 0.0), 1.0)) for value in linear)
    return red, green, blue


def _encoded(linear: float) -> int:
    """Return one sRGB component, 0-255, of a linear one, 0-1 (IEC 61966-2-1)."""
    if linear <= 0.0031308:
        return round(255 * 12.92 * linear)
    return round(255 * (1.055 * math.pow(linear, 1 / 2.4) - 0.055))


def _default_colour(number: int) -> tuple[int, int, int]:
    return PALETTE[(number - 1) % len(PALETTE)]


def _name(segment: Segment) -> str:
    return segment.label or f"segment {segment.number}"
