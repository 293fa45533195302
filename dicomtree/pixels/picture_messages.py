"""Pictures as messages between processes: plain values and raw bytes, nothing that runs."""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from dicomtree.pixels.facts import Facts, TilePosition
from dicomtree.pixels.lookup_tables import LookupTable
from dicomtree.pixels.modality import RealWorldMap, Rescale
from dicomtree.pixels.overlays import Overlay
from dicomtree.pixels.picture import Picture
from dicomtree.pixels.quantities import Quantity
from dicomtree.pixels.segments import Segment, SegmentColours
from dicomtree.pixels.spacing import Millimetres, UltrasoundRegion
from dicomtree.pixels.supplemental import SupplementalPalette
from dicomtree.pixels.thumbnails import Thumbnail
from dicomtree.pixels.windows import VoiFunction, Window

THUMBNAIL = "thumbnail"
PICTURE, VALUES, NO_PICTURE, NO_FRAME = "picture", "values", "no picture", "no frame"
ARRAY, TUPLE, FUNCTION = "array", "tuple", "function"
PARTS: dict[str, type] = {
    part.__name__: part
    for part in (
        Facts,
        LookupTable,
        Millimetres,
        Overlay,
        Picture,
        Quantity,
        RealWorldMap,
        Rescale,
        Segment,
        SegmentColours,
        SupplementalPalette,
        Thumbnail,
        TilePosition,
        UltrasoundRegion,
        Window,
    )
}


def to_message(value: Any) -> Any:
    """Return a picture, or any part of one, as values that marshal can write."""
    if isinstance(value, np.ndarray):
        # marshal copies out of the array itself; another copy first would double what it takes.
        flat = np.ascontiguousarray(value).reshape(-1)
        return (ARRAY, value.dtype.str, value.shape, flat.view(np.uint8))
    if isinstance(value, tuple):
        return (TUPLE, [to_message(each) for each in value])
    if isinstance(value, VoiFunction):
        return (FUNCTION, value.value)
    if is_dataclass(value):
        parts = {each.name: to_message(getattr(value, each.name)) for each in fields(value)}
        return (type(value).__name__, parts)
    return value


def from_message(message: Any) -> Any:
    """Return what `to_message` was given; arrays are read-only."""
    if not isinstance(message, tuple):
        return message
    kind, *rest = message
    if kind == ARRAY:
        dtype, shape, raw = rest
        return np.frombuffer(raw, dtype=dtype).reshape(shape)
    if kind == TUPLE:
        return tuple(from_message(each) for each in rest[0])
    if kind == FUNCTION:
        return VoiFunction(rest[0])
    return PARTS[kind](**{name: from_message(part) for name, part in rest[0].items()})
