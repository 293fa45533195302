"""Icons, drawn by Pillow at four times their size and reduced: sharp at every text size."""

import base64
import io
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

GRID = 16
OVERSAMPLING = 4
STROKE = 1.4
APPLICATION_PIXELS = 64

Point = tuple[float, float]


class Pen:
    """Draws on a grid of 16 by 16 units in one colour."""

    def __init__(self, size: int, colour: str) -> None:
        self._factor = size * OVERSAMPLING / GRID
        pixels = size * OVERSAMPLING
        self.image = Image.new("RGBA", (pixels, pixels), colour + "00")
        self._draw = ImageDraw.Draw(self.image)
        self._colour = colour

    def line(self, *points: Point, width: float = STROKE) -> None:
        """Draw a line through the points, with round ends and corners."""
        places = [self._place(point) for point in points]
        self._draw.line(places, fill=self._colour, width=self._width(width), joint="curve")
        radius = width * self._factor / 2
        for x, y in (places[0], places[-1]):
            box = (x - radius, y - radius, x + radius, y + radius)
            self._draw.ellipse(box, fill=self._colour)

    def area(self, *points: Point, opacity: float = 1.0) -> None:
        """Fill the polygon of the points."""
        self._draw.polygon([self._place(p) for p in points], fill=self._ink(opacity))

    def box(self, corners: Sequence[float], radius: float = 1.0, width: float = STROKE) -> None:
        """Outline a rectangle (left, top, right, bottom) with round corners."""
        self._draw.rounded_rectangle(
            self._corners(corners),
            radius * self._factor,
            outline=self._colour,
            width=self._width(width),
        )

    def block(self, corners: Sequence[float], radius: float = 1.0, opacity: float = 1.0) -> None:
        """Fill a rectangle (left, top, right, bottom) with round corners."""
        self._draw.rounded_rectangle(
            self._corners(corners), radius * self._factor, fill=self._ink(opacity)
        )

    def clear(self, corners: Sequence[float], radius: float = 1.0) -> None:
        """Make a rectangle transparent again."""
        clear = self._colour + "00"
        self._draw.rounded_rectangle(self._corners(corners), radius * self._factor, fill=clear)

    def arc(self, corners: Sequence[float], start: float, end: float) -> None:
        """Draw part of an ellipse; degrees clockwise from three o'clock."""
        self._draw.arc(
            self._corners(corners), start, end, fill=self._colour, width=self._width(STROKE)
        )

    def disc(self, centre: Point, radius: float) -> None:
        """Fill a circle."""
        x, y = centre
        box = self._corners((x - radius, y - radius, x + radius, y + radius))
        self._draw.ellipse(box, fill=self._colour)

    def _place(self, point: Point) -> Point:
        return point[0] * self._factor, point[1] * self._factor

    def _corners(self, corners: Sequence[float]) -> list[float]:
        return [corner * self._factor for corner in corners]

    def _width(self, width: float) -> int:
        return max(1, round(width * self._factor))

    def _ink(self, opacity: float) -> str:
        return f"{self._colour}{round(opacity * 255):02X}"


def draw(name: str, size: int, colour: str) -> Image.Image:
    """Return the icon `name` as an RGBA image of size by size pixels; KeyError if unknown."""
    pen = Pen(size, colour)
    DRAWINGS[name](pen)
    return pen.image.resize((size, size), Image.Resampling.LANCZOS)


def mark(image: Image.Image, colour: str, ground: str) -> None:
    """Put a small warning sign into the icon's lower right corner."""
    size = image.width
    pen = Pen(size, colour)
    pen.area((8.2, 16), (16, 16), (12.1, 7.6))
    sign = pen.image.resize((size, size), Image.Resampling.LANCZOS)
    gap = Pen(size, ground)
    gap.area((6.2, 16), (16, 16), (16, 13), (12.1, 5.2))
    hole = gap.image.resize((size, size), Image.Resampling.LANCZOS)
    image.paste((0, 0, 0, 0), (0, 0), hole.getchannel("A"))
    image.alpha_composite(sign)


def application_icon() -> bytes:
    """Return the window's icon, a stack of slices on a dark tile, as Base64 of a PNG file."""
    image = Image.new("RGBA", (APPLICATION_PIXELS, APPLICATION_PIXELS))
    tile = ImageDraw.Draw(image)
    edge = APPLICATION_PIXELS - 1
    tile.rounded_rectangle((0, 0, edge, edge), APPLICATION_PIXELS // 5, fill="#1F2A44")
    inside = APPLICATION_PIXELS * 3 // 4
    stack = draw("stack", inside, "#7FB5FF")
    place = (APPLICATION_PIXELS - inside) // 2
    image.alpha_composite(stack, (place, place))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


def _blank(_: Pen) -> None:
    """Draw nothing: keeps the place of an icon."""


def _chevron_right(pen: Pen) -> None:
    pen.line((6.2, 4.2), (10, 8), (6.2, 11.8))


def _chevron_down(pen: Pen) -> None:
    pen.line((4.2, 6.2), (8, 10), (11.8, 6.2))


# ---- rows of the tree
def _patient(pen: Pen) -> None:
    pen.disc((8, 5), 3.1)
    pen.block((2.2, 9.2, 13.8, 18), radius=5.2)
    pen.clear((0, 14.6, 16, 16), radius=0)


def _study(pen: Pen) -> None:
    pen.block((1.2, 3, 7.4, 7), radius=1.2)
    pen.block((1.2, 4.8, 14.8, 13.4), radius=1.2)


def _series(pen: Pen) -> None:
    pen.block((5.4, 1.6, 14.4, 10.6), radius=1.4, opacity=0.35)
    pen.block((3.5, 3.5, 12.5, 12.5), radius=1.4, opacity=0.6)
    pen.block((1.6, 5.4, 10.6, 14.4), radius=1.4)


def _stack(pen: Pen) -> None:
    for top, opacity in ((8.6, 0.4), (5.4, 0.65), (2.2, 1.0)):
        pen.area((8, top), (14.6, top + 2.8), (8, top + 5.6), (1.4, top + 2.8), opacity=opacity)


def _image(pen: Pen) -> None:
    pen.box((3, 3, 13, 13), radius=1.6, width=1.2)


def _frames(pen: Pen) -> None:
    pen.box((1.6, 3, 14.4, 13), radius=1.4, width=1.2)
    for left in (3.4, 7.2, 11):
        pen.block((left, 4.9, left + 1.5, 6.3), radius=0.3)
        pen.block((left, 9.7, left + 1.5, 11.1), radius=0.3)


def _localizer(pen: Pen) -> None:
    pen.box((3, 3, 13, 13), radius=1.6, width=1.2)
    pen.line((8, 1.2), (8, 14.8), width=1.1)
    pen.line((1.2, 8), (14.8, 8), width=1.1)


def _document(pen: Pen) -> None:
    pen.line((3.4, 1.8), (9.6, 1.8), (12.8, 5), (12.8, 14.2), (3.4, 14.2), (3.4, 1.8), width=1.2)
    for height in (6.2, 8.6, 11):
        pen.line((5.6, height), (10.6, height), width=1.1)


def _mosaic(pen: Pen) -> None:
    for left in (2.4, 8.8):
        for top in (2.4, 8.8):
            pen.box((left, top, left + 4.9, top + 4.9), radius=0.9, width=1.2)


# ---- toolbar
def _open(pen: Pen) -> None:
    pen.line((1.8, 12.6), (1.8, 3.4), (6, 3.4), (7.6, 5.2), (12.4, 5.2), (12.4, 7.2))
    pen.line((1.8, 12.8), (4.2, 7.2), (14.8, 7.2), (12.4, 12.8), (1.8, 12.8))


def _rescan(pen: Pen) -> None:
    pen.arc((2.2, 2.2, 13.8, 13.8), -20, 250)
    pen.area((4.0, 0.6), (8.6, 2.6), (4.6, 5.8))


def _cancel(pen: Pen) -> None:
    pen.line((4, 4), (12, 12), width=1.6)
    pen.line((12, 4), (4, 12), width=1.6)


def _fit(pen: Pen) -> None:
    for x, y, right, down in ((2, 2, 1, 1), (14, 2, -1, 1), (2, 14, 1, -1), (14, 14, -1, -1)):
        pen.line((x + 3.6 * right, y), (x, y), (x, y + 3.6 * down))
    pen.block((5.4, 5.4, 10.6, 10.6), radius=0.8, opacity=0.55)


def _one_to_one(pen: Pen) -> None:
    for left in (1.6, 10.6):
        pen.line((left, 5.4), (left + 2, 4), (left + 2, 12.2))
    pen.disc((8, 6.6), 0.95)
    pen.disc((8, 10.8), 0.95)


def _rotate_right(pen: Pen) -> None:
    pen.arc((2.2, 3, 12.6, 13.4), 90, 345)
    pen.area((15.2, 6.2), (10, 6.9), (13.2, 10.8))


def _rotate_left(pen: Pen) -> None:
    pen.arc((3.4, 3, 13.8, 13.4), 195, 450)
    pen.area((0.8, 6.2), (6, 6.9), (2.8, 10.8))


def _flip_horizontal(pen: Pen) -> None:
    pen.line((8, 1.6), (8, 14.4), width=1.1)
    pen.area((6, 4), (6, 12.2), (1.2, 12.2))
    pen.area((10, 4), (10, 12.2), (14.8, 12.2), opacity=0.45)


def _flip_vertical(pen: Pen) -> None:
    pen.line((1.6, 8), (14.4, 8), width=1.1)
    pen.area((4, 6), (12.2, 6), (12.2, 1.2))
    pen.area((4, 10), (12.2, 10), (12.2, 14.8), opacity=0.45)


def _invert(pen: Pen) -> None:
    pen.arc((2, 2, 14, 14), 0, 360)
    half = [(8.0, 2.0)]
    half += [(8 - 6 * (1 - (step / 10) ** 2) ** 0.5, 8 + 6 * step / 10) for step in range(-10, 11)]
    pen.area(*half, (8, 14))


def _reset(pen: Pen) -> None:
    pen.arc((2.8, 3.4, 13.2, 13.8), -150, 120)
    pen.area((1.0, 3.0), (6.4, 4.2), (2.4, 8.0))
    pen.disc((8, 8.6), 1.3)


def _measure(pen: Pen) -> None:
    pen.line((2, 11), (11, 2), (14, 5), (5, 14), (2, 11))
    for step in range(3):
        x, y = 4.2 + 2.3 * step, 8.8 - 2.3 * step
        pen.line((x, y), (x + 1.4, y + 1.4), width=1.1)


def _play(pen: Pen) -> None:
    pen.area((4.4, 2.4), (13.6, 8), (4.4, 13.6))


def _pause(pen: Pen) -> None:
    pen.block((3.8, 2.8, 6.6, 13.2), radius=0.6)
    pen.block((9.4, 2.8, 12.2, 13.2), radius=0.6)


def _copy_out(pen: Pen) -> None:
    pen.line((9, 3), (3, 3), (3, 13), (13, 13), (13, 11))
    pen.line((7.5, 8), (14.5, 8))
    pen.line((11.5, 5), (14.5, 8), (11.5, 11))


def _eye(pen: Pen) -> None:
    pen.arc((-0.2, 3.6, 16.2, 17), 208, 332)
    pen.arc((-0.2, -1, 16.2, 12.4), 28, 152)
    pen.disc((8, 8), 2.2)


def _eye_off(pen: Pen) -> None:
    _eye(pen)
    pen.line((2.8, 13.4), (13.2, 2.6), width=1.5)


def _found(pen: Pen) -> None:
    pen.box((2.6, 2.4, 13.4, 14.4), radius=1.4, width=1.3)
    pen.block((5.4, 1, 10.6, 4), radius=0.9)
    pen.line((5.4, 8.6), (7.2, 10.6), (10.8, 6.6), width=1.4)


def _order(pen: Pen) -> None:
    for height, right in ((3, 13.8), (6.4, 11.6), (9.8, 9.4), (13.2, 7.4)):
        pen.line((6.6, height), (right, height), width=1.3)
    pen.line((3, 2.6), (3, 12.8), width=1.3)
    pen.line((1.2, 11), (3, 13.2), (4.8, 11), width=1.3)


def _moon(pen: Pen) -> None:
    pen.disc((7.6, 8.4), 5.8)
    pen.clear((5.6, 0.6, 15.2, 10.2), radius=4.8)


def _sun(pen: Pen) -> None:
    pen.disc((8, 8), 3.0)
    for x, y in ((0, 1), (0.71, 0.71), (1, 0), (0.71, -0.71), (0, -1), (-0.71, -0.71), (-1, 0)):
        pen.line((8 + 4.9 * x, 8 + 4.9 * y), (8 + 6.4 * x, 8 + 6.4 * y), width=1.3)
    pen.line((8 - 3.48, 8 + 3.48), (8 - 4.54, 8 + 4.54), width=1.3)


def _help(pen: Pen) -> None:
    pen.arc((1.8, 1.8, 14.2, 14.2), 0, 360)
    pen.arc((5.6, 4, 10.4, 8.8), 180, 420)
    pen.line((9.1, 8.2), (8, 9.2), (8, 9.8))
    pen.disc((8, 11.9), 0.95)


def _warning(pen: Pen) -> None:
    pen.line((8, 2.2), (14.4, 13.4), (1.6, 13.4), (8, 2.2))
    pen.line((8, 6.4), (8, 9.6))
    pen.disc((8, 11.5), 0.85)


def _headers(pen: Pen) -> None:
    pen.line((1.8, 2.2), (1.8, 14), (14.4, 14))
    pen.line((3.8, 10.6), (6.6, 5.8), (9.4, 8.6), (13.8, 3.2))


def _view(pen: Pen) -> None:
    for height, knob in ((3.6, 10.6), (8, 5.2), (12.4, 9.2)):
        pen.line((1.8, height), (14.2, height), width=1.3)
        pen.disc((knob, height), 2.0)


DRAWINGS: dict[str, Callable[[Pen], None]] = {
    "blank": _blank,
    "chevron_right": _chevron_right,
    "chevron_down": _chevron_down,
    "patient": _patient,
    "study": _study,
    "series": _series,
    "stack": _stack,
    "image": _image,
    "frames": _frames,
    "localizer": _localizer,
    "document": _document,
    "mosaic": _mosaic,
    "open": _open,
    "rescan": _rescan,
    "cancel": _cancel,
    "fit": _fit,
    "one_to_one": _one_to_one,
    "rotate_left": _rotate_left,
    "rotate_right": _rotate_right,
    "flip_horizontal": _flip_horizontal,
    "flip_vertical": _flip_vertical,
    "invert": _invert,
    "reset": _reset,
    "measure": _measure,
    "play": _play,
    "pause": _pause,
    "copy_out": _copy_out,
    "eye": _eye,
    "eye_off": _eye_off,
    "found": _found,
    "order": _order,
    "moon": _moon,
    "sun": _sun,
    "help": _help,
    "headers": _headers,
    "view": _view,
    "warning": _warning,
}
