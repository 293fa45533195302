"""Reads what is compared, beside the window's thread."""

import threading
from collections.abc import Callable

from dicomtree.gui.background import Latest, OnFailure
from dicomtree.library import FindCancelledError, FindProgress, Library, UnreadableError
from dicomtree.session.compare_messages import Compared, ComparisonAdvanced
from dicomtree.session.effects import CompareEffect, LoadComparison
from dicomtree.session.messages import Message


class CompareRunner:
    """Compares two sides; asked again, it begins anew."""

    def __init__(
        self, library: Library, send: Callable[[Message], None], on_failure: OnFailure
    ) -> None:
        self._library = library
        self._send = send
        self._lane = Latest("comparing", on_failure)
        self.close = self._lane.close

    def run(self, effect: CompareEffect) -> None:
        """Begin to compare, or stop; returns at once."""
        if isinstance(effect, LoadComparison):
            self._lane.put(lambda cancel: self._compare(effect, cancel))
        else:
            self._lane.stop()

    def _compare(self, asked: LoadComparison, cancel: threading.Event) -> None:
        def advanced(progress: FindProgress) -> None:
            self._send(ComparisonAdvanced(progress.done, progress.total))

        try:
            found = self._library.compare(
                asked.first, asked.second, progress=advanced, cancel=cancel
            )
        except FindCancelledError:
            return
        except (UnreadableError, KeyError):  # KeyError: closed meanwhile
            self._send(Compared(asked, None))
            return
        self._send(Compared(asked, found))
