"""Attributes, keys and counts as people say them."""

from collections.abc import Iterable, Sequence

from dicomtree.model import ByHand
from dicomtree.text import show

NAMES = {
    "segment": "Referenced Segment Number",
    "component": "complex component",
    "image_type": "Image Type",
    "echo": "Echo Number",
    "te": "Echo Time",
    "temporal_position": "temporal position",
    "b_value": "diffusion b-value",
    "direction": "gradient direction",
    "phase": "phase number",
    "acquisition": "Acquisition Number",
    "frame_reference_time": "Frame Reference Time",
    "trigger_time": "Trigger Time",
    "cardiac_phase": "cardiac phase",
    "kvp": "KVP",
    "kernel": "Convolution Kernel",
    "rank": "place in the count",
    "position": "position in space",
    "stored_frame_order": "the stored order of frames",
    "path": "file name",
    "size": "picture size",
    "orientation": "orientation",
    "localizer": "being a localizer",
    "folder": "folder",
}
UNITS = {
    "te": "ms",
    "frame_reference_time": "ms",
    "trigger_time": "ms",
    "inversion_time": "ms",
    "repetition_time": "ms",
    "flip_angle": "°",
    "cardiac_phase": "%",
    "b_value": "s/mm²",
}
LONGEST_VALUE = 60
_CAPITALS = {"sop": "SOP", "uid": "UID", "id": "ID"}


def attribute_name(name: str) -> str:
    """Return an attribute's name in words: "Flip Angle", "SOP Class UID".

    `name` is a dimension's or a column's, a keyword, or a tag as "0019,100C".
    """
    if not name.islower():
        return _title(name)
    words = [_CAPITALS.get(word, word.capitalize()) for word in name.split("_")]
    return NAMES.get(name) or " ".join(words)


def _title(name: str) -> str:
    """Return what the Standard calls an attribute; a tag that has no name there stands itself."""
    from dicomtree.header import named_attribute
    from dicomtree.header.dictionary import entry

    known = named_attribute(name)
    is_tag = known is None or known.name[0].isdigit()
    return f"({name})" if known is None or is_tag else entry(known.tag, "").name


def listed(items: Iterable[object], most: int = 8) -> str:
    """Return the first items as a list in a sentence: "1, 2 and 3", "1, 2, 3 and 7 more"."""
    texts = [str(item) for item in items]
    if len(texts) > most:
        return f"{', '.join(texts[:most])} and {len(texts) - most} more"
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1] if texts else "")))


def valued(name: str, values: Sequence[object], most: int = 8) -> str:
    """Return the values of an attribute with its unit: "4.92 and 7.38 ms"."""
    texts = ["not given" if value is None else _number(value) for value in values]
    unit = UNITS.get(name, "")
    return f"{listed(texts, most)}{'' if unit in {'', '°'} else ' '}{unit}"


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def split_words(chosen: ByHand) -> str:
    """Say by what a stack was split, and its value: "Flip Angle 5°"."""
    pairs = zip(chosen.split_by, chosen.split_values, strict=False)
    return listed(
        f"{attribute_name(name)} {show(valued(name, [value]), LONGEST_VALUE)}"
        for name, value in pairs
    )
