"""The one function that changes what is on screen. Pure: no files, no clock, no toolkit."""

from dataclasses import replace

from dicomtree.session import (
    along,
    attributes,
    choices,
    cine,
    comparing,
    counting,
    documents,
    duplicates,
    finding,
    folders,
    jobs,
    localizing,
    measuring,
    opening_window,
    ordering,
    paging,
    refreshing,
    splitting,
    thumbnails,
    valuing,
    viewing,
)
from dicomtree.session.along_messages import AlongMessage
from dicomtree.session.attribute_messages import AttributeMessage
from dicomtree.session.compare_messages import CompareMessage
from dicomtree.session.document_messages import DocumentMessage
from dicomtree.session.duplicates_messages import DuplicatesMessage
from dicomtree.session.effects import Effect
from dicomtree.session.find_messages import FindMessage
from dicomtree.session.job_messages import JobMessage
from dicomtree.session.localizer_messages import LocalizerMessage
from dicomtree.session.measuring_messages import MeasureMessage
from dicomtree.session.messages import (
    ChoiceMessage,
    FolderMessage,
    Message,
    OrderMessage,
    PagingMessage,
    PlayMessage,
    ViewMessage,
)
from dicomtree.session.opening_messages import OpeningWindowFound
from dicomtree.session.refresh_messages import RefreshMessage
from dicomtree.session.splitting_messages import SplitMessage
from dicomtree.session.state import Session
from dicomtree.session.thumbnail_messages import ThumbnailMessage
from dicomtree.session.valuing_messages import ValuesMessage

HeaderMessage = AttributeMessage | CompareMessage | AlongMessage | ValuesMessage | DuplicatesMessage
Result = tuple[Session, tuple[Effect, ...]]

FOLLOWING = (
    opening_window,
    refreshing,
    ordering,
    along,
    duplicates,
    valuing,
    splitting,
    documents,
    attributes,
    measuring,
    counting,
    thumbnails,
    localizing,
    finding,
)
"""What may have something to do after any message, in this order."""


def update(session: Session, message: Message) -> Result:
    """Return the session after `message`, and what the outside world has to do."""
    before = session
    session, effects = _answered(session, message)
    if session.selection != before.selection and session.notice == before.notice:
        session = replace(session, notice="")  # it was about what the user has gone on from
    for part in FOLLOWING:
        session, more = part.follow(session)
        effects = (*effects, *more)
    return session, effects


def _answered(session: Session, message: Message) -> Result:
    if isinstance(message, FolderMessage | RefreshMessage):
        return _opened(session, message)
    if isinstance(message, PagingMessage):
        return paging.update(session, message)
    if isinstance(message, PlayMessage):
        return cine.update(session, message)
    if isinstance(message, OrderMessage | SplitMessage):
        return _ordered(session, message)
    if isinstance(message, LocalizerMessage):
        return localizing.update(session, message)
    if isinstance(message, DocumentMessage):
        return documents.update(session, message)
    if isinstance(message, HeaderMessage):
        return _read(session, message)
    if isinstance(message, FindMessage):
        return finding.update(session, message)
    if isinstance(message, ChoiceMessage | JobMessage):
        return _chosen(session, message)
    return _seen(session, message)


def _opened(session: Session, message: FolderMessage | RefreshMessage) -> Result:
    """Answer what concerns the opened folders."""
    if isinstance(message, FolderMessage):
        return folders.update(session, message)
    return refreshing.update(session, message)


def _chosen(session: Session, message: ChoiceMessage | JobMessage) -> Result:
    """Answer what neither changes the tree nor what is seen of it."""
    if isinstance(message, ChoiceMessage):
        return choices.update(session, message)
    return jobs.update(session, message)


def _read(session: Session, message: HeaderMessage) -> Result:
    """Answer what concerns headers alone."""
    if isinstance(message, AlongMessage):
        return along.update(session, message)
    if isinstance(message, ValuesMessage):
        return valuing.update(session, message)
    if isinstance(message, DuplicatesMessage):
        return duplicates.update(session, message)
    if isinstance(message, AttributeMessage):
        return attributes.update(session, message)
    return comparing.update(session, message)


def _ordered(session: Session, message: OrderMessage | SplitMessage) -> Result:
    """Answer what concerns the order of stacks."""
    if isinstance(message, SplitMessage):
        return splitting.update(session, message)
    return ordering.update(session, message)


def _seen(
    session: Session,
    message: MeasureMessage | ThumbnailMessage | OpeningWindowFound | ViewMessage,
) -> Result:
    """Answer what concerns pictures alone."""
    if isinstance(message, OpeningWindowFound):
        return opening_window.update(session, message), ()
    if isinstance(message, ThumbnailMessage):
        return thumbnails.update(session, message)
    if isinstance(message, MeasureMessage):
        return measuring.update(session, message), ()
    return viewing.update(session, message), ()
