"""Which kind of object a file holds, and what there is to see of it."""

from dicomtree.documents.document import Document
from dicomtree.documents.embedded import DOCUMENT, encapsulated
from dicomtree.documents.presentation import presentation_state
from dicomtree.documents.radiotherapy import BEAMS, BRACHY_SETUPS, ION_BEAMS, plan, structure_set
from dicomtree.documents.report import CONTENT, report
from dicomtree.documents.values import MOST_LINES, class_name, facts, image_lines, when
from dicomtree.documents.waveforms import GROUPS, waveforms
from dicomtree.pixels.data_set import DataSet
from dicomtree.pixels.picture_file import opened_data_set

STRUCTURE_SET_ROIS = 0x30060020
SOP_CLASS, MODALITY = 0x00080016, 0x00080060
PRESENTATION_STATES = "1.2.840.10008.5.1.4.1.1.11."

# By what an object holds rather than by its class: new classes hold known modules.
READERS = (
    (DOCUMENT, encapsulated),
    (CONTENT, report),
    (GROUPS, waveforms),
    (STRUCTURE_SET_ROIS, structure_set),
    (BEAMS, plan),
    (ION_BEAMS, plan),
    (BRACHY_SETUPS, plan),
)


def read_document(path: str) -> Document:
    """Return what there is to see of an instance without a picture (absolute path).

    Raises NoPicture where the file is not DICOM, OSError where it cannot be read.
    """
    with opened_data_set(path) as (_, data_set):
        if _is_presentation_state(data_set):
            return presentation_state(data_set)
        for tag, reader in READERS:
            if tag in data_set:
                return reader(data_set)
        return _anything(data_set)


def _is_presentation_state(data_set: DataSet) -> bool:
    sop_class = data_set.text(SOP_CLASS) or ""
    return sop_class.startswith(PRESENTATION_STATES) or data_set.text(MODALITY) == "PR"


def _anything(data_set: DataSet) -> Document:
    """Return what an object refers to; all that is known of a class that has nothing else."""
    lines = tuple(image_lines(data_set))[:MOST_LINES]
    title = class_name(data_set.text(SOP_CLASS)) or "Object without a picture"
    if not lines:
        return Document(title)
    pairs = (("Written", when(data_set, 0x00080023, 0x00080033)),)
    return Document(title, facts(pairs), ("Refers to", "Instance"), lines)
