"""Jobs that write files, whatever kind they are: which are remembered, and going on with one."""

import threading

from dicomtree import dicomdir, organise, publish
from dicomtree.model.proposals import RememberedJob
from dicomtree.publish import (
    JobRecord,
    JobSummary,
    OnJobProgress,
    Report,
    Room,
    State,
    UndoPlan,
    UndoReport,
)
from dicomtree.transcode import run_copies, why_it_must_stay

RESUMABLE = (organise.KIND, dicomdir.KIND)


class NotResumableError(ValueError):
    """A kind of job that is done again rather than gone on with; the text says how."""


def remembered_jobs() -> tuple[RememberedJob, ...]:
    """Return the jobs whose journals are kept, the latest first."""
    return tuple(_remembered(job) for job in reversed(publish.list_jobs()))


def _remembered(job: JobSummary) -> RememberedJob:
    header = job.header
    is_idle = not job.running
    return RememberedJob(
        header.job,
        header.kind,
        header.destination,
        header.made,
        "at work" if job.running else str(job.state),
        job.planned,
        job.settled,
        can_resume=is_idle and job.state is State.OPEN and header.kind in RESUMABLE,
        can_undo=is_idle and job.state in (State.OPEN, State.FINISHED),
    )


def room_to_resume(record: JobRecord) -> Room:
    """Return what is left of a job will take, and what is free at its destination now."""
    left = record.unfinished()
    sizes = ((task.size, 0 if "encoding" in task.details else task.size) for task in left)
    return Room.of(sizes, publish.free_bytes(record.header.destination))


def resume_job(
    job: str,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> Report:
    """Do what is left of a job.

    Raises FileNotFoundError where no such job is remembered, NotResumableError,
    publish.NoRoomError, and what `publish.run_job` raises.
    """
    record = publish.load_job_to_resume(job)
    header = record.header
    if header.kind not in RESUMABLE:
        command = header.options.get("command", "")
        raise NotResumableError(f"undo it and do it again: {command}")
    room_to_resume(record).require(header.destination)
    return run_copies(job, progress=progress, cancel=cancel)


def plan_undo(
    job: str,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> UndoPlan:
    """Say what undoing a job would remove; raises as `publish.plan_undo` does."""
    return publish.plan_undo(job, must_stay=why_it_must_stay, progress=progress, cancel=cancel)


def undo_job(
    job: str,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> UndoReport:
    """Remove what a job wrote and what is still as it wrote it, and the folders it made.

    A copy stays whose source is gone or has changed, as it may be the only one; undo again when
    the source is back. Raises as `publish.undo_job` does.
    """
    return publish.undo_job(job, must_stay=why_it_must_stay, progress=progress, cancel=cancel)
