"""What the user decided about stacks, carried out on those that were found."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dicomtree.geometry import OrientationClusters, angle_between
from dicomtree.model import (
    ByHand,
    Dimension,
    OrderChoice,
    OrderKey,
    StackOrder,
    decimal_value,
    frame_mark,
)
from dicomtree.tree.attributes import attribute_values
from dicomtree.tree.candidates import Value, shown, value_key
from dicomtree.tree.direction import is_display_reversed
from dicomtree.tree.drafts import Draft
from dicomtree.tree.fallback import fallback_order, number_key, time_key
from dicomtree.tree.frames import Frame
from dicomtree.tree.natural import place_key
from dicomtree.tree.stacks import DRIFT_DEG, parallel_stack

CONTRASTS = ("component", "echo", "te")
STACK_ATTRIBUTES = (
    *("localizer", "sop_class_uid", "size", "samples_per_pixel", "stack_id"),
    *("frame_of_reference_uid", "orientation"),
    *CONTRASTS,
)
"""What keeps stacks apart; each can be united. The contrasts are those of mosaics."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A stack's volumes as they are handed out, and what decided their order."""

    volumes: list[list[Frame]]
    dimensions: tuple[Dimension, ...]
    companions: tuple[Dimension, ...]
    ordered_by: str
    display_reversed: bool
    by_hand: ByHand | None


# ---- which frames are a stack
def chosen_drafts(drafts: Iterable[Draft], choice: OrderChoice) -> list[Draft]:
    """Return the stacks split and united as the user wants, in the order of the ones found."""
    split = [part for draft in drafts for part in _split(draft, choice.split_by)]
    united = _united(split, choice.unite)
    orders = _known_again(united, dict(choice.stacks))
    for index, draft in enumerate(united):
        mark, order = orders.get(index, (None, StackOrder()))
        merged = tuple(name for name in choice.unite if name in _dimension_names(draft))
        by_hand = draft.by_hand or ByHand()
        by_hand = replace(by_hand, order=order, unite=(*by_hand.unite, *merged), mark=mark)
        draft.by_hand = None if by_hand == ByHand() else by_hand
    return united


def _known_again(
    drafts: Sequence[Draft], wanted: Mapping[str, StackOrder]
) -> dict[int, tuple[str, StackOrder]]:
    """Return by index what was chosen for a stack, where one stack and one mark belong together."""
    if not wanted:
        return {}
    found = [wanted.keys() & _marks(draft) for draft in drafts]
    times = Counter(mark for marks in found for mark in marks)
    return {
        index: (mark, wanted[mark])
        for index, marks in enumerate(found)
        for mark in marks
        if len(marks) == 1 and times[mark] == 1
    }


def _marks(draft: Draft) -> set[str]:
    return {
        frame_mark(draft.kind, frame.row.sop_instance_uid or frame.row.path, frame.number)
        for frame in draft.frames()
    }


def lost_orders(drafts: Iterable[Draft], choice: OrderChoice) -> int:
    """Return for how many stacks an order was chosen that are not among these."""
    known = {draft.by_hand.mark for draft in drafts if draft.by_hand is not None}
    return sum(mark not in known for mark, _ in choice.stacks)


def _dimension_names(draft: Draft) -> set[str]:
    return {dimension.name for dimension in draft.dimensions} if len(draft.volumes) > 1 else set()


def _split(draft: Draft, names: tuple[str, ...]) -> list[Draft]:
    """Return a stack of its own for each combination of values, the one that was if there is one."""
    frames = _by_rank(draft.frames())
    telling = [name for name in names if len(set(attribute_values(name, frames))) > 1]
    if not telling:
        return [draft]
    groups: defaultdict[tuple[Value, ...], list[Frame]] = defaultdict(list)
    read = [attribute_values(name, frames) for name in telling]
    for frame, values in zip(frames, zip(*read, strict=True), strict=True):
        groups[values].append(frame)
    parts = []
    for values in sorted(groups, key=lambda key: [value_key(value) for value in key]):
        part = _stacked_again(groups[values], [draft])
        shown_values = tuple(map(shown, values))
        part.by_hand = ByHand(split_by=tuple(telling), split_values=shown_values)
        parts.append(part)
    return parts


def _united(drafts: Sequence[Draft], names: tuple[str, ...]) -> list[Draft]:
    """Return the stacks that differ in nothing but `names` as one, at the place of the first."""
    if not set(names) & set(STACK_ATTRIBUTES):
        return list(drafts)
    groups: dict[Hashable, list[Draft]] = {}
    for draft, identity in zip(drafts, identities(drafts), strict=True):
        kept = tuple(value for name, value in identity.items() if name not in names)
        groups.setdefault((kept, _split_values(draft)), []).append(draft)
    return [_one_of(members, names) for members in groups.values()]


def _split_values(draft: Draft) -> Hashable:
    """Return what a stack that was split by hand differs in from its siblings."""
    names = draft.by_hand.split_by if draft.by_hand is not None else ()
    first = draft.frames()[:1]
    return tuple((name, *attribute_values(name, first)) for name in names)


def _one_of(members: list[Draft], names: tuple[str, ...]) -> Draft:
    if len(members) == 1:
        return members[0]
    frames = _by_rank(frame for draft in members for frame in draft.frames())
    known = list(identities(members))
    telling = tuple(name for name in names if len({str(own.get(name)) for own in known}) > 1)
    draft = _stacked_again(frames, members)
    draft.by_hand = replace(members[0].by_hand or ByHand(), unite=telling)
    return draft


def identities(drafts: Sequence[Draft]) -> Iterable[dict[str, Hashable]]:
    """Yield for each stack what keeps it apart from others, by the names that can be united."""
    clusters = OrientationClusters()
    for draft in drafts:
        frames = draft.frames()
        row = frames[0].row
        contrasts = {dimension.name: dimension.values[0] for dimension in draft.dimensions}
        mosaic = contrasts if draft.kind == "mosaic" else {}
        yield {
            "localizer": draft.localizer,
            "sop_class_uid": row.sop_class_uid,
            "size": (row.columns, row.rows),
            "samples_per_pixel": row.samples_per_pixel or 1,
            "stack_id": frames[0].detail.stack_id if frames[0].detail is not None else None,
            "frame_of_reference_uid": _common_reference(frames),
            "orientation": _orientation_key(draft, clusters),
            **{name: mosaic.get(name) for name in CONTRASTS},
        }


def _common_reference(frames: Iterable[Frame]) -> str | None:
    found = {frame.row.frame_of_reference_uid for frame in frames}
    return found.pop() if len(found) == 1 else None


def _orientation_key(draft: Draft, clusters: OrientationClusters) -> Hashable:
    if draft.orientation is not None:
        return clusters.index_of(draft.orientation)
    return draft.kind.removeprefix("localizer ").replace("localizer", "2D/no geometry")


def _stacked_again(frames: list[Frame], like: Sequence[Draft]) -> Draft:
    """Return frames of these stacks as one, along their common normal where they have one."""
    first = like[0]
    if first.orientation is not None and all(_is_nearly_parallel(one, first) for one in like):
        return parallel_stack(frames, first.orientation)
    ordered, key = fallback_order(frames)
    kinds = {draft.kind for draft in like}
    kind = first.kind if len(kinds) == 1 and first.orientation is None else "non-parallel"
    draft = Draft(kind, first.localizer, [ordered], key)
    draft.dimensions = first.dimensions if len(like) == 1 else ()
    return draft


def _is_nearly_parallel(draft: Draft, first: Draft) -> bool:
    if draft.orientation is None or first.orientation is None:
        return False
    angle = angle_between(draft.orientation.normal, first.orientation.normal)
    return math.degrees(angle) < DRIFT_DEG


def _by_rank(frames: Iterable[Frame]) -> list[Frame]:
    return sorted(frames, key=lambda frame: frame.rank)


# ---- in which order
def arranged(draft: Draft) -> Arrangement:
    """Return a stack's volumes as found, or as the user wants them."""
    found = Arrangement(
        draft.volumes,
        draft.dimensions,
        draft.companions,
        draft.ordered_by,
        is_display_reversed(draft),
        draft.by_hand,
    )
    if draft.by_hand is None:
        return found
    merged = _with_volumes_united(draft, found, draft.by_hand.unite)
    return _in_chosen_order(draft, merged)


def _with_volumes_united(draft: Draft, found: Arrangement, names: tuple[str, ...]) -> Arrangement:
    """Put the frames of volumes that differ only in `names` side by side, position by position."""
    if not set(names) & _dimension_names(draft):
        return found
    kept = [dimension for dimension in found.dimensions if dimension.name not in names]
    place = {id(frame): p for p, own in enumerate(draft.positions) for frame in own}
    groups: dict[Hashable, list[int]] = {}
    for volume in range(len(found.volumes)):
        groups.setdefault(tuple(d.values[volume] for d in kept), []).append(volume)
    volumes = []
    for members in groups.values():
        frames = [frame for volume in members for frame in found.volumes[volume]]
        volumes.append(sorted(frames, key=lambda frame: place.get(id(frame), 0)))
    firsts = [members[0] for members in groups.values()]
    return replace(
        found,
        volumes=volumes,
        dimensions=tuple(_taken(dimension, firsts) for dimension in kept),
        companions=(),
    )


def _taken(dimension: Dimension, volumes: Iterable[int]) -> Dimension:
    return Dimension(dimension.name, tuple(dimension.values[volume] for volume in volumes))


def _in_chosen_order(draft: Draft, found: Arrangement) -> Arrangement:
    order = draft.by_hand.order if draft.by_hand is not None else None
    if order is None:
        return found
    arrangement = found
    if order.key is not None and _can_order(order.key, draft):
        key = _KEYS[order.key]
        arrangement = replace(
            found,
            volumes=[sorted(volume, key=key) for volume in found.volumes],
            ordered_by=order.key.value,
            display_reversed=found.display_reversed and order.key is OrderKey.POSITION,
        )
        arrangement = _volumes_sorted(arrangement, key)
    if not order.reverse:
        return arrangement
    if _has_single_frames(arrangement):
        return _volumes_taken(arrangement, range(len(arrangement.volumes))[::-1])
    return replace(arrangement, display_reversed=not arrangement.display_reversed)


def _can_order(key: OrderKey, draft: Draft) -> bool:
    return key is not OrderKey.POSITION or draft.orientation is not None


def _has_single_frames(found: Arrangement) -> bool:
    """Say whether paging goes through the volumes, each of which is one frame."""
    return len(found.volumes) > 1 and all(len(volume) == 1 for volume in found.volumes)


def _volumes_sorted(found: Arrangement, key: Callable[[Frame], Any]) -> Arrangement:
    if not _has_single_frames(found) or found.ordered_by == OrderKey.POSITION:
        return found
    order = sorted(range(len(found.volumes)), key=lambda volume: key(found.volumes[volume][0]))
    return _volumes_taken(found, order)


def _volumes_taken(found: Arrangement, order: Sequence[int]) -> Arrangement:
    return replace(
        found,
        volumes=[found.volumes[volume] for volume in order],
        dimensions=tuple(_taken(dimension, order) for dimension in found.dimensions),
        companions=tuple(_taken(dimension, order) for dimension in found.companions),
    )


def _time_of(frame: Frame) -> tuple[object, ...]:
    """Return when a frame was acquired, what does not say so last."""
    own = frame.detail.frame_acquisition_date_time if frame.detail is not None else None
    moment = own or frame.row.acquisition_date_time
    if moment:
        return (False, moment[:8], time_key(moment[8:].split("+")[0].split("-")[0]))
    time = time_key(frame.row.acquisition_time)
    return (time[0], frame.row.acquisition_date or "", time)


def _location_of(frame: Frame) -> tuple[bool, float]:
    location = decimal_value(frame.row.slice_location)
    return (location is None, location or 0.0)


_KEYS: dict[OrderKey, Callable[[Frame], Any]] = {
    OrderKey.POSITION: lambda frame: frame.offset,
    OrderKey.INSTANCE_NUMBER: lambda frame: (number_key(frame.image_number), frame.ordinal),
    OrderKey.ACQUISITION_TIME: _time_of,
    OrderKey.SLICE_LOCATION: _location_of,
    OrderKey.PATH: lambda frame: (place_key(frame.row), frame.ordinal),
}
