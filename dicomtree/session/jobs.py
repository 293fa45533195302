"""Copying and exporting: choose, look at what would be done, let it be done."""

from dataclasses import replace

from dicomtree.session.effects import (
    CheckTarget,
    CheckTemplate,
    CloseJob,
    Effect,
    ListJobs,
    ListProposedFolder,
    ProposeJob,
    SavePlan,
    StartJob,
    StopJob,
)
from dicomtree.session.job_messages import (
    JobAdvanced,
    JobClosed,
    JobEnded,
    JobKind,
    JobLost,
    JobMessage,
    JobNoted,
    JobOptionChosen,
    JobRefused,
    JobsListed,
    JobStartWanted,
    JobStopWanted,
    JobWanted,
    PlanSaveWanted,
    ProposalWanted,
    Proposed,
    ProposedFolderListed,
    ProposedFolderOpened,
    TargetChecked,
    TemplateChecked,
    TemplateTyped,
    WindowCloseChosen,
    WindowCloseWanted,
)
from dicomtree.session.job_state import Closing, JobDialog, JobOptions, Stage
from dicomtree.session.job_words import obstacle, opened_folders, words_of
from dicomtree.session.lookup import index_of
from dicomtree.session.state import NodeKey, Session

Result = tuple[Session, tuple[Effect, ...]]

AT_WORK = "a job is at work: “Cancel” ends it in good order"
JOURNALS = (JobKind.UNDO, JobKind.RESUME)


def update(session: Session, message: JobMessage) -> Result:
    """Answer what concerns the dialog; without one, there is nothing to answer."""
    if isinstance(message, JobWanted):
        return _open(session, message)
    dialog = session.job
    if dialog is None:
        return session, ()
    if isinstance(
        message,
        TemplateChecked
        | TargetChecked
        | JobsListed
        | JobAdvanced
        | Proposed
        | ProposedFolderListed
        | JobEnded
        | JobRefused
        | JobLost
        | JobNoted,
    ):
        return _heard(session, dialog, message)
    return _wished(session, dialog, message)


def _open(session: Session, message: JobWanted) -> Result:
    if session.job is not None and session.job.is_busy:
        return replace(session, notice="Another copy or export is at work: see its window"), ()
    node = message.node if message.node is not None else session.selection
    options = JobOptions(whole=node is None, job=message.job)
    if session.job is not None:
        options = replace(options, target=session.job.options.target)
    dialog = JobDialog(message.kind, node, options)
    effects: list[Effect] = [] if session.job is None else [CloseJob()]
    if message.kind in JOURNALS:
        effects.append(ListJobs())
    if message.kind is JobKind.ORGANISE:
        effects.append(_check(session, dialog, len(options.template)))
    session = replace(session, job=dialog)
    if not message.job:
        return session, tuple(effects)
    session, more = _propose(session, dialog)
    return session, (*effects, *more)


def _check(session: Session, dialog: JobDialog, cursor: int) -> CheckTemplate:
    return CheckTemplate(dialog.options.template, cursor, _example_series(session, dialog))


def _example_series(session: Session, dialog: JobDialog) -> int | None:
    """Return the key of the series whose first file is the example."""
    node: NodeKey | None = None if dialog.options.whole else dialog.node
    known = index_of(session.tree).series
    if node is not None and node[0] not in ("patient", "study") and node[1] in known:
        return node[1]
    if node is not None:
        # The number of a patient or study is its smallest series key.
        return node[1] if node[1] in known else None
    return next(iter(known), None)


# ---- by hand
def _wished(session: Session, dialog: JobDialog, message: JobMessage) -> Result:
    match message:
        case JobOptionChosen(name, value):
            return _choose(session, dialog, name, value)
        case TemplateTyped(text, cursor):
            changed = _changed(dialog, "template", text)
            return _with(session, changed, _check(session, changed, cursor))
        case ProposalWanted() if dialog.is_ready:
            return _propose(session, dialog)
        case ProposedFolderOpened(path) if path not in dialog.folders:
            return session, (ListProposedFolder(path),)
        case PlanSaveWanted(what, path):
            return session, (SavePlan(what, path),)
        case _:
            return _begun_or_over(session, dialog, message)


def _begun_or_over(session: Session, dialog: JobDialog, message: JobMessage) -> Result:
    """Begin, stop, and close."""
    match message:
        case JobStartWanted() if dialog.can_start:
            working = replace(dialog, stage=Stage.WORKING, progress=None, refusal="")
            return _with(session, working, StartJob(tuple(opened_folders(session))))
        case JobStopWanted() if dialog.is_busy:
            return _stop(session, dialog)
        case WindowCloseWanted() if dialog.is_busy:
            return _with(session, replace(dialog, closing=Closing.ASKED))
        case WindowCloseChosen(close, stop):
            closing = Closing.WHEN_ENDED if close else Closing.NO
            dialog = replace(dialog, closing=closing)
            return _stop(session, dialog) if stop and dialog.is_busy else _with(session, dialog)
        case JobClosed() if dialog.is_busy:
            return _with(session, replace(dialog, refusal=AT_WORK))
        case JobClosed():
            return replace(session, job=None), (CloseJob(),)
        case _:
            return session, ()


def _choose(session: Session, dialog: JobDialog, name: str, value: str | bool) -> Result:
    if dialog.is_busy or getattr(dialog.options, name) == value:
        return session, ()
    changed = _changed(dialog, name, value)
    if name == "target":
        changed = replace(changed, target_fault=None)
        return _with(session, changed, CheckTarget(str(value), tuple(opened_folders(session))))
    if name == "whole" and dialog.kind is JobKind.ORGANISE:
        return _with(session, changed, _check(session, changed, len(dialog.options.template)))
    return _with(session, changed)


def _changed(dialog: JobDialog, name: str, value: str | bool) -> JobDialog:
    """Return the dialog with another option: what was proposed holds no more."""
    options = replace(dialog.options, **{name: value})  # type: ignore[arg-type]
    return replace(_afresh(dialog, Stage.ASKING), options=options)


def _afresh(dialog: JobDialog, stage: Stage) -> JobDialog:
    """Return the dialog at a stage at which nothing is proposed, done or said as yet."""
    return replace(
        dialog,
        stage=stage,
        proposal=None,
        folders={},
        ending=None,
        progress=None,
        seconds_left=None,
        refusal="",
        note="",
        is_stopping=False,
    )


def _propose(session: Session, dialog: JobDialog) -> Result:
    reason = obstacle(session, dialog)
    if reason:
        return _with(session, replace(dialog, refusal=reason))
    words = words_of(session, dialog)
    asked = replace(_afresh(dialog, Stage.PROPOSING), asked=words)
    return _with(session, asked, ProposeJob(words, tuple(opened_folders(session))))


def _stop(session: Session, dialog: JobDialog) -> Result:
    """Let writing end in good order; a proposal is simply dropped, nothing has been written."""
    if dialog.stage is Stage.PROPOSING:
        return _with(session, replace(dialog, stage=Stage.ASKING, progress=None), CloseJob())
    return _with(session, replace(dialog, is_stopping=True), StopJob())


# ---- from outside
def _heard(session: Session, dialog: JobDialog, message: JobMessage) -> Result:
    match message:
        case TemplateChecked():
            is_late = message.text != dialog.options.template
            return (session, ()) if is_late else _with(session, replace(dialog, template=message))
        case TargetChecked(path, fault):
            is_late = path != dialog.options.target
            return (session, ()) if is_late else _with(session, replace(dialog, target_fault=fault))
        case JobsListed(jobs):
            return _with(session, replace(dialog, jobs=jobs))
        case JobNoted(text):
            return _with(session, replace(dialog, note=text))
        case _:
            return _answered(session, dialog, message)


def _answered(session: Session, dialog: JobDialog, message: JobMessage) -> Result:
    """Take in what the job's process says; what comes after it was let go is of no interest."""
    match message:
        case JobAdvanced(progress, seconds_left) if dialog.is_busy:
            return _with(session, replace(dialog, progress=progress, seconds_left=seconds_left))
        case Proposed(words, proposal) if _is_awaited(dialog, words):
            proposed = replace(dialog, stage=Stage.PROPOSED, proposal=proposal, progress=None)
            return _with(session, proposed, ListProposedFolder(""))
        case ProposedFolderListed(path, rows) if dialog.proposal is not None:
            return _with(session, replace(dialog, folders={**dialog.folders, path: rows}))
        case JobEnded(ending) if dialog.stage is Stage.WORKING:
            ended = replace(dialog, stage=Stage.ENDED, ending=ending, is_stopping=False)
            return _with(session, ended, ListJobs())
        case JobRefused(reason):
            back = {Stage.PROPOSING: Stage.ASKING, Stage.WORKING: Stage.PROPOSED}
            stage = back.get(dialog.stage, dialog.stage)
            return _with(session, replace(dialog, stage=stage, refusal=reason, progress=None))
        case JobLost(reason) if dialog.is_busy:
            was_writing = dialog.stage is Stage.WORKING
            stage = Stage.LOST if was_writing else Stage.ASKING
            lost = replace(dialog, stage=stage, refusal=reason, progress=None)
            return _with(session, lost, ListJobs())
        case _:
            return session, ()


def _is_awaited(dialog: JobDialog, words: tuple[str, ...]) -> bool:
    """Tell whether a proposal is the one asked for, and not an earlier one that comes late."""
    return dialog.stage is Stage.PROPOSING and dialog.asked == words


def _with(session: Session, dialog: JobDialog, *effects: Effect) -> Result:
    return replace(session, job=dialog), effects
