"""Writing a file's data set with its pixel data in another form, and proving the result.

The worker's side: decoders may crash.
"""

import warnings
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.pixels.encoders.base import RLELosslessEncoder
from pydicom.pixels.utils import compress
from pydicom.uid import (
    PYDICOM_IMPLEMENTATION_UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

from dicomtree.pixels.transfer_syntaxes import COMPRESSIONS
from dicomtree.source import open_file
from dicomtree.transcode.encoding import Encoding
from dicomtree.transcode.frames import Frames, native_bytes, read_frames
from dicomtree.transcode.refusal import CannotTranscodeError

PIXEL_DATA = 0x7FE00010
CHANGED = frozenset(
    {
        0x00280004,  # Photometric Interpretation
        0x00280006,  # Planar Configuration
        0x00280100,  # Bits Allocated
        0x00280101,  # Bits Stored
        0x00280102,  # High Bit
        0x7FE00001,  # Extended Offset Table
        0x7FE00002,  # Extended Offset Table Lengths
        0x7FE00003,  # Encapsulated Pixel Data Value Total Length
        PIXEL_DATA,
    }
)
"""What describes the pixel data: all other attributes keep their values."""

RLE_ENCODERS = ("pylibjpeg", "pydicom")
_UNDERSTOOD = {ImplicitVRLittleEndian, ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian}
_OVERLAYS = range(0x6000, 0x6020, 2)


def rewrite(path: str, encoding: Encoding, target: str) -> None:
    """Write a file anew with its pixel data in another form.

    The result is read again: every stored value and every other attribute must be what they were.

    Raises CannotTranscodeError, OSError, and what pydicom raises for a file it cannot read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with open_file(path) as file:
            data_set = _read(file)
            _check(data_set)
            frames = read_frames(path)
            _store(data_set, frames, encoding)
            data_set.save_as(target, enforce_file_format=True, overwrite=False)
            file.seek(0)
            _check_attributes(_read(file), target)
        _check_values(frames, target)


def _read(file: BinaryIO) -> FileDataset:
    return pydicom.dcmread(file)


def _check(data_set: FileDataset) -> None:
    syntax = data_set.file_meta.get("TransferSyntaxUID")
    if syntax not in _UNDERSTOOD and syntax not in COMPRESSIONS:
        raise CannotTranscodeError(f"the transfer syntax {syntax} cannot be rewritten")
    for group in _OVERLAYS:
        if (group, 0x0010) in data_set and (group, 0x3000) not in data_set:
            raise CannotTranscodeError("an overlay lies in unused bits of the pixel data")


def _store(data_set: FileDataset, frames: Frames, encoding: Encoding) -> None:
    """Put the frames into a data set, and what is to be said of them."""
    for tag in CHANGED & {0x7FE00001, 0x7FE00002, 0x7FE00003}:
        data_set.pop(tag, None)
    if frames.photometric is not None:
        data_set.PhotometricInterpretation = frames.photometric
        data_set.PlanarConfiguration = 0
    data_set.BitsAllocated = frames.bits_allocated
    data_set.BitsStored = frames.bits_stored
    data_set.HighBit = frames.bits_stored - 1
    data_set.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data_set.file_meta.ImplementationClassUID = PYDICOM_IMPLEMENTATION_UID
    data_set.file_meta.ImplementationVersionName = f"PYDICOM {pydicom.__version__}"
    # A preamble may be the head of another format, whose offsets hold no longer.
    data_set.preamble = b"\0" * 128
    if encoding is Encoding.RLE:
        _compress(data_set, frames)
        return
    vr = "OB" if frames.bits_allocated <= 8 else "OW"
    data_set.pop(PIXEL_DATA, None)
    data_set.add_new(PIXEL_DATA, vr, native_bytes(frames))
    data_set[PIXEL_DATA].is_undefined_length = False


def _compress(data_set: FileDataset, frames: Frames) -> None:
    if frames.bits_allocated not in (8, 16, 32):
        raise CannotTranscodeError(f"RLE of {frames.bits_allocated}-bit pixels is not supported")
    values = frames.values if len(frames.values) > 1 else frames.values[0]
    # Named because pydicom would take GDCM first, which ends the process on some frames.
    plugin = next(name for name in RLE_ENCODERS if name in RLELosslessEncoder.available_plugins)
    compress(data_set, RLELossless, values, generate_instance_uid=False, encoding_plugin=plugin)
    if frames.photometric is not None:
        data_set.PlanarConfiguration = 1  # PS3.5 G.2: RLE stores plane by plane


def _check_attributes(before: Dataset, target: str) -> None:
    """Raise CannotTranscodeError unless all other attributes are what they were."""
    with open_file(target) as file:
        after = _read(file)
        tags_before, tags_after = set(_kept(before)), set(_kept(after))
        changed = tags_before ^ tags_after
        changed |= {tag for tag in tags_before & tags_after if not _is_equal(before, after, tag)}
    if changed:
        tag = min(changed)
        name = f"({tag >> 16:04x},{tag & 0xFFFF:04x})"
        raise CannotTranscodeError(f"{name} would not have kept its value")


def _kept(data_set: Dataset) -> Iterator[int]:
    """Yield the tags that must not change; group lengths are retired and not written."""
    # Iterating over the data set itself would convert each value.
    tags: list[int] = [int(tag) for tag in data_set.keys()]  # noqa: SIM118
    return (tag for tag in tags if tag not in CHANGED and tag & 0xFFFF)


def _is_equal(before: Dataset, after: Dataset, tag: int) -> bool:
    old, new = before.get_item(tag), after.get_item(tag)
    if isinstance(old, RawDataElement) and isinstance(new, RawDataElement):
        same_order = old.is_little_endian == new.is_little_endian
        if same_order and old.value == new.value:
            return True
    return bool(before[tag] == after[tag])


def _check_values(frames: Frames, target: str) -> None:
    """Raise CannotTranscodeError unless the result holds the same stored values."""
    result = read_frames(target)
    if result.values.dtype != frames.values.dtype or not np.array_equal(
        result.values, frames.values
    ):
        raise CannotTranscodeError("the stored values would not have stayed the same")
