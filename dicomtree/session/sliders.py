"""What the sliders under the picture stand at: one for the slices, one per further dimension."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dicomtree.model import Dimension, Stack
from dicomtree.session.dimensions import NAMES, dimension_labels, distinct_places
from dicomtree.session.messages import SliceChosen, VolumeChosen
from dicomtree.session.slices import is_paged_by_volume, pages
from dicomtree.session.state import Session, Viewer


@dataclass(frozen=True, slots=True)
class SliderRow:
    """One slider: `place` counts from 0; `value` stands behind it and never outgrows `widest`.

    `volumes` has for each place the volume it leads to; None where places are slices. `name` says
    what it goes through, `playing` whether cine runs along it.
    """

    value: str
    widest: str
    place: int
    count: int
    volumes: tuple[int, ...] | None = None
    name: str = "slices"
    playing: bool = False

    def message(self, place: int) -> SliceChosen | VolumeChosen:
        """Return what moving the slider to this place asks for."""
        return SliceChosen(place) if self.volumes is None else VolumeChosen(self.volumes[place])


def slider_rows(session: Session) -> tuple[SliderRow, ...]:
    """Return the sliders of the stack in the pane, that of the slices first; () without a stack."""
    viewer, stack = session.viewer, session.stack
    if viewer is None or stack is None:
        return ()
    count = len(pages(stack, viewer.volume_index, session.settings.direction))
    slices = SliderRow(f"{viewer.place + 1}/{count}", f"{count}/{count}", viewer.place, count)
    rows = (slices, *further_rows(stack, volume_on_screen(stack, viewer)))
    axis = min(viewer.play_axis, len(rows) - 1)
    return tuple(
        replace(row, playing=True) if viewer.playing and index == axis else row
        for index, row in enumerate(rows)
    )


def volume_on_screen(stack: Stack, viewer: Viewer) -> int:
    """Return which volume is shown, also where paging goes through the volumes."""
    return viewer.place if is_paged_by_volume(stack) else viewer.volume_index


def further_rows(stack: Stack, volume_index: int) -> tuple[SliderRow, ...]:
    """Return the sliders beside that of the slices.

    Where paging goes through the volumes, one for a single dimension would be the same again.
    """
    if len(stack.volumes) < 2:
        return ()
    rows = dimension_rows(stack, volume_index)
    return () if is_paged_by_volume(stack) and len(rows) < 2 else rows


def stepped_volume(stack: Stack, volume_index: int, dimension: int, by: int) -> int:
    """Return the volume `by` places further on one slider; at its ends, or without it, the same."""
    rows = dimension_rows(stack, volume_index)
    volumes = rows[dimension].volumes if dimension < len(rows) else None
    if volumes is None:
        return volume_index
    return volumes[min(max(rows[dimension].place + by, 0), len(volumes) - 1)]


def dimension_rows(stack: Stack, volume_index: int) -> tuple[SliderRow, ...]:
    """Return one slider per independent dimension; those that vary together share one."""
    axes = _axes(stack.dimensions, stack.companions)
    if not axes:
        volumes = tuple(range(len(stack.volumes)))
        texts = [f"volume {volume + 1}/{len(volumes)}" for volume in volumes]
        row = SliderRow(
            texts[volume_index], texts[-1], volume_index, len(volumes), volumes, "volumes"
        )
        return (row,)
    here = [axis.places[volume_index] for axis in axes]
    differences = [
        sum(place != own for place, own in zip(places, here, strict=True))
        for places in zip(*(axis.places for axis in axes), strict=True)
    ]
    return tuple(_row(axis, volume_index, differences) for axis in axes)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Dimensions that split the volumes alike, with their companions.

    `places` has for each volume its place on the axis, `texts` for each place what stands there.
    """

    name: str
    places: tuple[int, ...]
    texts: tuple[str, ...]
    widest: str


@lru_cache(maxsize=16)
def _axes(
    dimensions: tuple[Dimension, ...], companions: tuple[Dimension, ...]
) -> tuple[_Axis, ...]:
    """Bring together what splits the volumes alike, such as echo and echo time.

    It is remembered: sliders are asked for at every step, and there may be thousands of volumes.
    """
    groups: dict[tuple[int, ...], list[Dimension]] = {}
    for dimension in dimensions:
        groups.setdefault(_places(dimension), []).append(dimension)
    for companion in companions:
        owner = next((own for own in groups.values() if _decides(own[0], companion)), None)
        if owner is not None:
            owner.append(companion)
    return tuple(_axis(places, group) for places, group in groups.items() if max(places) > 0)


def _axis(places: tuple[int, ...], group: Sequence[Dimension]) -> _Axis:
    columns = zip(*map(dimension_labels, group), strict=True)
    texts: dict[int, str] = {}
    for place, labels in zip(places, columns, strict=True):
        texts.setdefault(place, " · ".join(labels))
    in_order = tuple(texts[place] for place in range(len(texts)))
    name = NAMES.get(group[0].name, group[0].name)
    return _Axis(name, places, in_order, max(in_order, key=len))


def _decides(dimension: Dimension, companion: Dimension) -> bool:
    """Say whether each value of a dimension has one value of a companion."""
    pairs = set(zip(dimension.values, companion.values, strict=True))
    return len(pairs) == len(set(dimension.values))


def _places(dimension: Dimension) -> tuple[int, ...]:
    """Return for each volume which of the dimension's distinct values it has."""
    places = distinct_places(dimension)
    return tuple(places[value] for value in dimension.values)


def _row(axis: _Axis, volume_index: int, differences: Sequence[int]) -> SliderRow:
    """Return a slider; each place leads to the volume there that differs least from this one."""
    volumes: dict[int, int] = {}
    for volume, place in enumerate(axis.places):
        known = volumes.setdefault(place, volume)
        if differences[volume] < differences[known]:
            volumes[place] = volume
    place = axis.places[volume_index]
    return SliderRow(
        axis.texts[place],
        axis.widest,
        place,
        len(axis.texts),
        tuple(volumes[place] for place in range(len(axis.texts))),
        axis.name,
    )
