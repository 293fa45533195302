"""What is read of an instance's attributes only when somebody asks for it."""

from dataclasses import replace
from itertools import islice

from dicomtree.header.parts import Found, Place
from dicomtree.session.attribute_filter import MOST_OPENED, AttributeFilter, blocks_with
from dicomtree.session.attribute_messages import (
    AttributeMessage,
    AttributesSearched,
    FilterTyped,
    ItemsLoaded,
    ItemsWanted,
    LinkChosen,
    WholeValueClosed,
    WholeValueLoaded,
    WholeValueWanted,
)
from dicomtree.session.effects import (
    Effect,
    LoadAttributes,
    LoadItems,
    LoadWholeValue,
    SearchAttributes,
)
from dicomtree.session.links import follow_link
from dicomtree.session.state import Session

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: AttributeMessage) -> Result:
    """Answer what concerns the inspector."""
    if isinstance(message, FilterTyped):
        return _filter(session, message.text.strip()), ()
    if isinstance(message, AttributesSearched):
        return _searched(session, (message.instance, message.text), message.found)
    if isinstance(message, LinkChosen):
        return follow_link(session, message.link)
    return _read_on_demand(session, message)


def _read_on_demand(
    session: Session,
    message: ItemsWanted | ItemsLoaded | WholeValueWanted | WholeValueLoaded | WholeValueClosed,
) -> Result:
    match message:
        case ItemsWanted(place, first):
            return _want_items(session, place, first)
        case WholeValueWanted(place, name, is_copied):
            target = _target(session)
            if target is None or session.identity_hidden:
                return session, ()
            return session, (LoadWholeValue(*target, place, name, is_copied),)
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


def follow(session: Session) -> Result:
    """Search the header that is now shown, where a filter is typed."""
    known, target = session.attribute_filter, _target(session)
    wanted = session.attributes_of or "", known.text
    if not known.text or target is None or known.asked == wanted:
        return session, ()
    asking = replace(session, attribute_filter=replace(known, asked=wanted))
    return asking, (SearchAttributes(*target, known.text),)


def _filter(session: Session, text: str) -> Session:
    known = session.attribute_filter
    typed = replace(known, text=text, error="") if text else AttributeFilter()
    return session if typed == known else replace(session, attribute_filter=typed)


def _searched(session: Session, about: tuple[str, str], found: Found) -> Result:
    """Take in what a search has found; where it lies among items not read, have them read."""
    known = session.attribute_filter
    if about != known.asked or about[1] != known.text:
        return session, ()
    hits = None if found.error else dict(found.hits)
    answered = replace(known, answered=about, hits=hits, is_all=found.is_all, error=found.error)
    session = replace(session, attribute_filter=answered)
    effects: tuple[Effect, ...] = ()
    for place, first in islice(blocks_with(hits or {}), MOST_OPENED):
        session, more = _want_items(session, place, first)
        effects = (*effects, *more)
    return session, effects


def _want_items(session: Session, place: Place, first: int) -> Result:
    target = _target(session)
    if target is None or (place, first) in session.more_attributes:
        return session, ()
    waiting = {**session.more_attributes, (place, first): ()}
    return replace(session, more_attributes=waiting), (LoadItems(*target, place, first),)


def read_again(session: Session) -> Result:
    """Read and search the instance on screen anew: its texts are to be read in another way."""
    viewer = session.viewer
    if viewer is None or viewer.target is None:
        return session, ()
    asking = replace(session.attribute_filter, asked=("", ""))
    again = replace(session, attribute_filter=asking)
    return again, (LoadAttributes(viewer.target.root, viewer.target.path),)


def _target(session: Session) -> tuple[int, str] | None:
    """Return root and path of the instance whose attributes are shown."""
    viewer = session.viewer
    if viewer is None or viewer.target is None:
        return None
    return viewer.target.root, viewer.target.path
