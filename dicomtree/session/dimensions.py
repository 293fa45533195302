"""The dimensions of a stack, in words."""

from collections.abc import Mapping

from dicomtree.model import Dimension, Stack
from dicomtree.text import show

Value = str | float | int | None

NAMES = {
    "segment": "segment",
    "component": "component",
    "image_type": "image type",
    "echo": "echo",
    "te": "TE",
    "temporal_position": "time point",
    "b_value": "b",
    "direction": "direction",
    "phase": "phase",
    "acquisition": "acquisition",
    "frame_reference_time": "frame time",
    "trigger_time": "trigger",
    "inversion_time": "TI",
    "flip_angle": "flip angle",
    "repetition_time": "TR",
    "cardiac_phase": "cardiac phase",
    "kvp": "kVp",
    "kernel": "kernel",
    "rank": "repetition",
}
UNITS = {
    "te": "ms",
    "frame_reference_time": "ms",
    "trigger_time": "ms",
    "inversion_time": "ms",
    "flip_angle": "°",
    "repetition_time": "ms",
    "cardiac_phase": "%",
}
COUNTED = {"echo", "temporal_position", "phase", "acquisition", "rank", "segment"}
"""Dimensions whose value is a number to count by: shown as "echo 1/2"."""


def dimension_label(dimension: Dimension, volume_index: int) -> str:
    """Say where a volume stands in a dimension: "echo 1/2", "TE 4.92 ms", "b 1000"."""
    return _label(dimension, dimension.values[volume_index], distinct_places(dimension))


def dimension_labels(dimension: Dimension) -> list[str]:
    """Return the label of each volume: in one go, as there may be thousands."""
    places = distinct_places(dimension)
    labels = {value: _label(dimension, value, places) for value in places}
    return [labels[value] for value in dimension.values]


def distinct_places(dimension: Dimension) -> dict[Value, int]:
    """Return a dimension's distinct values, each with its place, from 0."""
    return {value: place for place, value in enumerate(dict.fromkeys(dimension.values))}


def _label(dimension: Dimension, value: Value, places: Mapping[Value, int]) -> str:
    name = NAMES.get(dimension.name, dimension.name)
    if value is None:
        return f"no {name}"
    if dimension.name in COUNTED:
        return show(f"{name} {_counted(value, places)}")
    unit = UNITS.get(dimension.name, "")
    if dimension.name == "image_type":
        value = _telling_values(dimension, str(value))
    number = f"{value:g}" if isinstance(value, float) else show(str(value))
    return f"{name} {number}{unit}" if unit == "°" else f"{name} {number} {unit}".rstrip()


def _telling_values(dimension: Dimension, image_type: str) -> str:
    r"""Return what an Image Type has that not all volumes have: "WATER" of "O\P\WATER"."""
    others = [str(value).split("\\") for value in set(dimension.values) if value is not None]
    shared = set.intersection(*map(set, others))
    values = image_type.split("\\")
    return "\\".join(dict.fromkeys(v for v in values if v not in shared)) or image_type


def _counted(value: Value, places: Mapping[Value, int]) -> str:
    """Return "2/3" where the values are 1, 2, 3; "7 (2/3)" where they are others."""
    place, count = places[value] + 1, len(places)
    return f"{value}/{count}" if value == place else f"{value} ({place}/{count})"


def volume_label(stack: Stack, volume_index: int, *, in_full: bool = False) -> str:
    """Say what one volume of a stack is: "echo 1/2"; "" for a single volume.

    In full, with what goes along with its dimensions: "echo 1/2 · TE 4.92 ms".
    """
    if len(stack.volumes) < 2:
        return ""
    dimensions = (*stack.dimensions, *stack.companions) if in_full else stack.dimensions
    labels = [dimension_label(dimension, volume_index) for dimension in dimensions]
    return " · ".join(labels) or f"volume {volume_index + 1}/{len(stack.volumes)}"


def volume_labels(stack: Stack) -> list[str]:
    """Return `volume_label` of each volume."""
    if len(stack.volumes) < 2 or not stack.dimensions:
        return [volume_label(stack, index) for index in range(len(stack.volumes))]
    columns = map(dimension_labels, stack.dimensions)
    return [" · ".join(labels) for labels in zip(*columns, strict=True)]


def volumes_in_words(stack: Stack) -> str:
    """Say how many volumes a stack has and what tells them apart: "2 echoes", "34 volumes"."""
    count = len(stack.volumes)
    plurals = {"echo": "echoes", "temporal_position": "time points", "phase": "phases"}
    if len(stack.dimensions) == 1 and stack.dimensions[0].name in plurals:
        return f"{count} {plurals[stack.dimensions[0].name]}"
    return f"{count} volumes"
