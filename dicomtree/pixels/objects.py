"""What to say of an object that has no pixel data: never an empty grey box."""

from dicomtree.pixels.data_set import DataSet

SOP_CLASS_ROOT = "1.2.840.10008.5.1.4.1.1."

# By SOP Class UID, the longest match counts (PS3.4 B.5).
SENTENCES = {
    "1.2.840.10008.1.3.10": "This is a DICOMDIR: an index of other files, without a picture.",
    SOP_CLASS_ROOT + "8": "This is a standalone overlay; it holds no image.",
    SOP_CLASS_ROOT + "9": "This is a waveform (an ECG, sound or the like); it holds no picture.",
    SOP_CLASS_ROOT + "9.1.1": "This is an ECG waveform; it holds no picture.",
    SOP_CLASS_ROOT + "9.1.2": "This is an ECG waveform; it holds no picture.",
    SOP_CLASS_ROOT + "11": "This is a presentation state: how other images are to be shown.",
    SOP_CLASS_ROOT + "4.2": "This is MR spectroscopy: it holds spectra, no picture.",
    SOP_CLASS_ROOT + "66": "This is raw data of the scanner; it holds no picture.",
    SOP_CLASS_ROOT + "66.1": "This is a spatial registration; it holds no picture.",
    SOP_CLASS_ROOT + "66.2": "These are spatial fiducials; they hold no picture.",
    SOP_CLASS_ROOT + "66.3": "This is a deformable registration; it holds no picture.",
    SOP_CLASS_ROOT + "66.5": "This is a surface segmentation: it holds meshes, no picture.",
    SOP_CLASS_ROOT + "66.6": "These are tractography results; they hold no picture.",
    SOP_CLASS_ROOT + "67": "This is a real world value mapping; it holds no picture.",
    SOP_CLASS_ROOT + "68": "This is a surface scan; it holds no picture.",
    SOP_CLASS_ROOT + "78": "These are eye measurements; they hold no picture.",
    SOP_CLASS_ROOT + "88": "This is a structured report: it holds text and measurements.",
    SOP_CLASS_ROOT + "88.59": "This is a key object selection: it names other images.",
    SOP_CLASS_ROOT + "90.1": "These are content assessment results; they hold no picture.",
    SOP_CLASS_ROOT + "91.1": "These are microscopy annotations; they hold no picture.",
    SOP_CLASS_ROOT + "104.1": "This is a PDF document inside a DICOM file; it holds no picture.",
    SOP_CLASS_ROOT + "104.2": "This is a clinical document (CDA); it holds no picture.",
    SOP_CLASS_ROOT + "104.3": "This is a 3D model (STL); it holds no picture.",
    SOP_CLASS_ROOT + "104.4": "This is a 3D model (OBJ); it holds no picture.",
    SOP_CLASS_ROOT + "104.5": "These are a 3D model's materials (MTL); they hold no picture.",
    SOP_CLASS_ROOT + "200": "This is a scanning protocol; it holds no picture.",
    SOP_CLASS_ROOT + "481.3": "This is an RT structure set: it holds contours, no picture.",
    SOP_CLASS_ROOT + "481.4": "This is an RT treatment record; it holds no picture.",
    SOP_CLASS_ROOT + "481.5": "This is an RT plan: it holds beams, no picture.",
    SOP_CLASS_ROOT + "481.6": "This is an RT treatment record; it holds no picture.",
    SOP_CLASS_ROOT + "481.7": "This is an RT treatment record; it holds no picture.",
    SOP_CLASS_ROOT + "481.8": "This is an RT ion plan: it holds beams, no picture.",
    SOP_CLASS_ROOT + "481.9": "This is an RT treatment record; it holds no picture.",
    "1.2.840.10008.5.1.4.38.1": "This is a hanging protocol; it holds no picture.",
    "1.2.840.10008.5.1.4.39.1": "This is a colour palette; it holds no picture.",
}
BY_MODALITY = {
    "SR": SENTENCES[SOP_CLASS_ROOT + "88"],
    "KO": SENTENCES[SOP_CLASS_ROOT + "88.59"],
    "PR": SENTENCES[SOP_CLASS_ROOT + "11"],
    "RTSTRUCT": SENTENCES[SOP_CLASS_ROOT + "481.3"],
    "RTPLAN": SENTENCES[SOP_CLASS_ROOT + "481.5"],
    "RTRECORD": SENTENCES[SOP_CLASS_ROOT + "481.4"],
    "ECG": SENTENCES[SOP_CLASS_ROOT + "9.1.1"],
    "DOC": "This is a document inside a DICOM file; it holds no picture.",
    "REG": SENTENCES[SOP_CLASS_ROOT + "66.1"],
}


def reason_for_no_pixel_data(data_set: DataSet, *, is_whole: bool) -> str:
    """Return the sentence that says what an object without pixel data is.

    `is_whole` tells whether its elements could be followed to the end.
    """
    if 0x00041220 in data_set:
        return SENTENCES["1.2.840.10008.1.3.10"]
    if 0x00287FE0 in data_set:
        return "The pixel data is not in this file: it names a server that holds it."
    sop_class = data_set.text(0x00080016) or ""
    modality = (data_set.text(0x00080060) or "").upper()
    sentence = _by_sop_class(sop_class) or BY_MODALITY.get(modality)
    if sentence is not None:
        return sentence
    if not is_whole:
        return "The file is damaged, or ends, before any pixel data."
    if 0x00280010 in data_set or "Image" in _registered_name(sop_class):
        return "There is no pixel data in this file: it has only the header of an image."
    name = _registered_name(sop_class)
    return f"This object holds no picture ({name})." if name else "This object holds no picture."


def _by_sop_class(uid: str) -> str | None:
    while uid:
        if uid in SENTENCES:
            return SENTENCES[uid]
        uid = uid.rpartition(".")[0]
    return None


def _registered_name(uid: str) -> str:
    # Only met for rare objects, and pydicom is slow to import.
    from pydicom.uid import UID

    name = UID(uid).name
    return "" if name == uid else name
