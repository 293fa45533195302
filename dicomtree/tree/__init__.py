"""Patients, studies, series and stacks out of header rows: pure functions, no files."""

from dicomtree.tree.content import build_content
from dicomtree.tree.detail_needs import needs_detail
from dicomtree.tree.duplicates import find_duplicates, same_uid_groups
from dicomtree.tree.grouping import Grouping
from dicomtree.tree.patients import PatientsBy

__all__ = [
    "Grouping",
    "PatientsBy",
    "build_content",
    "find_duplicates",
    "needs_detail",
    "same_uid_groups",
]
