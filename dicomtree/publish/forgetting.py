"""Deleting journals: of themselves those with which nothing can be done, others only when told to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dicomtree.publish.jobs import journal_files
from dicomtree.publish.journal import is_locked
from dicomtree.publish.record import JobRecord, NewerJournalError, State, read_job

_OF_USE = (State.OPEN, State.FINISHED)


@dataclass(frozen=True, slots=True)
class ForgottenJournals:
    """How many journals were deleted, how many stay as they are of use; `trouble` in words."""

    deleted: int = 0
    kept: int = 0
    trouble: str | None = None


def forget_journals(
    is_meant: Callable[[JobRecord], bool], *, even_those_of_use: bool = False
) -> ForgottenJournals:
    """Delete the journals that are meant, but those that can be resumed or undone.

    Damaged ones are deleted whatever is meant: nobody can tell what they hold. A journal of a newer
    program, or of a job at work, always stays; those of use go where it is asked for.
    """
    deleted, kept, trouble = 0, 0, None
    for path in journal_files():
        try:
            use = _use_of(path, is_meant)
            if use is None or (use and not even_those_of_use) or is_locked(str(path)):
                kept += use is not None
                continue
            path.unlink()
            deleted += 1
        except NewerJournalError:
            kept += 1
        except OSError as error:
            trouble = f"{path.name}: {error.strerror or type(error).__name__}"
    return ForgottenJournals(deleted, kept, trouble)


def _use_of(path: Path, is_meant: Callable[[JobRecord], bool]) -> bool | None:
    """Tell whether something can still be done with a journal; None if it is not meant.

    Raises NewerJournalError, OSError.
    """
    try:
        record = read_job(str(path))
    except NewerJournalError:
        raise
    except ValueError:
        return False
    return record.state in _OF_USE if is_meant(record) else None
