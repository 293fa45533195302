"""The part of a picture that a viewport shows, as an image of the screen's pixels."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from dicomtree.pixels import Picture, VoiChoice, render
from dicomtree.session.viewing import extent
from dicomtree.session.viewport import Placement, Viewport

SWIFT_ABOVE = 1024
"""Pictures with a longer side than this are painted by nearest neighbour while they move:
2048 x 2048 then takes half the time (reference/gui.md, 3)."""


@dataclass(frozen=True, slots=True)
class Painted:
    """An image, the pane's pixel that its top left corner covers, and whether it is a first look.

    `rough` says that a slower repaint would be smoother.
    """

    image: Image.Image
    left: int
    top: int
    rough: bool


class PicturePainter:
    """Paints pictures; keeps the last one's grey levels, which panning and zooming need again."""

    def __init__(self) -> None:
        self._key: tuple[Picture, VoiChoice | None, bool] | None = None
        self._grey: Image.Image | None = None

    def paint(
        self,
        picture: Picture,
        window: VoiChoice | None,
        inverted: bool,
        viewport: Viewport,
        moving: bool,
    ) -> Painted | None:
        """Return the visible part of the picture, or None when all of it is outside the pane."""
        placement = viewport.placement(extent(picture))
        if placement is None:
            return None
        swift = moving and max(picture.values.shape[:2]) > SWIFT_ABOVE
        chosen = Image.Resampling.NEAREST if swift else resampling(placement, viewport)
        image = scaled(self.rendered(picture, window, inverted), placement, viewport, chosen)
        left, top = placement.target[:2]
        rough = swift and resampling(placement, viewport) is not Image.Resampling.NEAREST
        return Painted(image, left, top, rough)

    def rendered(self, picture: Picture, window: VoiChoice | None, inverted: bool) -> Image.Image:
        """Return the whole picture in 8 bits, one pixel per picture pixel."""
        key = (picture, window, inverted)
        if self._grey is None or self._key != key:
            levels = render(picture, window, inverted=inverted)
            self._grey = Image.fromarray(np.ascontiguousarray(levels))
            self._key = key
        return self._grey

    def forget(self) -> None:
        """Let go of the last picture."""
        self._key = self._grey = None


def resampling(placement: Placement, viewport: Viewport) -> Image.Resampling:
    """Return the filter that shows the pixels best at this scale.

    1:1 needs none; shrinking to less than half averages boxes, which costs half of a triangle
    (reference/gui.md, 3) and looks the same; all else is bilinear.
    """
    source, (wide, high) = placement.source, _unturned_size(placement, viewport)
    scale = min(wide / (source[2] - source[0]), high / (source[3] - source[1]))
    if scale == 1 and wide == source[2] - source[0] and high == source[3] - source[1]:
        return Image.Resampling.NEAREST
    return Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BILINEAR


def scaled(
    image: Image.Image, placement: Placement, viewport: Viewport, chosen: Image.Resampling
) -> Image.Image:
    """Return the placed part of the image in the pane's pixels, mirrored and turned."""
    size = _unturned_size(placement, viewport)
    part = image.resize(size, chosen, box=_inside(placement.source, image.size))
    return turned(part, viewport)


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


def _unturned_size(placement: Placement, viewport: Viewport) -> tuple[int, int]:
    left, top, right, bottom = placement.target
    size = right - left, bottom - top
    return size if viewport.quarters % 2 == 0 else (size[1], size[0])


def _inside(
    box: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Clip what rounding brought outside; Pillow refuses it."""
    return max(box[0], 0), max(box[1], 0), min(box[2], size[0]), min(box[3], size[1])
