"""A measurement and what it says: lengths, areas and values in true units."""

import math
from dataclasses import dataclass

from dicomtree.model import FrameRef
from dicomtree.pixels import Picture
from dicomtree.pixels.quantities import number_text, rounded_text
from dicomtree.pixels.spacing import Millimetres
from dicomtree.pixels.statistics import (
    Region,
    RegionStatistics,
    pixels_in_box,
    region_statistics,
)
from dicomtree.session.measuring_messages import Tool
from dicomtree.session.viewport import Point
from dicomtree.text import counted

COSTLY_PIXELS = 1 << 19
"""Of more pixels only so many are looked at here: 4 million would take 25 ms of the window's time."""

WAITS_FOR_PICTURE = "values follow with the whole picture"
FOLLOWS = "exact values follow"
REGIONS = {Tool.RECTANGLE: Region.RECTANGLE, Tool.ELLIPSE: Region.ELLIPSE}


@dataclass(frozen=True, slots=True)
class Measurement:
    """A length or region of one frame, from `start` to `end`, (column, row) of the picture.

    `lines` is what it says.
    """

    tool: Tool
    frame: FrameRef
    start: Point
    end: Point
    lines: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to measure: a click without a drag."""
        width, height = abs(self.end[0] - self.start[0]), abs(self.end[1] - self.start[1])
        least = max(width, height) if self.tool is Tool.DISTANCE else min(width, height)
        return least < 0.5


def reading_of(measurement: Measurement, picture: Picture) -> tuple[str, ...]:
    """Return what a measurement says of its picture: of a large region an estimate, at once."""
    if measurement.tool is Tool.DISTANCE:
        return (_length(measurement, picture),)
    if picture.reduction > 1:
        return (_area(measurement, picture), WAITS_FOR_PICTURE)
    pixels = pixels_in_box(picture, measurement.start, measurement.end)
    if pixels <= COSTLY_PIXELS:
        return exact_reading(measurement, picture)
    every = math.isqrt(pixels // COSTLY_PIXELS) + 1
    found = _statistics(measurement, picture, every)
    if found is None:
        return (_area(measurement, picture),)
    about = ""
    if found.mean is not None and found.deviation is not None:
        deviation = rounded_text(found.deviation, 3)
        about = f"mean ≈ {rounded_text(found.mean)} {picture.quantity.unit} · SD ≈ {deviation}"
    return tuple(filter(None, (about, FOLLOWS, _area(measurement, picture))))


def exact_reading(measurement: Measurement, picture: Picture) -> tuple[str, ...]:
    """Return what a region says of its picture, all of its pixels being looked at."""
    found = _statistics(measurement, picture)
    if found is None:
        return (_area(measurement, picture),)
    pixels = counted(found.pixels, "pixel")
    if found.outside:
        is_padding = picture.supplement is None and not picture.quantity.is_mapped
        kind = "outside left out" if is_padding else "left out"
        pixels += f", {found.outside:,} {kind}"
    area = f"{_area(measurement, picture)} · {pixels}"
    if found.mean is None or found.deviation is None:
        return ("no value inside", area)
    unit = picture.quantity.unit
    low, high = (number_text(float(end)) for end in (found.minimum or 0, found.maximum or 0))
    return (
        f"mean {rounded_text(found.mean)} {unit} · SD {rounded_text(found.deviation, 3)}",
        f"min {low} · max {high}",
        area,
    )


def _statistics(
    measurement: Measurement, picture: Picture, every: int = 1
) -> RegionStatistics | None:
    region = REGIONS[measurement.tool]
    return region_statistics(picture, region, measurement.start, measurement.end, every=every)


def spacing_of(measurement: Measurement, picture: Picture) -> Millimetres | None:
    """Return the spacing that holds at both ends: of the picture, or of an ultrasound region."""
    if picture.millimetres is not None:
        return picture.millimetres
    for region in picture.ultrasound_regions:
        if all(
            region.left <= column <= region.right + 1 and region.top <= row <= region.bottom + 1
            for column, row in (measurement.start, measurement.end)
        ):
            return region.millimetres
    return None


def _sides(measurement: Measurement) -> tuple[float, float]:
    (left, top), (right, bottom) = measurement.start, measurement.end
    return abs(right - left), abs(bottom - top)


def _length(measurement: Measurement, picture: Picture) -> str:
    columns, rows = _sides(measurement)
    spacing = spacing_of(measurement, picture)
    if spacing is not None:
        length = math.hypot(columns * spacing.between_columns, rows * spacing.between_rows)
        return f"{_rounded(length)} {spacing.unit}"
    if picture.pixel_aspect != 1:
        return f"{columns:.1f} columns × {rows:.1f} rows"  # no one length: pixels are not square
    return f"{math.hypot(columns, rows):.1f} px"


def _area(measurement: Measurement, picture: Picture) -> str:
    columns, rows = _sides(measurement)
    share = math.pi / 4 if measurement.tool is Tool.ELLIPSE else 1.0
    spacing = spacing_of(measurement, picture)
    if spacing is None:
        return f"area {_rounded(columns * rows * share)} px²"
    area = columns * spacing.between_columns * rows * spacing.between_rows * share
    return f"area {_rounded(area)} {spacing.unit.replace('mm', 'mm²', 1)}"


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"
