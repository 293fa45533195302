"""What a job left that was killed: half-written files go, named ones are known for done."""

import contextlib

from dicomtree.publish.contents import name_of
from dicomtree.publish.file_writer import FileWriter
from dicomtree.publish.folders import Folder
from dicomtree.publish.record import JobRecord, Result, result_line
from dicomtree.publish.shared_journal import SharedJournal
from dicomtree.publish.writing import sha256_in


def settle(record: JobRecord, writer: FileWriter, journal: SharedJournal) -> None:
    """Bring `record` and the destination to what the next run can start from.

    What cannot be looked at is left to that run, which reports it.
    """
    for task in record.unfinished():
        with contextlib.suppress(OSError):
            writer.discard(task)
    for made in record.made:
        if record.is_settled(made.task.number):
            continue
        with contextlib.suppress(OSError), writer.folder_of(made.target) as folder:
            if is_claimed_only(folder, made, record.claimed):
                folder.remove(name_of(made.target))
            elif is_what_was_made(folder, made):
                record.results[made.task.number] = made
                journal.add(result_line(made))


def is_claimed_only(folder: Folder, made: Result, claimed: set[str]) -> bool:
    """Tell whether a target is the empty file by which its name was claimed. Raises OSError."""
    return made.target in claimed and folder.status(name_of(made.target)).st_size == 0


def is_what_was_made(folder: Folder, made: Result) -> bool:
    """Tell whether a target is the very file (inode) that was about to get that name.

    Without a result line nobody knows whether the file got its name, or somebody else's equal
    file had it already. Raises OSError.
    """
    status = folder.status(name_of(made.target))
    if status.st_size != made.size or status.st_ino != made.inode:
        return False
    return sha256_in(folder, name_of(made.target)) == made.sha256
