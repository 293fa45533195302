"""What a row of the tree stands for outside the window: a file, a folder, an identifier."""

from dicomtree.model import FrameRef, NonImage
from dicomtree.session.lookup import index_of
from dicomtree.session.state import NodeKey, Session

IN_SERIES = ("series", "stack", "slice", "object")


def identifier_of(session: Session, key: NodeKey) -> tuple[str, str] | None:
    """Return what identifies a row's object, and its name in DICOM; None where it has none."""
    index = index_of(session.tree)
    match key:
        case ("patient", number) if number in index.patients:
            found = "Patient ID", index.patients[number].patient_id
        case ("study", number) if number in index.studies:
            found = "Study Instance UID", index.studies[number].study_instance_uid
        case ("series" | "stack", series_key, *_) if series_key in index.series:
            found = "Series Instance UID", index.series[series_key][2].series_instance_uid
        case ("slice" | "object", *_):
            file = first_instance(session, key)
            found = "SOP Instance UID", file.sop_instance_uid if file is not None else None
        case _:
            return None
    return None if found[1] is None else (found[0], found[1])


def file_of(session: Session, key: NodeKey) -> tuple[int, str] | None:
    """Return (root, path) of a row's file, of the first one of a series or stack.

    None while the series has not been read so far, and for patients and studies.
    """
    file = first_instance(session, key)
    return None if file is None else (file.root, file.path)


def first_instance(session: Session, key: NodeKey) -> FrameRef | NonImage | None:
    """Return the instance of a row, the first one of a series or stack; None as `file_of`."""
    content = session.contents.get(key[1]) if key[0] in IN_SERIES else None
    if content is None:
        return None
    try:
        match key:
            case ("series", _):
                return content.stacks[0].volumes[0][0] if content.stacks else content.non_image[0]
            case ("stack", _, stack):
                return content.stacks[stack].volumes[0][0]
            case ("slice", _, stack, volume, place):
                return content.stacks[stack].volumes[volume][place]
            case ("object", _, place):
                return content.non_image[place]
            case _:
                return None
    except IndexError:
        return None  # the series was stacked anew since the row was made
