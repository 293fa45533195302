"""Attributes along the slices as small plots one below the other, on one scale of slices."""

import tkinter
from collections.abc import Callable, Iterator, Sequence

from dicomtree.gui.elision import Ruler, measuring_font
from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.style import Style
from dicomtree.session.along_lines import AlongLine, Span
from dicomtree.session.identity import HIDDEN
from dicomtree.text import show

ROW, GAP, PLAIN_ROW = 46, 7, 22
LABEL, VALUE, EDGE = 250, 150, 14
CURVES = ("person", "stack", "folder")
BANDS = ("selected", "border")
MOST_CONSTANT = 2_000
SAME = "{} the same in all {:,} slices"
ALL_DIFFER = "No attribute is the same in all slices"
NOTHING = "Nothing changes along these slices"


class AlongPlots:
    """A canvas of rows; `choose` is called with the place of a slice that was clicked."""

    def __init__(
        self,
        parent: tkinter.Misc,
        style: Style,
        choose: Callable[[int], None],
        say: Callable[[str], None],
    ) -> None:
        self._style, self._choose, self._say = style, choose, say
        self.frame = tkinter.Frame(parent, background=style.palette.panel)
        self.canvas = tkinter.Canvas(
            self.frame,
            background=style.palette.panel,
            highlightthickness=0,
            takefocus=True,
            yscrollincrement=style.px(8),
        )
        scroll_down(self.canvas)
        self.canvas.pack(side="left", fill="both", expand=True)
        self._work = Piecemeal(self.canvas)
        self._ruler = Ruler(measuring_font(self.canvas, style.font()))
        self._small = Ruler(measuring_font(self.canvas, style.font(11)))
        self._lines: Sequence[AlongLine] = ()
        self._constant: Sequence[AlongLine] = ()
        self._count = 0
        self._place: int | None = None
        self._hidden = False
        self._folded = True
        self._values: list[int] = []
        self._width = 0
        self._bind()

    def _bind(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", self._on_resize)
        canvas.bind("<Button-1>", self._on_click)
        canvas.bind("<Motion>", self._on_motion)
        canvas.bind("<Leave>", lambda _: self._point_at(None))
        canvas.bind("<MouseWheel>", lambda event: self._scroll(-1 if event.delta > 0 else 1))
        canvas.bind("<Button-4>", lambda _: self._scroll(-1))
        canvas.bind("<Button-5>", lambda _: self._scroll(1))
        canvas.bind("<Up>", lambda _: self._scroll(-1))
        canvas.bind("<Down>", lambda _: self._scroll(1))
        canvas.bind("<Prior>", lambda _: canvas.yview_scroll(-1, "pages"))
        canvas.bind("<Next>", lambda _: canvas.yview_scroll(1, "pages"))

    # ---- what is shown
    def fill(
        self,
        lines: Sequence[AlongLine],
        constant: Sequence[AlongLine],
        count: int,
        *,
        hidden: bool,
    ) -> None:
        """Show these attributes of so many slices."""
        self._lines, self._constant, self._count, self._hidden = lines, constant, count, hidden
        self._redraw()

    def clear(self) -> None:
        """Show nothing: it is still to come."""
        self._work.stop()
        self.canvas.delete("all")
        self._lines, self._constant, self._count, self._values = (), (), 0, []

    def mark(self, place: int | None) -> None:
        """Mark the slice on screen, and say its values."""
        self._place = place
        self._draw_mark()
        for index, item in enumerate(self._values):
            self.canvas.itemconfigure(item, text=self._value(index, place))

    def close(self) -> None:
        """Draw no further."""
        self._work.stop()

    # ---- drawing
    def _redraw(self) -> None:
        self.canvas.delete("all")
        self._values = []
        if self._width > 1 and self._count:
            self._work.start(self._rows())

    def _rows(self) -> Iterator[None]:
        px = self._style.px
        top = px(GAP)
        if not self._lines:
            self._text(px(EDGE), top + px(PLAIN_ROW) / 2, NOTHING, self._style.palette.dim)
            top += px(PLAIN_ROW)
        for line in self._lines:
            self._row(line, top)
            top += px(ROW)
            self._set_height(top)
            yield
        yield from self._same(top + px(GAP))
        self._draw_mark()

    def _same(self, top: int) -> Iterator[None]:
        """Draw the fold of what does not change."""
        px, palette = self._style.px, self._style.palette
        count = len(self._constant)
        sign = "▸" if self._folded else "▾"
        words = f"{sign}  " + SAME.format(f"{count:,}", self._count) if count else ALL_DIFFER
        middle = top + px(PLAIN_ROW) / 2
        item = self._text(px(EDGE), middle, words, palette.accent if count else palette.dim)
        self.canvas.itemconfigure(item, tags=("fold",), fill=palette.person)
        top += px(PLAIN_ROW) + px(GAP)
        beside = self._label_room()
        for line in () if self._folded else self._constant[:MOST_CONSTANT]:
            middle = top + px(PLAIN_ROW) / 2
            label = self._ruler.cut(show(line.label, 120), beside)
            self._text(px(EDGE), middle, label, palette.text)
            value = show(line.shown(0, hidden=self._hidden), 400)
            room = self._width - beside - 3 * px(EDGE)
            self._text(beside + 2 * px(EDGE), middle, self._ruler.cut(value, room), palette.dim)
            top += px(PLAIN_ROW)
            self._set_height(top)
            yield
        self._set_height(top + px(GAP))

    def _row(self, line: AlongLine, top: int) -> None:
        px, palette = self._style.px, self._style.palette
        label = self._ruler.cut(show(line.label, 120), self._label_room())
        self._text(px(EDGE), top + px(13), label, palette.text)
        summary = self._small.cut(show(self._summary(line), 120), self._label_room())
        self._text(px(EDGE), top + px(29), summary, palette.dim, size=11)
        left, right = self._sides()
        bottom = top + px(ROW) - px(GAP)
        self.canvas.create_rectangle(
            left, top, right, bottom, fill=palette.window, outline=palette.border
        )
        if line.curves:
            for number, curve in enumerate(line.curves):
                colour = getattr(palette, CURVES[number % len(CURVES)])
                self._curve(curve, (left, top + px(4), right, bottom - px(4)), colour)
        else:
            self._bands(line, (left, top, right, bottom))
        value = self._text(right + px(EDGE), (top + bottom) / 2, "", palette.text)
        self._values.append(value)
        self.canvas.itemconfigure(value, text=self._value(len(self._values) - 1, self._place))

    def _summary(self, line: AlongLine) -> str:
        nested = line.path.rpartition(".")[0]
        summary = HIDDEN if self._hidden and line.identifies else line.summary
        return f"{summary} · {nested}" if nested else summary

    def _curve(
        self, curve: Sequence[Span | None], box: tuple[float, float, float, float], colour: str
    ) -> None:
        left, top, right, bottom = box
        step = (right - left) / len(curve)
        run: list[float] = []
        for index, span in enumerate((*curve, None)):
            if span is None:
                self._stroke(run, colour)
                run = []
                continue
            x = left + (index + 0.5) * step
            for share in span if span[0] != span[1] else span[:1]:
                run += [x, bottom - share * (bottom - top)]

    def _stroke(self, run: list[float], colour: str) -> None:
        width = self._style.px(1.6)
        if len(run) > 2:
            self.canvas.create_line(run, fill=colour, width=width)
        elif run:
            x, y = run
            self.canvas.create_oval(
                x - width, y - width, x + width, y + width, fill=colour, outline=""
            )

    def _bands(self, line: AlongLine, box: tuple[float, float, float, float]) -> None:
        """Draw a band for each run of one text, in turns of two shades; none where it is absent."""
        left, top, right, bottom = box
        step = (right - left) / len(line.bands)
        start, shade = 0, 0
        for index in range(1, len(line.bands) + 1):
            if index < len(line.bands) and line.bands[index] == line.bands[start]:
                continue
            if line.bands[start] >= 0:
                colour = getattr(self._style.palette, BANDS[shade % len(BANDS)])
                self.canvas.create_rectangle(
                    left + start * step + 1,
                    top + 1,
                    left + index * step,
                    bottom,
                    fill=colour,
                    outline="",
                )
                self._name_band(line, start, index, (left, top, step, bottom))
            start, shade = index, shade + 1

    def _name_band(
        self, line: AlongLine, start: int, end: int, at: tuple[float, float, float, float]
    ) -> None:
        left, top, step, bottom = at
        room = int((end - start) * step - self._style.px(8))
        if room < self._style.px(30):
            return
        place = start * self._count // len(line.bands)
        text = self._small.cut(show(line.shown(place, hidden=self._hidden), 200), room)
        x = left + start * step + self._style.px(5)
        self._text(x, (top + bottom) / 2, text, self._style.palette.text, size=11)

    def _text(self, x: float, y: float, text: str, colour: str, size: float = 0) -> int:
        font = self._style.font(size) if size else self._style.font()
        return self.canvas.create_text(x, y, text=text, fill=colour, font=font, anchor="w")

    def _value(self, index: int, place: int | None) -> str:
        if place is None or index >= len(self._lines):
            return ""
        text = show(self._lines[index].shown(place, hidden=self._hidden), 200)
        return self._ruler.cut(text, self._style.px(VALUE) - 2 * self._style.px(EDGE))

    def _set_height(self, height: float) -> None:
        self.canvas.configure(scrollregion=(0, 0, self._width, height))

    def _draw_mark(self) -> None:
        self._vertical("mark", self._place, self._style.palette.warning, 1.6)

    def _vertical(self, name: str, place: int | None, colour: str, width: float) -> None:
        self.canvas.delete(name)
        if place is None or not self._count or not self._lines:
            return
        left, right = self._sides()
        x = left + (place + 0.5) * (right - left) / self._count
        top, bottom = self._style.px(GAP), self._style.px(GAP + ROW * len(self._lines) - GAP)
        self.canvas.create_line(
            x, top, x, bottom, fill=colour, width=self._style.px(width), tags=(name,)
        )

    def _label_room(self) -> int:
        """Return how wide names may be; a narrow window leaves most of its width to the plots."""
        return min(self._style.px(LABEL), self._width // 3)

    def _sides(self) -> tuple[int, int]:
        """Return where the plots begin and end."""
        px = self._style.px
        left = self._label_room() + 2 * px(EDGE)
        return left, max(self._width - px(VALUE), left + px(60))

    # ---- doing
    def _on_resize(self, event: "tkinter.Event[tkinter.Canvas]") -> None:
        if event.width != self._width:
            self._width = event.width
            self._redraw()

    def _scroll(self, units: int) -> None:
        if self.canvas.yview() != (0.0, 1.0):
            self.canvas.yview_scroll(4 * units, "units")

    def _slice_at(self, event: "tkinter.Event[tkinter.Canvas]") -> int | None:
        left, right = self._sides()
        is_in_rows = self.canvas.canvasy(event.y) < self._style.px(GAP + ROW * len(self._lines))
        if not (self._count and is_in_rows and left <= event.x < right):
            return None
        return min(int((event.x - left) * self._count / (right - left)), self._count - 1)

    def _on_click(self, event: "tkinter.Event[tkinter.Canvas]") -> None:
        self.canvas.focus_set()
        place = self._slice_at(event)
        if place is not None:
            self._choose(place)
        elif "fold" in self.canvas.gettags("current") and self._constant:
            self._folded = not self._folded
            self._redraw()

    def _on_motion(self, event: "tkinter.Event[tkinter.Canvas]") -> None:
        place = self._slice_at(event)
        self._point_at(place)
        if place is None:
            return
        row = int(self.canvas.canvasy(event.y) - self._style.px(GAP)) // self._style.px(ROW)
        if 0 <= row < len(self._lines):
            line = self._lines[row]
            value = show(line.shown(place, hidden=self._hidden), 300)
            self._say(f"{place + 1}/{self._count} · {show(line.path, 200)} = {value}")

    def _point_at(self, place: int | None) -> None:
        self._vertical("pointer", place, self._style.palette.dim, 1)
        if place is None:
            self._say("")
