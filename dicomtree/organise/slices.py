"""Where a file's picture stands in its series: stack, volume, slice, and what the volume is."""

from dataclasses import dataclass
from enum import StrEnum

from dicomtree.model import SeriesContent, Stack


class SliceField(StrEnum):
    """The template fields that only the built stacks can fill."""

    STACK = "Stack"
    VOLUME = "Volume"
    SLICE_INDEX = "SliceIndex"
    DIMENSION = "Dimension"


@dataclass(frozen=True, slots=True)
class SlicePlace:
    """Numbers count from 1, slices in canonical order; a multi-frame file has its first slice's.

    `dimension` is such as `echo_2` or `b_value_1000-direction_3`, None in a stack of one volume.
    """

    stack: int
    volume: int
    slice_index: int
    dimension: str | None

    def value(self, name: str) -> str | None:
        """Return the value of one of `SliceField`."""
        values: dict[str, int | str | None] = {
            SliceField.STACK: self.stack,
            SliceField.VOLUME: self.volume,
            SliceField.SLICE_INDEX: self.slice_index,
            SliceField.DIMENSION: self.dimension,
        }
        value = values[name]
        return None if value is None else str(value)


def slice_places(content: SeriesContent) -> dict[tuple[int, str], SlicePlace]:
    """Return the places of a series' files by root and path; files without picture have none."""
    places: dict[tuple[int, str], SlicePlace] = {}
    for number, stack in enumerate(content.stacks, 1):
        for volume, frames in enumerate(stack.volumes, 1):
            dimension = _dimension(stack, volume - 1)
            for index, frame in enumerate(frames, 1):
                place = SlicePlace(number, volume, index, dimension)
                places.setdefault((frame.root, frame.path), place)
    return places


def _dimension(stack: Stack, volume: int) -> str | None:
    parts = [
        f"{dimension.name}_{dimension.values[volume]}"
        for dimension in stack.dimensions
        if dimension.values[volume] is not None
    ]
    return "-".join(parts) or None
