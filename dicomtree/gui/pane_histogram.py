"""A small panel over the picture: how its values are spread, and which of them the window shows."""

import math
import tkinter
from typing import Any

from dicomtree.gui.elision import cut
from dicomtree.gui.pane_overlay import LETTER_PIXELS, MARGIN, QUIET, SHADOW, TEXT
from dicomtree.gui.style import Style, exact_font
from dicomtree.pixels import Picture
from dicomtree.pixels.colormaps import window_ends
from dicomtree.pixels.statistics import Histogram
from dicomtree.session.legend import scale_texts
from dicomtree.session.state import Session, Viewer
from dicomtree.session.viewing import current_window
from dicomtree.session.viewport import Box
from dicomtree.text import show

NARROW_SHARE = 1.5
"""In a pane narrower than so many of its widths the panel would leave nothing of the picture."""

WIDTH, HEIGHT, TEXT_PIXELS, TOP = 196, 92, 11, 92
GROUND, BARS, RAMP = "#14171C", "#7F8CA3", "#FFCF70"
TAG = "histogram"


class PaneHistogram:
    """Draws what was counted last: while slices are paged it may be the one before."""

    def __init__(self, canvas: tkinter.Canvas, style: Style) -> None:
        self._canvas: Any = canvas
        self._style = style
        self._font = exact_font(canvas, style.font(TEXT_PIXELS))

    def show(self, session: Session, above: int) -> None:
        """Draw the histogram, where it is wanted, just above canvas item `above`."""
        self._canvas.delete(TAG)
        viewer, picture = session.viewer, session.counting.counted
        counted = session.counting.histogram
        if viewer is None or viewer.picture is None or not session.settings.histogram:
            return
        narrow = self._canvas.winfo_width() < NARROW_SHARE * self._style.px(WIDTH)
        if picture is None or counted is None or narrow:
            return
        left = self._style.px(MARGIN) + self._style.px(LETTER_PIXELS * 1.6)
        top = self._style.px(TOP)
        self._ground(left, top)
        self._bars(counted, left, top)
        self._window(viewer, counted, left, top)
        self._ends(picture, counted, left, top)
        self._canvas.tag_raise(TAG, above)  # texts and measurements stay readable

    @property
    def boxes(self) -> list[Box]:
        """Where the panel stands; empty where it is not shown."""
        found = self._canvas.bbox(TAG)
        return [found] if found else []

    @property
    def _plot(self) -> tuple[float, float]:
        """The size of the bars' field, above a line of text."""
        line = self._font.metrics("linespace")
        return self._style.px(WIDTH), self._style.px(HEIGHT) - line - self._style.px(4)

    def _ground(self, left: float, top: float) -> None:
        edge = self._style.px(6)
        self._canvas.create_rectangle(
            left - edge,
            top - edge,
            left + self._style.px(WIDTH) + edge,
            top + self._style.px(HEIGHT) + edge,
            fill=GROUND,
            outline=SHADOW,
            tags=(TAG,),
        )

    def _bars(self, counted: Histogram, left: float, top: float) -> None:
        """Draw the counts, by their square roots: else background flattens all the rest."""
        wide, high = self._plot
        most = math.sqrt(max(counted.counts))
        step = wide / len(counted.counts)
        points = [left, top + high]
        for place, count in enumerate(counted.counts):
            level = top + high - high * math.sqrt(count) / most
            points += [left + place * step, level, left + (place + 1) * step, level]
        points += [left + wide, top + high]
        self._canvas.create_polygon(points, fill=BARS, outline="", tags=(TAG,))

    def _window(self, viewer: Viewer, counted: Histogram, left: float, top: float) -> None:
        """Draw the window as a ramp from black to white."""
        wide, high = self._plot
        window = current_window(viewer)
        if window is not None:
            low, high_end = window_ends(window)
            span = counted.high - counted.low
            start = _within((low - counted.low) / span)
            end = _within((high_end - counted.low) / span)
            bottom = top + high
            heights = [_level(at * span + counted.low, low, high_end) for at in (start, end)]
            points = [
                (left, bottom - high * _level(counted.low, low, high_end)),
                (left + start * wide, bottom - high * heights[0]),
                (left + end * wide, bottom - high * heights[1]),
                (left + wide, bottom - high * _level(counted.high, low, high_end)),
            ]
            self._canvas.create_line(*points, fill=RAMP, width=self._style.px(1.5), tags=(TAG,))

    def _ends(self, picture: Picture, counted: Histogram, left: float, top: float) -> None:
        """Say the values at the ends, and their unit."""
        wide = self._plot[0]
        low_text, high_text, unit = scale_texts(picture, (counted.low, counted.high))
        middle = top + self._style.px(HEIGHT) - self._font.metrics("linespace") / 2
        room = wide - sum(map(self._font.measure, (low_text, high_text, "  ")))
        self._write(left, middle, low_text, "w", TEXT)
        self._write(left + wide, middle, high_text, "e", TEXT)
        unit = cut(show(unit), self._font, round(room))
        self._write(left + wide / 2, middle, unit if len(unit) > 1 else "", "center", QUIET)

    def _write(self, x: float, y: float, text: str, anchor: str, colour: str) -> None:
        self._canvas.create_text(
            x, y, text=text, anchor=anchor, fill=colour, font=self._font, tags=(TAG,)
        )


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _level(value: float, low: float, high: float) -> float:
    """Return how bright a value is shown, 0 to 1."""
    if high <= low:
        return 0.0 if value < low else 1.0
    return _within((value - low) / (high - low))
