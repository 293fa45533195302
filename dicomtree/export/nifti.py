"""Stacks as NIfTI-1 files: nibabel writes the header, the frames follow one by one."""

import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from nibabel.nifti1 import Nifti1Header
from nibabel.spatialimages import HeaderDataError
from numpy.typing import NDArray

from dicomtree.export.grid import Matrix, regular_affine, why_uneven
from dicomtree.export.images import ImageStack, Slice
from dicomtree.export.reading import FrameReader, rescale_of, same_shape
from dicomtree.export.refusal import CannotExportError
from dicomtree.export.resampling import regular_grid, resampled
from dicomtree.pixels.modality import Rescale

SCANNER = 1  # NIFTI_XFORM_SCANNER_ANAT
_DATA_OFFSET = 352  # header and an empty extension
_RGB = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
_LEVEL = 5

Values = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class NiftiPlan:
    """What becomes of a stack. `note` says how it was changed, None where it was not."""

    images: ImageStack
    affine: Matrix
    is_resampled: bool
    note: str | None


def plan_nifti(images: ImageStack, *, resample: bool) -> NiftiPlan:
    """Plan a NIfTI file; a stack whose slices are no regular grid only with `resample`.

    Raises CannotExportError with the reason.
    """
    geometry = images.stack.geometry
    reason = None if geometry is None else why_uneven(geometry)
    if reason is None or not resample:
        return NiftiPlan(images, regular_affine(images), is_resampled=False, note=None)
    note = f"{reason}: resampled by linear interpolation"
    return NiftiPlan(images, regular_grid(images).affine, is_resampled=True, note=note)


def nifti_chunks(plan: NiftiPlan, reader: FrameReader, *, compress: bool) -> Iterator[bytes]:
    """Yield the bytes of the file, little more than one frame being in memory.

    Voxels are (column, row, slice, volume), stored as in DICOM with slope and intercept where all
    slices share them, else float32 in the file's unit. Raises CannotExportError.
    """
    chunks = _chunks(plan, reader)
    return _compressed(chunks) if compress else chunks


def _chunks(plan: NiftiPlan, reader: FrameReader) -> Iterator[bytes]:
    rescale = None if plan.is_resampled else _common_rescale(plan.images)
    first: Values | None = None
    for frame in _frames(plan, rescale, reader):
        if first is None:
            first = frame
            yield _header(plan, frame, rescale)
        yield same_shape(frame, first).tobytes()


def _frames(plan: NiftiPlan, rescale: Rescale | None, reader: FrameReader) -> Iterator[Values]:
    """Yield the frames in order: stored values, or without common rescale real ones."""
    if not plan.is_resampled:
        for one in plan.images.slices():
            yield _little(reader.stored(one) if rescale is not None else _real(reader, one))
        return
    grid = regular_grid(plan.images)
    for volume in plan.images.volumes:
        yield from resampled(volume, grid, lambda one: _real(reader, one))


def _real(reader: FrameReader, one: Slice) -> Values:
    values = reader.real(one)
    if values.ndim != 2:
        raise CannotExportError("colour has no values to compute with")
    return values.astype(np.float32)


def _common_rescale(images: ImageStack) -> Rescale | None:
    rescales = {rescale_of(one) for one in images.slices()}
    return rescales.pop() if len(rescales) == 1 else None


def _little(values: Values) -> Values:
    return values.astype(values.dtype.newbyteorder("<"), copy=False)


def _header(plan: NiftiPlan, frame: Values, rescale: Rescale | None) -> bytes:
    planes = len(plan.images.volumes[0])
    if plan.is_resampled:
        planes = len(regular_grid(plan.images).offsets)
    rows, columns = frame.shape[:2]
    volumes = len(plan.images.volumes)
    make: Any = Nifti1Header  # it has no types
    header = make(endianness="<")
    try:
        header.set_data_dtype(_RGB if frame.ndim == 3 else frame.dtype)
        header.set_data_shape((columns, rows, planes) + ((volumes,) if volumes > 1 else ()))
    except HeaderDataError as error:
        raise CannotExportError(f"NIfTI cannot hold it: {error}") from None
    header.set_sform(plan.affine, code=SCANNER)
    # A quaternion has no shear; a tilt too small to be refused is left out of it.
    header.set_qform(plan.affine, code=SCANNER, strip_shears=True)
    header.set_xyzt_units("mm", "sec")
    if rescale is not None and frame.ndim == 2:
        header.set_slope_inter(rescale.slope, rescale.intercept)
    else:
        header.set_slope_inter(1.0, 0.0)
    header["vox_offset"] = _DATA_OFFSET
    header["descrip"] = b"DicomTree, not for diagnosis"
    block: bytes = header.binaryblock
    return block.ljust(_DATA_OFFSET, b"\0")


def _compressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    buffer = io.BytesIO()
    # Without name and time the same stack gives the same bytes.
    with gzip.GzipFile("", "wb", _LEVEL, buffer, mtime=0) as file:
        for chunk in chunks:
            file.write(chunk)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
