"""From stored values to what a screen shows: modality, VOI, presentation, 8 bits (PS3.4 N.2)."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.colours import by_palette
from dicomtree.pixels.lookup_tables import LookupTable
from dicomtree.pixels.modality import Rescale, transformed
from dicomtree.pixels.picture import Picture, load_picture
from dicomtree.pixels.windows import (
    VoiChoice,
    VoiFunction,
    Window,
    percentile_window,
    range_window,
)

WHITE = 255
MID_GREY = 128
BLOCK_PIXELS = 1 << 18
WORTH_TWO_THREADS = 1 << 20
WIDEST_TABLE = 1 << 16
SOFT_TISSUE = Window(40.0, 400.0)
AUTOMATIC = "auto"
DOSE = "RTDOSE"

_OTHER_HALF = ThreadPoolExecutor(1, thread_name_prefix="windowing")
FULL = "minimum to maximum"


def display_values(
    path: str, frame: int = 0, window: tuple[float, float] | str | None = None
) -> NDArray[np.uint8]:
    """Return one frame as a screen shows it: (rows, columns), or (rows, columns, 3) for colour.

    `window` is (centre, width), the explanation of one of the file's windows, "auto" (0.5 to 99.5
    per cent of this frame), or None: the file's first VOI LUT, else its first window, else
    automatic. MONOCHROME1 or Presentation LUT Shape INVERSE invert once. No overlays. Colour is also
    a grey picture that a supplemental palette colours in part.

    Raises ValueError for a width that is not positive or an explanation that the file does not
    have, else as `stored_values` does.
    """
    picture = load_picture(path, frame)
    return render(picture, chosen_window(picture, window))


def chosen_window(picture: Picture, window: tuple[float, float] | str | None) -> VoiChoice | None:
    """Return what `display_values` means by `window`; None for colour. Raises ValueError."""
    if picture.is_colour:
        return None
    if window is None:
        return picture.windows[0] if picture.windows else automatic_window(picture)
    if window == AUTOMATIC:
        return automatic_window(picture)
    if isinstance(window, str):
        for choice in picture.windows:
            if choice.explanation is not None and choice.explanation.lower() == window.lower():
                return choice
        names = ", ".join(choice.explanation or "" for choice in picture.windows).strip(", ")
        known = f": its windows are named {names}" if names else ""
        raise ValueError(f"the file has no window named {window!r}{known}")
    return checked_window(*map(float, window))


def checked_window(centre: float, width: float) -> Window:
    """Return a linear window. Raises ValueError for one that can show nothing."""
    if not width > 0 or not np.isfinite([centre, width]).all():
        raise ValueError(f"a window needs a positive width, not {width}")
    return Window(centre, width)


def default_window(picture: Picture) -> VoiChoice | None:
    """Return the window that a picture opens with; None for colour.

    The file's first; else 40/400 for CT in HU, 0 to the maximum for RT Dose, automatic otherwise.
    """
    if picture.is_colour or picture.windows:
        return picture.windows[0] if picture.windows else None
    if picture.quantity.unit == "HU":
        return SOFT_TISSUE
    if picture.facts.modality == DOSE:
        return range_window(0.0, float(transformed(picture.values, picture.transform).max()))
    return automatic_window(picture)


def opens_by_values(picture: Picture) -> bool:
    """Whether the default window is made of the picture's own values, as nothing states one."""
    is_grey = not picture.is_colour and picture.segment_colours is None
    return is_grey and not picture.windows and picture.quantity.unit != "HU"


def opens_by_all(picture: Picture) -> bool:
    """Whether its volume opens with a window made of all its pictures: RT Dose, 0 to the maximum.

    The highest dose is seldom in the middle, and what is above the window would look as high.
    """
    return opens_by_values(picture) and picture.facts.modality == DOSE


def opening_window(pictures: Iterable[Picture]) -> VoiChoice | None:
    """Return the window that a volume opens with; None for colour, and of no pictures.

    `pictures` are those that decide: all where `opens_by_all`, else the middle one. The windows of
    dose all begin at 0, so that the widest ends at the maximum.
    """
    windows = [window for each in pictures if (window := default_window(each)) is not None]
    return max(windows, key=_width, default=None)


def _width(window: VoiChoice) -> float:
    return window.width if isinstance(window, Window) else 0.0


def automatic_window(picture: Picture) -> Window:
    """Return the window from the 0.5 to the 99.5 percentile of a grey picture without padding."""
    low, high = percentile_window(inside_values(picture))
    ends = transformed(np.array([low, high]), picture.transform)
    return range_window(float(ends.min()), float(ends.max()), "automatic")


def full_window(picture: Picture) -> Window:
    """Return the window from the lowest to the highest value of a grey picture without padding."""
    inside = inside_values(picture)
    inside = inside[np.isfinite(inside)] if inside.dtype.kind == "f" else inside
    if not inside.size:
        return range_window(0.0, 0.0, FULL)
    ends = transformed(np.array([inside.min(), inside.max()]), picture.transform)
    return range_window(float(ends.min()), float(ends.max()), FULL)


def inside_values(picture: Picture) -> NDArray[Any]:
    """Return the stored values that windows are for, in one dimension.

    Left out are padding, values in colours, and rows that a file cut short lacks.
    """
    values = picture.values[: picture.rows_found].ravel()
    if picture.padding is not None:
        values = values[~_outside(picture, values)]
    return values if picture.supplement is None else values[~picture.supplement.holds(values)]


def render(
    picture: Picture,
    window: VoiChoice | None,
    *,
    inverted: bool = False,
    colormap: NDArray[np.uint8] | None = None,
) -> NDArray[np.uint8]:
    """Return a picture in 8 bits, (rows, columns), or (rows, columns, 3) for colour.

    `window` None takes the default one; colour and segmentations ignore it. `inverted` is the
    user's wish and comes on top of the picture's own. `colormap` (256, 3) colours the greys.
    Neither touches what a supplemental palette colours (PS3.3 C.8.16.2.1.1.1).
    Padding that would come out bright (it does when inverted) or coloured is black, and so are rows
    that a file cut short lacks.
    """
    levels = _levels(picture, window, inverted, colormap)
    if picture.rows_found is not None and levels is not picture.values:
        levels[picture.rows_found :] = 0
    return levels


def _levels(
    picture: Picture,
    window: VoiChoice | None,
    inverted: bool,
    colormap: NDArray[np.uint8] | None,
) -> NDArray[np.uint8]:
    if picture.is_colour:
        colour: NDArray[np.uint8] = picture.values
        return WHITE - colour if inverted else colour
    if picture.segment_colours is not None:
        return by_palette(picture.values, 0, picture.segment_colours.colours)
    window = window or default_window(picture) or SOFT_TISSUE
    if picture.supplement is None or picture.values.size < WIDEST_TABLE:
        return _shaded(picture, window, inverted, colormap)
    return _looked_up(picture, lambda part: _shaded(part, window, inverted, colormap))


def _looked_up(
    picture: Picture, shaded: Callable[[Picture], NDArray[np.uint8]]
) -> NDArray[np.uint8]:
    """Shade each value once and look the pixels up: mixing greys and colours takes thrice as long."""
    low, high = int(picture.values.min()), int(picture.values.max())
    if high - low >= WIDEST_TABLE:
        return shaded(picture)
    every = np.arange(low, high + 1).astype(picture.values.dtype)[None]
    return by_palette(picture.values, low, shaded(replace(picture, values=every))[0])


def _shaded(
    picture: Picture, window: VoiChoice, inverted: bool, colormap: NDArray[np.uint8] | None
) -> NDArray[np.uint8]:
    grey = _windowed(picture, window)
    if picture.inverted != inverted:
        np.subtract(WHITE, grey, out=grey)
    outside = None if picture.padding is None else _outside(picture, picture.values)
    if outside is not None and grey[outside].max(initial=0) >= MID_GREY:
        grey[outside] = 0
    if colormap is None and picture.supplement is None:
        return grey
    coloured: NDArray[np.uint8] = grey if colormap is None else np.take(colormap, grey, axis=0)
    if picture.supplement is not None:
        coloured = picture.supplement.over(coloured, picture.values)
    if outside is not None:
        coloured[outside] = 0
    return coloured


def reading(picture: Picture, row: int, column: int) -> str:
    """Return the value under the pointer for people: "-12 HU", "outside", "R 1, G 2, B 3".

    In a row that a file cut short lacks, "missing".

    Raises IndexError outside of the picture. MONOCHROME1 is not inverted here.
    """
    if not (0 <= row < picture.facts.rows and 0 <= column < picture.facts.columns):
        raise IndexError(f"row {row}, column {column} lies outside of the picture")
    if picture.rows_found is not None and row >= picture.rows_found:
        return "missing"
    shape = picture.values.shape
    value = picture.values[
        min(row // picture.reduction, shape[0] - 1), min(column // picture.reduction, shape[1] - 1)
    ]
    if picture.is_colour:
        red, green, blue = (int(part) for part in value)
        return f"R {red}, G {green}, B {blue}"
    if picture.segment_colours is not None:
        return picture.segment_colours.text(int(value))
    if picture.padding is not None and picture.padding[0] <= value <= picture.padding[1]:
        return "outside"
    if picture.supplement is not None and value >= picture.supplement.first:
        return picture.quantity.text_of_coloured(value.item())
    return picture.quantity.text(value.item())


def _outside(picture: Picture, values: NDArray[Any]) -> NDArray[np.bool_]:
    low, high = picture.padding or (0, 0)
    if low == high:
        return np.asarray(values == low)
    return np.asarray((values >= low) & (values <= high))


def _windowed(picture: Picture, window: VoiChoice) -> NDArray[np.uint8]:
    values, transform = picture.values, picture.transform
    if isinstance(window, Window) and not isinstance(transform, LookupTable):
        line = _line(window, transform or Rescale())
        if line is not None:
            return _along_line(values, *line)
    if values.dtype.kind in "ui" and values.size:
        low, high = int(values.min()), int(values.max())
        if high - low < WIDEST_TABLE:
            table = _greys(transformed(np.arange(low, high + 1), transform), window)
            return table[np.subtract(values, low, dtype=np.int64)]
    return _greys(transformed(values, transform), window)


def _line(window: Window, rescale: Rescale) -> tuple[float, float] | None:
    """Return the stored value that turns black and the greys per step, None for no straight line.

    A width between 0 and 1, illegal for LINEAR yet met, is taken as LINEAR_EXACT.
    """
    if window.function is VoiFunction.SIGMOID or not rescale.slope:
        return None
    centre, width = window.centre, window.width
    if window.function is VoiFunction.LINEAR and width >= 1:
        if width == 1:
            return None
        centre, width = centre - 0.5, width - 1
    black = centre - width / 2
    return (black - rescale.intercept) / rescale.slope, WHITE * rescale.slope / width


def _along_line(values: NDArray[Any], black: float, steepness: float) -> NDArray[np.uint8]:
    """Window along a line; a large frame in two halves at once, as numpy lets other threads run."""
    grey = np.empty(values.shape, dtype=np.uint8)
    if values.size < WORTH_TWO_THREADS:
        _fill(grey, values, black, steepness)
        return grey
    middle = len(values) // 2
    other = _OTHER_HALF.submit(_fill, grey[middle:], values[middle:], black, steepness)
    _fill(grey[:middle], values[:middle], black, steepness)
    other.result()
    return grey


def _fill(grey: NDArray[np.uint8], values: NDArray[Any], black: float, steepness: float) -> None:
    """Window by blocks of rows in single precision: they stay in the processor's cache."""
    rows = max(BLOCK_PIXELS // max(values.shape[1], 1), 1)
    wide = values.dtype.itemsize > 2
    buffer = np.empty((min(rows, len(values)), values.shape[1]), np.float64 if wide else np.float32)
    for start in range(0, len(values), rows):
        source = values[start : start + rows]
        block = buffer[: len(source)]
        np.subtract(source, black, out=block, casting="same_kind", dtype=block.dtype)
        block *= steepness
        if values.dtype.kind == "f":
            np.nan_to_num(block, copy=False)
        block += 0.5
        np.clip(block, 0, WHITE, out=block)
        np.copyto(grey[start : start + rows], block, casting="unsafe")


def _greys(values: NDArray[Any], window: VoiChoice) -> NDArray[np.uint8]:
    """Return the greys of modality values through any window or table, in double precision."""
    if isinstance(window, LookupTable):
        white = (1 << window.bits) - 1
        return _rounded(window.looked_up(values) * (WHITE / white))
    if window.function is VoiFunction.SIGMOID:
        exponent = np.clip(-4 * (values - window.centre) / window.width, -700, 700)
        return _rounded(WHITE / (1 + np.exp(exponent)))
    line = _line(window, Rescale())
    if line is None:  # LINEAR of width 1: a step
        return np.where(values > window.centre - 0.5, np.uint8(WHITE), np.uint8(0))
    return _rounded((values - line[0]) * line[1])


def _rounded(greys: NDArray[Any]) -> NDArray[np.uint8]:
    rounded: NDArray[np.uint8] = (np.clip(np.nan_to_num(greys), 0, WHITE) + 0.5).astype(np.uint8)
    return rounded
