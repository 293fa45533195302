"""The bar below the tree: one thing at a time that wants an answer, and moves nothing until then."""

from dataclasses import dataclass
from enum import StrEnum

from dicomtree.session.freshness import Heard
from dicomtree.session.messages import Message, SettingChosen
from dicomtree.session.refresh_messages import BarDismissed, ChangesShown, RefreshRequested
from dicomtree.session.state import ScanState, Session
from dicomtree.settings import KeepIndex
from dicomtree.text import counted


class Subject(StrEnum):
    """What the bar is about."""

    KEEPING = "keeping"
    CHANGES = "changes"
    VANISHED = "vanished"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class BarNotice:
    """A text, and the answers to it by their labels; the first is the likely one."""

    subject: Subject
    text: str
    answers: tuple[tuple[str, Message], ...]


COUNTED = (
    ("images", "new image", "new images"),
    ("objects", "new object without a picture", "new objects without a picture"),
    ("others", "new file that is not DICOM", "new files that are not DICOM"),
    ("problems", "new problem", "new problems"),
    ("changed", "changed file", "changed files"),
    ("gone", "file gone", "files gone"),
)
UNCLEAR = "Another program has read these folders since"


def bar_notice(session: Session) -> BarNotice | None:
    """Return what the bar says; None while it has nothing to say."""
    for notice in (_keeping, _changes, _vanished, _trouble):
        said = notice(session)
        if said is not None:
            return said
    return None


def vanished_mark(session: Session) -> Heard:
    """Return what tells these vanished folders from others."""
    return "vanished", "\n".join(_vanished_paths(session))


def trouble_mark(session: Session) -> Heard:
    """Return what tells this trouble from another."""
    return "trouble", session.freshness.index_trouble or ""


def _keeping(session: Session) -> BarNotice | None:
    place = session.freshness.index_place
    if place is None or session.settings.keep_index is not KeepIndex.UNDECIDED or session.scanning:
        return None
    where = "your cache folder" if session.identity_hidden else place
    text = (
        "What was read is kept, patient names included, so that it is there at once next time. "
        f"It lies in {where}, where you alone can read it."
    )
    keep, never = (
        SettingChosen("keep_index", chosen) for chosen in (KeepIndex.KEEP, KeepIndex.NEVER)
    )
    return BarNotice(Subject.KEEPING, text, (("Keep", keep), ("Never keep", never)))


def _changes(session: Session) -> BarNotice | None:
    found = session.freshness.changes
    if not found:
        return None
    parts = []
    for name, one, many in COUNTED:
        count = sum(getattr(changes, name) for changes in found)
        if count:
            parts.append(counted(count, one, many))
    if any(changes.unclear for changes in found):
        parts.append(UNCLEAR)
    answers = (("Show", ChangesShown()), ("Not now", BarDismissed()))
    return BarNotice(Subject.CHANGES, ", ".join(parts), answers)


def _vanished(session: Session) -> BarNotice | None:
    paths = _vanished_paths(session)
    if not paths or vanished_mark(session) in session.freshness.heard:
        return None
    if session.identity_hidden:
        name = "An opened folder" if len(paths) == 1 else f"{len(paths)} opened folders"
    else:
        name = ", ".join(paths)
    text = f"{name} cannot be read now. What was read before stays as it is."
    answers = (("Try again", RefreshRequested()), ("Hide", BarDismissed()))
    return BarNotice(Subject.VANISHED, text, answers)


def _vanished_paths(session: Session) -> list[str]:
    return [root.path for root in session.roots if root.state is ScanState.VANISHED]


def _trouble(session: Session) -> BarNotice | None:
    trouble = session.freshness.index_trouble
    if trouble is None or trouble_mark(session) in session.freshness.heard:
        return None
    text = f"What was read is not kept for next time: {trouble}."
    return BarNotice(Subject.TROUBLE, text, (("Hide", BarDismissed()),))
