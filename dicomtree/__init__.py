"""DicomTree: look through any folder of DICOM files, slices in the right order.

Not a medical device; not for diagnosis, treatment planning or any clinical decision.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomtree.export import CannotExportError
    from dicomtree.library import Library, open_folder
    from dicomtree.library.jobs import resume_job, undo_job
    from dicomtree.pixels import NoPicture, display_values, stored_values

__version__ = "0.1.0"

__all__ = [
    "CannotExportError",
    "Library",
    "NoPicture",
    "__version__",
    "display_values",
    "open_folder",
    "resume_job",
    "stored_values",
    "undo_job",
]

_HOMES = {
    "CannotExportError": "dicomtree.export",
    "Library": "dicomtree.library",
    "open_folder": "dicomtree.library",
    "NoPicture": "dicomtree.pixels",
    "display_values": "dicomtree.pixels",
    "resume_job": "dicomtree.library.jobs",
    "stored_values": "dicomtree.pixels",
    "undo_job": "dicomtree.library.jobs",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: a worker starts without pydicom and numpy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dicomtree' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
