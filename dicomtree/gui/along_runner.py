"""Reads the attributes along the slices, beside the window's thread."""

import threading
from collections.abc import Callable

from dicomtree.gui.background import Latest, OnFailure
from dicomtree.library import FindCancelledError, FindProgress, Library
from dicomtree.session.along_lines import lines_of
from dicomtree.session.along_messages import AlongAdvanced, AlongLoaded
from dicomtree.session.effects import AlongEffect, LoadAlong
from dicomtree.session.messages import Message


class AlongRunner:
    """Reads one stack after another; a new one ends the one before."""

    def __init__(
        self, library: Library, send: Callable[[Message], None], on_failure: OnFailure
    ) -> None:
        self._library = library
        self._send = send
        self._lane = Latest("reading headers", on_failure)
        self.close = self._lane.close

    def run(self, effect: AlongEffect) -> None:
        """Begin to read, or stop; returns at once."""
        if isinstance(effect, LoadAlong):
            self._lane.put(lambda cancel: self._read(effect, cancel))
        else:
            self._lane.stop()

    def _read(self, effect: LoadAlong, cancel: threading.Event) -> None:
        def advanced(progress: FindProgress) -> None:
            self._send(AlongAdvanced(progress.done, progress.total))

        try:
            along = self._library.along(effect.stack, progress=advanced, cancel=cancel)
        except (FindCancelledError, KeyError):
            return
        lines = lines_of(effect.stack, effect.direction, along)
        self._send(AlongLoaded(effect.stack, lines))
