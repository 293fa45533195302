"""Invented DICOM files with pictures, written for one test each."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence as Items
from pydicom.uid import UID

EXPLICIT = "1.2.840.10008.1.2.1"
IMPLICIT = "1.2.840.10008.1.2"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"


def header(values: NDArray[Any], **attributes: Any) -> Dataset:
    """Return a data set that describes one frame of `values` (rows, columns[, samples])."""
    data_set = Dataset()
    bits = values.dtype.itemsize * 8
    described = {
        "SOPClassUID": MR,
        "SOPInstanceUID": "1.2.3",
        "Modality": "MR",
        "SamplesPerPixel": 1 if values.ndim == 2 else values.shape[2],
        "PhotometricInterpretation": "MONOCHROME2" if values.ndim == 2 else "RGB",
        "Rows": values.shape[0],
        "Columns": values.shape[1],
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
        "PixelRepresentation": int(values.dtype.kind == "i"),
    }
    if values.ndim == 3:
        described["PlanarConfiguration"] = 0
    for keyword, value in {**described, **attributes}.items():
        if value is not None:
            setattr(data_set, keyword, value)
    return data_set


def item(**attributes: Any) -> Dataset:
    """Return a sequence item with these attributes."""
    data_set = Dataset()
    for keyword, value in attributes.items():
        setattr(data_set, keyword, value)
    return data_set


def items(*data_sets: Dataset) -> Items:
    """Return a sequence of these items."""
    return Items(data_sets)


def write(path: Path, data_set: Dataset, pixel_data: bytes | None, syntax: str = EXPLICIT) -> str:
    """Write a file as it is told, right or wrong, and return its path."""
    data_set.preamble = bytes(128)
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = UID(syntax)
    data_set.file_meta.MediaStorageSOPClassUID = data_set.get("SOPClassUID", MR)
    data_set.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    little = syntax != BIG_ENDIAN
    if pixel_data is not None:
        data_set.PixelData = pixel_data
        data_set["PixelData"].VR = "OW" if data_set.get("BitsAllocated", 16) > 8 else "OB"
        if pixel_data[:4] == b"\xfe\xff\x00\xe0":
            data_set["PixelData"].VR = "OB"
            data_set["PixelData"].is_undefined_length = True
    with path.open("wb") as file:
        data_set.save_as(
            file,
            implicit_vr=syntax == IMPLICIT,
            little_endian=little,
            enforce_file_format=False,
            force_encoding=True,
        )
    return str(path)


def picture(path: Path, values: NDArray[Any], *, syntax: str = EXPLICIT, **attributes: Any) -> str:
    """Write one native frame and return its path; `attributes` None leaves one out."""
    ordered = values if syntax != BIG_ENDIAN else values.astype(values.dtype.newbyteorder(">"))
    raw = ordered.tobytes()
    return write(path, header(values, **attributes), raw + b"\0" * (len(raw) % 2), syntax)


def frames(path: Path, stack: NDArray[Any], **attributes: Any) -> str:
    """Write a native multi-frame file of `stack` (frames, rows, columns)."""
    raw = stack.tobytes()
    attributes = {"NumberOfFrames": len(stack), **attributes}
    return write(path, header(stack[0], **attributes), raw + b"\0" * (len(raw) % 2))


def dose(path: Path, values: NDArray[Any], scaling: float) -> str:
    """Write RT Dose in Gy, `values` (frames, rows, columns), 3 mm apart."""
    return frames(
        path,
        values,
        SOPClassUID="1.2.840.10008.5.1.4.1.1.481.2",
        Modality="RTDOSE",
        StudyInstanceUID="1.2.1",
        SeriesInstanceUID="1.2.2",
        DoseUnits="GY",
        DoseGridScaling=scaling,
        GridFrameOffsetVector=[3 * place for place in range(len(values))],
        ImagePositionPatient=[0, 0, 0],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        PixelSpacing=[1, 1],
    )


def compressed(
    path: Path, data_set: Dataset, streams: Sequence[bytes], syntax: str, *, table: bool = True
) -> str:
    """Write encapsulated frames, with a basic offset table or an empty one."""
    return write(path, data_set, encapsulate(list(streams), has_bot=table), syntax)


def run_lengths(values: NDArray[np.uint8]) -> bytes:
    """Return bytes as one RLE segment of literal runs."""
    raw = values.tobytes()
    runs = (raw[i : i + 128] for i in range(0, len(raw), 128))
    segment = b"".join(bytes([len(run) - 1]) + run for run in runs)
    return segment + b"\x80" * (len(segment) % 2)


def rle_frame(*segments: bytes) -> bytes:
    """Return an RLE frame of these segments (PS3.5 G.5)."""
    starts, at = [], 64
    for segment in segments:
        starts.append(at)
        at += len(segment)
    numbers = [len(segments), *starts] + [0] * (15 - len(starts))
    return b"".join(number.to_bytes(4, "little") for number in numbers) + b"".join(segments)
