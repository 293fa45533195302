"""Counts regions and histograms, and finds windows, on a thread of its own."""

from collections.abc import Callable

from dicomtree.gui.background import Lane
from dicomtree.pixels import automatic_window, full_window
from dicomtree.pixels.statistics import histogram
from dicomtree.session.effects import CountEffect, CountHistogram, CountRegion
from dicomtree.session.measurements import exact_reading
from dicomtree.session.measuring_messages import (
    CountMessage,
    HistogramCounted,
    RegionCounted,
    WindowFound,
)
from dicomtree.session.messages import Message

BINS = 96


class Counter:
    """Answers each effect once, also where counting fails: the session waits for it."""

    def __init__(self, send: Callable[[Message], None], on_failure: Callable[[str], None]) -> None:
        self._send = send
        self._lane = Lane("counting pixels", on_failure)

    def run(self, effect: CountEffect) -> None:
        """Begin to count; returns at once."""
        self._lane.put(lambda: self._count(effect))

    def close(self) -> None:
        """Drop what has not begun."""
        self._lane.close()

    def _count(self, effect: CountEffect) -> None:
        answer = nothing(effect)
        try:
            answer = counted(effect)
        finally:
            self._send(answer)


def nothing(effect: CountEffect) -> CountMessage:
    """Return the answer to an effect that failed."""
    if isinstance(effect, CountRegion):
        return RegionCounted(())
    return HistogramCounted(None) if isinstance(effect, CountHistogram) else WindowFound(None)


def counted(effect: CountEffect) -> CountMessage:
    """Return the answer to an effect."""
    if isinstance(effect, CountRegion):
        return RegionCounted(exact_reading(effect.measurement, effect.picture))
    if isinstance(effect, CountHistogram):
        return HistogramCounted(histogram(effect.picture, BINS))
    return WindowFound((full_window if effect.to_all else automatic_window)(effect.picture))
