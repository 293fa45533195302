"""DICOM headers: the row of a scan, the details of frames, the rows of the inspector."""

from importlib import import_module
from typing import TYPE_CHECKING

from dicomtree.header.attribute_row import AttributeRow, remark
from dicomtree.header.rows import Answer, Dicomdir, HeaderReader, NotDicom, problem_of, read_row

if TYPE_CHECKING:
    from dicomtree.header.attributes import (
        attribute_rows,
        comparable_rows,
        more_items,
        whole_value,
    )
    from dicomtree.header.chosen_values import read_values
    from dicomtree.header.details import read_details
    from dicomtree.header.frame_attributes import (
        read_frame_values,
        read_values_anywhere,
    )
    from dicomtree.header.json_model import NoJsonError, dicom_json
    from dicomtree.header.vocabulary import NamedAttribute, keywords, named_attribute

__all__ = [
    "Answer",
    "AttributeRow",
    "Dicomdir",
    "HeaderReader",
    "NamedAttribute",
    "NoJsonError",
    "NotDicom",
    "attribute_rows",
    "comparable_rows",
    "dicom_json",
    "keywords",
    "more_items",
    "named_attribute",
    "problem_of",
    "read_details",
    "read_frame_values",
    "read_row",
    "read_values",
    "read_values_anywhere",
    "remark",
    "whole_value",
]

_HOMES = {
    "NamedAttribute": "dicomtree.header.vocabulary",
    "NoJsonError": "dicomtree.header.json_model",
    "attribute_rows": "dicomtree.header.attributes",
    "comparable_rows": "dicomtree.header.attributes",
    "dicom_json": "dicomtree.header.json_model",
    "keywords": "dicomtree.header.vocabulary",
    "more_items": "dicomtree.header.attributes",
    "named_attribute": "dicomtree.header.vocabulary",
    "read_details": "dicomtree.header.details",
    "read_frame_values": "dicomtree.header.frame_attributes",
    "read_values": "dicomtree.header.chosen_values",
    "read_values_anywhere": "dicomtree.header.frame_attributes",
    "whole_value": "dicomtree.header.attributes",
}


def __getattr__(name: str) -> object:
    """Load what only a second look needs when it is asked for: a scan starts faster without."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(name)
