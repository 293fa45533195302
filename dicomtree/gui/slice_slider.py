"""The flat sliders under the picture: one through the slices, one for each further dimension."""

import tkinter
import tkinter.font
from collections.abc import Callable

from dicomtree.gui.style import Style
from dicomtree.session.messages import Message
from dicomtree.session.sliders import SliderRow

ROW_PIXELS = 22
TROUGH_PIXELS = 6
SMALLEST_THUMB_PIXELS = 24
GAP_PIXELS = 8


class SliceSlider:
    """Draws rows of sliders on one canvas; a click or drag moves one."""

    def __init__(
        self, canvas: tkinter.Canvas, style: Style, dispatch: Callable[[Message], None]
    ) -> None:
        self._canvas = canvas
        self._style = style
        self._dispatch = dispatch
        self._rows: tuple[SliderRow, ...] = ()
        self._held: int | None = None
        self._font = tkinter.font.Font(canvas, font=style.font(12))
        self._height = 0
        self._widths: dict[str, int] = {}
        canvas.configure(background=style.palette.window, highlightthickness=0, takefocus=0)
        canvas.bind("<Configure>", lambda _: self._draw())
        canvas.bind("<ButtonPress-1>", self._press)
        canvas.bind("<B1-Motion>", self._drag)
        canvas.bind("<ButtonRelease-1>", self._release)

    def show(self, rows: tuple[SliderRow, ...]) -> None:
        """Draw these rows; the canvas grows and shrinks with their number."""
        if rows == self._rows:
            return
        self._rows = rows
        height = self._style.px(ROW_PIXELS) * max(1, len(rows))
        if height != self._height:
            self._height = height
            self._canvas.configure(height=height)
        self._draw()

    def _draw(self) -> None:
        self._canvas.delete("all")
        for index, row in enumerate(self._rows):
            self._draw_row(index, row)

    def _draw_row(self, index: int, row: SliderRow) -> None:
        style, palette, canvas = self._style, self._style.palette, self._canvas
        middle = style.px(ROW_PIXELS) * index + style.px(ROW_PIXELS) // 2
        start, end = self._trough()
        canvas.create_text(
            canvas.winfo_width() - style.px(GAP_PIXELS),
            middle,
            text=row.value,
            anchor="e",
            fill=palette.text,
            font=self._font,
        )
        half = style.px(TROUGH_PIXELS) // 2
        canvas.create_line(
            start, middle, end, middle, width=2 * half, capstyle="round", fill=palette.border
        )
        if row.count > 1:
            left, right = self._thumb(row)
            canvas.create_line(
                left, middle, right, middle, width=2 * half, capstyle="round", fill=palette.accent
            )

    def _trough(self) -> tuple[int, int]:
        """Return where all troughs start and end, beside the widest value."""
        gap = self._style.px(GAP_PIXELS)
        values = max((self._width(row.widest) for row in self._rows), default=0)
        start = gap + self._style.px(TROUGH_PIXELS) // 2
        end = self._canvas.winfo_width() - 2 * gap - values - self._style.px(TROUGH_PIXELS) // 2
        return start, max(end, start + self._style.px(SMALLEST_THUMB_PIXELS))

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
        if 0 <= index < len(self._rows) and self._rows[index].count > 1:
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
