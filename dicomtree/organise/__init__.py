"""Copying files into folders and names of a template: planned, looked at, then carried out."""

from dicomtree.organise.carry_out import KIND, begin, carry_out
from dicomtree.organise.fields import field_names
from dicomtree.organise.forms import Branch, plan_csv, plan_json, plan_tree
from dicomtree.organise.plan import (
    Action,
    Entry,
    Plan,
    PlanOptions,
    SourceFile,
    plan,
    target_of,
)
from dicomtree.organise.slices import SlicePlace, slice_places
from dicomtree.organise.template import PRESETS, Template, TemplateError, parse_template
from dicomtree.organise.values import read_values

__all__ = [
    "KIND",
    "PRESETS",
    "Action",
    "Branch",
    "Entry",
    "Plan",
    "PlanOptions",
    "SlicePlace",
    "SourceFile",
    "Template",
    "TemplateError",
    "begin",
    "carry_out",
    "field_names",
    "parse_template",
    "plan",
    "plan_csv",
    "plan_json",
    "plan_tree",
    "read_values",
    "slice_places",
    "target_of",
]
