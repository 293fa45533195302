"""Looks whether opened folders have changed, in the lane that reads them."""

import threading
import time
from collections.abc import Callable

from dicomtree.gui.background import Lane
from dicomtree.library import Library
from dicomtree.session.effects import LookForChanges
from dicomtree.session.messages import Message
from dicomtree.session.refresh_messages import ChangesFound

SHORTEST_PAUSE_S = 5.0
PAUSE_BY_LENGTH = 20
"""Looks that nobody asked for take a twentieth of the time at most."""


class LookRunner:
    """Looks one at a time; whatever else is to be done with folders goes first."""

    def __init__(
        self,
        library: Library,
        send: Callable[[Message], None],
        lane: Lane,
        reached: Callable[[int, bool], None],
    ) -> None:
        self._library = library
        self._send = send
        self._lane = lane
        self._reached = reached
        self._cancel = threading.Event()
        self._next = 0.0

    def run(self, effect: LookForChanges) -> None:
        """Begin a look, if it is asked for or time for it; returns at once."""
        if effect.asked or time.monotonic() >= self._next:
            self.cancel()
            cancel = self._cancel
            self._lane.put(lambda: self._look(effect, cancel))

    def cancel(self) -> None:
        """Look no further."""
        self._cancel.set()
        self._cancel = threading.Event()

    def _look(self, effect: LookForChanges, cancel: threading.Event) -> None:
        started = time.monotonic()
        found = self._library.changes(effect.roots, cancel=cancel)
        now = time.monotonic()
        self._next = now + max(SHORTEST_PAUSE_S, PAUSE_BY_LENGTH * (now - started))
        for changes in found:
            self._reached(changes.root, not changes.vanished)
        complete = not cancel.is_set()
        self._send(ChangesFound(found if complete else (), effect.asked, complete))
