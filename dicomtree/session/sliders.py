"""What the sliders under the picture stand at: one for the slices, one per further dimension."""

from dataclasses import dataclass, replace

from dicomtree.model import Dimension, Stack
from dicomtree.session.dimensions import NAMES, dimension_label
from dicomtree.session.messages import SliceChosen, VolumeChosen
from dicomtree.session.slices import is_paged_by_volume, pages
from dicomtree.session.state import Session, Viewer

Value = str | float | int | None


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
    groups = _groups(stack)
    if not groups:
        volumes = tuple(range(len(stack.volumes)))
        texts = [f"volume {volume + 1}/{len(volumes)}" for volume in volumes]
        row = SliderRow(
            texts[volume_index], texts[-1], volume_index, len(volumes), volumes, "volumes"
        )
        return (row,)
    return tuple(_row(groups, group, volume_index) for group in groups)


Group = tuple[Dimension, ...]


def _groups(stack: Stack) -> tuple[Group, ...]:
    """Bring together the dimensions that split the volumes alike, such as echo and echo time."""
    groups: dict[tuple[int, ...], list[Dimension]] = {}
    for dimension in stack.dimensions:
        groups.setdefault(_places(dimension), []).append(dimension)
    for companion in stack.companions:
        owner = next((own for own in groups.values() if _decides(own[0], companion)), None)
        if owner is not None:
            owner.append(companion)
    return tuple(tuple(group) for places, group in groups.items() if max(places) > 0)


def _decides(dimension: Dimension, companion: Dimension) -> bool:
    """Say whether each value of a dimension has one value of a companion."""
    pairs = set(zip(dimension.values, companion.values, strict=True))
    return len(pairs) == len(set(dimension.values))


def _places(dimension: Dimension) -> tuple[int, ...]:
    """Return for each volume which of the dimension's distinct values it has."""
    values = list(dict.fromkeys(dimension.values))
    return tuple(values.index(value) for value in dimension.values)


def _row(groups: tuple[Group, ...], group: Group, volume_index: int) -> SliderRow:
    places = _places(group[0])
    volumes = tuple(
        _volume_at(groups, group, place, volume_index) for place in range(max(places) + 1)
    )
    texts = [
        " · ".join(dimension_label(dimension, volume) for dimension in group) for volume in volumes
    ]
    place = places[volume_index]
    name = NAMES.get(group[0].name, group[0].name)
    return SliderRow(texts[place], max(texts, key=len), place, len(volumes), volumes, name)


def _volume_at(groups: tuple[Group, ...], group: Group, place: int, volume_index: int) -> int:
    """Return the volume at a place of one group that differs least from `volume_index` else."""
    all_places = [_places(other[0]) for other in groups]
    wanted = _places(group[0])

    def differences(volume: int) -> int:
        return sum(places[volume] != places[volume_index] for places in all_places)

    return min((v for v in range(len(wanted)) if wanted[v] == place), key=differences)
