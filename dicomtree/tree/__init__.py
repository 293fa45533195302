"""Patients, studies, series and stacks out of header rows: pure functions, no files."""

from dicomtree.tree.grouping import Grouping
from dicomtree.tree.patients import PatientsBy

__all__ = ["Grouping", "PatientsBy"]
