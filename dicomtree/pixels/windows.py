"""Windows: which range of values is shown from black to white (PS3.3 C.11.2)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.data_set import FARTHEST
from dicomtree.pixels.frame_header import FrameHeader
from dicomtree.pixels.lookup_tables import LookupTable, lookup_table

FRAME_VOI_LUT = 0x00289132
WINDOW_CENTRE, WINDOW_WIDTH, WINDOW_EXPLANATION = 0x00281050, 0x00281051, 0x00281055
VOI_LUT_FUNCTION, VOI_LUT_SEQUENCE = 0x00281056, 0x00283010
LOW_PERCENT, HIGH_PERCENT = 0.5, 99.5
LOW_LEVEL = 0.1
MOST_WINDOWS = 64
WIDEST_HISTOGRAM = 1 << 20
COUNTED_AT_ONCE = 1 << 18


class VoiFunction(StrEnum):
    """VOI LUT Function (0028,1056)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True, slots=True)
class Window:
    """Centre and width in the unit of the modality values; `width` > 0."""

    centre: float
    width: float
    function: VoiFunction = VoiFunction.LINEAR
    explanation: str | None = None


VoiChoice = Window | LookupTable


def file_windows(header: FrameHeader, *, signed: bool) -> tuple[VoiChoice, ...]:
    """Return a frame's VOI LUTs, then its windows, equal ones once.

    `signed` tells whether modality values may be negative.
    """
    place = header.holder(FRAME_VOI_LUT, VOI_LUT_SEQUENCE)
    tables = (lookup_table(item, signed=signed) for item in place.items(VOI_LUT_SEQUENCE))
    found = [table for table in tables if table is not None][:MOST_WINDOWS]
    return (*found, *_without_repeats(_windows(header)))


def range_window(low: float, high: float, explanation: str | None = None) -> Window:
    """Return the window that shows `low` black and `high` white; equal ends show mid grey."""
    low, high = np.nan_to_num((low, high)).clip(-FARTHEST, FARTHEST).tolist()
    width = high - low
    if not width > 0:
        return Window(low, 1.0, VoiFunction.LINEAR_EXACT, explanation)
    return Window(low + width / 2, width, VoiFunction.LINEAR_EXACT, explanation)


def window_like(table: LookupTable) -> Window:
    """Return the window that comes near to a table: the line through its 10 and 90 % of white."""
    levels = table.entries / ((1 << table.bits) - 1)
    middle = np.flatnonzero((levels >= LOW_LEVEL) & (levels <= 1 - LOW_LEVEL))
    if len(middle) < 2:
        return range_window(table.first, table.first + len(levels) - 1)
    low, high = table.first + int(middle[0]), table.first + int(middle[-1])
    beyond = (high - low) * LOW_LEVEL / (1 - 2 * LOW_LEVEL)
    return range_window(low - beyond, high + beyond)


def percentile_window(values: NDArray[Any]) -> tuple[float, float]:
    """Return the 0.5 and 99.5 percentiles of `values` (one dimension), (0, 0) of none.

    Small integers are counted instead of sorted, which is several times faster and exact.
    """
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
    if not values.size:
        return 0.0, 0.0
    low, high = int(np.floor(values.min())), int(np.ceil(values.max()))
    if values.dtype.kind == "f" or high - low > WIDEST_HISTOGRAM:
        first, last = np.percentile(values, (LOW_PERCENT, HIGH_PERCENT))
        return float(first), float(last)
    ends = np.cumsum(_counts(values, low, high))
    return (
        low + _percentile(ends, LOW_PERCENT),
        low + _percentile(ends, HIGH_PERCENT),
    )


def _counts(values: NDArray[Any], low: int, high: int) -> NDArray[np.int64]:
    """Count each integer from `low` to `high`; by blocks, between which other threads may run."""
    counts = np.zeros(high - low + 1, dtype=np.int64)
    step = max(COUNTED_AT_ONCE, len(counts))
    for start in range(0, len(values), step):
        block = values[start : start + step].astype(np.int64)
        counts += np.bincount(block - low, minlength=len(counts))
    return counts


def _percentile(ends: NDArray[np.int64], percent: float) -> float:
    """Return the interpolated percentile of 0, 1, 2 … whose cumulated counts are `ends`."""
    position = (int(ends[-1]) - 1) * percent / 100
    below = int(position)
    here, above = np.searchsorted(ends, (below, min(below + 1, int(ends[-1]) - 1)), side="right")
    return float(here + (above - here) * (position - below))


def _windows(header: FrameHeader) -> list[Window]:
    place = header.holder(FRAME_VOI_LUT, WINDOW_CENTRE)
    centres, widths = place.numbers(WINDOW_CENTRE), place.numbers(WINDOW_WIDTH)
    names = (place.label(WINDOW_EXPLANATION) or "").split("\\")
    stated = (place.text(VOI_LUT_FUNCTION) or "").upper()
    function = VoiFunction(stated) if stated in set(VoiFunction) else VoiFunction.LINEAR
    pairs = list(zip(centres, widths, strict=False))[:MOST_WINDOWS]
    return [
        Window(centre, width, function, (names[i].strip() or None) if i < len(names) else None)
        for i, (centre, width) in enumerate(pairs)
        if width > 0
    ]


def _without_repeats(windows: list[Window]) -> list[Window]:
    """Leave out windows equal to an earlier one but for the name; of the names the first stays."""
    found: dict[tuple[float, float, VoiFunction], Window] = {}
    for window in windows:
        key = (window.centre, window.width, window.function)
        if key not in found or found[key].explanation is None:
            found[key] = window
    return list(found.values())
