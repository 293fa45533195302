"""Whether what a job wrote is still there, before it goes on or says that copies are proved."""

import contextlib
import itertools
import os
import stat
from dataclasses import replace

from dicomtree.publish.contents import name_of, parent_of, parts_of
from dicomtree.publish.folders import Folder, NotAFolderError
from dicomtree.publish.jobs import load_job
from dicomtree.publish.record import JobRecord, Outcome, Result

_COARSE_NS = 2_000_000_000  # FAT keeps every other second
CHANGED = "it has been changed since it was written"


def load_job_to_resume(job: str) -> JobRecord:
    """Read a job whose files that are gone count as unfinished. Raises as `load_job` does."""
    record = load_job(job)
    try:
        destination = Folder.open(record.header.destination)
    except NotAFolderError:
        record.results = {}
        return record
    with destination:
        take_back_missing(record, destination)
    return record


def take_back_missing(record: JobRecord, destination: Folder) -> None:
    """Let files that are gone count as not yet written, and those changed not as proved.

    What cannot be looked at is tried again, and reported then.
    """
    settled = [one for number, one in record.results.items() if record.is_settled(number)]
    for parent, results in itertools.groupby(settled, lambda one: parent_of(one.target)):
        with contextlib.ExitStack() as stack:
            folder: Folder | None = None
            with contextlib.suppress(OSError):
                folder = stack.enter_context(destination.below(parts_of(parent)))
            for result in results:
                _look_at(record, folder, result)


def _look_at(record: JobRecord, folder: Folder | None, result: Result) -> None:
    number = result.task.number
    status = None if folder is None else _status(folder, name_of(result.target))
    if status is None:
        del record.results[number]
    elif not stat.S_ISREG(status.st_mode) or _is_changed(status, result):
        record.results[number] = replace(result, proved=False, note=CHANGED)


def _is_changed(status: os.stat_result, result: Result) -> bool:
    """Tell whether size or time say so; the time of a file that was there before is its own."""
    is_given = result.mtime_ns != 0 and result.outcome is not Outcome.SAME
    has_time = not is_given or abs(status.st_mtime_ns - result.mtime_ns) <= _COARSE_NS
    return status.st_size != result.size or not has_time


def _status(folder: Folder, name: str) -> os.stat_result | None:
    try:
        return folder.status(name)
    except OSError:
        return None
