"""What the picture's colours mean, at its right edge: a bar with values, or names of segments."""

import tkinter
from typing import Any

import numpy as np
from PIL import Image, ImageTk

from dicomtree.gui.elision import elided
from dicomtree.gui.pane_overlay import CORNER_PIXELS, LETTER_PIXELS, MARGIN, SHADOW, ShadowedText
from dicomtree.gui.style import Style, exact_font
from dicomtree.pixels import colormap
from dicomtree.session.legend import Legend, Swatch
from dicomtree.session.viewport import Box
from dicomtree.text import show

BAR_WIDTH, SWATCH_PIXELS = 14, 11
BAR_SHARE, ROOM_SHARE, NAMES_SHARE = 0.34, 0.3, 0.4
SHORTEST_BAR = 3
"""In lines of text: a shorter bar shows no colours to tell apart."""


class PaneLegend:
    """Draws one legend at a time on the canvas of the picture."""

    def __init__(self, canvas: tkinter.Canvas, style: Style) -> None:
        self._canvas, self._style = canvas, style
        self._font = exact_font(canvas, style.font(CORNER_PIXELS))
        self._drawn: tuple[Legend | None, int, int, tuple[int, int]] = (None, 0, 0, (0, 0))
        self._bar = canvas.create_image(0, 0, anchor="ne", state="hidden")
        self._image: ImageTk.PhotoImage | None = None
        outline = max(1, round(style.unit))
        self._high, self._low = (ShadowedText(canvas, self._font, outline) for _ in range(2))
        self._names: list[ShadowedText] = []
        self._squares: list[int] = []

    def show(self, legend: Legend | None, width: int, height: int, free: tuple[int, int]) -> None:
        """Draw the legend for a pane of this size, between two heights; None hides it."""
        if (legend, width, height, free) == self._drawn:
            return
        self._drawn = (legend, width, height, free)
        is_bar = legend is not None and not legend.swatches
        self._show_bar(legend if is_bar else None, width, height, free)
        self._show_names(legend or Legend(), width, height, free)

    @property
    def boxes(self) -> list[Box]:
        """Where the bar, its values and the names stand."""
        boxes: list[Box] = [
            text.box for text in (self._high, self._low, *self._names) if text.is_shown
        ]
        canvas: Any = self._canvas
        if canvas.itemcget(self._bar, "state") == "normal":
            boxes.append(canvas.bbox(self._bar))
        return boxes

    @property
    def _right(self) -> int:
        """How far from the right edge it stands: the orientation letter is there."""
        return self._style.px(MARGIN) + self._style.px(LETTER_PIXELS * 1.6)

    def _show_bar(
        self, legend: Legend | None, width: int, height: int, free: tuple[int, int]
    ) -> None:
        line = self._font.metrics("linespace") + self._style.px(2)
        high = min(round(height * BAR_SHARE), free[1] - free[0] - 2 * line)
        if legend is None or high < SHORTEST_BAR * line:
            self._canvas.itemconfigure(self._bar, state="hidden")
            for text in (self._high, self._low):
                text.show("", (0, 0), "ne")
            return
        size = self._style.px(BAR_WIDTH), high
        own = legend.supplement
        table = colormap(legend.colormap) if own is None else own.colours
        steps = np.linspace(len(table) - 1, 0, size[1]).round().astype(np.intp)
        colours = table[len(table) - 1 - steps if legend.inverted else steps]
        image = Image.fromarray(np.repeat(colours[:, None], size[0], axis=1))
        self._image = ImageTk.PhotoImage(image, master=self._canvas)
        right, top = width - self._right, _placed(high + 2 * line, height, free) + line
        self._canvas.coords(self._bar, right, top)
        self._canvas.itemconfigure(self._bar, image=self._image, state="normal")
        gap = self._style.px(2)
        self._high.show(show(legend.high), (right, top - gap), "se")
        self._low.show(show(legend.low), (right, top + size[1] + gap), "ne")

    def _show_names(self, legend: Legend, width: int, height: int, free: tuple[int, int]) -> None:
        line = self._font.metrics("linespace") + self._style.px(2)
        most = max(int(min(height * NAMES_SHARE, free[1] - free[0]) / line), 0)
        if len(legend.swatches) > most or legend.more:
            most = max(most - 1, 0)  # the last line says how many more there are
        swatches, left_out = legend.swatches[:most], max(len(legend.swatches) - most, 0)
        more = legend.more + left_out
        rows: list[tuple[str, Swatch | None]] = [(swatch.label, swatch) for swatch in swatches]
        if more and swatches:
            rows.append((f"and {more} more", None))
        self._make_rows(len(rows))
        top = _placed(len(rows) * line, height, free)
        for place, (label, swatch) in enumerate(rows):
            self._show_square(place, swatch, (width - self._right, top + place * line))
            room = round(width * ROOM_SHARE)
            self._names[place].show(
                label if swatch is None else elided(show(label), self._font, room),
                (width - self._right - self._style.px(SWATCH_PIXELS + 5), top + place * line),
                "ne",
            )

    def _show_square(self, place: int, swatch: Swatch | None, at: tuple[float, float]) -> None:
        size = self._style.px(SWATCH_PIXELS)
        top = at[1] + (self._font.metrics("linespace") - size) / 2
        square = self._squares[place]
        self._canvas.coords(square, at[0] - size, top, at[0], top + size)
        if swatch is None:
            self._canvas.itemconfigure(square, state="hidden")
        else:
            red, green, blue = swatch.colour
            colour = f"#{red:02x}{green:02x}{blue:02x}"
            self._canvas.itemconfigure(square, fill=colour, state="normal")

    def _make_rows(self, count: int) -> None:
        """Have a text and a square for each row; hide those that are not needed."""
        outline = max(1, round(self._style.unit))
        while len(self._names) < count:
            self._names.append(ShadowedText(self._canvas, self._font, outline))
            self._squares.append(
                self._canvas.create_rectangle(0, 0, 0, 0, outline=SHADOW, state="hidden")
            )
        for text, square in zip(self._names[count:], self._squares[count:], strict=True):
            text.show("", (0, 0), "ne")
            self._canvas.itemconfigure(square, state="hidden")


def _placed(high: int, height: int, free: tuple[int, int]) -> int:
    """Return the top of what is so high: in the middle of the pane, moved into what is free."""
    return max(min((height - high) // 2, free[1] - high), free[0])
