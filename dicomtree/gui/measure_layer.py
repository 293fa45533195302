"""Measurements drawn over the picture, following its zoom, place and turning."""

import tkinter
import tkinter.font
from typing import Any

from dicomtree.gui.pane_overlay import (
    CORNER_PIXELS,
    LETTER_PIXELS,
    MARGIN,
    NOTE,
    SHADOW,
    ShadowedText,
)
from dicomtree.gui.style import Style
from dicomtree.session.measurements import Measurement
from dicomtree.session.measuring import shown_measurements
from dicomtree.session.measuring_messages import Tool
from dicomtree.session.state import Session
from dicomtree.session.viewing import extent
from dicomtree.session.viewport import Point
from dicomtree.text import show

LINE_PIXELS, TICK_PIXELS = 1.6, 4
TOOL_TIP = "{} · drag · Esc ends"


class MeasureLayer:
    """Keeps canvas items for as many measurements as there ever were on one picture."""

    def __init__(self, canvas: tkinter.Canvas, style: Style) -> None:
        self._canvas: Any = canvas
        self._style = style
        self._font = tkinter.font.Font(canvas, font=style.font(CORNER_PIXELS))
        self._outline = max(1, round(style.unit))
        self._texts: list[ShadowedText] = []
        self._tip = ShadowedText(canvas, self._font, self._outline)
        self._tool: Tool | None = None

    def show(self, session: Session, size: tuple[int, int], free_below: int) -> int:
        """Draw what has been measured in a pane of this size, the tip below the corner texts.

        Return where the tip ends, in pixels from the top.
        """
        self._canvas.delete(self._tag)
        found = shown_measurements(session)
        for place, measurement in enumerate(found):
            corners = _corners(session, measurement)
            self._draw_shape(measurement.tool, *corners)
            self._write(place, measurement, corners, size)
        for text in self._texts[len(found) :]:
            text.show("", (0, 0), "nw")
        return self._show_tool(session.tool, size, free_below)

    @property
    def _tag(self) -> str:
        return "measurement"

    def _draw_shape(self, tool: Tool, one: Point, other: Point) -> None:
        thin = self._style.unit * LINE_PIXELS
        for colour, wide in ((SHADOW, thin + 2 * self._outline), (NOTE, thin)):
            look = {"width": wide, "tags": (self._tag,)}
            if tool is Tool.ELLIPSE:
                self._canvas.create_oval(*one, *other, outline=colour, **look)
            elif tool is Tool.RECTANGLE:
                self._canvas.create_rectangle(*one, *other, outline=colour, **look)
            else:
                self._canvas.create_line(*one, *other, fill=colour, **look)
                for end in (one, other):
                    self._draw_end(end, colour, look)

    def _draw_end(self, at: Point, colour: str, look: dict[str, Any]) -> None:
        reach = self._style.px(TICK_PIXELS)
        self._canvas.create_line(at[0] - reach, at[1], at[0] + reach, at[1], fill=colour, **look)
        self._canvas.create_line(at[0], at[1] - reach, at[0], at[1] + reach, fill=colour, **look)

    def _write(
        self,
        place: int,
        measurement: Measurement,
        corners: tuple[Point, Point],
        size: tuple[int, int],
    ) -> None:
        """Write what it says beside the shape, where the pane has room for it."""
        while len(self._texts) <= place:
            self._texts.append(ShadowedText(self._canvas, self._font, self._outline))
        lines = [show(line) for line in measurement.lines]  # units come from the file
        text = "\n".join(lines)
        wide = max(map(self._font.measure, lines), default=0)
        high = self._font.metrics("linespace") * len(lines)
        gap = self._style.px(MARGIN)
        right = max(corners[0][0], corners[1][0]) + gap
        left = right if right + wide <= size[0] else min(corners[0][0], corners[1][0]) - gap - wide
        bottom = max(corners[0][1], corners[1][1])
        top = min(max(bottom - high, gap), max(size[1] - high - gap, gap))
        at = (min(max(left, gap), max(size[0] - wide - gap, gap)), top)
        self._texts[place].show(text, at, "nw", NOTE)

    def _show_tool(self, tool: Tool | None, size: tuple[int, int], free_below: int) -> int:
        """Say which tool has the left button, where the pane has room to; return the tip's end."""
        text = "" if tool is None else TOOL_TIP.format(tool)
        letter = self._style.px(LETTER_PIXELS)
        top = max(free_below, self._style.px(MARGIN) + 2 * letter)
        end = top + self._font.metrics("linespace")
        if self._font.measure(text) > size[0] or end > size[1] / 2 - letter:
            text = ""
        self._tip.show(text, (size[0] / 2, top), "n", NOTE)
        if tool is not self._tool:
            self._tool = tool
            self._canvas.configure(cursor="" if tool is None else "crosshair")
        return end if text else free_below


def _corners(session: Session, measurement: Measurement) -> tuple[Point, Point]:
    viewer = session.viewer
    if viewer is None or viewer.picture is None:
        return (0.0, 0.0), (0.0, 0.0)
    size = extent(viewer.picture)
    return (
        viewer.viewport.to_pane(measurement.start, size),
        viewer.viewport.to_pane(measurement.end, size),
    )
