"""Reading frames one after the other: compressed ones by another process, which may crash."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from dicomtree.export.images import Slice
from dicomtree.export.refusal import CannotExportError
from dicomtree.pixels import DecodingProcess, NoPicture, Picture, load_picture, stored_values
from dicomtree.pixels.frame_header import FrameHeader
from dicomtree.pixels.modality import Rescale, modality, transformed
from dicomtree.pixels.picture_file import known_file, opened
from dicomtree.pixels.quantities import Quantity, quantity

Values = NDArray[Any]


class FrameReader:
    """Reads the frames of slices. Use as a context manager, in one thread."""

    def __init__(self) -> None:
        self._process = DecodingProcess()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.close()

    def stored(self, one: Slice) -> Values:
        """Return stored values. Raises CannotExportError."""
        try:
            if known_file(one.path).needs_decoding:
                return self._process.stored_values(one.path, one.index)
            return stored_values(one.path, one.index)
        except (NoPicture, OSError, IndexError) as error:
            raise _refusal(one, error) from None

    def real(self, one: Slice) -> Values:
        """Return values in their unit: stored ones where the file gives none, else float64.

        Those that a Real World Value Mapping leaves out are NaN.
        """
        return transformed(self.stored(one), quantity_of(one).transform)

    def picture(self, one: Slice) -> Picture:
        """Return a picture with its windows. Raises CannotExportError."""
        try:
            if known_file(one.path).needs_decoding:
                return self._process.load_picture(one.path, one.index)
            return load_picture(one.path, one.index)
        except (NoPicture, OSError, IndexError) as error:
            raise _refusal(one, error) from None


def quantity_of(one: Slice) -> Quantity:
    """Return what a frame's stored values mean, from the header alone. Raises CannotExportError."""
    try:
        with opened(one.path) as file:
            header, image = FrameHeader(file.data_set, one.index), file.image
            return quantity(header, modality(header, signed=image.signed), image)
    except (NoPicture, OSError) as error:
        raise _refusal(one, error) from None


def rescale_of(one: Slice) -> Rescale | None:
    """Return the straight line that makes real values of all stored ones; None without one."""
    transform = quantity_of(one).transform
    if transform is None:
        return Rescale()
    return transform if isinstance(transform, Rescale) else None


def same_shape(values: Values, first: Values) -> Values:
    """Return `values` in the type of `first`; CannotExportError unless they are alike."""
    if values.shape != first.shape:
        raise CannotExportError(f"its slices differ in size: {values.shape} and {first.shape}")
    if not np.can_cast(values.dtype, first.dtype, "same_kind"):
        raise CannotExportError(f"its slices differ in kind: {values.dtype} and {first.dtype}")
    return values.astype(first.dtype, copy=False)


def _refusal(one: Slice, error: Exception) -> CannotExportError:
    reason = error.reason if isinstance(error, NoPicture) else str(error)
    return CannotExportError(f"{one.ref.path}: {reason}")
