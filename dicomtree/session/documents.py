"""Instances without a picture: what they hold, and what they refer to."""

from dataclasses import replace

from dicomtree.documents import Document, Line
from dicomtree.session.document_messages import DocumentLoaded, DocumentMessage, ReferenceChosen
from dicomtree.session.effects import Effect, FindInstance, LoadDocument
from dicomtree.session.identity import HIDDEN
from dicomtree.session.state import Session

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: DocumentMessage) -> Result:
    """Answer what concerns the instance without a picture in the pane."""
    match message:
        case DocumentLoaded(root, path, document):
            wanted = session.document_of == (root, path)
            return replace(session, document=document) if wanted else session, ()
        case ReferenceChosen(reference):
            return session, (FindInstance(reference.sop_instance_uid, reference.frame),)


def follow(session: Session) -> Result:
    """Ask once for what is in the instance without a picture that is now in the pane."""
    viewer = session.viewer
    has_picture = viewer is None or viewer.stack_index >= 0 or viewer.target is None
    if viewer is None or viewer.target is None or has_picture:
        if session.document_of is None:
            return session, ()
        return replace(session, document=None, document_of=None), ()
    place = viewer.target.root, viewer.target.path
    if place == session.document_of:
        return session, ()
    return replace(session, document=None, document_of=place), (LoadDocument(*place),)


def shown_document(session: Session) -> Document | None:
    """Return what stands in the picture's place, names hidden if need be; None for a sentence."""
    document = session.document
    if document is None or not document.has_content:
        return None
    if not session.identity_hidden:
        return document
    return replace(
        document,
        facts=tuple(map(_hidden, document.facts)),
        lines=tuple(map(_hidden, document.lines)),
        embedded=None,
        remarks=(*document.remarks, *((EMBEDDED_HIDDEN,) if document.embedded else ())),
    )


EMBEDDED_HIDDEN = "The document itself may name the patient: it cannot be opened now."


def _hidden(line: Line) -> Line:
    if not line.personal:
        return line
    return replace(
        line, cells=(line.cells[0], *(HIDDEN if cell else "" for cell in line.cells[1:]))
    )
