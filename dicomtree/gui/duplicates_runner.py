"""Finds files with the same content, beside the window's thread."""

import threading
from collections.abc import Callable

from dicomtree.gui.background import Lane, OnFailure
from dicomtree.library import FindCancelledError, FindProgress, Library
from dicomtree.model import HeaderRow
from dicomtree.session.duplicates_messages import (
    DuplicatesAdvanced,
    DuplicatesFound,
    SameFile,
    SameGroup,
)
from dicomtree.session.effects import DuplicatesEffect, FindDuplicates
from dicomtree.session.messages import Message


class DuplicatesRunner:
    """Compares all files; asked again, it begins anew."""

    def __init__(
        self, library: Library, send: Callable[[Message], None], on_failure: OnFailure
    ) -> None:
        self._library = library
        self._send = send
        self._cancel = threading.Event()
        self._lane = Lane("comparing files", on_failure, latest_only=True)

    def run(self, effect: DuplicatesEffect) -> None:
        """Begin to compare, or stop; returns at once."""
        self._cancel.set()
        if isinstance(effect, FindDuplicates):
            cancel = self._cancel = threading.Event()
            self._lane.put(lambda: self._find(cancel))

    def close(self) -> None:
        """Let it lapse."""
        self._cancel.set()
        self._lane.close()

    def _find(self, cancel: threading.Event) -> None:
        def advanced(progress: FindProgress) -> None:
            self._send(DuplicatesAdvanced(progress.done, progress.total))

        library = self._library
        try:
            owners = {
                (row.root, row.path): series.key
                for series in library.tree.series()
                for row in library.rows_of(series.key)
            }
            copies = {(copy.root, copy.path): copy.of for copy in library.duplicates}
            found = library.same_content(progress=advanced, cancel=cancel)
        except (FindCancelledError, KeyError):
            return  # a folder was closed meanwhile: what is there now is asked for anew

        def file(row: HeaderRow) -> SameFile:
            place = row.root, row.path
            return SameFile(*place, row.size, owners[place], copies.get(place, row.path))

        known = [
            (group.sameness, [row for row in group.rows if (row.root, row.path) in owners])
            for group in found
        ]
        groups = tuple(
            SameGroup(sameness, tuple(map(file, rows))) for sameness, rows in known if len(rows) > 1
        )
        self._send(DuplicatesFound(groups, len(owners)))
