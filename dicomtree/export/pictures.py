"""Slices as PNG: as a screen shows them, or their stored values in 16 bits."""

import io

import numpy as np
from PIL import Image

from dicomtree.export.images import ImageStack, Slice
from dicomtree.export.reading import FrameReader
from dicomtree.export.refusal import CannotExportError
from dicomtree.pixels import (
    Picture,
    VoiChoice,
    chosen_window,
    default_window,
    opening_window,
    opens_by_all,
    render,
)

WindowChoice = tuple[float, float] | str | None
OF_STACK = "stack"
OF_IMAGE = "own"

_SIXTEEN_BITS = 1 << 16
_SIGNED_OFFSET = 1 << 15


def png(one: Slice, window: VoiChoice | None, choice: WindowChoice, reader: FrameReader) -> bytes:
    """Return the picture of a slice, (rows, columns) as stored, never scaled.

    `window` is the stack's; a `choice` of `OF_IMAGE`, "auto" or a name is looked up in each file.
    Raises CannotExportError.
    """
    picture = reader.picture(one)
    return _encoded(Image.fromarray(render(picture, _window(picture, window, choice))))


def png16(one: Slice, reader: FrameReader) -> bytes:
    """Return the stored values of a slice in 16 bits; signed ones are 32,768 higher.

    Raises CannotExportError for colour and for values that have no room.
    """
    values = reader.stored(one)
    if values.ndim != 2:
        raise CannotExportError("a 16-bit PNG holds grey values, not colour")
    if values.dtype.kind not in "iu":
        raise CannotExportError("floating point values do not fit into 16 bits")
    raised = values.astype(np.int64) + (_SIGNED_OFFSET if values.dtype.kind == "i" else 0)
    if raised.min(initial=0) < 0 or raised.max(initial=0) >= _SIXTEEN_BITS:
        raise CannotExportError("its values do not fit into 16 bits")
    return _encoded(Image.fromarray(raised.astype(np.uint16)))


def stack_window(images: ImageStack, choice: WindowChoice, reader: FrameReader) -> VoiChoice | None:
    """Return the window for all slices of a stack: the one it opens with in the window.

    None for colour, and where each image has its own. Raises CannotExportError.
    """
    if choice not in (None, OF_STACK):
        return None
    volume = images.volumes[0]
    middle = reader.picture(volume[len(volume) // 2])
    if not opens_by_all(middle):
        return default_window(middle)
    return opening_window(reader.picture(one) for one in volume)


def _window(picture: Picture, window: VoiChoice | None, choice: WindowChoice) -> VoiChoice | None:
    if picture.is_colour:
        return None
    if choice in (None, OF_STACK):
        return window
    if choice == OF_IMAGE:
        return default_window(picture)
    try:
        return chosen_window(picture, choice)
    except ValueError as error:
        raise CannotExportError(str(error)) from None


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
