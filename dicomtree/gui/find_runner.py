"""Answers what is typed into the find box, beside the window's thread."""

import threading
from collections.abc import Callable

from dicomtree.gui.background import Latest, OnFailure
from dicomtree.header import keywords
from dicomtree.library import FindCancelledError, FindProgress, Library, QueryError
from dicomtree.library.attribute_values import Watch
from dicomtree.library.finding import vocabulary
from dicomtree.library.findings import NAMES
from dicomtree.query import completion
from dicomtree.session.effects import Find, PrepareFind, StopFind
from dicomtree.session.find_messages import (
    FindAdvanced,
    FindAnswered,
    FindCompleted,
    FindFailed,
)
from dicomtree.session.masking import askable
from dicomtree.session.messages import Message
from dicomtree.session.tree_filter import Completion

PAUSE_S = 0.5
"""Files are read for a query when typing has paused so long: each letter makes another query."""

ANY_WORD = "a"


class FindRunner:
    """Runs one query after another on a thread; the latest alone is answered."""

    def __init__(
        self, library: Library, send: Callable[[Message], None], on_failure: OnFailure
    ) -> None:
        self._library = library
        self._send = send
        self._lane = Latest("finding", on_failure)
        self.close = self._lane.close

    def run(self, effect: PrepareFind | Find | StopFind) -> None:
        """Begin what `effect` asks for; returns at once."""
        match effect:
            case PrepareFind():
                self._lane.add(self._prepare)
            case Find():
                self._lane.put(lambda cancel: self._find(effect, cancel))
            case StopFind():
                self._lane.stop()

    def _prepare(self) -> None:
        """Load the dictionary and look at the library once, so that the first letter is quick."""
        keywords()
        self._library.finder.matches(ANY_WORD, Watch())

    def _find(self, effect: Find, cancel: threading.Event) -> None:
        text = effect.text
        if effect.cursor >= 0:
            self._send(FindCompleted(text, _completion(text, effect.cursor)))
        try:
            if self._library.finder.needs_time(text) and cancel.wait(PAUSE_S):
                return
            watch = Watch(lambda progress: self._advanced(text, progress), cancel)
            found = self._library.finder.matches(
                text,
                watch,
                names=askable if effect.is_guarded else vocabulary,
            )
        except QueryError as error:
            self._send(FindFailed(text, error.reason, (error.start, error.end)))
        except FindCancelledError:
            return  # another query has come, or the user has stopped this one
        except KeyError:
            return  # a folder was closed meanwhile: the tree without it will be asked
        else:
            self._send(FindAnswered(text, frozenset(match.series.key for match in found)))

    def _advanced(self, text: str, progress: FindProgress) -> None:
        self._send(FindAdvanced(text, progress.done, progress.total))


def _completion(text: str, cursor: int) -> Completion | None:
    start, end, names = completion(text, cursor, keywords())
    if text[:start].endswith(":"):  # behind has: and missing: findings may stand, too
        start, end, names = completion(text, cursor, (*sorted(NAMES), *keywords()))
    return Completion(start, end, names) if names else None
