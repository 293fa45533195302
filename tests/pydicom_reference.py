"""What pydicom says of a file, in the form of a `HeaderRow`'s values: the yardstick."""

import io
import warnings

import pydicom
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import Tag

from dicomtree.header.columns import COLUMNS, Column

Value = str | int | None


def header_values(data: bytes) -> dict[str, Value]:
    """Return the values of a file's columns by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True, force=True)
        return {column.name: _value(dataset, column) for column in COLUMNS}


def _value(dataset: Dataset, column: Column) -> Value:
    source = dataset.file_meta if column.tag >> 16 == 2 else dataset
    if Tag(column.tag) not in source:
        return None
    value = source[Tag(column.tag)].value
    if column.vr == b"US":
        return value if isinstance(value, int) else None
    return normal(text(value))


def text(value: object) -> str | None:
    """Return a value of pydicom's as text, numbers as they are written in the file."""
    if value is None:
        return None
    if isinstance(value, MultiValue | list):
        return "\\".join(text(part) or "" for part in value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    original = getattr(value, "original_string", None)
    return str(original) if isinstance(original, str) else str(value)


def normal(value: Value) -> Value:
    """Return text without the padding of its parts, which pydicom takes off and a row keeps."""
    if not isinstance(value, str):
        return value
    return "\\".join(part.strip(" \0") for part in value.split("\\")).strip(" \0") or None
