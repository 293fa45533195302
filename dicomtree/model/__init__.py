"""The values that every other part speaks in, named in DICOM terms; standard library only."""

from dicomtree.model.choices import ByHand, OrderChoice, OrderKey, StackOrder
from dicomtree.model.files import Counts, Duplicate, Problem, ProblemKind, Progress, Stamp
from dicomtree.model.frames import FrameRow, InstanceDetail
from dicomtree.model.headers import HeaderRow
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
from dicomtree.model.jobs import JobProgress
from dicomtree.model.values import decimal_value, decimal_values, integer_value, text_values

__all__ = [
    "ByHand",
    "Counts",
    "DataWarning",
    "Dimension",
    "Duplicate",
    "FrameRef",
    "FrameRow",
    "Geometry",
    "HeaderRow",
    "InstanceDetail",
    "JobProgress",
    "MissingSlices",
    "NonImage",
    "OrderChoice",
    "OrderKey",
    "Patient",
    "Problem",
    "ProblemKind",
    "Progress",
    "Series",
    "SeriesContent",
    "Spacing",
    "Stack",
    "StackOrder",
    "Stamp",
    "Study",
    "Tree",
    "Zone",
    "decimal_value",
    "decimal_values",
    "integer_value",
    "text_values",
]
