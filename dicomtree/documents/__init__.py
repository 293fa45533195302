"""Instances without a picture: reports, structure sets, plans, waveforms, documents."""

from typing import TYPE_CHECKING

from dicomtree.documents.document import (
    Channel,
    Document,
    EmbeddedFile,
    Line,
    Reference,
    Waveform,
    from_message,
    to_message,
)

if TYPE_CHECKING:
    from dicomtree.documents.embedded import copy_embedded
    from dicomtree.documents.reading import read_document

__all__ = [
    "Channel",
    "Document",
    "EmbeddedFile",
    "Line",
    "Reference",
    "Waveform",
    "copy_embedded",
    "from_message",
    "read_document",
    "to_message",
]


def __getattr__(name: str) -> object:
    """Load what reads files when it is asked for: a scan worker must start without numpy."""
    if name == "read_document":
        from dicomtree.documents.reading import read_document

        return read_document
    if name == "copy_embedded":
        from dicomtree.documents.embedded import copy_embedded

        return copy_embedded
    raise AttributeError(name)
