"""A header in the DICOM JSON Model (PS3.18 annex F), as pydicom writes it; bounded."""

import io
import json
import warnings
from collections.abc import Callable
from typing import BinaryIO

from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag

from dicomtree.header import fallback
from dicomtree.header.beginning import find_data_set, has_prefix, may_be_data_set, reach_into
from dicomtree.header.columns import EMPTY_VALUES, FIRST
from dicomtree.header.elements import EXPLICIT_LITTLE, DamagedError, NotUnderstoodError
from dicomtree.header.runs import PIXEL_DATA, RunReader
from dicomtree.header.texts import Value
from dicomtree.source import open_file

MOST_BYTES = 64 << 20


class NoJsonError(ValueError):
    """A file that has no such form; the text says why."""


def dicom_json(path: str) -> str:
    """Return a file's data set in the DICOM JSON Model, without its pixel data.

    File meta information is no part of that model (PS3.18 F.2). Bytes stand in it as base64.
    Raises NoJsonError where a value does not fit into the model or the file is no DICOM, OSError
    for a file that cannot be read.
    """
    with open_file(path) as file:
        return _json(file)


def _json(file: BinaryIO) -> str:
    reach = reach_into(file)
    if not has_prefix(reach.data) and not may_be_data_set(reach.data):
        raise NoJsonError("this is no DICOM file")
    row: list[Value] = [*(None,) * FIRST, *EMPTY_VALUES]
    try:
        reach, at, syntax = find_data_set(reach, RunReader(EXPLICIT_LITTLE, only_group=2), row)
    except (DamagedError, NotUnderstoodError) as error:
        raise NoJsonError(f"its beginning is damaged: {error}") from None
    reach.move(at, MOST_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            little = syntax.order == "<"
            data = io.BytesIO(reach.data)
            data_set = read_dataset(data, not syntax.explicit, little, None, _stop(reach.size))
            return json.dumps(data_set.to_json_dict(), ensure_ascii=True, indent=1)
    except RecursionError:
        raise NoJsonError("its sequences are nested too deep") from None
    except fallback.FAULTS as error:
        raise NoJsonError(f"a value does not fit: {type(error).__name__}: {error}") from None


def _stop(size: int) -> Callable[[BaseTag, str | None, int], bool]:
    """Return what ends the reading: the pixel data, or a value longer than the file."""

    def is_behind(tag: BaseTag, vr: str | None, length: int) -> bool:
        del vr
        is_too_long = length != 0xFFFFFFFF and length > max(size, MOST_BYTES)
        return int(tag) >= PIXEL_DATA[0] or is_too_long

    return is_behind
