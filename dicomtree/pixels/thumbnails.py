"""Small pictures: what a series looks like, from one of its frames."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from dicomtree.pixels.display import default_window, render
from dicomtree.pixels.picture import Picture, load_picture

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """An 8-bit picture of at most `LONGEST` pixels a side: `mode` "L" or "RGB", rows in `data`."""

    width: int
    height: int
    mode: str
    data: bytes


def load_thumbnail(path: str, frame: int = 0) -> Thumbnail:
    """Return a small picture of one frame, with the window it opens with and square pixels.

    Raises as `load_picture` does.
    """
    return thumbnail(load_picture(path, frame, reduced=True))


def thumbnail(picture: Picture) -> Thumbnail:
    """Return a picture made small. Overlays are left out: they may be texts about the patient."""
    levels = np.ascontiguousarray(render(picture, default_window(picture)))
    image = Image.fromarray(levels)
    wide, high = image.width, image.height * picture.pixel_aspect
    scale = min(LONGEST / max(wide, high), 1.0)
    size = max(round(wide * scale), 1), max(round(high * scale), 1)
    small = image.resize(size, Image.Resampling.BOX)
    return Thumbnail(*small.size, small.mode, small.tobytes())
