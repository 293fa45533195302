"""Arrays as NumPy's files, written frame by frame."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

from dicomtree.export.arrays import ArrayPlan, ValueKind, dimensions_of, frames_of, unit_of
from dicomtree.export.reading import FrameReader


def npy_chunks(plan: ArrayPlan, kind: ValueKind, reader: FrameReader) -> Iterator[bytes]:
    """Yield a `.npy` file. Raises CannotExportError."""
    begun = False
    for frame in frames_of(plan, kind, reader):
        if not begun:
            yield _head((*plan.counts, *frame.shape), frame.dtype)
            begun = True
        yield np.ascontiguousarray(frame).tobytes()


def npz_chunks(plan: ArrayPlan, kind: ValueKind, reader: FrameReader) -> Iterator[bytes]:
    """Yield a `.npz` file: `values`, `dimensions` (names), `unit`, one array per named dimension.

    Raises CannotExportError.
    """
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(_member("values"), "w", force_zip64=True) as member:
            for chunk in npy_chunks(plan, kind, reader):
                member.write(chunk)
                yield stream.taken()
        for name, values in _descriptions(plan, kind, reader).items():
            buffer = io.BytesIO()
            npy_format.write_array(buffer, values, allow_pickle=False)
            archive.writestr(_member(name), buffer.getvalue())
    yield stream.taken()


def _descriptions(plan: ArrayPlan, kind: ValueKind, reader: FrameReader) -> dict[str, NDArray[Any]]:
    frame = reader.stored(plan.slices[0])
    found = {
        "dimensions": np.asarray(dimensions_of(plan, frame)),
        "unit": np.asarray(unit_of(plan, kind)),
    }
    for name, values in zip(plan.dimensions, plan.coordinates, strict=True):
        array = np.asarray(values)
        found[name] = array.astype(str) if array.dtype.kind == "O" else array
    return found


def _head(shape: tuple[int, ...], dtype: np.dtype[Any]) -> bytes:
    buffer = io.BytesIO()
    head = {"descr": npy_format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
    npy_format.write_array_header_2_0(buffer, head)
    return buffer.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    # Of 1980, as ZipInfo has it: the same stack gives the same bytes.
    info = zipfile.ZipInfo(f"{name}.npy")
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


class _Stream(io.RawIOBase):
    """What has been written since it was last taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """Return what is there, and forget it."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
