"""Counts regions and histograms on a thread of its own."""

from collections.abc import Callable

from dicomtree.gui.background import Lane
from dicomtree.pixels.statistics import histogram
from dicomtree.session.effects import CountHistogram, CountRegion
from dicomtree.session.measurements import exact_reading
from dicomtree.session.measuring_messages import HistogramCounted, RegionCounted
from dicomtree.session.messages import Message

BINS = 96


class Counter:
    """Answers each effect once, also where counting fails: the session waits for it."""

    def __init__(self, send: Callable[[Message], None], on_failure: Callable[[str], None]) -> None:
        self._send = send
        self._lane = Lane("counting pixels", on_failure)

    def run(self, effect: CountRegion | CountHistogram) -> None:
        """Begin to count; returns at once."""
        self._lane.put(lambda: self._count(effect))

    def close(self) -> None:
        """Drop what has not begun."""
        self._lane.close()

    def _count(self, effect: CountRegion | CountHistogram) -> None:
        is_region = isinstance(effect, CountRegion)
        answer: Message = RegionCounted(()) if is_region else HistogramCounted(None)
        try:
            answer = counted(effect)
        finally:
            self._send(answer)


def counted(effect: CountRegion | CountHistogram) -> RegionCounted | HistogramCounted:
    """Return the answer to an effect."""
    if isinstance(effect, CountRegion):
        return RegionCounted(exact_reading(effect.measurement, effect.picture))
    return HistogramCounted(histogram(effect.picture, BINS))
