"""The study's series as small pictures above the picture: a click or Enter shows one."""

import tkinter
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image, ImageTk

from dicomtree.gui.elision import cut
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.palette import PICTURE_GROUND
from dicomtree.gui.style import Style, exact_font
from dicomtree.model import Series
from dicomtree.pixels import Thumbnail
from dicomtree.session.messages import Message, NodeSelected
from dicomtree.session.state import Session
from dicomtree.session.thumbnails import strip_series
from dicomtree.text import show

SIDE, GAP, TEXT_PIXELS = 64, 6, 11
NOTHING = "no picture"


class ThumbnailStrip:
    """A row that scrolls sideways; hidden while a study has one series, or by choice."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, dispatch: Callable[[Message], None]
    ) -> None:
        self._style, self._dispatch = style, dispatch
        palette = style.palette
        self.canvas: Any = tkinter.Canvas(
            parent,
            background=palette.panel,
            highlightthickness=style.px(1.5),
            highlightbackground=palette.border,
            highlightcolor=palette.accent,
            takefocus=1,
        )
        self._font = exact_font(self.canvas, style.font(TEXT_PIXELS))
        self.canvas.configure(height=style.px(SIDE + 3 * GAP) + self._font.metrics("linespace"))
        self._images: dict[int, tuple[Thumbnail, ImageTk.PhotoImage]] = {}
        self._series: tuple[Series, ...] = ()
        self._basis: tuple[object, ...] = ()
        self._current: int | None = None
        self._seen: tuple[tuple[int, ...], int | None] = ((), None)
        self._thumbnails: Mapping[int, Thumbnail | None] = {}
        self._bind()

    @property
    def is_shown(self) -> bool:
        """Whether the strip is on screen."""
        return bool(self.canvas.winfo_manager())

    def draw(self, session: Session) -> None:
        """Bring the strip in step with the session."""
        series = strip_series(session)
        current = None if session.viewer is None else session.viewer.series_key
        keys = tuple(each.key for each in series)
        basis = (keys, current, id(session.thumbnails), session.picture_filled)
        if basis == self._basis:
            return
        self._basis = basis
        self._series, self._current = series, current
        self._thumbnails = session.thumbnails
        for gone in set(self._images) - set(keys):
            del self._images[gone]
        self._show(bool(series) and not session.picture_filled)
        self.canvas.configure(
            scrollregion=(0, 0, self._reach, 1), xscrollincrement=max(self._step // 2, 1)
        )
        if self._seen != (keys, current):
            self._seen = (keys, current)
            self._see_current()
        self._draw_visible()

    @property
    def _step(self) -> int:
        return self._style.px(SIDE + GAP)

    def _show(self, shown: bool) -> None:
        if shown and not self.is_shown:
            first = self.canvas.master.pack_slaves()
            before = {"before": first[0]} if first else {}
            self.canvas.pack(side="top", fill="x", **before)
        elif not shown and self.is_shown:
            self.canvas.pack_forget()

    @property
    def _reach(self) -> int:
        return len(self._series) * self._step + self._style.px(GAP)

    # ---- drawing
    def _draw_visible(self) -> None:
        """Draw those in sight: all of a study of 400 series would take 0.1 s for each that comes."""
        self.canvas.delete("all")
        first = max(int(self.canvas.canvasx(0)) // self._step - 1, 0)
        last = int(self.canvas.canvasx(self.canvas.winfo_width())) // self._step + 1
        for place, each in enumerate(self._series[first:last], first):
            self._draw_one(place, each, self._thumbnails.get(each.key))

    def _resized(self) -> None:
        self._see_current()  # when first shown it had no width to see anything in
        self._draw_visible()

    def _scroll(self, steps: int) -> None:
        self.canvas.xview_scroll(steps, "units")
        self._draw_visible()

    def _draw_one(self, place: int, series: Series, thumbnail: Thumbnail | None) -> None:
        side, gap, palette = self._style.px(SIDE), self._style.px(GAP), self._style.palette
        left = gap + place * self._step
        current = series.key == self._current
        edge = palette.accent if current else palette.border
        self.canvas.create_rectangle(
            left,
            gap,
            left + side,
            gap + side,
            fill=PICTURE_GROUND,
            outline=edge,
            width=self._style.px(2 if current else 1),
        )
        middle = (left + side / 2, gap + side / 2)
        if thumbnail is None:
            icon = self._style.icon("document", palette.paper)
            self.canvas.create_image(*middle, image=icon)
        else:
            self.canvas.create_image(*middle, image=self._image(series.key, thumbnail))
        self.canvas.create_text(
            left + side / 2,
            gap + side + gap / 2,
            anchor="n",
            text=cut(_label(series), self._font, side),
            fill=palette.text if current else palette.dim,
            font=self._font,
        )

    def _image(self, series_key: int, thumbnail: Thumbnail) -> ImageTk.PhotoImage:
        made = self._images.get(series_key)
        if made is None or made[0] is not thumbnail:
            size = (thumbnail.width, thumbnail.height)
            image = Image.frombytes(thumbnail.mode, size, thumbnail.data)
            side = self._style.px(SIDE - 4)
            scale = side / max(size)
            image = image.resize(
                (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)),
                Image.Resampling.BILINEAR,
            )
            made = (thumbnail, ImageTk.PhotoImage(image, master=self.canvas))
            self._images[series_key] = made
        return made[1]

    def _see_current(self) -> None:
        keys = [series.key for series in self._series]
        if self._current not in keys or not self.is_shown:
            return
        reach = self._reach
        left = keys.index(self._current) * self._step
        start, end = (share * reach for share in self.canvas.xview())
        if not start <= left <= end - self._step:
            middle = left - (self.canvas.winfo_width() - self._step) / 2
            self.canvas.xview_moveto(max(middle, 0) / reach)

    # ---- input
    def _bind(self) -> None:
        self.canvas.bind("<Button-1>", self._click)
        for sequence, by in (("<Left>", -1), ("<Right>", 1)):
            self.canvas.bind(sequence, lambda _, step=by: self._move(step))
        for sequence, by in (("<Button-4>", -1), ("<Button-5>", 1)):
            self.canvas.bind(sequence, lambda _, step=by: self._scroll(step))
        self.canvas.bind("<MouseWheel>", lambda event: self._scroll(-1 if event.delta > 0 else 1))
        self.canvas.bind("<Configure>", lambda _: self._resized())
        HoverTip(self.canvas, self._style, self._tip)

    def _at(self, x: int) -> Series | None:
        place = int(self.canvas.canvasx(x) - self._style.px(GAP)) // self._step
        return self._series[place] if 0 <= place < len(self._series) else None

    def _click(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        series = self._at(event.x)
        if series is not None:
            self._dispatch(NodeSelected(("series", series.key)))

    def _move(self, by: int) -> str:
        keys = [series.key for series in self._series]
        place = keys.index(self._current) + by if self._current in keys else 0
        if 0 <= place < len(keys):
            self._dispatch(NodeSelected(("series", keys[place])))
        return "break"

    def _tip(self, event: Any) -> str:
        series = self._at(event.x)
        if series is None:
            return ""
        return show(f"{_label(series)} · {series.modality or ''} · {series.instance_count} files")


def _label(series: Series) -> str:
    """Name a series as the tree does, which holds no identity."""
    number = "–" if series.series_number is None else str(series.series_number)
    return show(" · ".join(filter(None, (number, series.series_description or series.modality))))
