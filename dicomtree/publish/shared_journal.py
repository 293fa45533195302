"""The journal of a running job, for several threads."""

import threading

from dicomtree.publish.journal import Journal, Record


class SharedJournal:
    """Adds lines one after the other, from whichever thread."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()

    def add(self, *records: Record) -> None:
        """Add lines. Raises OSError."""
        with self._lock:
            self._journal.add(*records)

    def folder(self, path: str) -> None:
        """Note a folder that is about to be made. Raises OSError."""
        self.add({"line": "folder", "path": path})

    def sync(self) -> None:
        """See the lines on the disk. Raises OSError."""
        self._journal.sync()


class Claim:
    """A name about to be taken by an empty file, as the journal tells it."""

    def __init__(self, journal: SharedJournal, target: str) -> None:
        self._journal = journal
        self._target = target
        self._made = False

    def make(self) -> None:
        """Note that the name will be taken."""
        self._made = True
        self._journal.add({"line": "claim", "target": self._target})

    def lose(self) -> None:
        """Note that it was another's, if it was noted as ours."""
        if self._made:
            self._journal.add({"line": "claim lost", "target": self._target})
