"""Under the picture: flat sliders through slices and dimensions, and what the pointer reads."""

import tkinter
from collections.abc import Callable
from typing import NamedTuple

from dicomtree.gui.elision import elided
from dicomtree.gui.style import Style, exact_font
from dicomtree.session.messages import Message, PlayAxisChosen
from dicomtree.session.sliders import SliderRow

ROW_PIXELS = 22
TROUGH_PIXELS = 6
SMALLEST_THUMB_PIXELS = 24
GAP_PIXELS = 8
TEXT_PIXELS = 12
PLAY_PIXELS = 12
# So much of the width is left to the sliders, however long the values are.
TROUGH_SHARE = 0.5


def strip_height(style: Style, rows: int) -> int:
    """Return the height of so many sliders, at least one, and of the line below them."""
    return style.px(ROW_PIXELS) * (max(1, rows) + 1)


class _DrawnRow(NamedTuple):
    """The canvas items of one slider."""

    value: int
    trough: int
    thumb: int
    play: int


class SliceSlider:
    """Draws rows of sliders on one canvas, and a line of text; a click or drag moves a slider.

    Where there are several, each has a mark in front of it that plays along it.
    """

    def __init__(
        self, canvas: tkinter.Canvas, style: Style, dispatch: Callable[[Message], None]
    ) -> None:
        self._canvas = canvas
        self._style = style
        self._dispatch = dispatch
        self._rows: tuple[SliderRow, ...] = ()
        self._drawn: list[_DrawnRow] = []
        self._readout = canvas.create_text(
            0, 0, anchor="w", fill=style.palette.dim, font=style.font(TEXT_PIXELS)
        )
        self._reads = ""
        self._held: int | None = None
        self._font = exact_font(canvas, style.font(TEXT_PIXELS))
        self._widths: dict[str, int] = {}
        canvas.configure(background=style.palette.window, highlightthickness=0, takefocus=0)
        canvas.bind("<Configure>", lambda _: self._place_all())
        canvas.bind("<ButtonPress-1>", self._press)
        canvas.bind("<B1-Motion>", self._drag)
        canvas.bind("<ButtonRelease-1>", self._release)

    def show(self, rows: tuple[SliderRow, ...]) -> None:
        """Draw these rows; the canvas grows and shrinks with their number."""
        if rows == self._rows:
            return
        before, self._rows = self._rows, rows
        if len(rows) != len(before) or not self._drawn:
            self._make()
        if [row.widest for row in rows] != [row.widest for row in before]:
            self._place_all()
            return
        for index, row in enumerate(rows):
            if row != before[index]:
                self._place_thumb(index)

    def read(self, text: str) -> None:
        """Show what the pointer reads, on the line below the sliders, which is always there."""
        if text != self._reads:
            self._reads = text
            self._canvas.itemconfigure(self._readout, text=text)

    def _make(self) -> None:
        palette, canvas = self._style.palette, self._canvas
        for drawn in self._drawn:
            canvas.delete(*drawn)
        canvas.configure(height=strip_height(self._style, len(self._rows)))
        wide = self._style.px(TROUGH_PIXELS)
        self._drawn = [
            _DrawnRow(
                value=canvas.create_text(0, 0, anchor="e", fill=palette.text, font=self._font),
                trough=canvas.create_line(
                    0, 0, 0, 0, width=wide, capstyle="round", fill=palette.border
                ),
                thumb=canvas.create_line(
                    0, 0, 0, 0, width=wide, capstyle="round", fill=palette.accent
                ),
                play=canvas.create_image(0, 0, anchor="w", state="hidden"),
            )
            for _ in self._rows
        ]

    def _place_all(self) -> None:
        start, end = self._trough()
        right = self._canvas.winfo_width() - self._style.px(GAP_PIXELS)
        for index, drawn in enumerate(self._drawn):
            middle = self._middle(index)
            self._canvas.coords(drawn.trough, start, middle, end, middle)
            self._canvas.coords(drawn.value, right, middle)
            self._canvas.coords(drawn.play, self._style.px(GAP_PIXELS) // 2, middle)
            self._place_thumb(index)
        below = self._middle(max(1, len(self._rows)))
        self._canvas.coords(self._readout, self._style.px(GAP_PIXELS), below)

    def _place_thumb(self, index: int) -> None:
        row, drawn, middle = self._rows[index], self._drawn[index], self._middle(index)
        value = elided(row.value, self._font, self._room_for_values())
        self._canvas.itemconfigure(drawn.value, text=value)
        if row.count > 1:
            left, right = self._thumb(row)
            self._canvas.coords(drawn.thumb, left, middle, right, middle)
        self._canvas.itemconfigure(drawn.thumb, state="normal" if row.count > 1 else "hidden")
        icon = self._style.icon(
            "pause" if row.playing else "play", self._style.palette.dim, PLAY_PIXELS
        )
        can_play = len(self._rows) > 1 and row.count > 1
        self._canvas.itemconfigure(drawn.play, image=icon, state="normal" if can_play else "hidden")

    def _middle(self, index: int) -> int:
        height = self._style.px(ROW_PIXELS)
        return height * index + height // 2

    def _trough(self) -> tuple[int, int]:
        """Return where all troughs start and end, beside the widest value."""
        gap = self._style.px(GAP_PIXELS)
        values = max((self._width(row.widest) for row in self._rows), default=0)
        end = self._canvas.winfo_width() - 2 * gap - min(values, self._room_for_values())
        start = gap + (self._style.px(PLAY_PIXELS) if len(self._rows) > 1 else 0)
        return start, max(end, start + self._style.px(SMALLEST_THUMB_PIXELS))

    def _room_for_values(self) -> int:
        return round(self._canvas.winfo_width() * (1 - TROUGH_SHARE))

    def _width(self, text: str) -> int:
        if text not in self._widths:
            self._widths[text] = self._font.measure(text)
        return self._widths[text]

    def _thumb(self, row: SliderRow) -> tuple[float, float]:
        start, end = self._trough()
        length = self._thumb_length(row)
        left = start + (end - start - length) * row.place / (row.count - 1)
        return left, left + length

    def _thumb_length(self, row: SliderRow) -> float:
        start, end = self._trough()
        smallest = min(self._style.px(SMALLEST_THUMB_PIXELS), (end - start) / 2)
        return max(smallest, (end - start) / row.count)

    def _press(self, event: "tkinter.Event[tkinter.Canvas]") -> None:
        index = event.y // self._style.px(ROW_PIXELS)
        if not 0 <= index < len(self._rows) or self._rows[index].count < 2:
            return
        start, _ = self._trough()
        if len(self._rows) > 1 and event.x < start - self._style.px(TROUGH_PIXELS) // 2:
            self._dispatch(PlayAxisChosen(index))
            return
        self._held = index
        self._drag(event)

    def _drag(self, event: "tkinter.Event[tkinter.Canvas]") -> None:
        if self._held is None or self._held >= len(self._rows):
            return
        row = self._rows[self._held]
        start, end = self._trough()
        length = self._thumb_length(row)
        share = (event.x - start - length / 2) / max(1.0, end - start - length)
        place = min(max(round(share * (row.count - 1)), 0), row.count - 1)
        if place != row.place:
            self._dispatch(row.message(place))

    def _release(self, _: "tkinter.Event[tkinter.Canvas]") -> None:
        self._held = None
