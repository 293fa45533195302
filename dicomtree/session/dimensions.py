"""The dimensions of a stack, in words."""

from dicomtree.model import Dimension, Stack
from dicomtree.text import show

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
    value = dimension.values[volume_index]
    name = NAMES.get(dimension.name, dimension.name)
    if value is None:
        return f"no {name}"
    if dimension.name in COUNTED:
        return show(f"{name} {_counted(dimension, value)}")
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


def _counted(dimension: Dimension, value: str | float) -> str:
    """Return "2/3" where the values are 1, 2, 3; "7 (2/3)" where they are others."""
    values = list(dict.fromkeys(dimension.values))
    place = values.index(value) + 1
    return f"{value}/{len(values)}" if value == place else f"{value} ({place}/{len(values)})"


def volume_label(stack: Stack, volume_index: int, *, in_full: bool = False) -> str:
    """Say what one volume of a stack is: "echo 1/2"; "" for a single volume.

    In full, with what goes along with its dimensions: "echo 1/2 · TE 4.92 ms".
    """
    if len(stack.volumes) < 2:
        return ""
    dimensions = (*stack.dimensions, *stack.companions) if in_full else stack.dimensions
    labels = [dimension_label(dimension, volume_index) for dimension in dimensions]
    return " · ".join(labels) or f"volume {volume_index + 1}/{len(stack.volumes)}"


def volumes_in_words(stack: Stack) -> str:
    """Say how many volumes a stack has and what tells them apart: "2 echoes", "34 volumes"."""
    count = len(stack.volumes)
    plurals = {"echo": "echoes", "temporal_position": "time points", "phase": "phases"}
    if len(stack.dimensions) == 1 and stack.dimensions[0].name in plurals:
        return f"{count} {plurals[stack.dimensions[0].name]}"
    return f"{count} volumes"
