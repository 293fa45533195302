"""Where the window stands: as it was left, but only where a screen is."""

import re
import tkinter
from dataclasses import dataclass

from dicomtree.gui.style import Style

FIRST_SIZE = 1360, 860
SMALLEST_SIZE = 720, 480
TITLE_BAR = 40
LARGEST_SHARE = 0.92

Geometry = tuple[int, int, int, int]
"""Width, height, left and top in pixels."""


@dataclass(frozen=True, slots=True)
class Screen:
    """The area that all screens together cover, in pixels; `left` and `top` may be negative."""

    left: int
    top: int
    width: int
    height: int


def screen_of(root: tkinter.Misc) -> Screen:
    """Return the screen area that Tk knows of."""
    return Screen(
        root.winfo_vrootx(), root.winfo_vrooty(), root.winfo_vrootwidth(), root.winfo_vrootheight()
    )


def first_geometry(screen: Screen, style: Style) -> Geometry:
    """Return a size for the first start, in the middle of the screen."""
    width = min(style.px(FIRST_SIZE[0]), round(screen.width * LARGEST_SHARE))
    height = min(style.px(FIRST_SIZE[1]), round(screen.height * LARGEST_SHARE))
    left = screen.left + (screen.width - width) // 2
    return width, height, left, screen.top + (screen.height - height) // 3


def fitted(wanted: Geometry, screen: Screen) -> Geometry:
    """Return the wanted place, moved and cut so that the whole window is on the screen."""
    width, height = min(wanted[0], screen.width), min(wanted[1], screen.height - TITLE_BAR)
    rightmost = screen.left + screen.width - width
    lowest = screen.top + screen.height - height - TITLE_BAR
    left = max(screen.left, min(wanted[2], rightmost))
    top = max(screen.top, min(wanted[3], lowest))
    return width, height, left, top


def from_text(text: str) -> Geometry:
    """Return the geometry that Tk writes as "800x600+-20+40"; ValueError for anything else."""
    found = re.fullmatch(r"(\d+)x(\d+)\+(-?\d+)\+(-?\d+)", text)
    if found is None:
        raise ValueError(f"not a geometry: {text!r}")
    width, height, left, top = (int(number) for number in found.groups())
    return width, height, left, top


def as_text(geometry: Geometry) -> str:
    """Return the geometry as Tk writes it."""
    width, height, left, top = geometry
    return f"{width}x{height}+{left}+{top}"


def placed_over(widget: tkinter.Misc, width: int, height: int) -> str:
    """Return the geometry of a window in the middle of the one that a widget is in.

    All of it is on the screen: it is cut where the screen is smaller.
    """
    window = widget.winfo_toplevel()
    left = window.winfo_rootx() + (window.winfo_width() - width) // 2
    top = window.winfo_rooty() + (window.winfo_height() - height) // 2
    return as_text(fitted((width, height, left, top), screen_of(widget)))
