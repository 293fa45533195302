"""What the dialog for copying and exporting says."""

from collections.abc import Iterable

from dicomtree.model.proposals import Ending, Proposal, ProposedRow, Remark, RememberedJob
from dicomtree.session.identity import HIDDEN
from dicomtree.session.job_messages import JobKind
from dicomtree.session.job_state import JobDialog, NodeKey, Stage
from dicomtree.session.job_words import stack_number
from dicomtree.session.lookup import index_of, patient_number, study_number
from dicomtree.session.rows import children
from dicomtree.session.state import Session
from dicomtree.text import counted, readable_size, show

TITLES = {
    JobKind.ORGANISE: "Copy into folders",
    JobKind.EXPORT: "Export",
    JobKind.DICOMDIR: "Write a DICOMDIR medium",
    JobKind.UNDO: "Undo a copy or export",
    JobKind.RESUME: "Resume a copy",
}
INTROS = {
    JobKind.ORGANISE: "Planned first, then copied and read back. "
    "Nothing is moved, nothing overwritten.",
    JobKind.EXPORT: "Each has a record of its sources beside it; nothing is overwritten. "
    "Tables, records and burned-in text may say who the patient is.",
    JobKind.DICOMDIR: "A new folder of copies with the directory that lists them.",
    JobKind.UNDO: "Removes what was written and has not been changed since. "
    "A copy stays whose source is gone: it may be the only one.",
    JobKind.RESUME: "Goes on with what was cancelled, paused or interrupted.",
}
LOOK = {
    JobKind.ORGANISE: "Plan",
    JobKind.EXPORT: "Plan",
    JobKind.DICOMDIR: "Check",
    JobKind.UNDO: "Look",
    JobKind.RESUME: "Look",
}
ACT = {
    JobKind.ORGANISE: "Copy",
    JobKind.EXPORT: "Export",
    JobKind.DICOMDIR: "Write",
    JobKind.UNDO: "Remove",
    JobKind.RESUME: "Go on",
}
WORDS = {
    JobKind.ORGANISE: "to copy",
    JobKind.EXPORT: "to write",
    JobKind.DICOMDIR: "to write",
    JobKind.UNDO: "to remove",
    JobKind.RESUME: "still to copy",
}
KINDS = {"organise": "copy", "dicomdir": "medium", "export": "export"}
NOT_YET = "Nothing has been written. “{}” shows first what would be."
CHOOSE_TARGET = "Choose a folder under “Into”: “{}” then shows what would be."
CHOOSE_JOB = "Choose one above: “{}” then shows what would be."
NO_JOB = {
    JobKind.UNDO: "There is no copy that could be undone.",
    JobKind.RESUME: "There is no copy to go on with: none was cancelled, paused or interrupted.",
}
HIDDEN_EXAMPLE = "What a name looks like is hidden: it may say who the patient is"
HIDDEN_FAULT = "⚠ This cannot be done; the reason names a place, and identity is hidden"
STOPPING = "Ending in good order …"


def chosen_label(session: Session, dialog: JobDialog) -> str:
    """Return what the chosen row is called, and which stack of it; safe to be shown."""
    label = selected_label(session, dialog.node)
    stack = stack_number(session, dialog)
    return label if stack is None else f"{label}, stack {stack}"


def selected_label(session: Session, node: NodeKey | None) -> str:
    """Return what a row is called, a stack's by its series; "" without one. Safe to be shown."""
    index = index_of(session.tree)
    match node:
        case ("patient", number) if number in index.patients:
            return _found(session, None, node)
        case ("study", number) if number in index.studies:
            owners = (
                patient_number(patient)
                for patient in session.tree.patients
                if any(study_number(study) == number for study in patient.studies)
            )
            return _found(session, ("patient", next(owners)), node)
        case (_, series_key, *_) if series_key in index.series:
            study = study_number(index.series[series_key][1])
            return _found(session, ("study", study), ("series", series_key))
        case _:
            return ""


def _found(session: Session, parent: NodeKey | None, key: NodeKey) -> str:
    texts = (row.text for row in children(session, parent) if row.key == key)
    return f"{key[0].capitalize()}: {show(next(texts, ''), 80)}"


def everything_label(session: Session) -> str:
    """Return how much everything is."""
    count = len(session.tree.series())
    return f"Everything opened ({count:,} series)"


def summary(dialog: JobDialog) -> str:
    """Return in one line where things stand."""
    if dialog.stage is Stage.ASKING:
        return _not_yet(dialog)
    if dialog.is_busy:
        return _progress(dialog)
    if dialog.ending is not None:
        return _ending(dialog.ending)
    return "" if dialog.proposal is None else _proposal(dialog, dialog.proposal)


def _not_yet(dialog: JobDialog) -> str:
    """Return what comes next, and what must be chosen before."""
    look = LOOK[dialog.kind]
    if dialog.kind in (JobKind.UNDO, JobKind.RESUME):
        if dialog.jobs is not None and not offered_jobs(dialog):
            return NO_JOB[dialog.kind]
        return NOT_YET.format(look) if dialog.options.job else CHOOSE_JOB.format(look)
    return NOT_YET.format(look) if dialog.options.target else CHOOSE_TARGET.format(look)


def _proposal(dialog: JobDialog, proposal: Proposal) -> str:
    parts = [f"{counted(proposal.files, 'file')} {WORDS[dialog.kind]}"]
    done = "done already" if dialog.kind is JobKind.RESUME else "there already"
    for count, words in ((proposal.there, done), (proposal.left_out, "left out")):
        parts += [f"{count:,} {words}"] if count else []
    return " · ".join([*parts, proposal.room] if proposal.room else parts)


def _progress(dialog: JobDialog) -> str:
    if dialog.is_stopping:
        return STOPPING
    progress = dialog.progress
    if progress is None:
        return "Beginning …"
    if not progress.total:
        return f"Reading: {counted(progress.done, 'file')}"
    parts = [f"{progress.done:,} of {counted(progress.total, 'file')}"]
    if progress.bytes_total:
        sizes = map(readable_size, (progress.bytes_done, progress.bytes_total))
        parts.append(" of ".join(sizes))
    if dialog.seconds_left is not None and dialog.stage is Stage.WORKING:
        parts.append(_time_left(dialog.seconds_left))
    return " · ".join(parts)


def _time_left(seconds: float) -> str:
    if seconds < 60:
        return f"{max(round(seconds), 1)} s left"
    return f"{round(seconds / 60)} min left" if seconds < 5400 else f"{seconds / 3600:.1f} h left"


def current(session: Session, dialog: JobDialog) -> str:
    """Return what the job is at, hidden where names may be read; else what was last noted."""
    if not dialog.is_busy:
        names_a_place = not {"/", "\\"}.isdisjoint(dialog.note)
        return HIDDEN_FAULT if session.identity_hidden and names_a_place else show(dialog.note, 200)
    if dialog.progress is None or session.identity_hidden:
        return ""
    return show(dialog.progress.current, 120)


def _ending(ending: Ending) -> str:
    parts = [f"{count:,} {words}" for words, count in ending.counts] or ["nothing was done"]
    if ending.cancelled:
        parts.insert(0, "Cancelled")
    if ending.paused:
        parts.insert(0, f"Paused: {ending.paused}")
    if ending.counts and not (ending.cancelled or ending.paused or ending.remark_count):
        parts[0] = f"✓ {parts[0]}"
    if ending.proved:
        parts.append(f"{ending.proved:,} sources proved by their copies")
    return " · ".join(parts)


def share(dialog: JobDialog) -> float | None:
    """Return how much is done, 0 to 1; None where nobody can tell."""
    progress = dialog.progress
    if progress is None or not progress.total:
        return None
    if progress.bytes_total:
        return min(progress.bytes_done / progress.bytes_total, 1.0)
    return progress.done / progress.total


def fault(session: Session, dialog: JobDialog) -> str:
    """Return what stands in the way; safe to be shown."""
    proposal = dialog.proposal
    text = dialog.refusal
    if not text and proposal is not None and dialog.ending is None:
        text = proposal.refusal or (proposal.caution if dialog.stage is Stage.PROPOSED else "")
    if not text:
        return ""
    if session.identity_hidden and not {"/", "\\"}.isdisjoint(text):
        return HIDDEN_FAULT
    sentence = show(text, 240)
    return f"⚠ {sentence[:1].upper()}{sentence[1:]}"


def example(session: Session, dialog: JobDialog) -> tuple[str, bool]:
    """Return what stands below the template, and whether it is a fault."""
    checked = dialog.template
    if checked is None:
        return "", False
    if checked.error:
        return f"⚠ {show(checked.error)}", True
    if not checked.example:
        return "", False
    if session.identity_hidden:
        return HIDDEN_EXAMPLE, False
    return f"Such as {show(checked.example, 200)}", False


def target_note(session: Session, dialog: JobDialog) -> str:
    """Return why nothing may be written to the target; "" if it may."""
    if not dialog.target_fault:
        return ""
    return f"⚠ {HIDDEN if session.identity_hidden else show(dialog.target_fault, 200)}"


def shown_rows(session: Session, rows: Iterable[ProposedRow]) -> tuple[tuple[str, ...], ...]:
    """Return name, files, size and remark of rows as they may be shown."""
    shown = []
    for number, row in enumerate(rows, 1):
        kind = "Folder" if row.is_folder else "File"
        name = f"{kind} {number}" if session.identity_hidden else show(row.name)
        remark = HIDDEN if row.remark and session.identity_hidden else show(row.remark)
        size = readable_size(row.size) if row.size else ""
        shown.append((name, f"{row.files:,}" if row.is_folder else "", size, remark))
    return tuple(shown)


def remarks_of(dialog: JobDialog) -> tuple[tuple[Remark, ...], int]:
    """Return what is odd about some files, and about how many."""
    if dialog.ending is not None:
        return dialog.ending.remarks, dialog.ending.remark_count
    if dialog.proposal is not None:
        return dialog.proposal.remarks, dialog.proposal.remark_count
    return (), 0


def shown_remark(session: Session, remark: Remark) -> tuple[str, str]:
    """Return a remark as it may be shown: both parts may quote names."""
    if session.identity_hidden:
        return HIDDEN, HIDDEN
    return show(remark[0]), show(remark[1])


def offered_jobs(dialog: JobDialog) -> tuple[RememberedJob, ...]:
    """Return the remembered jobs that the dialog can do something with."""
    jobs = dialog.jobs or ()
    if dialog.kind is JobKind.UNDO:
        return tuple(job for job in jobs if job.can_undo)
    return tuple(job for job in jobs if job.can_resume)


def shown_job(session: Session, job: RememberedJob) -> tuple[str, ...]:
    """Return when, what, how far, and where a job was, as it may be shown."""
    made = job.made[:16].replace("T", " ")
    files = f"{job.settled:,} of {job.planned:,}"
    place = HIDDEN if session.identity_hidden else show(job.destination, 120)
    return made, KINDS.get(job.kind, show(job.kind)), job.state, files, place


def lost_job(dialog: JobDialog) -> str:
    """Return the job that can be resumed where the job's process has died; "" if none can."""
    if dialog.stage is not Stage.LOST:
        return ""
    known = (job for job in dialog.jobs or () if job.can_resume)
    if dialog.kind in (JobKind.UNDO, JobKind.RESUME):
        return next((job.job for job in known if job.job == dialog.options.job), "")
    place = "" if dialog.proposal is None else dialog.proposal.destination
    return next((job.job for job in known if job.destination == place), "")
