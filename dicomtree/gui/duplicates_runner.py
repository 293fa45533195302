"""Finds files with the same content, beside the window's thread."""

import threading
from collections.abc import Callable

from dicomtree.gui.background import Latest, OnFailure
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
        self._lane = Latest("comparing files", on_failure)
        self.close = self._lane.close

    def run(self, effect: DuplicatesEffect) -> None:
        """Begin to compare, or stop; returns at once."""
        if isinstance(effect, FindDuplicates):
            self._lane.put(self._find)
        else:
            self._lane.stop()

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
