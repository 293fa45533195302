"""What the fast reader does not understand, pydicom reads: bounded, one value at a time."""

import io
import warnings
from typing import cast

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset, read_partial
from pydicom.tag import BaseTag

from dicomtree.header.columns import COLUMN_OF_TAG
from dicomtree.header.elements import Syntax
from dicomtree.header.runs import LAST_WANTED
from dicomtree.header.texts import LONGEST_VALUE, Value, converter

MOST_BYTES = 1 << 20


def read_file(data: bytes, row: list[Value]) -> None:
    """Fill `row` from the beginning of a file, as pydicom reads it.

    Whatever pydicom raises is raised: the caller stands at the border of one file.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = read_partial(io.BytesIO(data), _is_behind, force=True)
        _fill(row, dataset.file_meta)
        _fill(row, dataset)


def read_data_set(data: bytes, syntax: Syntax, row: list[Value]) -> None:
    """Fill `row` from the beginning of a data set without file meta information."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        little = syntax.order == "<"
        dataset = read_dataset(io.BytesIO(data), not syntax.explicit, little, None, _is_behind)
        _fill(row, dataset)


def _is_behind(tag: BaseTag, vr: str | None, length: int) -> bool:
    del vr, length
    return int(tag) > LAST_WANTED


def _fill(row: list[Value], dataset: Dataset) -> None:
    for tag, (column, dictionary_vr) in COLUMN_OF_TAG.items():
        element = dataset.get_item(tag) if tag in dataset else None
        if isinstance(element, RawDataElement):
            raw = cast("bytes | None", element.value) or b""
            if len(raw) == element.length:
                order = "<" if element.is_little_endian else ">"
                vr = (element.VR or "").encode("latin-1")
                row[column] = converter(vr, dictionary_vr, order)[raw[:LONGEST_VALUE]]
