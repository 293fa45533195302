"""UIDs in a header that stand for something else: where they lead."""

from dataclasses import dataclass, replace
from enum import StrEnum

from dicomtree.session import paging
from dicomtree.session.effects import Effect, FindFrameOfReference, FindInstance
from dicomtree.session.lookup import study_number
from dicomtree.session.messages import NodeSelected
from dicomtree.session.outline import Node, keywords_of
from dicomtree.session.state import NodeKey, Session

Result = tuple[Session, tuple[Effect, ...]]

REFERENCED_UID = "ReferencedSOPInstanceUID"
OF_STUDIES = (("ReferencedStudySequence",), ("RTReferencedStudySequence",))
"""Sequences in which the UID of a study stands as that of an instance (PS3.3 C.8.8.5, C.17.2)."""

FRAME_NUMBER = "ReferencedFrameNumber"
OF_ITSELF = frozenset({"SOPInstanceUID", "MediaStorageSOPInstanceUID"})


class LinkKind(StrEnum):
    """What a UID may stand for."""

    INSTANCE = "instance"
    SERIES = "series"
    STUDY = "study"
    FRAME_OF_REFERENCE = "frame of reference"


@dataclass(frozen=True, slots=True)
class Link:
    """What a row refers to; `frame` counts from 1, None for all of it."""

    kind: LinkKind
    uid: str
    frame: int | None = None


def link_of(node: Node) -> Link | None:
    """Return what a row refers to: by its UID, or as an item by the instance named in it."""
    if node.line.number > 0:
        named = (one for one in node.children if one.line.keyword == REFERENCED_UID)
        return next(map(link_of, named), None)
    uid = node.line.value.partition(" ")[0]
    kind = _kind(node) if node.line.vr == "UI" else None
    if kind is None or not uid:
        return None
    return Link(kind, uid, _frame_beside(node) if kind is LinkKind.INSTANCE else None)


def _kind(node: Node) -> LinkKind | None:
    """Return what a UID stands for; the data set's own series and study are where it is."""
    keyword, depth = node.line.keyword, node.line.depth
    if keyword == REFERENCED_UID and keywords_of(node)[-2:-1] in OF_STUDIES:
        return LinkKind.STUDY
    if keyword.endswith("FrameOfReferenceUID"):
        return LinkKind.FRAME_OF_REFERENCE
    if "SOPInstanceUID" in keyword and (depth or keyword not in OF_ITSELF):
        return LinkKind.INSTANCE
    if keyword == "SeriesInstanceUID" and depth:
        return LinkKind.SERIES
    return LinkKind.STUDY if keyword == "StudyInstanceUID" and depth else None


def _frame_beside(node: Node) -> int | None:
    beside = node.parent.children if node.parent is not None else ()
    text = next((one.line.value for one in beside if one.line.keyword == FRAME_NUMBER), "")
    number = text.partition("\\")[0].strip()
    return int(number) if number.isdecimal() else None


def follow_link(session: Session, link: Link) -> Result:
    """Go to what a row refers to, or say that it is not here."""
    if link.kind is LinkKind.INSTANCE:
        return session, (FindInstance(link.uid, link.frame),)
    if link.kind is LinkKind.FRAME_OF_REFERENCE:
        here = session.viewer.series_key if session.viewer is not None else -1
        return session, (FindFrameOfReference(link.uid, here),)
    key = _node(session, link)
    if key is None:
        return replace(session, notice=f"this {link.kind} is not in the opened folders"), ()
    return paging.update(session, NodeSelected(key))


def _node(session: Session, link: Link) -> NodeKey | None:
    for patient in session.tree.patients:
        for study in patient.studies:
            if link.kind is LinkKind.STUDY and study.study_instance_uid == link.uid:
                return "study", study_number(study)
            for series in study.series:
                if link.kind is LinkKind.SERIES and series.series_instance_uid == link.uid:
                    return "series", series.key
    return None
