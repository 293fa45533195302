"""One frame of a file: decoded, transformed, windowed, in 8 bits; or the reason why not."""

from dicomtree.pixels.colormaps import COLORMAPS, GREY, colormap
from dicomtree.pixels.decoding_process import DecodingProcess
from dicomtree.pixels.display import (
    automatic_window,
    checked_window,
    chosen_window,
    default_window,
    display_values,
    full_window,
    opening_window,
    opens_by_all,
    opens_by_values,
    reading,
    render,
)
from dicomtree.pixels.loader import PictureLoader
from dicomtree.pixels.lookup_tables import LookupTable
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture import Picture, load_picture, stored_values
from dicomtree.pixels.thumbnails import Thumbnail, thumbnail
from dicomtree.pixels.windows import (
    VoiChoice,
    VoiFunction,
    Window,
    range_window,
    window_like,
)

__all__ = [
    "COLORMAPS",
    "GREY",
    "DecodingProcess",
    "LookupTable",
    "NoPicture",
    "Picture",
    "PictureLoader",
    "Thumbnail",
    "VoiChoice",
    "VoiFunction",
    "Window",
    "automatic_window",
    "checked_window",
    "chosen_window",
    "colormap",
    "default_window",
    "display_values",
    "full_window",
    "load_picture",
    "opening_window",
    "opens_by_all",
    "opens_by_values",
    "range_window",
    "reading",
    "render",
    "stored_values",
    "thumbnail",
    "window_like",
]
