"""What workers have to tell the window: taken in a few milliseconds at a time."""

import threading
import time
import tkinter
from collections import deque
from collections.abc import Callable
from typing import Any

from dicomtree.session.messages import Message

WAKE = "wake"
DRAIN_S = 0.006
PAUSE_MS = 8


class Mailbox:
    """Messages from any thread, handed out on the window's own thread.

    At most one event stands in PySimpleGUI's queue, however many messages wait: a queue of
    thousands of events is worked off without ever entering the main loop (reference/gui.md, 1).
    """

    def __init__(
        self,
        deliver: Callable[[Message], None],
        later: Callable[[int, Callable[[], None]], object],
    ) -> None:
        self._deliver = deliver
        self._later = later
        self._messages: deque[Message] = deque()
        self._lock = threading.Lock()
        self._announced = False
        self._window: Any = None

    def connect(self, window: Any) -> None:
        """Wake this PySimpleGUI window from now on; None when the last one has closed."""
        self._window = window
        with self._lock:
            announced = self._announced
        if announced:
            self._wake()  # an event in the former window's queue will never be read

    def send(self, message: Message) -> None:
        """Leave a message; may be called from any thread, also after the window has closed."""
        with self._lock:
            self._messages.append(message)
            announced, self._announced = self._announced, True
        if not announced:
            self._wake()

    def _wake(self) -> None:
        try:
            self._window.write_event_value(WAKE, None)
        except (AttributeError, RuntimeError, tkinter.TclError):
            return  # the window has closed: nobody is left to tell

    def drain(self) -> None:
        """Deliver what waits, as much as a few milliseconds allow, the rest a little later."""
        if self._window is None:
            return
        end = time.perf_counter() + DRAIN_S
        while time.perf_counter() < end:
            with self._lock:
                if not self._messages:
                    self._announced = False
                    return
                message = self._messages.popleft()
            self._deliver(message)
        self._later(PAUSE_MS, self.drain)
