"""DICOM headers: the row of a scan, the details of frames, the rows of the inspector."""

from typing import TYPE_CHECKING

from dicomtree.header.attribute_row import AttributeRow, remark
from dicomtree.header.rows import Answer, Dicomdir, HeaderReader, NotDicom, problem_of, read_row

if TYPE_CHECKING:
    from dicomtree.header.attributes import attribute_rows
    from dicomtree.header.details import read_details

__all__ = [
    "Answer",
    "AttributeRow",
    "Dicomdir",
    "HeaderReader",
    "NotDicom",
    "attribute_rows",
    "problem_of",
    "read_details",
    "read_row",
    "remark",
]


def __getattr__(name: str) -> object:
    """Load what only a second look needs when it is asked for: a scan starts faster without."""
    if name == "read_details":
        from dicomtree.header.details import read_details

        return read_details
    if name == "attribute_rows":
        from dicomtree.header.attributes import attribute_rows

        return attribute_rows
    raise AttributeError(name)
