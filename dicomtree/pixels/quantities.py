"""What a stored value means: number and unit, only where the file supports them."""

import math
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from dicomtree.pixels.data_set import DataSet
from dicomtree.pixels.frame_header import FrameHeader
from dicomtree.pixels.image_pixel import ImagePixel, NumberKind
from dicomtree.pixels.lookup_tables import LookupTable
from dicomtree.pixels.modality import Modality, RealWorldMap, Rescale, Transform, transformed

STORED = "stored"
RESCALED = "rescaled, no unit"
NO_UNIT = "no unit"
UNSPECIFIED = ("US", "UNSPECIFIED")
PET_UNITS = 0x00541001
SUV_TYPE = 0x00541006
DOSE_UNITS, DOSE_TYPE = 0x30040002, 0x30040004
REAL_WORLD_VALUE_MAPPING = 0x00409096
MEASUREMENT_UNITS, CODE_VALUE, CODE_MEANING = 0x004008EA, 0x00080100, 0x00080104
REAL_WORLD_SLOPE, REAL_WORLD_INTERCEPT, REAL_WORLD_LUT = 0x00409225, 0x00409224, 0x00409212
FIRST_MAPPED, LAST_MAPPED = 0x00409216, 0x00409211
FIRST_MAPPED_FLOAT, LAST_MAPPED_FLOAT = 0x00409214, 0x00409213
UNITY = "1"  # of the Unified Code for Units of Measure
MOST_MAPPINGS = 16

# PS3.3 C.8.9.1.1.3
PET_UNIT_NAMES = {
    "CNTS": "counts",
    "NONE": NO_UNIT,
    "CM2": "cm²",
    "CM2ML": "cm²/ml",
    "PCNT": "%",
    "CPS": "counts/s",
    "BQML": "Bq/ml",
    "MGMINML": "mg/min/ml",
    "UMOLMINML": "µmol/min/ml",
    "MLMING": "ml/min/g",
    "MLG": "ml/g",
    "1CM": "1/cm",
    "UMOLML": "µmol/ml",
    "PROPCNTS": "proportional to counts",
    "PROPCPS": "proportional to counts/s",
    "MLMINML": "ml/min/ml",
    "MLML": "ml/ml",
    "GML": "g/ml",
    "STDDEV": "standard deviations",
}


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """How a stored value is read: `transform` makes the number, `unit` stands behind it.

    `is_mapped` where a Real World Value Mapping says so, which holds for coloured values too.
    `others` are further mappings, for stored values that this one has no number for.
    """

    unit: str
    transform: Transform
    is_mapped: bool = False
    others: tuple["Quantity", ...] = ()

    def text(self, stored: float) -> str:
        """Return one stored value as number and unit; as it is where no mapping holds for it."""
        for each in (self, *self.others):
            value = float(transformed(np.asarray([stored]), each.transform)[0])
            if not (each.is_mapped and math.isnan(value)):
                return f"{number_text(value)} {each.unit}"
        return f"{number_text(float(stored))} {STORED}, not mapped"

    def text_of_coloured(self, stored: float) -> str:
        """Return a value in colours of a supplemental palette.

        The modality transform is not for it (PS3.3 C.8.16.2.1.1.1), a Real World Value Mapping is.
        """
        return self.text(stored) if self.is_mapped else f"{stored:.15g} stored, in colour"

    def of_modality(self, value: float, modality: Rescale | LookupTable | None) -> float | None:
        """Return the number that a modality value stands for; None where that cannot be told.

        They differ where a Real World Value Mapping is used, which starts from stored values.
        """
        if self.transform == modality or isinstance(self.transform, LookupTable):
            return value
        line = self.transform
        if isinstance(line, RealWorldMap):  # a window may end beyond what is mapped
            line = line.values if isinstance(line.values, Rescale) else None
            if line is None:
                return None
        if isinstance(modality, LookupTable):
            return None
        if modality is not None:
            value = (value - modality.intercept) / modality.slope
        return float(transformed(np.asarray([value]), line)[0])


def number_text(value: float) -> str:
    """Return a number for people: integers whole, others to six figures."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"


def rounded_text(value: float, figures: int = 4) -> str:
    """Return a number to so many figures, but whole from there on: 18104, 10.86, 0.001646."""
    whole = 10 ** (figures - 1) <= abs(value) < 1e15
    return f"{value:.0f}" if whole else f"{value:.{figures}g}"


def quantity(header: FrameHeader, modality: Modality, image: ImagePixel) -> Quantity:
    """Return what a frame's values mean: by modality, else as the file codes it, else no unit."""
    kind = (header.top.text(0x00080060) or "").upper()
    if DOSE_UNITS in header.top or kind == "RTDOSE":
        return Quantity(_dose_unit(header), modality.transform)
    if kind == "PT" and PET_UNITS in header.top:
        return Quantity(_pet_unit(header), modality.transform)
    if kind == "CT" and modality.transform is not None:
        return Quantity(_ct_unit(modality.stated_type), modality.transform)
    mapped = _real_world(header, image)
    if mapped is not None:
        return mapped
    return Quantity(STORED if modality.transform is None else RESCALED, modality.transform)


def _ct_unit(stated_type: str | None) -> str:
    if stated_type is None:
        return "HU"
    return RESCALED if stated_type.upper() in UNSPECIFIED else stated_type


def _dose_unit(header: FrameHeader) -> str:
    stated = (header.top.text(DOSE_UNITS) or "").upper()
    unit = {"GY": "Gy", "RELATIVE": "relative"}.get(stated, RESCALED)
    kind = (header.top.text(DOSE_TYPE) or "").lower()
    return f"{unit} ({kind} dose)" if kind else unit


def _pet_unit(header: FrameHeader) -> str:
    stated = (header.top.text(PET_UNITS) or "").upper()
    unit = PET_UNIT_NAMES.get(stated, stated or RESCALED)
    suv_type = header.top.text(SUV_TYPE)
    if stated == "GML" and suv_type is None:
        suv_type = "BW"  # PS3.3 C.8.9.1.1.3: what GML means where no type is given
    return f"{unit} (SUV {suv_type})" if suv_type else unit


def _real_world(header: FrameHeader, image: ImagePixel) -> Quantity | None:
    """Return the first Real World Value Mapping that can be used, the others as its `others`.

    Several hold for several ranges, or give the same in another unit (PS3.3 C.7.6.16.2.11.1).
    """
    holder = header.sequence_holder(REAL_WORLD_VALUE_MAPPING)
    items = islice(holder.items(REAL_WORLD_VALUE_MAPPING), MOST_MAPPINGS)
    found = [mapped for each in items if (mapped := _mapped(each, image)) is not None]
    return replace(found[0], others=tuple(found[1:])) if found else None


def _mapped(item: DataSet, image: ImagePixel) -> Quantity | None:
    code = item.item(MEASUREMENT_UNITS)
    unit = (code.text(CODE_VALUE) or code.label(CODE_MEANING)) if code is not None else None
    transform = _real_world_map(item, image)
    if transform is None:
        return None
    return Quantity(NO_UNIT if unit == UNITY else unit or RESCALED, transform, is_mapped=True)


def _real_world_map(item: DataSet, image: ImagePixel) -> Rescale | RealWorldMap | None:
    ends = _mapped_range(item, image)
    slope = item.number(REAL_WORLD_SLOPE, "FD")
    if slope:
        line = Rescale(slope, item.number(REAL_WORLD_INTERCEPT, "FD") or 0.0)
        is_integer = image.kind is NumberKind.INTEGER
        if ends is None or (is_integer and ends[0] <= image.lowest and ends[1] >= image.highest):
            return line
        return RealWorldMap(*ends, line)
    raw, order = item.raw(REAL_WORLD_LUT), "<" if item.is_little_endian else ">"
    entries = np.frombuffer(raw[: len(raw) // 8 * 8], f"{order}f8").astype(np.float64)
    if ends is None or not len(entries):
        return None
    return RealWorldMap(ends[0], min(ends[1], ends[0] + len(entries) - 1), entries)


def _mapped_range(item: DataSet, image: ImagePixel) -> tuple[float, float] | None:
    """Return the first and last stored value that are mapped; None where they make no sense."""
    first, last = (item.number(tag, "FD") for tag in (FIRST_MAPPED_FLOAT, LAST_MAPPED_FLOAT))
    if first is None or last is None:
        words = [item.words(tag)[:1] for tag in (FIRST_MAPPED, LAST_MAPPED)]
        if not all(words):
            return None
        # Read as signed or not like the pixels, whatever the VR says.
        first, last = (
            float(word - (1 << 16) if image.signed and word >= 1 << 15 else word)
            for (word,) in words
        )
    return (first, last) if first <= last else None
