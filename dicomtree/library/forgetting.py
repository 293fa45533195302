"""Forgetting what is kept beside the index: journals, and what was left by programs that died."""

import os
from dataclasses import replace

from dicomtree import publish, settings
from dicomtree.index import overlap
from dicomtree.publish import ForgottenJournals, JobRecord
from dicomtree.source import MEMBER_MARK

IDLE_S = 3600.0
"""What nobody has worked in for so long was left by a program that was killed."""


def forget_beside(
    folder: str | None = None, *, even_journals_of_use: bool = False
) -> ForgottenJournals:
    """Delete the journals of jobs that read from a folder or wrote there, or of all jobs; blocks.

    Those that can be resumed or undone stay unless asked for. Without a folder, what was left of
    work that was killed, and damaged settings that were put aside, go too.
    """
    trouble = None
    if folder is None:
        try:
            settings.remove_put_aside()
            publish.remove_stale_work(IDLE_S)
        except OSError as error:
            trouble = error.strerror or type(error).__name__
    places = set() if folder is None else {os.path.abspath(folder), os.path.realpath(folder)}

    def is_meant(record: JobRecord) -> bool:
        return not places or any(
            overlap(named, place) for named in _named(record) for place in places
        )

    found = publish.forget_journals(is_meant, even_those_of_use=even_journals_of_use)
    return replace(found, trouble=trouble or found.trouble)


def _named(record: JobRecord) -> set[str]:
    """Return what a journal names: files, the archives that they are in, the destination."""
    sources = {task.source for task in record.tasks.values()}
    archives = {source.partition(MEMBER_MARK)[0] for source in sources}
    return {record.header.destination} | sources | archives
