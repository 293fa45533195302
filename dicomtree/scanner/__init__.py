"""Scanning folders in a process of its own, and reading again what single files say."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomtree.scanner.batches import Batch
    from dicomtree.scanner.client import scan
    from dicomtree.scanner.second_look import (
        read_attributes,
        read_comparable,
        read_details,
        read_dicom_json,
        read_document,
        read_flaws,
        read_frame_values,
        read_header_changes,
        read_items,
        read_values,
        read_whole_value,
        search_attributes,
    )

__all__ = [
    "Batch",
    "read_attributes",
    "read_comparable",
    "read_details",
    "read_dicom_json",
    "read_document",
    "read_flaws",
    "read_frame_values",
    "read_header_changes",
    "read_items",
    "read_values",
    "read_whole_value",
    "scan",
    "search_attributes",
]


def __getattr__(name: str) -> object:
    """Load the caller's side alone: the worker starts faster without it."""
    if name == "Batch":
        from dicomtree.scanner.batches import Batch

        return Batch
    if name == "scan":
        from dicomtree.scanner.client import scan

        return scan
    if name in __all__:
        from dicomtree.scanner import second_look

        return getattr(second_look, name)
    raise AttributeError(name)
