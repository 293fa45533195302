"""A folder of DICOM files as one object."""

import threading
from pathlib import Path

from dicomtree.library.attribute_values import FindCancelledError, FindProgress, OnFindProgress
from dicomtree.library.comparing import UnreadableError
from dicomtree.library.discs import ComparedDicomdir
from dicomtree.library.library import Library
from dicomtree.library.opened import OnProgress
from dicomtree.query import QueryError

__all__ = [
    "ComparedDicomdir",
    "FindCancelledError",
    "FindProgress",
    "Library",
    "OnFindProgress",
    "OnProgress",
    "QueryError",
    "UnreadableError",
    "open_folder",
]


def open_folder(
    path: str | Path,
    *,
    progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
    index: bool = True,
) -> Library:
    """Read a folder and all below it, and return what was found; blocks.

    Parameters
    ----------
    progress
        Called on this thread at most ten times a second.
    cancel
        When set, reading stops and what was read is returned; `Library.cancelled` is then true.
    index
        Whether the user's index may be used and kept, unless the user wants none.

    Raises
    ------
    FileNotFoundError
        If nothing is at `path`.
    NotADirectoryError
        If it is neither a folder nor a ZIP archive.
    """
    library = Library(index=None if index else False)
    library.add_root(path)
    library.scan(progress=progress, cancel=cancel)
    return library
