"""The one function that changes what is on screen. Pure: no files, no clock, no toolkit."""

from dicomtree.session import choices, folders, paging, viewing
from dicomtree.session.effects import Effect
from dicomtree.session.messages import (
    ChoiceMessage,
    FolderMessage,
    Message,
    PagingMessage,
)
from dicomtree.session.state import Session

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: Message) -> Result:
    """Return the session after `message`, and what the outside world has to do."""
    if isinstance(message, FolderMessage):
        return folders.update(session, message)
    if isinstance(message, PagingMessage):
        return paging.update(session, message)
    if isinstance(message, ChoiceMessage):
        return choices.update(session, message)
    return viewing.update(session, message), ()
