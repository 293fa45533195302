"""Stacks as pictures, arrays, NIfTI and tables, each with a record of where it came from."""

from dicomtree.export.arrays import (
    ArrayPlan,
    ValueKind,
    plan_array,
    plan_sorted_array,
    stack_array,
)
from dicomtree.export.attribute_tables import attribute_csv, attribute_json
from dicomtree.export.carry_out import KIND, needed_room, write_outputs
from dicomtree.export.images import ImageStack, Slice, image_stacks
from dicomtree.export.nifti import nifti_chunks, plan_nifti
from dicomtree.export.outputs import MIDDLE, ExportOptions, Form, Output, plan_outputs
from dicomtree.export.pictures import OF_IMAGE, OF_STACK, WindowChoice
from dicomtree.export.reading import FrameReader
from dicomtree.export.refusal import CannotExportError
from dicomtree.export.tree_table import tree_csv

__all__ = [
    "KIND",
    "MIDDLE",
    "OF_IMAGE",
    "OF_STACK",
    "ArrayPlan",
    "CannotExportError",
    "ExportOptions",
    "Form",
    "FrameReader",
    "ImageStack",
    "Output",
    "Slice",
    "ValueKind",
    "WindowChoice",
    "attribute_csv",
    "attribute_json",
    "image_stacks",
    "needed_room",
    "nifti_chunks",
    "plan_array",
    "plan_nifti",
    "plan_outputs",
    "plan_sorted_array",
    "stack_array",
    "tree_csv",
    "write_outputs",
]
