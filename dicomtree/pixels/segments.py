"""Segmentations: each segment in its colour, with its name (PS3.3 C.8.20)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.frame_header import FrameHeader

SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4"
LABEL_MAP = "1.2.840.10008.5.1.4.1.1.66.7"
SEGMENTATION_TYPE, MAXIMUM_FRACTIONAL_VALUE = 0x00620001, 0x0062000E
SEGMENT_SEQUENCE, SEGMENT_NUMBER, SEGMENT_LABEL = 0x00620002, 0x00620004, 0x00620005
CIELAB_VALUE, REFERENCED_SEGMENT_NUMBER = 0x0062000D, 0x0062000B
SEGMENT_IDENTIFICATION = 0x0062000A
MOST_SEGMENTS = 65_536

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
    """`colours[v]` (n, 3) belongs to stored value v; `segments` are those of this frame.

    `most` is the stored value that means "certainly inside" of a fractional frame, else None.
    """

    colours: NDArray[np.uint8]
    segments: tuple[Segment, ...]
    most: int | None = None

    def text(self, value: int) -> str:
        """Return what a stored value says in words."""
        if self.most is not None and self.segments:
            return f"{value / self.most:.3g} {_name(self.segments[0])}"
        if len(self.segments) == 1 and value:
            return _name(self.segments[0])
        named = next((_name(each) for each in self.segments if each.number == value), None)
        return named or ("no segment" if value == 0 else f"segment {value}")


def segment_colours(header: FrameHeader) -> SegmentColours | None:
    """Return the colours of a segmentation's frame, None for any other object."""
    sop_class = header.top.text(0x00080016)
    if sop_class not in (SEGMENTATION, LABEL_MAP):
        return None
    kind = (header.top.text(SEGMENTATION_TYPE) or "").upper()
    segments = _segments(header)
    if kind == "LABELMAP" or sop_class == LABEL_MAP:
        return _label_map(segments)
    item = header.macro(SEGMENT_IDENTIFICATION)
    number = (item.integer(REFERENCED_SEGMENT_NUMBER) if item is not None else None) or 1
    segment = segments.get(number) or Segment(number, None, _default_colour(number))
    colour = np.array(segment.colour, dtype=np.float32)
    if kind == "FRACTIONAL":
        most = header.top.integer(MAXIMUM_FRACTIONAL_VALUE) or 255
        share = np.minimum(np.arange(256, dtype=np.float32) / most, 1)[:, None]
        return SegmentColours((share * colour + 0.5).astype(np.uint8), (segment,), most)
    return SegmentColours(np.array([(0, 0, 0), segment.colour], dtype=np.uint8), (segment,))


def _label_map(segments: dict[int, Segment]) -> SegmentColours:
    count = max(segments, default=0) + 1
    colours = np.array([_default_colour(number) for number in range(count)], dtype=np.uint8)
    for segment in segments.values():
        colours[segment.number] = segment.colour
    colours[0] = 0
    return SegmentColours(colours, tuple(segments.values()))


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
