"""Colours for pictures of one channel: 256 steps from the window's low end to its high end."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.lookup_tables import LookupTable
from dicomtree.pixels.windows import VoiChoice, VoiFunction, Window, window_like

Stops = tuple[tuple[int, int], ...]

GREY = "grey"

# Hot and PET go from corner to corner as Hot Iron and PET of PS3.6 Annex B do, within 3 of 255.
CORNERS: dict[str, tuple[Stops, Stops, Stops]] = {
    "hot": (
        ((0, 0), (128, 255), (255, 255)),
        ((0, 0), (128, 0), (255, 255)),
        ((0, 0), (191, 0), (255, 255)),
    ),
    "PET": (
        ((0, 0), (63, 0), (192, 255), (255, 255)),
        ((0, 0), (63, 128), (128, 0), (255, 255)),
        ((0, 0), (128, 255), (192, 0), (255, 255)),
    ),
}

# Eleven even steps of viridis, whose lightness rises evenly (van der Walt and Smith, 2015; CC0).
VIRIDIS = (
    (0x44, 0x01, 0x54),
    (0x48, 0x24, 0x75),
    (0x41, 0x44, 0x87),
    (0x35, 0x5F, 0x8D),
    (0x2A, 0x78, 0x8E),
    (0x21, 0x91, 0x8C),
    (0x22, 0xA8, 0x84),
    (0x44, 0xBF, 0x70),
    (0x7A, 0xD1, 0x51),
    (0xBD, 0xDF, 0x26),
    (0xFD, 0xE7, 0x25),
)
COLORMAPS = (GREY, *CORNERS, "viridis")


@cache
def colormap(name: str) -> NDArray[np.uint8]:
    """Return the (256, 3) colours of a map of `COLORMAPS`; raises KeyError for any other name."""
    steps = np.arange(256)
    if name == GREY:
        parts = [steps, steps, steps]
    elif name == "viridis":
        places = np.linspace(0, 255, len(VIRIDIS))
        parts = [np.interp(steps, places, part) for part in zip(*VIRIDIS, strict=True)]
    else:
        parts = [np.interp(steps, *np.array(stops).T) for stops in CORNERS[name]]
    table = np.column_stack(parts).round().astype(np.uint8)
    table.setflags(write=False)
    return table


def window_ends(window: VoiChoice) -> tuple[float, float]:
    """Return the values at the two ends of the greys; of a sigmoid, where it has 2 % and 98 %.

    A table has those of the window that looks like it.
    """
    if isinstance(window, LookupTable):
        window = window_like(window)
    if window.function is VoiFunction.LINEAR and window.width > 1:
        half = (window.width - 1) / 2
        return window.centre - 0.5 - half, window.centre - 0.5 + half
    half = window.width / (1 if window.function is VoiFunction.SIGMOID else 2)
    return window.centre - half, window.centre + half


def is_shown_exact(window: VoiChoice | None) -> bool:
    """Whether a window of LINEAR is shown as LINEAR_EXACT, its width being between 0 and 1."""
    return isinstance(window, Window) and window.function is VoiFunction.LINEAR and window.width < 1
