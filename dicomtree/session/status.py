"""What the status bar and the receipt say."""

from dicomtree.explain import by_hand_words
from dicomtree.model import DataWarning
from dicomtree.session.lookup import index_of
from dicomtree.session.rows import BY_HAND, WARNING_SIGN, WEAK_HINTS
from dicomtree.session.state import ScanState, Session
from dicomtree.text import counted

MOST_SPELT = 3
"""So many warnings of one kind are said in full."""


def receipt(session: Session) -> tuple[tuple[str, int], ...]:
    """Return what became of every file found; the first is the sum of the others."""
    counts = session.counts
    return (
        ("files found", counts.files),
        ("instances", counts.instances),
        ("further copies", counts.duplicates),
        ("not DICOM", counts.not_dicom),
        ("DICOMDIR", counts.dicomdir),
        ("problems", counts.problems),
    )


def status_text(session: Session) -> str:
    """Return the counts in one line; while reading, with speed."""
    counts, progress = session.counts, session.progress
    parts = [counted(counts.files, "file"), counted(counts.instances, "instance")]
    if counts.problems:
        parts.append(f"⚠ {counted(counts.problems, 'problem')}")
    if session.scanning and progress is not None:
        parts.append(f"{progress.files_per_second:,.0f} files/s")
    elif any(root.state is ScanState.CANCELLED for root in session.roots):
        parts.append("cancelled: what was read is shown")
    return " · ".join(parts) if session.roots else ""


def folder_text(session: Session) -> str:
    """Return the folder being read, empty when none is or paths are hidden."""
    if not session.scanning or session.progress is None or session.identity_hidden:
        return ""
    return session.progress.folder


def details_line(session: Session) -> str:
    """Return the warnings of the selected row in words, for eyes and for the keyboard alike."""
    chosen = _by_hand(session)
    by_kind: dict[str, list[DataWarning]] = {}
    for warning in _warnings(session):
        by_kind.setdefault(warning.kind, []).append(warning)
    return "  ".join((*chosen, *(_spelt(session, alike) for alike in by_kind.values())))


def _by_hand(session: Session) -> tuple[str, ...]:
    """Return what was chosen by hand about the stack in the pane, where its series is selected."""
    stack, selection = session.stack, session.selection
    if stack is None or stack.by_hand is None or session.viewer is None or selection is None:
        return ()
    is_there = selection[0] in ("series", "stack", "slice")
    is_of_series = is_there and selection[1] == session.viewer.series_key
    words = by_hand_words(stack.by_hand, values=not session.identity_hidden)
    return (f"{BY_HAND}: {words}",) if is_of_series else ()


def _spelt(session: Session, alike: list[DataWarning]) -> str:
    """Say of warnings of one kind what is known, of many the first ones."""
    kind = alike[0].kind
    words = (
        kind.replace("_", " ") if kind in WEAK_HINTS else f"{WARNING_SIGN} {kind.replace('_', ' ')}"
    )
    if session.identity_hidden:
        # What is said in full may name patients, ids or files.
        return words if len(alike) == 1 else f"{words} ({len(alike)})"
    details = "; ".join(warning.detail for warning in alike[:MOST_SPELT])
    more = len(alike) - MOST_SPELT
    return f"{words}: {details}; and {more} more" if more > 0 else f"{words}: {details}"


def _warnings(session: Session) -> tuple[DataWarning, ...]:
    index = index_of(session.tree)
    match session.selection:
        case ("patient", number) if number in index.patients:
            return index.patients[number].warnings
        case ("study", number) if number in index.studies:
            return index.studies[number].warnings
        case ("series" | "stack" | "slice", series_key, *rest) if series_key in index.series:
            content = session.contents.get(series_key)
            own = index.series[series_key][2].identity_warnings
            if content is None:
                return own
            stacks = content.stacks[rest[0] : rest[0] + 1] if rest else content.stacks
            return own + content.warnings + tuple(w for stack in stacks for w in stack.warnings)
        case _:
            return ()
