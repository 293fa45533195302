"""Patients, studies, series and stacks out of header rows: pure functions, no files."""

from dicomtree.tree.attributes import SPLITTING, AttributeCount, ReadValues
from dicomtree.tree.buckets import Held
from dicomtree.tree.by_hand import STACK_ATTRIBUTES
from dicomtree.tree.candidates import DIMENSIONS
from dicomtree.tree.content import build_content
from dicomtree.tree.detail_needs import needs_detail
from dicomtree.tree.dimensions import Trial, Verdict
from dicomtree.tree.duplicates import Digest, find_duplicates, same_uid_groups
from dicomtree.tree.frames import frame_count
from dicomtree.tree.grouping import Grouping
from dicomtree.tree.patients import PatientsBy
from dicomtree.tree.trace import HeaderClaims, KeyValue, StackTrace, explain_content

__all__ = [
    "DIMENSIONS",
    "SPLITTING",
    "STACK_ATTRIBUTES",
    "AttributeCount",
    "Digest",
    "Grouping",
    "HeaderClaims",
    "Held",
    "KeyValue",
    "PatientsBy",
    "ReadValues",
    "StackTrace",
    "Trial",
    "Verdict",
    "build_content",
    "explain_content",
    "find_duplicates",
    "frame_count",
    "needs_detail",
    "same_uid_groups",
]
