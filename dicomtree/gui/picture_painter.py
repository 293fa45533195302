"""The part of a picture that a viewport shows, as an image of the screen's pixels."""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from PIL import Image

from dicomtree.pixels import GREY, Picture, VoiChoice, colormap, render
from dicomtree.session.viewing import extent
from dicomtree.session.viewport import Placement, Viewport

WHITE = 255
SWIFT_ABOVE = 1024
"""Pictures with a longer side than this are painted by nearest neighbour while they move:
2048 x 2048 then takes half the time (reference/gui.md, 3), and where all greys are new, a fifth."""

SWIFT_IN_COLOURS_ABOVE = 724
"""Half as many pixels: greys made colours take 15 ms of the window's thread at 1024 x 1024."""


@dataclass(frozen=True, slots=True)
class Painted:
    """An image, the pane's pixel that its top left corner covers, and whether it is a first look.

    `rough` says that a slower repaint would be smoother.
    """

    image: Image.Image
    left: int
    top: int
    rough: bool


class Look(NamedTuple):
    """A picture and how its values become greys or colours.

    `drawings` adds its overlays (PS3.3 C.9.2).
    """

    picture: Picture
    window: VoiChoice | None
    inverted: bool
    drawings: bool
    colormap: str = GREY


class PicturePainter:
    """Paints pictures; keeps the last one's grey levels, which panning and zooming need again."""

    def __init__(self) -> None:
        self._look: Look | None = None
        self._whole: Image.Image | None = None

    def paint(self, look: Look, viewport: Viewport, *, moving: bool) -> Painted | None:
        """Return the visible part of the picture, or None when all of it is outside the pane."""
        placement = viewport.placement(extent(look.picture))
        if placement is None:
            return None
        labels = look.picture.segment_colours is not None
        swift = moving and max(look.picture.values.shape[:2]) > _swift_above(look)
        if swift and (self._whole is None or look != self._look):
            return _sampled(look, placement, viewport)
        if self._whole is None or look != self._look:
            self._look, self._whole = look, rendered(look)
        part = _Part.of(placement, viewport, self._whole.size, look.picture)
        best = part.resampling(labels=labels)
        image = part.scaled(self._whole, Image.Resampling.NEAREST if swift else best)
        rough = swift and best is not Image.Resampling.NEAREST
        return Painted(turned(image, viewport), *placement.target[:2], rough)

    def forget(self) -> None:
        """Let go of the last picture."""
        self._look = self._whole = None


def _swift_above(look: Look) -> int:
    in_colours = look.colormap != GREY or look.picture.supplement is not None
    return SWIFT_IN_COLOURS_ABOVE if in_colours else SWIFT_ABOVE


def rendered(look: Look) -> Image.Image:
    """Return the whole picture in 8 bits, one pixel per value."""
    colours = None if look.colormap == GREY else colormap(look.colormap)
    levels = render(look.picture, look.window, inverted=look.inverted, colormap=colours)
    if look.drawings and look.picture.overlays:
        levels = levels.copy()
        for overlay in look.picture.overlays:
            levels[overlay.mask] = WHITE
    return Image.fromarray(np.ascontiguousarray(levels))


def _sampled(look: Look, placement: Placement, viewport: Viewport) -> Painted:
    """Paint from every n-th pixel of what is seen, as many as the screen has.

    Another window on 13 million pixels would take 28 ms, and 180 ms in colours.
    """
    picture = look.picture
    size = (picture.values.shape[1], picture.values.shape[0])
    part = _Part.of(placement, viewport, size, picture)
    left, top, right, bottom = part.box
    step = max(int(min((right - left) / part.size[0], (bottom - top) / part.size[1])), 1)
    first = math.floor(left), math.floor(top)
    seen = (
        slice(first[1], math.ceil(bottom), step),
        slice(first[0], math.ceil(right), step),
    )
    overlays = tuple(replace(each, mask=each.mask[seen]) for each in picture.overlays)
    there = None if picture.rows_found is None else len(range(picture.rows_found)[seen[0]])
    cut = replace(picture, values=picture.values[seen], overlays=overlays, rows_found=there)
    image = rendered(look._replace(picture=cut))
    box = (
        (left - first[0]) / step,
        (top - first[1]) / step,
        min((right - first[0]) / step, image.width),
        min((bottom - first[1]) / step, image.height),
    )
    image = part._replace(box=box).scaled(image, Image.Resampling.NEAREST)
    return Painted(turned(image, viewport), *placement.target[:2], rough=True)


class _Part(NamedTuple):
    """A box of the 8-bit picture, and its size on the screen before it is turned."""

    box: tuple[float, float, float, float]
    size: tuple[int, int]

    @classmethod
    def of(
        cls, placement: Placement, viewport: Viewport, whole: tuple[int, int], picture: Picture
    ) -> "_Part":
        """Return the part for a placement, counted in the values there are: `whole`, in width first.

        A reduced preview has fewer than the picture. Pillow refuses what rounding brought outside.
        """
        across, down = whole[0] / picture.facts.columns, whole[1] / picture.facts.rows
        left, top, right, bottom = placement.source
        box = (
            max(left * across, 0.0),
            max(top * down, 0.0),
            min(right * across, float(whole[0])),
            min(bottom * down, float(whole[1])),
        )
        left, top, right, bottom = placement.target
        size = (right - left, bottom - top)
        return cls(box, size if viewport.quarters % 2 == 0 else size[::-1])

    def scaled(self, whole: Image.Image, chosen: Image.Resampling) -> Image.Image:
        """Return the part in the screen's pixels."""
        return whole.resize(self.size, chosen, box=self.box)

    def resampling(self, *, labels: bool) -> Image.Resampling:
        """Return the filter that shows the pixels best at this scale.

        Labels must not be mixed, and 1:1 needs no filter. Shrinking to less than half averages
        boxes, which costs half of a triangle (reference/gui.md, 3) and looks the same; all else is
        bilinear.
        """
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        if labels or self.size == (wide, high):
            return Image.Resampling.NEAREST
        scale = min(self.size[0] / wide, self.size[1] / high)
        return Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BILINEAR


def turned(image: Image.Image, viewport: Viewport) -> Image.Image:
    """Return the image mirrored and turned as the viewport says."""
    if viewport.mirrored:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    turn = (
        None,
        Image.Transpose.ROTATE_270,  # Pillow counts against the clock
        Image.Transpose.ROTATE_180,
        Image.Transpose.ROTATE_90,
    )[viewport.quarters]
    return image if turn is None else image.transpose(turn)
