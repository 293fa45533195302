"""Writing so that nothing is lost: whole files, over nothing, journalled where there are many."""

from dicomtree.publish.contents import Content, Produce, SourceChangedError
from dicomtree.publish.destination import (
    DestinationRefusedError,
    check_destination,
    is_within,
)
from dicomtree.publish.forgetting import ForgottenJournals, forget_journals
from dicomtree.publish.jobs import (
    begin_job,
    forget_job,
    list_jobs,
    load_job,
)
from dicomtree.publish.journal import JobRunningError
from dicomtree.publish.names import LONGEST_NAME, name_key, numbered, safe_name
from dicomtree.publish.record import Header, JobRecord, JobSummary, Outcome, Result, State, Task
from dicomtree.publish.room import NoRoomError, Room, free_bytes
from dicomtree.publish.run import OnJobProgress, Report, run_job
from dicomtree.publish.still_there import load_job_to_resume
from dicomtree.publish.undo import Kept, MustStay, UndoPlan, UndoReport, plan_undo, undo_job
from dicomtree.publish.whole_file import new_file
from dicomtree.publish.work_folder import new_work_folder, remove_stale_work

__all__ = [
    "LONGEST_NAME",
    "Content",
    "DestinationRefusedError",
    "ForgottenJournals",
    "Header",
    "JobRecord",
    "JobRunningError",
    "JobSummary",
    "Kept",
    "MustStay",
    "NoRoomError",
    "OnJobProgress",
    "Outcome",
    "Produce",
    "Report",
    "Result",
    "Room",
    "SourceChangedError",
    "State",
    "Task",
    "UndoPlan",
    "UndoReport",
    "begin_job",
    "check_destination",
    "forget_job",
    "forget_journals",
    "free_bytes",
    "is_within",
    "list_jobs",
    "load_job",
    "load_job_to_resume",
    "name_key",
    "new_file",
    "new_work_folder",
    "numbered",
    "plan_undo",
    "remove_stale_work",
    "run_job",
    "safe_name",
    "undo_job",
]
