"""The one function that changes what is on screen. Pure: no files, no clock, no toolkit."""

from dicomtree.session import choices, cine, folders, ordering, paging, viewing
from dicomtree.session.effects import Effect
from dicomtree.session.messages import (
    ChoiceMessage,
    FolderMessage,
    Message,
    OrderMessage,
    PagingMessage,
    PlayMessage,
)
from dicomtree.session.state import Session

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: Message) -> Result:
    """Return the session after `message`, and what the outside world has to do."""
    changed, effects = _answered(session, message)
    followed, more = ordering.follow(changed)
    return followed, (*effects, *more)


def _answered(session: Session, message: Message) -> Result:
    if isinstance(message, FolderMessage):
        return folders.update(session, message)
    if isinstance(message, PagingMessage):
        return paging.update(session, message)
    if isinstance(message, PlayMessage):
        return cine.update(session, message)
    if isinstance(message, OrderMessage):
        return ordering.update(session, message)
    if isinstance(message, ChoiceMessage):
        return choices.update(session, message)
    return viewing.update(session, message), ()
