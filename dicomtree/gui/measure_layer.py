"""Measurements drawn over the picture, following its zoom, place and turning."""

import tkinter
from collections.abc import Iterator, Sequence
from typing import Any

from dicomtree.gui.pane_overlay import (
    CORNER_PIXELS,
    LETTER_PIXELS,
    MARGIN,
    NOTE,
    QUIET,
    SHADOW,
    ShadowedText,
)
from dicomtree.gui.style import Style, exact_font
from dicomtree.session.measurements import Measurement
from dicomtree.session.measuring import shown_measurements
from dicomtree.session.measuring_messages import Tool
from dicomtree.session.state import Session
from dicomtree.session.viewing import extent
from dicomtree.session.viewport import Box, Point
from dicomtree.text import show

LINE_PIXELS, TICK_PIXELS = 1.6, 4
CALIBRATED, DASH = "calibrated", (4, 4)
TOOL_TIP = "{} · drag · Esc ends"


class MeasureLayer:
    """Keeps canvas items for as many measurements as there ever were on one picture."""

    def __init__(self, canvas: tkinter.Canvas, style: Style) -> None:
        self._canvas: Any = canvas
        self._style = style
        self._font = exact_font(canvas, style.font(CORNER_PIXELS))
        self._outline = max(1, round(style.unit))
        self._texts: list[ShadowedText] = []
        self._tip = ShadowedText(canvas, self._font, self._outline)
        self._tool: Tool | None = None

    def show(self, session: Session, size: tuple[int, int], others: Sequence[Box]) -> None:
        """Draw what has been measured in a pane of this size, its texts beside tip and `others`."""
        self._canvas.delete(self._tag)
        if session.tool is not None:
            self._draw_calibrated(session)
        found = shown_measurements(session)
        placed = [(each, _corners(session, each)) for each in found]
        regions = [_around(*ends) for each, ends in placed if each.tool is not Tool.DISTANCE]
        others = [*others, self._tip.box] if self._tip.is_shown else others
        written: list[Box] = []
        for place, (measurement, ends) in enumerate(placed):
            self._draw_shape(measurement.tool, *ends)
            text = "\n".join(show(line) for line in measurement.lines)  # units come from the file
            boxes = self._boxes_beside(_around(*ends), self._size(text), size)
            written.append(_free_of(boxes, written, others, regions))
            self._write(place, text, written[-1][:2])
        for unused in self._texts[len(found) :]:
            unused.show("", (0, 0), "nw")

    @property
    def _tag(self) -> str:
        return "measurement"

    def _draw_calibrated(self, session: Session) -> None:
        """Outline where an ultrasound picture can be measured in millimetres."""
        for one, other in _calibrated(session):
            for colour, dash in ((SHADOW, ()), (QUIET, DASH)):
                look = {"outline": colour, "dash": dash, "width": self._outline}
                self._canvas.create_rectangle(*one, *other, tags=(self._tag, CALIBRATED), **look)

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

    def _boxes_beside(self, shape: Box, text: tuple[int, int], pane: tuple[int, int]) -> list[Box]:
        """Return where a text may stand beside a shape, the best place first.

        All are within the pane, and between the letters at its sides.
        """
        gap = self._style.px(MARGIN)
        edge = gap + self._style.px(LETTER_PIXELS * 1.6)
        (left, top, right, bottom), (wide, high) = shape, text
        at_right, at_left = right + gap, left - gap - wide
        across = (at_right, at_left) if at_right + wide <= pane[0] else (at_left, at_right)
        places = [(x, y) for y in (bottom - high, top) for x in across]
        places += [(left, y) for y in (bottom + gap, top - gap - high)]
        most_right, most_down = max(pane[0] - wide - edge, edge), max(pane[1] - high - gap, gap)
        inside = [(min(max(x, edge), most_right), min(max(y, gap), most_down)) for x, y in places]
        return [(x, y, x + wide, y + high) for x, y in inside]

    def _size(self, text: str) -> tuple[int, int]:
        lines = text.split("\n")
        return max(map(self._font.measure, lines)), self._font.metrics("linespace") * len(lines)

    def _write(self, place: int, text: str, at: Point) -> None:
        while len(self._texts) <= place:
            self._texts.append(ShadowedText(self._canvas, self._font, self._outline))
        self._texts[place].show(text, at, "nw", NOTE)

    def show_tool(self, tool: Tool | None, size: tuple[int, int], free_below: int) -> int:
        """Say which tool has the left button, below the corner texts, where the pane has room to.

        Return where that ends, in pixels from the top.
        """
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


def _around(one: Point, other: Point) -> Box:
    """Return the box between two points."""
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return left, top, right, bottom


def _free_of(boxes: Sequence[Box], *obstacles: Sequence[Box]) -> Box:
    """Return the first box that hides none of the obstacles, or at least none of the first ones."""
    for kinds in range(len(obstacles), 0, -1):
        hidden = [each for kind in obstacles[:kinds] for each in kind]
        for box in boxes:
            if not any(_overlap(box, other) for other in hidden):
                return box
    return boxes[0]


def _overlap(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _calibrated(session: Session) -> Iterator[tuple[Point, Point]]:
    """Yield opposite corners, in the pane, of the picture's calibrated regions."""
    viewer = session.viewer
    if viewer is None or viewer.picture is None:
        return
    size = extent(viewer.picture)
    for region in viewer.picture.ultrasound_regions:
        if region.millimetres is not None:
            yield (
                viewer.viewport.to_pane((region.left, region.top), size),
                viewer.viewport.to_pane((region.right + 1, region.bottom + 1), size),
            )


def _corners(session: Session, measurement: Measurement) -> tuple[Point, Point]:
    viewer = session.viewer
    if viewer is None or viewer.picture is None:
        return (0.0, 0.0), (0.0, 0.0)
    size = extent(viewer.picture)
    return (
        viewer.viewport.to_pane(measurement.start, size),
        viewer.viewport.to_pane(measurement.end, size),
    )
