"""Folders that change while they are open: looked at when asked, or when the user comes back."""

from dataclasses import replace

from dicomtree.model import RootChanges
from dicomtree.session.effects import Effect, LookForChanges, Scan
from dicomtree.session.freshness import Heard
from dicomtree.session.notice_bar import Subject, bar_notice, trouble_mark, vanished_mark
from dicomtree.session.refresh_messages import (
    AttentionReturned,
    BarDismissed,
    ChangesFound,
    ChangesShown,
    IndexReported,
    RefreshMessage,
    RefreshRequested,
)
from dicomtree.session.state import ScanState, Session

Result = tuple[Session, tuple[Effect, ...]]

LOOKING = "Looking for changes …"
NOTHING_NEW = "Nothing new in the opened folders"


def update(session: Session, message: RefreshMessage) -> Result:
    """Answer what concerns changes under opened folders."""
    match message:
        case RefreshRequested():
            return _refresh(session)
        case AttentionReturned():
            return session, _look(session, asked=False)
        case ChangesFound():
            return _found(session, message), ()
        case ChangesShown():
            changed = {found.root for found in session.freshness.changes}
            paths = tuple(root.path for root in session.roots if root.index in changed)
            shown = replace(session, notice="", freshness=replace(session.freshness, changes=()))
            return shown, (Scan(paths),) if paths else ()
        case BarDismissed():
            return _dismissed(session), ()
        case IndexReported(place, trouble):
            freshness = replace(session.freshness, index_place=place, index_trouble=trouble)
            return replace(session, freshness=freshness), ()


def follow(session: Session) -> Result:
    """Offer no changes of folders that are closed or being read anyway."""
    offered = session.freshness.changes
    if not offered:
        return session, ()
    at_rest = {root.index for root in session.roots if not root.is_being_read}
    still = tuple(found for found in offered if found.root in at_rest)
    if still == offered:
        return session, ()
    return replace(session, freshness=replace(session.freshness, changes=still)), ()


def _refresh(session: Session) -> Result:
    """Look at all folders; one that could not be opened is tried again."""
    if session.scanning:
        return session, ()
    missing = tuple(root.path for root in session.roots if root.index is None)
    effects: tuple[Effect, ...] = (Scan(missing),) if missing else ()
    looks = _look(session, asked=True)
    return replace(session, notice=LOOKING if looks else ""), (*effects, *looks)


def _look(session: Session, *, asked: bool) -> tuple[Effect, ...]:
    if session.scanning:
        return ()
    # Whoever stopped a reading does not want to be told again and again how much is left.
    roots = tuple(
        root.index
        for root in session.roots
        if root.index is not None and (asked or root.state is not ScanState.CANCELLED)
    )
    return (LookForChanges(roots, asked),) if roots else ()


def _found(session: Session, message: ChangesFound) -> Session:
    if not message.complete:
        return replace(session, notice="") if message.asked else session
    heard = frozenset() if message.asked else session.freshness.heard
    news = tuple(
        found
        for found in message.changes
        if found.any and (message.asked or found.shows) and _mark(found) not in heard
    )
    looked_at = {found.root for found in message.changes}
    others = tuple(old for old in session.freshness.changes if old.root not in looked_at)
    changed = replace(session, freshness=replace(session.freshness, changes=(*others, *news)))
    if not message.asked:
        return changed
    vanished = any(found.vanished for found in message.changes)
    return replace(changed, notice="" if news or vanished else NOTHING_NEW)


def _dismissed(session: Session) -> Session:
    notice, freshness = bar_notice(session), session.freshness
    match None if notice is None else notice.subject:
        case Subject.CHANGES:
            heard = frozenset(map(_mark, freshness.changes))
            freshness = replace(freshness, changes=())
        case Subject.VANISHED:
            heard = frozenset({vanished_mark(session)})
        case Subject.TROUBLE:
            heard = frozenset({trouble_mark(session)})
        case _:
            return session
    return replace(session, freshness=replace(freshness, heard=freshness.heard | heard))


def _mark(found: RootChanges) -> Heard:
    return f"changes of {found.root}", found.digest
