"""DICOMDIR: what the directory of a medium lists, in the hope that it is true."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomtree.dicomdir.directory import Comparison, Directory, compare, read_directory
    from dicomtree.dicomdir.writing import (
        KIND,
        FilingCancelledError,
        FilingPlan,
        Invented,
        MediumFile,
        RefusedFile,
        plan_file_set,
        write_file_set,
    )

__all__ = [
    "KIND",
    "Comparison",
    "Directory",
    "FilingCancelledError",
    "FilingPlan",
    "Invented",
    "MediumFile",
    "RefusedFile",
    "compare",
    "plan_file_set",
    "read_directory",
    "write_file_set",
]

_READING = ("Comparison", "Directory", "compare", "read_directory")


def __getattr__(name: str) -> object:
    """Load the caller's side alone: the worker starts faster without it."""
    if name not in __all__:
        raise AttributeError(name)
    if name in _READING:
        from dicomtree.dicomdir import directory

        return getattr(directory, name)
    from dicomtree.dicomdir import writing

    return getattr(writing, name)
