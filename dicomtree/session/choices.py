"""What the user likes to see and how: settings, sorting, hiding."""

from dataclasses import replace
from typing import Any

from dicomtree.session import attributes, comparing
from dicomtree.session.attribute_filter import AttributeFilter
from dicomtree.session.effects import Effect, Forget, SaveSettings
from dicomtree.session.finding import ask_again
from dicomtree.session.masking import filter_may_name
from dicomtree.session.messages import (
    ChoiceMessage,
    CornersToggled,
    FillToggled,
    HistogramToggled,
    IdentityToggled,
    Noticed,
    OverlaysToggled,
    SettingChosen,
    SortChosen,
)
from dicomtree.session.paging import keep_frame
from dicomtree.session.state import Session
from dicomtree.settings import KeepIndex

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: ChoiceMessage) -> Result:
    """Answer a choice of the user's."""
    match message:
        case FillToggled():
            return replace(session, picture_filled=not session.picture_filled), ()
        case IdentityToggled():
            return _toggle_identity(session), ()
        case CornersToggled():
            return _set(session, corner_text=not session.settings.corner_text)
        case OverlaysToggled():
            return _set(session, overlays=not session.settings.overlays)
        case HistogramToggled():
            return _set(session, histogram=not session.settings.histogram)
        case SettingChosen(name, value):
            return _choose(session, name, value)
        case SortChosen(column):
            return replace(session, sort=_next_sort(session.sort, column)), ()
        case Noticed(text):
            return replace(session, notice=text), ()


def _toggle_identity(session: Session) -> Session:
    """Hide who the patient is, or show it; a filter that was looking for it does not stay."""
    toggled = replace(session, identity_hidden=not session.identity_hidden)
    if toggled.identity_hidden and filter_may_name(session):
        toggled = replace(toggled, attribute_filter=AttributeFilter())
    return ask_again(toggled) if session.filter.is_guarded else toggled


def _choose(session: Session, name: str, value: Any) -> Result:
    """Take a setting, and do at once what it asks for."""
    session, effects = _set(session, **{name: value})
    if (name, value) == ("keep_index", KeepIndex.NEVER):
        return session, (*effects, Forget())
    if name == "fallback_character_set" and effects:
        session, reading = attributes.read_again(ask_again(session))
        session, comparison = comparing.read_again(session)
        return session, (*effects, *reading, *comparison)
    return session, effects


def _next_sort(current: tuple[str, bool], column: str) -> tuple[str, bool]:
    """Cycle a column through ascending, descending and the tree's own order."""
    if current[0] != column:
        return column, False
    return ("", False) if current[1] else (column, True)


def _set(session: Session, **changes: Any) -> Result:
    settings = replace(session.settings, **changes)
    if settings == session.settings:
        return session, ()
    return keep_frame(replace(session, settings=settings)), (SaveSettings(settings),)
