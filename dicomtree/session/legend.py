"""What the colours of a picture mean: a bar from value to value, or names of segments."""

from dataclasses import dataclass

import numpy as np

from dicomtree.pixels import GREY, Picture
from dicomtree.pixels.colormaps import window_ends
from dicomtree.pixels.modality import transformed
from dicomtree.pixels.quantities import RESCALED, STORED, Quantity, rounded_text
from dicomtree.pixels.segments import SegmentColours
from dicomtree.pixels.supplemental import SupplementalPalette
from dicomtree.session.state import Viewer
from dicomtree.session.viewing import current_window, has_window

MOST_NAMES = 16
SILENT_UNITS = (STORED, RESCALED)


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour (red, green, blue; 0-255) and what it stands for."""

    label: str
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Legend:
    """A bar of the map `colormap` with the values at its ends, or swatches with names.

    `supplement` is the palette that the bar shows instead of a map: that of the file itself.
    `more` is how many names there was no room for.
    """

    colormap: str = GREY
    inverted: bool = False
    low: str = ""
    high: str = ""
    swatches: tuple[Swatch, ...] = ()
    more: int = 0
    supplement: SupplementalPalette | None = None


def legend_of(viewer: Viewer) -> Legend | None:
    """Return the legend of what is shown; None for greys and colour pictures."""
    picture = viewer.picture
    if picture is None:
        return None
    if picture.segment_colours is not None:
        return _segments(picture.segment_colours)
    window = current_window(viewer)
    if viewer.colormap == GREY or window is None or not has_window(picture):
        return None if picture.supplement is None else _own_colours(picture, picture.supplement)
    low, high, unit = scale_texts(picture, window_ends(window))
    return Legend(
        viewer.colormap,
        picture.inverted != viewer.inverted,
        low,
        high if unit in SILENT_UNITS else f"{high} {unit}",
    )


def _own_colours(picture: Picture, palette: SupplementalPalette) -> Legend:
    """Return the bar of a file's own palette, in mapped values where it maps them, else stored."""
    ends = np.array([palette.first, palette.first + len(palette.colours) - 1])
    mapped = picture.quantity if picture.quantity.is_mapped else Quantity("", None)
    quantity = next(
        each
        for each in (mapped, *mapped.others, Quantity("", None))
        if not np.isnan(transformed(ends, each.transform)).any()
    )
    low, high = transformed(ends, quantity.transform).tolist()
    high_text = f"{rounded_text(high)} {quantity.unit}".strip()
    return Legend(low=rounded_text(low), high=high_text, supplement=palette)


def scale_texts(picture: Picture, ends: tuple[float, float]) -> tuple[str, str, str]:
    """Return two modality values in the unit of the readout, and that unit.

    Where they cannot be brought into it they stay as they are, without a unit.
    """
    quantity = picture.quantity
    low, high = (quantity.of_modality(end, picture.transform) for end in ends)
    if low is None or high is None:
        return rounded_text(ends[0]), rounded_text(ends[1]), RESCALED
    return rounded_text(low), rounded_text(high), quantity.unit


def _segments(colours: SegmentColours) -> Legend:
    """Return the segments that the picture has pixels of."""
    swatches = tuple(
        Swatch(segment.label or f"segment {segment.number}", segment.colour)
        for segment in colours.shown[:MOST_NAMES]
    )
    return Legend(swatches=swatches, more=len(colours.shown) - len(swatches))
