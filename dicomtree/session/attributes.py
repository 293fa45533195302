"""What is read of an instance's attributes only when somebody asks for it."""

from dataclasses import replace

from dicomtree.session.attribute_messages import (
    AttributeMessage,
    ItemsLoaded,
    ItemsWanted,
    WholeValueClosed,
    WholeValueLoaded,
    WholeValueWanted,
)
from dicomtree.session.effects import Effect, LoadItems, LoadWholeValue
from dicomtree.session.state import Session

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: AttributeMessage) -> Result:
    """Answer what concerns items and values that are read on demand."""
    match message:
        case ItemsWanted(place, first):
            return _want_items(session, place, first)
        case WholeValueWanted(place, name):
            target = _target(session)
            if target is None or session.identity_hidden:
                return session, ()
            return session, (LoadWholeValue(*target, place, name),)
        case ItemsLoaded(instance, place, first, lines):
            if instance != session.attributes_of:
                return session, ()
            more = {**session.more_attributes, (place, first): lines}
            return replace(session, more_attributes=more), ()
        case WholeValueLoaded(instance, value):
            if instance != session.attributes_of:
                return session, ()
            return replace(session, whole_value=value), ()
        case WholeValueClosed():
            return replace(session, whole_value=None), ()


def _want_items(session: Session, place: tuple[int, ...], first: int) -> Result:
    target = _target(session)
    if target is None or (place, first) in session.more_attributes:
        return session, ()
    waiting = {**session.more_attributes, (place, first): ()}
    return replace(session, more_attributes=waiting), (LoadItems(*target, place, first),)


def _target(session: Session) -> tuple[int, str] | None:
    """Return root and path of the instance whose attributes are shown."""
    viewer = session.viewer
    if viewer is None or viewer.target is None:
        return None
    return viewer.target.root, viewer.target.path
