"""What stands over the picture: corner texts, notes, orientation letters, scale bar, focus ring."""

import itertools
import tkinter
import tkinter.font
from collections.abc import Sequence

from PIL import Image

from dicomtree.gui.elision import cut
from dicomtree.gui.style import Style, exact_font
from dicomtree.session.corners import Overlay
from dicomtree.session.orientation import UNKNOWN, EdgeLetters, scale_bar
from dicomtree.text import show

TEXT = "#F2F4F8"
NOTE = "#FFCF70"
QUIET = "#C3CAD6"
SHADOW = "#000000"
MARGIN = 8
CORNER_PIXELS = 12
LETTER_PIXELS = 15
SENTENCE_PIXELS = 15
NARROW_PIXELS = 360
NARROW_LINES = 2
BAR_SHARE = 0.18
BAR_TICK_PIXELS = 4
BAR_NEEDS_PIXELS = 420
RING_PIXELS = 2
FEWEST_LETTERS = 3  # what is left of a line that was cut shorter says nothing
MOST_CUT_TEXTS = 500
HALO = ((-1, -1), (1, -1), (-1, 1), (1, 1), (-2, 0), (2, 0), (0, -2), (0, 2))
"""Where the dark copies of a text stand, in outline widths: with fewer it is hard to read on white,
with more it is slower and looks the same."""

DARK = 80
"""Light text stands out against greys up to this one, by a contrast of 7:1 and more."""

_numbers = itertools.count()


class ShadowedText:
    """A text on the canvas, with a dark outline where the picture under it is bright."""

    def __init__(self, canvas: tkinter.Canvas, font: tkinter.font.Font, outline: int) -> None:
        self._canvas = canvas
        self._tag = f"text{next(_numbers)}"  # one call by tag changes all copies at once
        self._halo_tag = f"{self._tag} halo"
        for right, down in HALO:
            self._make(font, right * outline, down * outline, SHADOW, (self._tag, self._halo_tag))
        self._light = self._make(font, 0, 0, TEXT, (self._tag,))
        self._text = ""
        self._at = (0.0, 0.0)
        self._looks: tuple[str, str, int] = ("", "", 0)
        self._has_halo = True
        self._box: tuple[int, int, int, int] | None = None

    def _make(
        self, font: tkinter.font.Font, right: int, down: int, colour: str, tags: tuple[str, ...]
    ) -> int:
        return self._canvas.create_text(
            right, down, font=font, fill=colour, state="hidden", tags=tags
        )

    def show(
        self, text: str, at: tuple[float, float], anchor: str, colour: str = TEXT, wrap: int = 0
    ) -> None:
        """Show the text with its `anchor` at this point; "" hides it."""
        canvas, tag = self._canvas, self._tag
        looks = (anchor, colour, wrap)
        if (text, at, looks) == (self._text, self._at, self._looks):
            return
        self._box = None
        if text != self._text:
            self._text = text
            canvas.itemconfigure(tag, text=text)
            self._set_states()
        if at != self._at:
            canvas.move(tag, at[0] - self._at[0], at[1] - self._at[1])
            self._at = at
        if looks != self._looks:
            self._looks = looks
            justify = {"e": "right", "w": "left"}.get(anchor[-1], "center")
            canvas.itemconfigure(tag, anchor=anchor, justify=justify, width=wrap)
            canvas.itemconfigure(self._light, fill=colour)

    def fit_halo(self, image: Image.Image | None, left: int, top: int) -> None:
        """Show the outline if the image, whose corner is at (left, top), is bright here.

        The outline takes eight times as long to draw as the text, and cannot be seen on black.
        """
        bright = bool(self._text) and image is not None and self._is_bright(image, left, top)
        if bright != self._has_halo:
            self._has_halo = bright
            self._set_states()

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Where it stands: left, top, right, bottom."""
        if self._box is None:
            self._box = self._canvas.bbox(self._tag)
        return self._box

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to read."""
        return bool(self._text)

    def _is_bright(self, image: Image.Image, left: int, top: int) -> bool:
        right_end, bottom_end = left + image.width, top + image.height
        box = (
            max(self.box[0], left) - left,
            max(self.box[1], top) - top,
            min(self.box[2], right_end) - left,
            min(self.box[3], bottom_end) - top,
        )
        if box[0] >= box[2] or box[1] >= box[3]:
            return False
        part = image.crop(box)
        brightest = (part if part.mode == "L" else part.convert("L")).getextrema()[1]
        return isinstance(brightest, int) and brightest > DARK

    def _set_states(self) -> None:
        shown = "normal" if self._text else "hidden"
        self._canvas.itemconfigure(self._light, state=shown)
        self._canvas.itemconfigure(self._halo_tag, state=shown if self._has_halo else "hidden")


class PaneOverlay:
    """Keeps its canvas items and changes only what differs from the last time."""

    def __init__(self, canvas: tkinter.Canvas, style: Style) -> None:
        self._canvas = canvas
        self._style = style
        self._font = exact_font(canvas, style.font(CORNER_PIXELS))
        self._line = self._font.metrics("linespace")
        self._cut: dict[tuple[str, int], str] = {}
        self._free = {"top_left": 0, "top_right": 0, "bottom_right": 0}
        outline = max(1, round(style.unit))
        letter_font = exact_font(canvas, style.font(LETTER_PIXELS, "bold"))
        sentence_font = exact_font(canvas, style.font(SENTENCE_PIXELS))
        self._bar = self._make_bar(outline)
        corner = ("top_left", "top_right", "bottom_left", "bottom_right", "notes", "playing")
        small = (*corner, "bar", "unknown")
        self._texts = {name: ShadowedText(canvas, self._font, outline) for name in small}
        self._texts["sentence"] = ShadowedText(canvas, sentence_font, outline)
        self._texts["waiting"] = ShadowedText(canvas, sentence_font, outline)
        self._letters = {
            edge: ShadowedText(canvas, letter_font, outline) for edge in EdgeLetters._fields
        }
        self._ring = canvas.create_rectangle(
            0, 0, 0, 0, outline=style.palette.accent, width=style.px(RING_PIXELS), state="hidden"
        )

    def show(self, overlay: Overlay, width: int, height: int) -> None:
        """Draw the overlay for a pane of this size."""
        letter = self._style.px(LETTER_PIXELS)
        self._show_letters(overlay, width, height)
        edge = 0 if overlay.letters is None else 2 * letter
        unknown = self._room_for_unknown(overlay, width)
        is_note = overlay.orientation_unknown and not unknown
        notes = (*overlay.notes, UNKNOWN) if is_note else overlay.notes
        at_bottom = (width / 2, height - self._style.px(MARGIN))
        self._texts["unknown"].show(UNKNOWN if unknown else "", at_bottom, "s", QUIET)
        lowest = max(edge, unknown)
        centre = max(lowest, self._show_bar(overlay, width, height))
        self._show_top(overlay, (width - edge - letter) // 2, width, height)
        self._show_bottom(overlay, notes, (centre, lowest), (width, height))

    @property
    def free_below(self) -> int:
        """Where the texts of the upper corners end, in pixels from the top."""
        return max(self._free["top_left"], self._free["top_right"])

    @property
    def free_at_right(self) -> tuple[int, int]:
        """From where to where no text stands at the right edge, in pixels from the top."""
        return self._free["top_right"], self._free["bottom_right"]

    def text_boxes(self) -> list[tuple[int, int, int, int]]:
        """Return where texts stand: left, top, right, bottom of each."""
        texts = (*self._texts.values(), *self._letters.values())
        return [text.box for text in texts if text.is_shown]

    def fit_halos(self, image: Image.Image | None, left: int, top: int) -> None:
        """Outline the texts that stand on bright parts of the image, painted at (left, top)."""
        for text in (*self._texts.values(), *self._letters.values()):
            text.fit_halo(image, left, top)

    def show_sentence(self, text: str, width: int, height: int) -> None:
        """Show a sentence in place of a picture, in the middle of the pane; "" hides it."""
        wrap = min(round(width * 0.7), self._style.px(520))
        self._texts["sentence"].show(show(text), (width / 2, height / 2), "center", QUIET, wrap)

    def show_waiting(self, text: str, width: int, height: int) -> None:
        """Show that the next picture is late, over the old one; "" hides it."""
        self._texts["waiting"].show(text, (width / 2, height / 2), "center", TEXT)

    def show_playing(self, text: str, lines_below: int, width: int, height: int) -> None:
        """Show how fast cine runs, above the lower right corner's lines; "" hides it."""
        margin = self._style.px(MARGIN)
        below = self._line * min(lines_below, self._most_lines(width, height))
        self._texts["playing"].show(text, (width - margin, height - margin - below), "se", NOTE)

    def show_ring(self, visible: bool, width: int, height: int) -> None:
        """Show whether the pane has the keys."""
        half = self._style.px(RING_PIXELS) / 2
        self._canvas.coords(self._ring, half, half, width - half, height - half)
        self._canvas.itemconfigure(self._ring, state="normal" if visible else "hidden")

    def _show_top(self, overlay: Overlay, room: int, width: int, height: int) -> None:
        margin = self._style.px(MARGIN)
        most = self._most_lines(width, height)
        for name, right, anchor in (
            ("top_left", margin, "nw"),
            ("top_right", width - margin, "ne"),
        ):
            block = self._block(getattr(overlay.corners, name)[:most], room - margin, room - margin)
            self._texts[name].show(block, (right, margin), anchor)
            self._free[name] = margin + self._line * len(block.splitlines())

    def _show_bottom(
        self,
        overlay: Overlay,
        said: Sequence[str],
        between: tuple[int, int],
        size: tuple[int, int],
    ) -> None:
        """Draw the lower corners; their last lines count most, the notes stand above the left.

        `between` is how wide what stands between them is, and that of it beside the lowest lines:
        the scale bar lies above these. Where nothing is beside them, the right one may be long.
        """
        (width, height), margin = size, self._style.px(MARGIN)
        letter = self._style.px(LETTER_PIXELS)
        room, lowest = ((width - wide - letter) // 2 - margin for wide in between)
        most = self._most_lines(width, height)
        notes = self._note_lines(said, height, room)
        beside_notes = max(1, min(most, self._lines_by_height(height) - len(notes)))
        left = overlay.corners.bottom_left[-beside_notes:]
        right = overlay.corners.bottom_right[-most:]
        bottom = height - margin
        left_block = self._block(left, room, lowest)
        self._texts["bottom_left"].show(left_block, (margin, bottom), "sw")
        if not between[1]:
            beside = max(map(self._font.measure, (*notes, *left_block.splitlines())), default=0)
            lowest = max(lowest, width - 2 * margin - letter - beside)
        right_block = self._block(right, room, lowest)
        self._texts["bottom_right"].show(right_block, (width - margin, bottom), "se")
        self._free["bottom_right"] = bottom - self._line * len(right_block.splitlines())
        above = bottom - self._line * len(left_block.splitlines())
        self._texts["notes"].show("\n".join(notes), (margin, above), "sw", NOTE)

    def _note_lines(self, notes: Sequence[str], height: int, room: int) -> list[str]:
        """Return the notes in lines, each note on its own, and whole where the pane allows."""
        lines = [line for note in notes for line in self._wrapped(show(note), room)]
        if len(lines) < self._lines_by_height(height):
            return lines
        return [self._shortened(" · ".join(notes), room)]

    def _wrapped(self, text: str, room: int) -> list[str]:
        """Break a text between words into lines that fit."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._shortened(longer, room) == longer:
                lines[-1] = longer
            else:
                lines.append(self._shortened(word, room))
        return lines

    def _lines_by_height(self, height: int) -> int:
        """Return how many lines fit into a corner above or below the letters at the sides."""
        room = height / 2 - self._style.px(MARGIN) - self._style.px(LETTER_PIXELS)
        return max(1, int(room / self._line))

    def _most_lines(self, width: int, height: int) -> int:
        """Return how many lines a corner may have: few in a narrow pane, to leave the picture."""
        by_height = self._lines_by_height(height)
        narrow = width < self._style.px(NARROW_PIXELS)
        return min(by_height, NARROW_LINES) if narrow else by_height

    def _show_letters(self, overlay: Overlay, width: int, height: int) -> None:
        margin = self._style.px(MARGIN)
        letters = overlay.letters or EdgeLetters("", "", "", "")
        self._letters["left"].show(letters.left, (margin, height / 2), "w")
        self._letters["top"].show(letters.top, (width / 2, margin), "n")
        self._letters["right"].show(letters.right, (width - margin, height / 2), "e")
        self._letters["bottom"].show(letters.bottom, (width / 2, height - margin), "s")

    def _room_for_unknown(self, overlay: Overlay, width: int) -> int:
        """Return how wide "orientation unknown" is between the lowest lines; 0 where it is not."""
        if not overlay.orientation_unknown:
            return 0
        wide = self._font.measure(UNKNOWN)
        lowest = (*overlay.corners.bottom_left[-1:], *overlay.corners.bottom_right[-1:])
        longest = max((self._font.measure(show(line)) for line in lowest), default=0)
        gap = self._style.px(MARGIN + LETTER_PIXELS)
        return wide if wide + 2 * (longest + gap) <= width else 0

    def _make_bar(self, outline: int) -> list[int]:
        return [
            self._canvas.create_line(0, 0, 0, 0, state="hidden", fill=colour, width=wide)
            for colour, wide in ((SHADOW, 5 * outline), (TEXT, 2 * outline))
        ]

    def _show_bar(self, overlay: Overlay, width: int, height: int) -> int:
        """Draw the scale bar above the bottom letter; return how wide bar and label are."""
        bar = None
        if overlay.mm_per_pixel is not None and width >= self._style.px(BAR_NEEDS_PIXELS):
            bar = scale_bar(overlay.mm_per_pixel, width * BAR_SHARE)
        if bar is None or overlay.mm_per_pixel is None:
            for item in self._bar:
                self._canvas.itemconfigure(item, state="hidden")
            self._texts["bar"].show("", (0, 0), "s")
            return 0
        length = bar[0] / overlay.mm_per_pixel
        label = f"{bar[1]} {overlay.millimetre_note}".strip()
        bottom = height - self._style.px(MARGIN) - self._style.px(LETTER_PIXELS * 1.7)
        self._draw_bar((width - length) / 2, (width + length) / 2, bottom)
        above = bottom - self._style.px(BAR_TICK_PIXELS + 3)
        self._texts["bar"].show(label, (width / 2, above), "s")
        return max(round(length), self._font.measure(label))

    def _draw_bar(self, left: float, right: float, bottom: float) -> None:
        tick = bottom - self._style.px(BAR_TICK_PIXELS)
        for item in self._bar:
            self._canvas.coords(item, left, tick, left, bottom, right, bottom, right, tick)
            self._canvas.itemconfigure(item, state="normal", capstyle="projecting")

    def _block(self, lines: Sequence[str], room: int, lowest: int) -> str:
        shown = [self._shortened(line, room) for line in lines[:-1]]
        shown += [self._shortened(line, lowest) for line in lines[-1:]]
        return "\n".join(filter(None, shown))

    def _shortened(self, text: str, room: int) -> str:
        """Return the text safe to show, its end left out with "…" where it is wider than `room`."""
        key = (text, room)
        if key not in self._cut:
            if len(self._cut) >= MOST_CUT_TEXTS:
                self._cut.clear()
            whole = show(text)
            shown = cut(whole, self._font, room)
            says_something = shown == whole or len(shown) > FEWEST_LETTERS
            self._cut[key] = shown if says_something else ""
        return self._cut[key]
