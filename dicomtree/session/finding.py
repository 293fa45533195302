"""The find box: a query goes out with each letter, the last one's answer filters the tree."""

from dataclasses import replace

from dicomtree.model import Patient, Series, Study
from dicomtree.session.effects import Effect, Find, PrepareFind, StopFind
from dicomtree.session.find_messages import (
    FindAdvanced,
    FindAnswered,
    FindBegun,
    FindCompleted,
    FindFailed,
    FindMessage,
    FindStopped,
    FindTyped,
)
from dicomtree.session.masking import may_name
from dicomtree.session.state import Session
from dicomtree.session.tree_filter import TreeFilter

Result = tuple[Session, tuple[Effect, ...]]

STOPPED = "stopped: not all files were read"


def update(session: Session, message: FindMessage) -> Result:
    """Answer what happens in the find box; answers to earlier queries are dropped."""
    match message:
        case FindBegun():
            return session, (PrepareFind(),)
        case FindTyped(text, cursor):
            return _typed(session, text, cursor)
        case FindStopped():
            stopped = replace(session.filter, progress=None, error=STOPPED, fault=(0, 0))
            return replace(session, filter=stopped), (StopFind(),)
        case _:
            return replace(session, filter=_answered(session.filter, message)), ()


def _answered(
    known: TreeFilter, message: FindCompleted | FindAdvanced | FindAnswered | FindFailed
) -> TreeFilter:
    if message.text != known.text or known.error == STOPPED:
        return known
    match message:
        case FindCompleted(_, completion):
            return replace(known, completion=completion)
        case FindAdvanced(_, done, total):
            return replace(known, progress=(done, total))
        case FindAnswered(text, series):
            return replace(known, answered=text, series=series, error="", progress=None)
        case FindFailed(text, error, fault):
            return replace(known, answered=text, error=error, fault=fault, progress=None)


def _typed(session: Session, text: str, cursor: int) -> Result:
    if text == session.filter.text and session.filter.error != STOPPED:
        return session, ()
    if not text.strip():
        return replace(session, filter=TreeFilter(text=text)), (StopFind(),)
    asked = replace(
        session.filter,
        text=text,
        error="",
        progress=None,
        completion=None,
        asked_of=session.tree,
        is_guarded=session.identity_hidden,
    )
    typed = replace(session, filter=asked)
    return typed, (_find(typed, text, cursor),)


def _find(session: Session, text: str, cursor: int) -> Find:
    return Find(text, cursor, session.filter.is_guarded)


def ask_again(session: Session) -> Session:
    """Have the query asked anew as things stand; guarded as long as identity stays hidden."""
    guarded = session.filter.is_guarded and session.identity_hidden
    return replace(session, filter=replace(session.filter, asked_of=None, is_guarded=guarded))


def is_covered(session: Session) -> bool:
    """Tell whether the query must not be seen: it may name the patient, who is hidden by now."""
    known = session.filter
    return session.identity_hidden and not known.is_guarded and may_name(known.text)


def follow(session: Session) -> Result:
    """Ask again when the tree has changed under a query."""
    asked = session.filter
    if not asked.text.strip() or asked.asked_of is session.tree or asked.error:
        return session, ()
    changed = replace(session, filter=replace(asked, asked_of=session.tree))
    return changed, (_find(changed, asked.text, -1),)


# ---- what is left of the tree
def patients(session: Session) -> tuple[Patient, ...]:
    """Return the patients of whom a series is found; all of them without a query."""
    every = session.tree.patients
    if not session.filter.is_on:
        return every
    return tuple(patient for patient in every if studies(session, patient))


def studies(session: Session, patient: Patient) -> tuple[Study, ...]:
    """Return the studies of a patient of which a series is found."""
    if not session.filter.is_on:
        return patient.studies
    return tuple(study for study in patient.studies if series(session, study))


def series(session: Session, study: Study) -> tuple[Series, ...]:
    """Return the series of a study that are found."""
    found = session.filter.series
    if found is None:
        return study.series
    return tuple(one for one in study.series if one.key in found)


def found_text(session: Session) -> str:
    """Return what the find box says beside the query: how much is found, or how far it is."""
    known = session.filter
    if known.progress is not None:
        done, total = known.progress
        return f"{done:,} of {total:,} files read"
    if known.series is None or known.error:
        return ""
    total = sum(len(s.series) for patient in session.tree.patients for s in patient.studies)
    shown = sum(
        len(series(session, s)) for patient in session.tree.patients for s in patient.studies
    )
    left_out = ", names hidden" if known.is_guarded and may_name(known.text) else ""
    return f"{shown:,} of {total:,} series{left_out}"
