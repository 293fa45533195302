"""Carrying a plan out."""

import threading

from dicomtree import publish
from dicomtree.organise.plan import Action, Plan
from dicomtree.publish import OnJobProgress, Report
from dicomtree.transcode import copy_task, run_copies

KIND = "organise"


def begin(plan: Plan) -> str:
    """Note the plan in a new journal and return the job's name; no file is written yet.

    `transcode.run_copies` carries it out. Raises NoRoomError, OSError where the journal cannot be
    written.
    """
    plan.room.require(plan.destination)
    wanted = [entry for entry in plan.entries if entry.action is not Action.LEFT_OUT]
    tasks = [
        copy_task(number, e.source, e.target, e.stamp, e.encoding, e.size)
        for number, e in enumerate(wanted)
    ]
    options = {"template": plan.options.template and plan.options.template.text}
    return publish.begin_job(KIND, plan.destination, tasks, options)


def carry_out(
    plan: Plan,
    *,
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> Report:
    """Copy what is planned; blocks. See `publish.run_job`, whose report it returns.

    Raises NoRoomError, OSError where the destination or the journal cannot be written.
    """
    return run_copies(begin(plan), progress=progress, cancel=cancel)
