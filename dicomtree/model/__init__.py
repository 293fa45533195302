"""The values that every other part speaks in, named in DICOM terms; standard library only."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomtree.model.arrays import StackArray
    from dicomtree.model.changes import RootChanges
    from dicomtree.model.choices import (
        NO_CHOICE,
        ByHand,
        OrderChoice,
        OrderKey,
        StackOrder,
        frame_mark,
    )
    from dicomtree.model.entries import ProblemKind, Stamp
    from dicomtree.model.files import Counts, Duplicate, Problem, Progress
    from dicomtree.model.frames import FrameRow, InstanceDetail
    from dicomtree.model.headers import NOT_YET_CHECKED, HeaderRow
    from dicomtree.model.hierarchy import (
        DataWarning,
        Dimension,
        FrameRef,
        Geometry,
        MissingSlices,
        NonImage,
        Patient,
        Series,
        SeriesContent,
        Spacing,
        Stack,
        Study,
        Tree,
        Zone,
    )
    from dicomtree.model.jobs import HowFar, JobProgress, OnHowFar
    from dicomtree.model.values import decimal_value, decimal_values, integer_value, text_values

__all__ = [
    "NOT_YET_CHECKED",
    "NO_CHOICE",
    "ByHand",
    "Counts",
    "DataWarning",
    "Dimension",
    "Duplicate",
    "FrameRef",
    "FrameRow",
    "Geometry",
    "HeaderRow",
    "HowFar",
    "InstanceDetail",
    "JobProgress",
    "MissingSlices",
    "NonImage",
    "OnHowFar",
    "OrderChoice",
    "OrderKey",
    "Patient",
    "Problem",
    "ProblemKind",
    "Progress",
    "RootChanges",
    "Series",
    "SeriesContent",
    "Spacing",
    "Stack",
    "StackArray",
    "StackOrder",
    "Stamp",
    "Study",
    "Tree",
    "Zone",
    "decimal_value",
    "decimal_values",
    "frame_mark",
    "integer_value",
    "text_values",
]

_HOMES = {
    "StackArray": "arrays",
    "RootChanges": "changes",
    "NO_CHOICE": "choices",
    "ByHand": "choices",
    "OrderChoice": "choices",
    "OrderKey": "choices",
    "StackOrder": "choices",
    "frame_mark": "choices",
    "Counts": "files",
    "Duplicate": "files",
    "Problem": "files",
    "ProblemKind": "entries",
    "Progress": "files",
    "Stamp": "entries",
    "FrameRow": "frames",
    "InstanceDetail": "frames",
    "HeaderRow": "headers",
    "NOT_YET_CHECKED": "headers",
    "DataWarning": "hierarchy",
    "Dimension": "hierarchy",
    "FrameRef": "hierarchy",
    "Geometry": "hierarchy",
    "MissingSlices": "hierarchy",
    "NonImage": "hierarchy",
    "Patient": "hierarchy",
    "Series": "hierarchy",
    "SeriesContent": "hierarchy",
    "Spacing": "hierarchy",
    "Stack": "hierarchy",
    "Study": "hierarchy",
    "Tree": "hierarchy",
    "Zone": "hierarchy",
    "HowFar": "jobs",
    "JobProgress": "jobs",
    "OnHowFar": "jobs",
    "decimal_value": "values",
    "decimal_values": "values",
    "integer_value": "values",
    "text_values": "values",
}


def __getattr__(name: str) -> object:
    """Import a value's module when it is first used: a scan worker needs few and starts faster."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dicomtree.model' has no attribute {name!r}")
    return getattr(import_module(f"dicomtree.model.{_HOMES[name]}"), name)
