"""Documents and models inside a DICOM file, and copies of them (PS3.3 C.24.2)."""

from collections.abc import Iterator
from typing import BinaryIO

from dicomtree.documents.document import Document, EmbeddedFile
from dicomtree.documents.values import facts, when
from dicomtree.pixels.data_set import DataSet
from dicomtree.pixels.elements import UNDEFINED
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture_file import opened_data_set
from dicomtree.text import readable_size

DOCUMENT, STATED_LENGTH, MEDIA_TYPE, TITLE = 0x00420011, 0x00420015, 0x00420012, 0x00420010
STEP = 1 << 20

# What a file may be called is decided here, never by the file itself.
KINDS = {
    "application/pdf": ("PDF document", ".pdf"),
    "text/xml": ("Clinical document (CDA)", ".xml"),
    "application/xml": ("Clinical document (CDA)", ".xml"),
    "model/stl": ("3D model (STL)", ".stl"),
    "application/sla": ("3D model (STL)", ".stl"),
    "model/obj": ("3D model (OBJ)", ".obj"),
    "model/mtl": ("Materials of a 3D model (MTL)", ".mtl"),
}
UNKNOWN = ("Document of an unknown kind", ".bin")


def encapsulated(data_set: DataSet) -> Document:
    """Return what is known of the document inside."""
    stated = data_set.text(MEDIA_TYPE) or ""
    kind, suffix = KINDS.get(stated.lower(), UNKNOWN)
    place = _place(data_set)
    size = 0 if place is None else place[1]
    pairs = (
        ("Title", data_set.label(TITLE)),
        ("Kind", " · ".join(filter(None, (kind, stated, readable_size(size))))),
        ("Written", when(data_set, 0x00080023, 0x00080033)),
    )
    return Document(
        title=f"{kind} inside a DICOM file",
        facts=facts(pairs[:1], personal=True) + facts(pairs[1:]),
        embedded=EmbeddedFile(kind, suffix, size) if size else None,
        remarks=() if size else ("The document itself is missing from the file.",),
    )


def _place(data_set: DataSet) -> tuple[int, int] | None:
    """Return offset and length of the document, without what pads it to an even length."""
    element = data_set.element(DOCUMENT)
    if element is None or element.length in (0, UNDEFINED):
        return None
    stated = data_set.integer(STATED_LENGTH, "UL")
    padded = stated is not None and stated == element.length - 1
    return element.offset, element.length - padded


def copy_embedded(path: str, target: BinaryIO) -> int:
    """Write the document inside a file (absolute path) to `target`; return its bytes.

    Raises NoPicture where there is none, OSError where it cannot be read or written.
    """
    written = 0
    for piece in _pieces(path):
        target.write(piece)
        written += len(piece)
    return written


def _pieces(path: str) -> Iterator[bytes]:
    with opened_data_set(path) as (source, data_set):
        place = _place(data_set)
        if place is None:
            raise NoPicture("The document itself is missing from the file.")
        start, length = place
        for offset in range(start, start + length, STEP):
            piece = source.read(offset, min(STEP, start + length - offset))
            if not piece:
                raise NoPicture("The document is cut short in the file.")
            yield piece
