"""The clock of cine: asks for the next frame in time, and measures the rate that is reached."""

import time
import tkinter
from collections import deque
from collections.abc import Callable

MEASURED_FRAMES = 20
RETRY_MS = 5


class Cine:
    """Calls `tick` at `rate` per second while it runs, but never before `is_ready` says so.

    A frame that is late delays the ones after it: none is skipped, so that what is shown is what
    there is, and `reached` tells how fast that was.
    """

    def __init__(
        self, widget: tkinter.Misc, tick: Callable[[], None], is_ready: Callable[[], bool]
    ) -> None:
        self._widget = widget
        self._tick = tick
        self._is_ready = is_ready
        self._rate = 0.0
        self._due = 0.0
        self._waiting: str | None = None
        self._times: deque[float] = deque(maxlen=MEASURED_FRAMES + 1)

    def set(self, rate: float) -> None:
        """Run at `rate` frames per second; 0 stops."""
        if rate == self._rate:
            return
        self._rate = rate
        self._cancel()
        self._times.clear()
        if rate > 0:
            self._due = time.monotonic() + 1 / rate
            self._wait()

    @property
    def reached(self) -> float | None:
        """Frames per second over the last 20; None before two frames were shown."""
        if len(self._times) < 2:
            return None
        return (len(self._times) - 1) / (self._times[-1] - self._times[0])

    def _wait(self) -> None:
        milliseconds = max(1, round((self._due - time.monotonic()) * 1000))
        self._waiting = self._widget.after(milliseconds, self._arrive)

    def _arrive(self) -> None:
        self._waiting = None
        if not self._is_ready():
            self._waiting = self._widget.after(RETRY_MS, self._arrive)
            return
        now = time.monotonic()
        self._times.append(now)
        self._due = max(self._due + 1 / self._rate, now)
        self._wait()
        self._tick()

    def _cancel(self) -> None:
        if self._waiting is not None:
            self._widget.after_cancel(self._waiting)
            self._waiting = None
