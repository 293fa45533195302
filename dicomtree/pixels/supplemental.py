"""Supplemental palettes: colours for the upper stored values of a grey picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.colours import by_palette
from dicomtree.pixels.frame_header import FrameHeader
from dicomtree.pixels.image_pixel import ImagePixel, NumberKind
from dicomtree.pixels.lookup_tables import palette

PIXEL_PRESENTATION = 0x00089205
IN_COLOUR = ("COLOR", "MIXED")
MR_FRAME_TYPE, CT_FRAME_TYPE, PET_FRAME_TYPE = 0x00189226, 0x00189329, 0x00189751


@dataclass(frozen=True, slots=True, eq=False)
class SupplementalPalette:
    """`colours` (n, 3) belong to the stored values from `first` on; those below it are grey.

    The colours do not pass through modality transform, window or inversion (PS3.3 C.8.16.2.1.1.1).
    `covers_all` is true where no stored value lies below `first`.
    """

    first: int
    colours: NDArray[np.uint8]
    covers_all: bool

    def holds(self, values: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which stored values have a colour of the palette."""
        return np.asarray(values >= self.first)

    def over(self, greys: NDArray[np.uint8], values: NDArray[Any]) -> NDArray[np.uint8]:
        """Return what greys, or colours made of them, look like with the palette's laid over."""
        rgb = greys if greys.ndim == 3 else np.repeat(greys[:, :, None], 3, axis=2)
        coloured = self.holds(values)
        rgb[coloured] = by_palette(values[coloured], self.first, self.colours)
        return rgb


def supplemental_palette(header: FrameHeader, image: ImagePixel) -> SupplementalPalette | None:
    """Return a grey frame's supplemental palette; None where its Pixel Presentation names none.

    MIXED at the top leaves it to each frame.
    """
    if image.kind is not NumberKind.INTEGER or _presentation(header) not in IN_COLOUR:
        return None
    table = palette(header.top, signed=image.signed)
    return None if table is None else SupplementalPalette(*table, table[0] <= image.lowest)


def _presentation(header: FrameHeader) -> str:
    for frame_type in (MR_FRAME_TYPE, CT_FRAME_TYPE, PET_FRAME_TYPE):
        place = header.holder(frame_type, PIXEL_PRESENTATION)
        if place is not header.top:
            return (place.text(PIXEL_PRESENTATION) or "").upper()
    return (header.top.text(PIXEL_PRESENTATION) or "").upper()
