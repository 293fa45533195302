"""Going on with a job that was stopped, whatever kind it is."""

import threading

from dicomtree import dicomdir, organise, publish
from dicomtree.publish import OnJobProgress, Report
from dicomtree.transcode import run_copies

RESUMABLE = (organise.KIND, dicomdir.KIND)


class NotResumableError(ValueError):
    """A kind of job that is done again rather than gone on with; the text says how."""


def resume_job(
    job: str,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> Report:
    """Do what is left of a job.

    Raises FileNotFoundError where no such job is remembered, NotResumableError, and what
    `publish.run_job` raises.
    """
    header = publish.load_job(job).header
    if header.kind not in RESUMABLE:
        command = header.options.get("command", "")
        raise NotResumableError(f"undo it and do it again: {command}")
    return run_copies(job, progress=progress, cancel=cancel)
