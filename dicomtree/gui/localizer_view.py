"""A small localizer in the picture's corner, and the line of a slice on a large one."""

import tkinter

from PIL import Image, ImageTk

from dicomtree.gui.pane_overlay import CORNER_PIXELS, MARGIN, SHADOW, ShadowedText
from dicomtree.gui.picture_painter import Look, rendered
from dicomtree.gui.style import Style, exact_font
from dicomtree.pixels import Picture
from dicomtree.session.localizing import CutLine, Inset, inset_of, line_on_localizer
from dicomtree.session.state import Session, Viewer
from dicomtree.session.viewing import extent

LINE = "#FFD34D"
LINE_PIXELS = 1.5
FRAME = "#5A616E"
SHARE, LARGEST_PIXELS, SMALLEST_PANE = 0.3, 220, 340
LINES_ABOVE = 4.6
"""So many lines of text stand over the small localizer: who the patient is."""


class LocalizerView:
    """Keeps its canvas items, and changes only what differs from the last time."""

    def __init__(self, canvas: tkinter.Canvas, style: Style) -> None:
        self._canvas, self._style = canvas, style
        wide = max(1, round(LINE_PIXELS * style.unit))
        self._image_item = canvas.create_image(0, 0, anchor="nw", state="hidden")
        self._frame = canvas.create_rectangle(0, 0, 0, 0, outline=FRAME, state="hidden")
        self._inset_line = self._make_line(wide)
        self._line = self._make_line(wide)
        font = exact_font(canvas, style.font(CORNER_PIXELS))
        self._text_height = font.metrics("linespace")
        self._label = ShadowedText(canvas, font, max(1, round(style.unit)))
        self._photo: ImageTk.PhotoImage | None = None
        self._shown: tuple[Picture | None, int] = (None, 0)

    def _make_line(self, wide: int) -> tuple[int, int]:
        """Make a line with a dark one under it: it must be seen on white and on black."""
        under, over = (
            self._canvas.create_line(0, 0, 0, 0, fill=colour, width=width, state="hidden")
            for colour, width in ((SHADOW, wide + 2), (LINE, wide))
        )
        return under, over

    def draw(self, session: Session, width: int, height: int) -> None:
        """Draw what belongs on a pane of this size."""
        self._draw_line(session.viewer, line_on_localizer(session))
        self._draw_inset(inset_of(session), width, height)

    def _draw_line(self, viewer: Viewer | None, cut: CutLine | None) -> None:
        if viewer is None or viewer.picture is None or cut is None:
            self._hide(self._line)
            self._label.show("", (0, 0), "w")
            return
        size = extent(viewer.picture)
        ends = [viewer.viewport.to_pane(point, size) for point in (cut.start, cut.end)]
        self._place(self._line, ends)
        right = max(ends)
        self._label.show(cut.label, (right[0] + self._style.px(4), right[1]), "w", LINE)

    def _draw_inset(self, inset: Inset | None, width: int, height: int) -> None:
        longest = round(min(self._style.px(LARGEST_PIXELS), SHARE * min(width, height)))
        if inset is None or min(width, height) < self._style.px(SMALLEST_PANE):
            for item in (self._image_item, self._frame):
                self._canvas.itemconfigure(item, state="hidden")
            self._hide(self._inset_line)
            return
        self._put(inset.picture, longest)
        left = self._style.px(MARGIN)
        top = left + round(LINES_ABOVE * self._text_height)
        wide, high = self._size()
        self._canvas.coords(self._image_item, left, top)
        self._canvas.coords(self._frame, left - 1, top - 1, left + wide, top + high)
        for item in (self._image_item, self._frame):
            self._canvas.itemconfigure(item, state="normal")
        self._draw_inset_line(inset, (left, top))

    def _draw_inset_line(self, inset: Inset, at: tuple[int, int]) -> None:
        if inset.cut is None:
            self._hide(self._inset_line)
            return
        wide, high = self._size()
        across, down = wide / inset.picture.facts.columns, high / inset.picture.facts.rows
        ends = [(at[0] + x * across, at[1] + y * down) for x, y in (inset.cut.start, inset.cut.end)]
        self._place(self._inset_line, ends)

    def _put(self, picture: Picture, longest: int) -> None:
        """Make the small image, once for each picture and size."""
        if self._shown == (picture, longest):
            return
        self._shown = (picture, longest)
        whole = rendered(Look(picture, None, inverted=False, drawings=False))
        wide, high = whole.width, whole.height * picture.pixel_aspect
        factor = longest / max(wide, high)
        size = max(1, round(wide * factor)), max(1, round(high * factor))
        small = whole.resize(size, Image.Resampling.BILINEAR)
        self._photo = ImageTk.PhotoImage(small, master=self._canvas)
        self._canvas.itemconfigure(self._image_item, image=self._photo)

    def _size(self) -> tuple[int, int]:
        return (0, 0) if self._photo is None else (self._photo.width(), self._photo.height())

    def _place(self, line: tuple[int, int], ends: list[tuple[float, float]]) -> None:
        for item in line:
            self._canvas.coords(item, *ends[0], *ends[1])
            self._canvas.itemconfigure(item, state="normal")

    def _hide(self, line: tuple[int, int]) -> None:
        for item in line:
            self._canvas.itemconfigure(item, state="hidden")
