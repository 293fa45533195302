"""Waveforms as curves, one above the other, with names, ranges and a time axis."""

import math
import tkinter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from dicomtree.documents import Channel, Waveform
from dicomtree.gui.elision import elided
from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.gui.style import Style, exact_font
from dicomtree.text import show

NAME_PIXELS, ROW_PIXELS, AXIS_PIXELS, TITLE_PIXELS = 150, 46, 24, 26
TEXT_PIXELS = 12
NICE = (1, 2, 5, 10)
MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class _Row:
    """Where one channel is drawn, and the value range that fills its height."""

    channel: Channel
    seconds: float
    top: float
    height: float
    middle: float
    span: float


class WaveformPlot:
    """A canvas that is scrolled when there are more channels than it has room for."""

    def __init__(self, parent: tkinter.Misc, style: Style) -> None:
        self._style = style
        self._waveforms: tuple[Waveform, ...] = ()
        self.canvas: Any = tkinter.Canvas(
            parent,
            background=style.palette.panel,
            highlightthickness=style.px(1.5),
            highlightbackground=style.palette.border,
            highlightcolor=style.palette.accent,
            takefocus=1,
        )
        self._font = exact_font(self.canvas, style.font(TEXT_PIXELS))
        self._work = Piecemeal(self.canvas)
        self.canvas.bind("<Configure>", lambda _: self._draw())
        for sequence, units, what in (
            ("<Button-4>", -1, "units"),
            ("<Button-5>", 1, "units"),
            ("<Up>", -1, "units"),
            ("<Down>", 1, "units"),
            ("<Prior>", -1, "pages"),
            ("<Next>", 1, "pages"),
        ):
            self.canvas.bind(sequence, partial(self._scroll, units, what))
        self.canvas.bind("<MouseWheel>", self._roll)

    def show(self, waveforms: tuple[Waveform, ...]) -> None:
        """Draw these waveforms, () for none."""
        self._waveforms = waveforms
        self.canvas.yview_moveto(0)
        self._draw()

    def close(self) -> None:
        """Draw no further."""
        self._work.stop()

    def _roll(self, event: "tkinter.Event[tkinter.Misc]") -> str:
        return self._scroll(-1 if event.delta > 0 else 1, "units", event)

    def _scroll(self, by: int, of: str, _: object) -> str:
        self.canvas.yview_scroll(by, of)
        return "break"

    def _draw(self) -> None:
        self._work.stop()
        self.canvas.delete("all")
        width = self.canvas.winfo_width()
        if not self._waveforms or width <= self._style.px(NAME_PIXELS) * 1.5:
            return
        self._work.start(self._steps(width))

    def _steps(self, width: int) -> Iterator[None]:
        """Draw one channel per step."""
        top = 0.0
        row_height = self._row_height()
        for waveform in self._waveforms:
            self._title(waveform, top)
            top += self._style.px(TITLE_PIXELS)
            for row in _rows(waveform, top, row_height):
                self._name(row)
                self._curve(row, width)
                top += row_height
                yield
            self._axis(waveform, top, width)
            top += self._style.px(AXIS_PIXELS)
            self.canvas.configure(
                scrollregion=(0, 0, width, top), yscrollincrement=self._style.px(ROW_PIXELS) // 2
            )

    def _row_height(self) -> float:
        """Share the height among all channels, as long as a name and a range have room."""
        channels = sum(len(waveform.channels) for waveform in self._waveforms)
        others = self._style.px(TITLE_PIXELS) + self._style.px(AXIS_PIXELS)
        room = self.canvas.winfo_height() - len(self._waveforms) * others
        shared: float = room / max(channels, 1)
        return max(shared, self._style.px(ROW_PIXELS))

    def _title(self, waveform: Waveform, top: float) -> None:
        text = " · ".join(filter(None, (waveform.name or "waveform", waveform.note)))
        self.canvas.create_text(
            self._style.px(8),
            top + self._style.px(TITLE_PIXELS) / 2,
            text=show(text),
            anchor="w",
            fill=self._style.palette.text,
            font=self._style.font(TEXT_PIXELS, "bold"),
        )

    def _name(self, row: _Row) -> None:
        palette, room = self._style.palette, self._style.px(NAME_PIXELS - 12)
        low, high = _ends(row.channel.values)
        texts = (
            (row.channel.name, palette.text, -1),
            (f"{low:.4g} … {high:.4g} {row.channel.unit}", palette.dim, 1),
        )
        for text, colour, side in texts:
            self.canvas.create_text(
                self._style.px(8),
                row.top + row.height / 2 + side * self._font.metrics("linespace") / 2,
                text=elided(show(text), self._font, room),
                anchor="w",
                fill=colour,
                font=self._font,
            )

    def _curve(self, row: _Row, width: int) -> None:
        left = self._style.px(NAME_PIXELS)
        middle = row.top + row.height / 2
        self.canvas.create_line(left, middle, width, middle, fill=self._style.palette.border)
        step = (width - left) / max(len(row.channel.values) - 1, 1)
        scale = row.height * 0.9 / row.span
        for start, values in _unbroken(row.channel.values):
            points = [
                part
                for place, value in enumerate(values, start)
                for part in (left + place * step, middle - (value - row.middle) * scale)
            ]
            if len(points) == 2:
                points += points
            self.canvas.create_line(points, fill=self._style.palette.person)

    def _axis(self, waveform: Waveform, top: float, width: int) -> None:
        left, palette = self._style.px(NAME_PIXELS), self._style.palette
        step = _nice_step(waveform.seconds / MOST_TICKS)
        for tick in range(int(waveform.seconds / step + 1e-9) + 1):
            x = left + (width - left) * tick * step / waveform.seconds
            self.canvas.create_line(x, top, x, top + self._style.px(4), fill=palette.dim)
            anchor = "ne" if x > width - self._style.px(40) else "n"
            self.canvas.create_text(
                x,
                top + self._style.px(5),
                text=f"{tick * step:g} s",
                anchor=anchor,
                fill=palette.dim,
                font=self._font,
            )


def _rows(waveform: Waveform, top: float, height: float) -> Iterator[_Row]:
    """Yield where channels stand; those of one unit share their scale, so that they compare."""
    ends = [_ends(channel.values) for channel in waveform.channels]
    spans: dict[str, float] = {}
    for channel, (low, high) in zip(waveform.channels, ends, strict=True):
        spans[channel.unit] = max(spans.get(channel.unit, 0.0), high - low)
    for place, (channel, (low, high)) in enumerate(zip(waveform.channels, ends, strict=True)):
        span = spans[channel.unit] or 1.0
        yield _Row(channel, waveform.seconds, top + place * height, height, (low + high) / 2, span)


def _ends(values: tuple[float, ...]) -> tuple[float, float]:
    known = [value for value in values if math.isfinite(value)]
    return (min(known), max(known)) if known else (0.0, 0.0)


def _unbroken(values: tuple[float, ...]) -> Iterator[tuple[int, list[float]]]:
    """Yield the runs of values between gaps, each with the place where it begins."""
    run: list[float] = []
    for place, value in enumerate((*values, math.nan)):
        if math.isfinite(value):
            run.append(value)
        elif run:
            yield place - len(run), run
            run = []


def _nice_step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    return next(nice * power for nice in NICE if nice * power >= least * (1 - 1e-9))
