"""Where the picture lies in its pane: scale, place, quarter turns and mirroring. Pure arithmetic.

Pane points are (right, down) in pixels of the screen from the pane's top left corner. Picture
points are (column, row), continuous: pixel (0, 0) covers 0 to 1 both ways, its centre is at 0.5.
"""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

SMALLEST_ZOOM = 1 / 64
LARGEST_ZOOM = 64.0


@dataclass(frozen=True, slots=True)
class Extent:
    """A picture's size in pixels, and a pixel's height divided by its width."""

    columns: int
    rows: int
    aspect: float = 1.0

    @property
    def pixel_size(self) -> Point:
        """A pixel's width and height, the shorter of them 1: zoom counts along that one."""
        return max(1.0, 1.0 / self.aspect), max(1.0, self.aspect)


class Placement(NamedTuple):
    """What to paint: the part `source` of the picture fills `target`, whole pixels of the pane."""

    source: Box
    target: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Viewport:
    """How one pane of `width` x `height` screen pixels looks at a picture.

    `zoom` is screen pixels per picture pixel, along the shorter side where pixels are not square;
    None fits the picture into the pane. `pan` moves the picture's centre from the pane's centre,
    in screen pixels. The picture is first mirrored left to right if `mirrored`, then turned
    clockwise by `quarters` (0 to 3) quarter turns.
    """

    width: int = 1
    height: int = 1
    zoom: float | None = None
    pan: Point = (0.0, 0.0)
    quarters: int = 0
    mirrored: bool = False

    def resized(self, width: int, height: int) -> "Viewport":
        """Return the view in a pane of another size, the picture as far off its centre."""
        return replace(self, width=max(1, width), height=max(1, height))

    def panned(self, right: float, down: float) -> "Viewport":
        """Return the view with the picture moved by so many screen pixels."""
        return replace(self, pan=(self.pan[0] + right, self.pan[1] + down))

    def zoomed_about(self, factor: float, at: Point, extent: Extent) -> "Viewport":
        """Return the view scaled by `factor`; the picture point under `at` stays there."""
        before = self.scale(extent)
        after = min(max(before * factor, SMALLEST_ZOOM), LARGEST_ZOOM)
        ratio = after / before
        middle = self._middle()
        pan = (
            at[0] + (middle[0] - at[0]) * ratio - self.width / 2,
            at[1] + (middle[1] - at[1]) * ratio - self.height / 2,
        )
        return replace(self, zoom=after, pan=pan)

    def rotated(self, quarters: int) -> "Viewport":
        """Return the view turned clockwise about the pane's centre."""
        right, down = self.pan
        for _ in range(quarters % 4):
            right, down = -down, right
        return replace(self, pan=(right, down), quarters=(self.quarters + quarters) % 4)

    def flipped(self, horizontally: bool) -> "Viewport":
        """Return the view mirrored as seen on the screen: left to right, or top to bottom."""
        right, down = self.pan
        if horizontally:
            pan, quarters = (-right, down), -self.quarters
        else:
            pan, quarters = (right, -down), 2 - self.quarters
        return replace(self, pan=pan, quarters=quarters % 4, mirrored=not self.mirrored)

    def fit(self) -> "Viewport":
        """Return the view with the whole picture centred in the pane, turned as it is."""
        return replace(self, zoom=None, pan=(0.0, 0.0))

    def one_to_one(self) -> "Viewport":
        """Return the view with one screen pixel per picture pixel, about the pane's centre."""
        return replace(self, zoom=1.0, pan=(0.0, 0.0))

    def reset(self) -> "Viewport":
        """Return the view as at first: fitted, neither turned nor mirrored."""
        return Viewport(self.width, self.height)

    def scale(self, extent: Extent) -> float:
        """Return the screen pixels per picture pixel (shorter side), whether fitted or chosen."""
        if self.zoom is not None:
            return self.zoom
        wide, high = self._turned_size(extent)
        return min(self.width / wide, self.height / high)

    def to_pane(self, point: Point, extent: Extent) -> Point:
        """Return where in the pane the picture's (column, row) lies."""
        pixel_width, pixel_height = extent.pixel_size
        scale = self.scale(extent)
        right = (point[0] - extent.columns / 2) * pixel_width * scale
        down = (point[1] - extent.rows / 2) * pixel_height * scale
        if self.mirrored:
            right = -right
        for _ in range(self.quarters):
            right, down = -down, right
        middle = self._middle()
        return middle[0] + right, middle[1] + down

    def to_picture(self, at: Point, extent: Extent) -> Point:
        """Return the (column, row) under a point of the pane; it may lie outside the picture."""
        middle = self._middle()
        right, down = self.unturned(at[0] - middle[0], at[1] - middle[1])
        pixel_width, pixel_height = extent.pixel_size
        scale = self.scale(extent)
        return (
            right / (pixel_width * scale) + extent.columns / 2,
            down / (pixel_height * scale) + extent.rows / 2,
        )

    def unturned(self, right: float, down: float) -> Point:
        """Return which way a direction on the screen runs in the picture as it is stored."""
        for _ in range(self.quarters):
            right, down = down, -right
        return (-right, down) if self.mirrored else (right, down)

    def placement(self, extent: Extent) -> Placement | None:
        """Return what part of the picture is seen and where; None when all of it is outside.

        The picture's edges are snapped to whole screen pixels, so that at 1:1 nothing is blurred.
        """
        whole = [_snapped(edge) for edge in self._outline(extent)]
        whole[2:] = max(whole[2], whole[0] + 1), max(whole[3], whole[1] + 1)
        left, top = max(whole[0], 0), max(whole[1], 0)
        right, bottom = min(whole[2], self.width), min(whole[3], self.height)
        if right <= left or bottom <= top:
            return None
        wide, high = whole[2] - whole[0], whole[3] - whole[1]
        part = (
            (left - whole[0]) / wide,
            (top - whole[1]) / high,
            (right - whole[0]) / wide,
            (bottom - whole[1]) / high,
        )
        return Placement(self._unturned(part, extent), (left, top, right, bottom))

    def _middle(self) -> Point:
        return self.width / 2 + self.pan[0], self.height / 2 + self.pan[1]

    def _turned_size(self, extent: Extent) -> Point:
        pixel_width, pixel_height = extent.pixel_size
        size = extent.columns * pixel_width, extent.rows * pixel_height
        return size if self.quarters % 2 == 0 else (size[1], size[0])

    def _outline(self, extent: Extent) -> Box:
        """Return the whole picture's edges in the pane."""
        wide, high = self._turned_size(extent)
        scale = self.scale(extent)
        middle = self._middle()
        half = wide * scale / 2, high * scale / 2
        return middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]

    def _unturned(self, part: Box, extent: Extent) -> Box:
        """Return a part of the turned picture, in fractions of it, as a box of the picture."""
        left, top, right, bottom = part
        for _ in range(self.quarters):
            left, top, right, bottom = top, 1 - right, bottom, 1 - left
        if self.mirrored:
            left, right = 1 - right, 1 - left
        return (
            left * extent.columns,
            top * extent.rows,
            right * extent.columns,
            bottom * extent.rows,
        )


def _snapped(edge: float) -> int:
    """Round halves down: the pixel under the pointer is then the one painted there."""
    return math.ceil(edge - 0.5)
