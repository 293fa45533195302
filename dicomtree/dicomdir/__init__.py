"""DICOMDIR: what the directory of a medium lists, in the hope that it is true."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomtree.dicomdir.directory import Comparison, Directory, compare, read_directory

__all__ = ["Comparison", "Directory", "compare", "read_directory"]


def __getattr__(name: str) -> object:
    """Load the caller's side alone: the worker starts faster without it."""
    if name not in __all__:
        raise AttributeError(name)
    from dicomtree.dicomdir import directory

    return getattr(directory, name)
