"""The dimensions of a stack, in words."""

from dicomtree.model import Dimension, Stack

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
        values = list(dict.fromkeys(dimension.values))
        return f"{name} {value}/{len(values)}" if isinstance(value, int) else f"{name} {value}"
    unit = UNITS.get(dimension.name, "")
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{name} {number}{unit}" if unit == "°" else f"{name} {number} {unit}".rstrip()


def volume_label(stack: Stack, volume_index: int) -> str:
    """Say what one volume of a stack is: "echo 1/2 · TE 4.92 ms"; "" for a single volume."""
    if len(stack.volumes) < 2:
        return ""
    labels = [dimension_label(dimension, volume_index) for dimension in stack.dimensions]
    return " · ".join(labels) or f"volume {volume_index + 1}/{len(stack.volumes)}"


def volumes_in_words(stack: Stack) -> str:
    """Say how many volumes a stack has and what tells them apart: "2 echoes", "34 volumes"."""
    count = len(stack.volumes)
    plurals = {"echo": "echoes", "temporal_position": "time points", "phase": "phases"}
    if len(stack.dimensions) == 1 and stack.dimensions[0].name in plurals:
        return f"{count} {plurals[stack.dimensions[0].name]}"
    return f"{count} volumes"
