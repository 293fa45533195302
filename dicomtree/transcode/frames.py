"""All frames of a file as stored values, and what is to be said of them when stored natively."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels import NoPicture
from dicomtree.pixels.decoders import stored_frame
from dicomtree.pixels.image_pixel import ImagePixel, NumberKind
from dicomtree.pixels.picture_file import opened
from dicomtree.transcode.refusal import CannotTranscodeError

Values = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Stored values (frames, rows, columns) or (frames, rows, columns, samples).

    `photometric` says what several samples are; None for one sample, which nothing changes.
    Bits Stored is larger than the source says where lossy values overshoot it.
    """

    values: Values
    photometric: str | None
    bits_allocated: int
    bits_stored: int


def read_frames(path: str) -> Frames:
    """Decode every frame of a file. Raises CannotTranscodeError, OSError."""
    try:
        with opened(path) as file:
            if file.image.kind is not NumberKind.INTEGER:
                raise CannotTranscodeError("floating point pixels have no other form")
            stored = [stored_frame(file, frame) for frame in range(file.image.frames)]
            image = file.image
    except NoPicture as error:
        raise CannotTranscodeError(error.reason) from None
    if any(frame.rows_found < image.rows for frame in stored):
        raise CannotTranscodeError("the pixel data are cut short")
    if len({(f.photometric, f.values.dtype, f.values.shape) for f in stored}) != 1:
        raise CannotTranscodeError("its frames differ in kind or size")
    values = np.stack([frame.values for frame in stored])
    return Frames(
        values=values,
        photometric=_photometric(stored[0].photometric) if image.samples > 1 else None,
        bits_allocated=1 if image.bits_allocated == 1 else values.dtype.itemsize * 8,
        bits_stored=_bits_stored(values, image),
    )


def _photometric(photometric: str) -> str:
    """Return the name without subsampling: each pixel has its own chrominance now."""
    return "YBR_FULL" if photometric == "YBR_FULL_422" else photometric


def _bits_stored(values: Values, image: ImagePixel) -> int:
    if image.bits_allocated == 1:
        return 1
    low, high = int(values.min()), int(values.max())
    if values.dtype.kind == "i":
        needed = max((-low - 1).bit_length(), high.bit_length()) + 1
    else:
        needed = high.bit_length()
    return max(min(image.bits_stored, values.dtype.itemsize * 8), needed)


def native_bytes(frames: Frames) -> bytes:
    """Return the frames as native pixel data (PS3.5 8.1, A.2), of even length."""
    if frames.bits_allocated == 1:
        data = np.packbits(frames.values.ravel().astype(np.uint8), bitorder="little").tobytes()
    else:
        little = frames.values.dtype.newbyteorder("<")
        data = frames.values.astype(little, copy=False).tobytes()
    return data + b"\0" * (len(data) % 2)
