"""The modality transform: stored values to what was measured (PS3.3 C.11.1)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.frame_header import FrameHeader
from dicomtree.pixels.lookup_tables import LookupTable, lookup_table

PIXEL_VALUE_TRANSFORMATION = 0x00289145
RESCALE_INTERCEPT, RESCALE_SLOPE, RESCALE_TYPE = 0x00281052, 0x00281053, 0x00281054
MODALITY_LUT_SEQUENCE, MODALITY_LUT_TYPE = 0x00283000, 0x00283004
DOSE_GRID_SCALING = 0x3004000E


@dataclass(frozen=True, slots=True)
class Rescale:
    """output = slope * stored + intercept."""

    slope: float = 1.0
    intercept: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class RealWorldMap:
    """Real world values of the stored ones from `first` to `last`: others have none (NaN).

    `values` is a line, or has one entry for each (PS3.3 C.7.6.16.2.11.1.2).
    """

    first: float
    last: float
    values: Rescale | NDArray[np.float64]

    def mapped(self, stored: NDArray[Any]) -> NDArray[np.float64]:
        """Return what stored values stand for."""
        if isinstance(self.values, Rescale):
            found = stored * self.values.slope + self.values.intercept
        else:
            place = np.clip(
                np.subtract(stored, self.first, dtype=np.float64), 0, len(self.values) - 1
            )
            found = self.values[np.nan_to_num(place).astype(np.intp)]
        with np.errstate(over="ignore"):  # an end may be beyond single precision
            holds = (stored >= self.first) & (stored <= self.last)
        return np.where(holds, found, np.nan)


Transform = Rescale | LookupTable | RealWorldMap | None


@dataclass(frozen=True, slots=True, eq=False)
class Modality:
    """A frame's modality transform; `transform` None leaves the stored values as they are.

    `stated_type` is Rescale Type or Modality LUT Type as the file gives it.
    """

    transform: Rescale | LookupTable | None = None
    stated_type: str | None = None


def modality(header: FrameHeader, *, signed: bool) -> Modality:
    """Return the transform of a frame: its functional group, else the top level; a LUT first."""
    if DOSE_GRID_SCALING in header.top:
        scaling = header.top.number(DOSE_GRID_SCALING)
        return Modality(Rescale(scaling) if scaling else None)
    item = header.top.item(MODALITY_LUT_SEQUENCE)
    table = lookup_table(item, signed=signed) if item is not None else None
    if item is not None and table is not None:
        return Modality(table, item.text(MODALITY_LUT_TYPE))
    place = header.holder(PIXEL_VALUE_TRANSFORMATION, RESCALE_SLOPE)
    slope, intercept = place.number(RESCALE_SLOPE), place.number(RESCALE_INTERCEPT)
    stated_type = place.text(RESCALE_TYPE)
    if slope is None and intercept is None:
        return Modality(None, stated_type)
    # A slope of 0 would make every pixel equal: no scanner means that.
    return Modality(Rescale(slope or 1.0, intercept or 0.0), stated_type)


def transformed(values: NDArray[Any], transform: Transform) -> NDArray[Any]:
    """Return what a transform makes of stored values: float64, or the values as they are."""
    if transform is None:
        return values
    if isinstance(transform, RealWorldMap):
        return transform.mapped(values)
    if isinstance(transform, LookupTable):
        return transform.looked_up(values).astype(np.float64)
    return values * transform.slope + transform.intercept
