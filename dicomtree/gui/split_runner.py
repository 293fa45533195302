"""Reads what stacks are to be split by, beside the window's thread."""

import threading
from collections.abc import Callable
from dataclasses import replace

from dicomtree.explain import attribute_name
from dicomtree.gui.background import Latest, OnFailure
from dicomtree.header import keywords
from dicomtree.library import FindCancelledError, FindProgress, Library
from dicomtree.library.attribute_names import meant_attribute, splitting_name
from dicomtree.query import completion
from dicomtree.session.effects import CompleteSplit, StopSplit, TrySplit
from dicomtree.session.messages import Message
from dicomtree.session.splitting_messages import (
    SplitAdvanced,
    SplitNamesFound,
    SplitRefused,
    SplitTried,
)

MOST_STACKS = 1_000
NO_ATTRIBUTE = "no attribute: give a keyword, a name, or a tag such as 0018,1314"


class SplitRunner:
    """Runs one attempt after another on a thread; the latest alone is answered."""

    def __init__(
        self, library: Library, send: Callable[[Message], None], on_failure: OnFailure
    ) -> None:
        self._library = library
        self._send = send
        self._lane = Latest("splitting", on_failure)
        self.close = self._lane.close

    def run(self, effect: CompleteSplit | TrySplit | StopSplit) -> None:
        """Begin what `effect` asks for; returns at once."""
        match effect:
            case CompleteSplit(text):
                self._lane.add(lambda: self._send(SplitNamesFound(text, names_for(text))))
            case TrySplit():
                self._lane.put(lambda cancel: self._try(effect, cancel))
            case StopSplit():
                self._lane.stop()

    def _try(self, wanted: TrySplit, cancel: threading.Event) -> None:
        key, text = wanted.series_key, wanted.text
        name = splitting_name(text)
        if name is None:
            self._send(SplitRefused(key, text, NO_ATTRIBUTE))
            return
        try:
            reason = self._reason_against(name, wanted, cancel)
        except (FindCancelledError, KeyError):
            return  # stopped, or its folder was closed
        if reason:
            self._send(SplitRefused(key, text, reason))
        else:
            self._send(SplitTried(key, text, name))

    def _reason_against(self, name: str, wanted: TrySplit, cancel: threading.Event) -> str:
        """Return why an attribute splits nothing, "" if it does."""
        label = attribute_name(name)
        if name in wanted.choice.split_by:
            return f"{label}: it is split by that already"
        before = replace(wanted.choice, stacks=())
        after = replace(before, split_by=(*before.split_by, name))
        found = self._library.view(
            wanted.series_key,
            after,
            progress=lambda progress: self._advanced(wanted, progress),
            cancel=cancel,
        )
        count = len(found.stacks)
        if count > MOST_STACKS:
            return f"{label}: that would make {count:,} stacks; {MOST_STACKS:,} are the most"
        if count == len(self._library.view(wanted.series_key, before).stacks):
            return f"{label}: one value in each stack, nothing to split"
        return ""

    def _advanced(self, wanted: TrySplit, progress: FindProgress) -> None:
        self._send(SplitAdvanced(wanted.series_key, wanted.text, progress.done, progress.total))


def names_for(text: str) -> tuple[str, ...]:
    """Return the keywords that a text may become: begun, in words, or by its tag."""
    meant = meant_attribute(text)
    if meant is not None and text.strip()[:1] in tuple("(0123456789"):
        return (meant.name,) if meant.name[:1].isalpha() else ()
    joined = text.replace(" ", "")
    return completion(joined, len(joined), keywords())[2]
