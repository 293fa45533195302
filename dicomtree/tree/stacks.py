"""A series' frames split into stacks, and each stack put in order."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from dicomtree.geometry import (
    SMALLEST_TOLERANCE_MM,
    Orientation,
    OrientationClusters,
    angle_between,
    position_starts,
)
from dicomtree.model import Dimension
from dicomtree.tree.candidates import COMPONENT, ECHO, ECHO_TIME, SEGMENT, Value, shown
from dicomtree.tree.classification import SEGMENTATION, is_localizer
from dicomtree.tree.dimensions import split_by_position
from dicomtree.tree.drafts import POSITION, Draft
from dicomtree.tree.fallback import fallback_order
from dicomtree.tree.frames import Frame

Key = tuple[Hashable, ...]

# Motion correction turns later volumes by less than this.
DRIFT_DEG = 5.0


def positional_stacks(frames: Sequence[Frame], *, split_frames_of_reference: bool) -> list[Draft]:
    """Return the stacks of frames that have position and orientation, given in canonical order."""
    buckets: defaultdict[Key, list[Frame]] = defaultdict(list)
    for frame in frames:
        key = _size_key(frame)
        if split_frames_of_reference:
            key = (*key, frame.row.frame_of_reference_uid)
        buckets[key].append(frame)
    return [draft for members in buckets.values() for draft in _by_orientation(members)]


def _size_key(frame: Frame) -> Key:
    row = frame.row
    stack = frame.detail.stack_id if frame.detail is not None else None
    samples = row.samples_per_pixel or 1
    localizer = is_localizer(frame.image_type)
    return (localizer, row.sop_class_uid, row.rows, row.columns, samples, stack)


def _by_orientation(frames: Sequence[Frame]) -> list[Draft]:
    """Split a bucket into parallel stacks, or keep it whole if hardly any two are parallel."""
    clusters = OrientationClusters()
    members: defaultdict[int, list[Frame]] = defaultdict(list)
    for frame in frames:
        if frame.orientation is not None:
            members[clusters.index_of(frame.orientation)].append(frame)
    if len(members) > 1 and 2 * len(members) > len(frames):
        return [_non_parallel(frames)]
    drafts = [parallel_stack(own, clusters.leaders[index]) for index, own in members.items()]
    _warn_of_drift(drafts)
    return drafts


def _warn_of_drift(drafts: Iterable[Draft]) -> None:
    """Warn of stacks that lean slightly from the first: perhaps one, corrected for motion."""
    first, *others = drafts
    for draft in others:
        if first.orientation is None or draft.orientation is None:
            continue
        lean = math.degrees(angle_between(first.orientation.normal, draft.orientation.normal))
        if lean < DRIFT_DEG:
            detail = f"Leans {lean:.2f} degrees from another stack; perhaps they belong together."
            draft.warn("orientation_drift", detail)


def _non_parallel(frames: Iterable[Frame]) -> Draft:
    """Return one stack of frames that turn about: rotating projections, three-plane pilots."""
    ordered, key = fallback_order(frames)
    localizer = is_localizer(ordered[0].image_type)
    kind = "localizer non-parallel" if localizer else "non-parallel"
    return Draft(kind, localizer, [ordered], key)


def parallel_stack(frames: Sequence[Frame], orientation: Orientation) -> Draft:
    """Return parallel frames in order of position, ascending along the leader's normal."""
    normal_x, normal_y, normal_z = orientation.normal
    for frame in frames:
        if frame.position is not None:
            x, y, z = frame.position
            frame.offset = normal_x * x + normal_y * y + normal_z * z
    positions = _positions(frames)
    segments = frames[0].row.sop_class_uid == SEGMENTATION and _several_segments(frames)
    split = split_by_position(positions, SEGMENT if segments else None)
    localizer = is_localizer(frames[0].image_type)
    return Draft(
        "localizer" if localizer else _kind(len(frames), len(positions), len(split.volumes)),
        localizer,
        split.volumes,
        POSITION,
        orientation,
        positions,
        split.dimensions,
        split.ranked,
        split.trials,
        split.companions,
    )


def _positions(frames: Iterable[Frame]) -> list[list[Frame]]:
    along = sorted(frames, key=lambda frame: frame.offset)
    starts = position_starts([frame.offset for frame in along])
    ends = [*starts[1:], len(along)]
    return [along[start:end] for start, end in zip(starts, ends, strict=True)]


def _several_segments(frames: Iterable[Frame]) -> bool:
    return len(set(SEGMENT.read(list(frames)))) > 1


def _kind(frames: int, positions: int, volumes: int) -> str:
    if positions == 1:
        return "single slice" if frames == 1 else "single position"
    return "3D" if volumes == 1 else "4D"


def mosaic_stacks(frames: Sequence[Frame]) -> list[Draft]:
    """Return stacks of mosaics: each file is a volume, so only component and echo split them."""
    contrasts = (COMPONENT, ECHO, ECHO_TIME)
    read = [contrast.read(frames) for contrast in contrasts]
    buckets: defaultdict[tuple[Key, tuple[Value, ...]], list[Frame]] = defaultdict(list)
    for frame, values in zip(frames, zip(*read, strict=True), strict=True):
        buckets[_size_key(frame), values].append(frame)
    drafts = []
    for (_, values), members in buckets.items():
        ordered, key = fallback_order(members)
        draft = Draft("mosaic", is_localizer(ordered[0].image_type), [ordered], key)
        draft.dimensions = tuple(
            Dimension(contrast.name, (shown(value),))
            for contrast, value in zip(contrasts, values, strict=True)
            if value is not None
        )
        drafts.append(draft)
    return drafts


def flat_stacks(frames: Iterable[Frame]) -> list[Draft]:
    """Return stacks of frames that have no place in space, whatever their sizes are."""
    buckets: defaultdict[Key, list[Frame]] = defaultdict(list)
    for frame in frames:
        buckets[(is_localizer(frame.image_type), frame.row.sop_class_uid)].append(frame)
    drafts = []
    for (localizer, _), members in buckets.items():
        approximate, others = _along_axis(members)
        for own in filter(None, (approximate, others)):
            kind = "localizer" if localizer else _flat_kind(own)
            ordered, key = fallback_order(own)
            drafts.append(Draft(kind, bool(localizer), [ordered], key))
            if own is approximate:
                _order_along_axis(drafts[-1])
    return drafts


def _along_axis(frames: list[Frame]) -> tuple[list[Frame], list[Frame]]:
    """Return the frames that positions order though no orientation is stated, and the others."""
    located: list[Frame] = []
    others: list[Frame] = []
    for frame in frames:
        alone = frame.position is not None and frame.row.image_orientation_patient is None
        (located if alone else others).append(frame)
    if not located or _widest_axis(located)[1] <= SMALLEST_TOLERANCE_MM:
        return [], frames
    return located, others


def _widest_axis(frames: Iterable[Frame]) -> tuple[int, float]:
    """Return the axis along which positions spread most, and how far in mm."""
    points = [frame.position for frame in frames if frame.position is not None]
    spreads = [max(along) - min(along) for along in zip(*points, strict=True)]
    return spreads.index(max(spreads)), max(spreads)


def _order_along_axis(draft: Draft) -> None:
    (frames,) = draft.volumes
    axis, _ = _widest_axis(frames)
    draft.volumes = [sorted(frames, key=lambda frame: (frame.position or (0, 0, 0))[axis])]
    draft.ordered_by = POSITION
    detail = f"No Image Orientation; approximate order by the {'xyz'[axis]} of the positions."
    draft.warn("approximate_order", detail)


def _flat_kind(frames: Iterable[Frame]) -> str:
    several = any(frame.ordinal > 1 for frame in frames)
    return "multi-frame/no geometry" if several else "2D/no geometry"
