"""Regions, histograms and windows are found on a thread of their own, and always answered."""

import queue
import threading
from dataclasses import replace

import numpy as np

from dicomtree.gui.counter import Counter
from dicomtree.session.effects import CountEffect, CountHistogram, CountRegion, FitWindow
from dicomtree.session.measurements import Measurement
from dicomtree.session.measuring_messages import HistogramCounted, RegionCounted, Tool, WindowFound
from dicomtree.session.messages import Message
from tests.pictures import axial_stack, picture

PATIENCE_S = 30.0
RAMP = picture(np.arange(100, dtype=np.int16).reshape(10, 10))
REGION = Measurement(Tool.RECTANGLE, axial_stack(1).volumes[0][0], (0, 0), (10, 10))


class Answers:
    def __init__(self) -> None:
        self.told: list[str] = []
        self._messages: queue.Queue[tuple[Message, str]] = queue.Queue()
        self.counter = Counter(self._take, self.told.append)

    def of(self, effect: CountEffect) -> Message:
        self.counter.run(effect)
        message, thread = self._messages.get(timeout=PATIENCE_S)
        assert thread != threading.current_thread().name
        return message

    def _take(self, message: Message) -> None:
        self._messages.put((message, threading.current_thread().name))


def test_regions_histograms_and_windows_are_found_on_another_thread() -> None:
    answers = Answers()
    counted = answers.of(CountRegion(REGION, RAMP))
    assert isinstance(counted, RegionCounted)
    assert counted.lines[:2] == ("mean 49.5 HU · SD 28.9", "min 0 · max 99")
    histogram = answers.of(CountHistogram(RAMP))
    assert isinstance(histogram, HistogramCounted)
    assert histogram.histogram is not None
    assert sum(histogram.histogram.counts) == 100
    window = answers.of(FitWindow(7, 0, RAMP, to_all=True))
    assert isinstance(window, WindowFound)
    assert window.window is not None
    assert (window.window.centre, window.window.width) == (49.5, 99)
    answers.counter.close()


def test_what_cannot_be_counted_is_answered_too() -> None:
    answers = Answers()
    broken = replace(RAMP, values=np.array(None))
    assert answers.of(CountRegion(REGION, broken)) == RegionCounted(())
    assert answers.of(CountHistogram(broken)) == HistogramCounted(None)
    assert answers.of(FitWindow(7, 0, broken, to_all=False)) == WindowFound(None)
    answers.counter.close()
