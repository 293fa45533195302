"""Long work on the window's own thread, done a few milliseconds at a time."""

import time
import tkinter
from collections.abc import Iterator
from itertools import islice

BUDGET_S = 0.006
PAUSE_MS = 8


class Piecemeal:
    """Takes steps of one iterator at a time; starting another drops the rest of the former."""

    def __init__(self, widget: tkinter.Misc) -> None:
        self._widget = widget
        self._steps: Iterator[object] = iter(())
        self._timer: str | None = None

    @property
    def is_going_on(self) -> bool:
        """Whether there are steps still to take."""
        return self._timer is not None

    def start(self, steps: Iterator[object]) -> None:
        """Begin at once, and go on as soon as the window has answered its user."""
        self.stop()
        self._steps = steps
        self._go_on()

    def hurry(self, steps: int) -> None:
        """Take so many steps at once: what is done next needs them."""
        for _ in islice(self._steps, steps):
            pass

    def stop(self) -> None:
        """Take no further step."""
        if self._timer is not None:
            self._widget.after_cancel(self._timer)
            self._timer = None
        self._steps = iter(())

    def _go_on(self) -> None:
        self._timer = None
        end = time.perf_counter() + BUDGET_S
        for _ in self._steps:
            if time.perf_counter() >= end:
                self._timer = self._widget.after(PAUSE_MS, self._go_on)
                return
