"""Stacks with what an export needs of each slice: its file, and where it lies in space."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dicomtree.geometry import Orientation, Vector
from dicomtree.model import (
    FrameRef,
    HeaderRow,
    InstanceDetail,
    SeriesContent,
    Stack,
    decimal_value,
    decimal_values,
)
from dicomtree.tree.expansion import Expansion
from dicomtree.tree.frames import Frame

Details = Mapping[tuple[int, str], InstanceDetail]


@dataclass(frozen=True, slots=True)
class Slice:
    """One frame. `spacing` is in mm between rows, then between columns (Pixel Spacing)."""

    ref: FrameRef
    path: str
    row: HeaderRow
    position: Vector | None
    orientation: Orientation | None
    spacing: tuple[float, float] | None
    thickness: float | None

    @property
    def index(self) -> int:
        """The frame in its file, from 0."""
        return (self.ref.frame or 1) - 1


@dataclass(frozen=True, slots=True)
class ImageStack:
    """A stack to export under `name`; volumes and slices in canonical order.

    `number` counts the stacks of its series from 1.
    """

    name: str
    number: int
    stack: Stack
    volumes: tuple[tuple[Slice, ...], ...]

    def slices(self) -> Iterable[Slice]:
        """Return every slice, volume by volume."""
        return (one for volume in self.volumes for one in volume)


def image_stacks(
    name: str,
    content: SeriesContent,
    rows: Iterable[HeaderRow],
    details: Details,
    path_of: Callable[[int, str], str],
) -> list[ImageStack]:
    """Return the stacks of a series; `path_of` gives the absolute path of a file."""
    by_place = {(row.root, row.path): row for row in rows}
    frames = {_key(frame): frame for frame in Expansion(details).frames(by_place.values())}
    several = len(content.stacks) > 1
    found = []
    for number, stack in enumerate(content.stacks, 1):
        volumes = tuple(
            tuple(_slice(ref, frames, by_place, path_of) for ref in volume)
            for volume in stack.volumes
        )
        own_name = f"{name}-stack{number}" if several else name
        found.append(ImageStack(own_name, number, stack, volumes))
    return found


_Key = tuple[int, str, int | None]


def pixel_bytes(one: Slice, width: int | None = None) -> int:
    """Return how many bytes a slice's values take, each `width` or as wide as they are stored."""
    row = one.row
    each = width or max((row.bits_allocated or 16) // 8, 1)
    return (row.rows or 0) * (row.columns or 0) * (row.samples_per_pixel or 1) * each


def _key(frame: Frame) -> _Key:
    return frame.row.root, frame.row.path, frame.number


def _slice(
    ref: FrameRef,
    frames: Mapping[_Key, Frame],
    rows: Mapping[tuple[int, str], HeaderRow],
    path_of: Callable[[int, str], str],
) -> Slice:
    row = rows[ref.root, ref.path]
    frame = frames.get((ref.root, ref.path, ref.frame))
    detail = None if frame is None else frame.detail
    return Slice(
        ref=ref,
        path=path_of(ref.root, ref.path),
        row=row,
        position=None if frame is None else frame.position,
        orientation=None if frame is None else frame.orientation,
        spacing=_spacing((detail and detail.pixel_spacing) or row.pixel_spacing),
        thickness=decimal_value((detail and detail.slice_thickness) or row.slice_thickness),
    )


def _spacing(text: str | None) -> tuple[float, float] | None:
    numbers = decimal_values(text)
    if numbers is None or len(numbers) != 2 or min(numbers) <= 0:
        return None
    return numbers[0], numbers[1]
