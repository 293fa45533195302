"""What the geometry of a stack tells: its report, and warnings located by file."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import multimode

from dicomtree.geometry import (
    OFFLINE_MM,
    TILT_DEG,
    Vector,
    distances,
    geometry_report,
    length,
    same_gap,
    subtract,
)
from dicomtree.model import Geometry, Zone, decimal_value, integer_value, text_values
from dicomtree.text import counted
from dicomtree.tree.classification import LABEL_MAP, SEGMENTATION
from dicomtree.tree.drafts import Draft
from dicomtree.tree.fallback import dimension_indices
from dicomtree.tree.frames import Frame

IN_PLANE_SHIFT_MM = 1.0
HEADER_SHARE = 0.01
PIXEL_SPACING_SHARE = 0.001
NAMED_AT_MOST = 10
GAPS_LOCATED = 3
# A run of at least this many equal gaps was planned so; fewer are an accident.
ZONE_GAPS = 3


def report_geometry(draft: Draft) -> Geometry | None:
    """Return the geometry report of a stack, and warn of what it shows; None without geometry."""
    if draft.orientation is None or not draft.positions:
        return None
    sparse = _is_sparse(draft)
    points = [_point(position[0]) for position in draft.positions]
    full = all(len(volume) == len(draft.positions) for volume in draft.volumes)
    geometry = geometry_report(
        draft.orientation.normal,
        [position[0].offset for position in draft.positions],
        points,
        complete=full or sparse,
        sparse=sparse,
    )
    if not sparse:
        _warn_of_gaps(draft, geometry)
        _warn_of_volumes(draft)
    _warn_of_line(draft, geometry)
    _warn_of_header(draft, geometry, points)
    return geometry


def _is_sparse(draft: Draft) -> bool:
    return draft.positions[0][0].row.sop_class_uid in {SEGMENTATION, LABEL_MAP}


def _point(frame: Frame) -> Vector:
    return frame.position if frame.position is not None else (0.0, 0.0, 0.0)


def _warn_of_gaps(draft: Draft, geometry: Geometry) -> None:
    if _planned_zones(geometry.zones):
        draft.warn(
            "spacing_zones", f"Spacing changes along the stack: {described(geometry.zones)} mm."
        )
        return
    for gap in geometry.missing[:NAMED_AT_MOST]:
        detail = f"{gap.count} missing after {gap.after_offset_mm:g} mm."
        draft.warn("missing_slices", detail)
    if geometry.uneven_at and geometry.spacing_mm is not None:
        detail = (
            f"Spacing is uneven at {len(geometry.uneven_at)} of {geometry.positions - 1} gaps, "
            f"{_uneven_gaps(draft, geometry.uneven_at)}; usually {geometry.spacing_mm.median:.3f}."
        )
        draft.warn("uneven_spacing", detail)


def _uneven_gaps(draft: Draft, uneven_at: Sequence[int]) -> str:
    """Say where few gaps are, and how wide many are; what lacks slices is told of by itself."""
    offsets = [position[0].offset for position in draft.positions]
    gaps = [(offsets[index], offsets[index + 1] - offsets[index]) for index in uneven_at]
    if len(gaps) <= GAPS_LOCATED:
        return ", ".join(f"{gap:.3f} mm after {round(before, 4):g} mm" for before, gap in gaps)
    widths = [gap for _, gap in gaps]
    return f"{min(widths):.3f} to {max(widths):.3f} mm"


def _planned_zones(zones: Sequence[Zone]) -> bool:
    long = [zone for zone in zones if zone.gaps >= ZONE_GAPS]
    return len(long) > 1 and any(not same_gap(zone.spacing_mm, long[0].spacing_mm) for zone in long)


def described(zones: Iterable[Zone]) -> str:
    """Return zones in words: "4.00 x13, 1.08, 7.00 x13"."""
    return ", ".join(
        f"{zone.spacing_mm:.2f}" + (f" x{zone.gaps}" if zone.gaps > 1 else "") for zone in zones
    )


def _warn_of_volumes(draft: Draft) -> None:
    if draft.ranked and len(draft.positions) > 1:
        draft.warn("volumes_inferred", f"Volumes inferred from {_counted_by(draft.frames())}.")
    whole = len(draft.positions)
    short = [(k, len(v)) for k, v in enumerate(draft.volumes, 1) if len(v) < whole]
    if not short:
        return
    named = ", ".join(f"volume {k} has {m} of {whole}" for k, m in short[:NAMED_AT_MOST])
    more = f" and {len(short) - NAMED_AT_MOST} more" if len(short) > NAMED_AT_MOST else ""
    draft.warn("incomplete_volumes", f"Incomplete 4D: {named}{more}.")
    if draft.ranked:
        _warn_of_repeats(draft)


def _counted_by(frames: Sequence[Frame]) -> str:
    """Say what frames of one position were counted off by."""
    if len({frame.image_number for frame in frames}) > 1:
        return "Instance Number"
    if all(map(dimension_indices, frames)):
        return "Dimension Index Values"
    return "the order of frames, times or file names"


def _warn_of_repeats(draft: Draft) -> None:
    """Name the frames of positions that hold more than most do; fewer are a volume cut short."""
    usual = min(multimode(map(len, draft.positions)))
    extra = [position for position in draft.positions if len(position) > usual]
    if not extra:
        return
    frames = [frame for position in extra for frame in position]
    named = (
        ", ".join(map(_named, frames))
        if len(frames) <= NAMED_AT_MOST
        else f"at {counted(len(extra), 'position')}"
    )
    draft.warn("repeated_positions", f"More frames than elsewhere at one position: {named}.")


def _named(frame: Frame) -> str:
    path = frame.row.path
    return path if frame.number is None else f"{path} frame {frame.number}"


def _warn_of_line(draft: Draft, geometry: Geometry) -> None:
    if geometry.positions > 1 and geometry.tilt_deg > TILT_DEG:
        detail = f"The stack leans {geometry.tilt_deg:.2f} degrees from its slices' normal."
        draft.warn("tilt", detail)
    if geometry.max_offline_mm > OFFLINE_MM:
        detail = f"Positions lie up to {geometry.max_offline_mm:.2f} mm off a straight line."
        draft.warn("not_on_a_line", detail)
    shifted = sum(_is_shifted(position) for position in draft.positions)
    if shifted:
        detail = f"Frames of one position lie apart in plane at {counted(shifted, 'position')}."
        draft.warn("in_plane_shift", detail)


def _is_shifted(position: Sequence[Frame]) -> bool:
    first = _point(position[0])
    return any(length(subtract(_point(frame), first)) > IN_PLANE_SHIFT_MM for frame in position[1:])


def _warn_of_header(draft: Draft, geometry: Geometry, points: Sequence[Vector]) -> None:
    if geometry.spacing_mm is None:
        return
    median = geometry.spacing_mm.median
    steps = sorted(distances(points))
    along = steps[len(steps) // 2]
    stated = {frame.spacing_between_slices for frame in draft.volumes[0]}
    for text in sorted(text for text in stated if text is not None):
        spacing = decimal_value(text)
        if spacing is None or _close(abs(spacing), median) or _close(abs(spacing), along):
            continue
        detail = f"Spacing Between Slices says {text} mm; positions are {median:.3f} mm apart."
        draft.warn("spacing_differs_from_header", detail)


def _close(stated: float, found: float) -> bool:
    return abs(stated - found) <= HEADER_SHARE * found


def warn_of_frames(draft: Draft) -> None:
    """Warn of what differs among the frames of any stack: sizes, pixel spacing, counts, numbers."""
    frames = draft.frames()
    sizes = {(frame.row.rows, frame.row.columns) for frame in frames}
    if len(sizes) > 1:
        draft.warn("mixed_sizes", f"Frames have {len(sizes)} different sizes.")
    if _pixel_spacings_differ(frames):
        draft.warn("mixed_pixel_spacing", "Pixel Spacing differs by more than 0.1 %.")
    if draft.positions:
        _warn_of_missing_references(draft)
        _warn_of_times(draft)
        _warn_of_in_stack_positions(draft)


def _warn_of_missing_references(draft: Draft) -> None:
    """Warn where only some frames say in which frame of reference their position counts."""
    frames = draft.frames()
    without = sum(frame.row.frame_of_reference_uid is None for frame in frames)
    if 0 < without < len(frames):
        detail = f"{without} of {len(frames)} frames name no frame of reference."
        draft.warn("mixed_frame_of_reference", detail)


def _pixel_spacings_differ(frames: Iterable[Frame]) -> bool:
    texts = {
        (frame.detail.pixel_spacing if frame.detail is not None else None)
        or frame.row.pixel_spacing
        for frame in frames
    }
    spacings = [
        tuple(map(decimal_value, text_values(text))) for text in sorted(filter(None, texts))
    ]
    return any(
        _differ(spacings[0][axis], other[axis])
        for other in spacings
        for axis in range(min(len(spacings[0]), len(other)))
    )


def _differ(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) > PIXEL_SPACING_SHARE * abs(a)


def _warn_of_times(draft: Draft) -> None:
    stated = integer_value(draft.volumes[0][0].row.number_of_temporal_positions)
    # Where nothing says which volumes are time points, each may be one.
    found = next(
        (len(set(d.values)) for d in draft.dimensions if d.name == "temporal_position"),
        len(draft.volumes),
    )
    if stated is not None and stated > found:
        detail = f"Number of Temporal Positions says {stated}; {found} found."
        draft.warn("missing_temporal_positions", detail)


def _warn_of_in_stack_positions(draft: Draft) -> None:
    """Compare In-Stack Position Number with space, file by file: each counts from 1."""
    files: defaultdict[int | str, list[int | None]] = defaultdict(list)
    for frame in draft.volumes[0]:
        number = frame.detail.in_stack_position_number if frame.detail is not None else None
        files[frame.file].append(number)
    if any(map(_turns_back, files.values())):
        detail = "In-Stack Position Number runs against the positions in space."
        draft.warn("in_stack_position_disagrees", detail)


def _turns_back(numbers: Sequence[int | None]) -> bool:
    """Say whether numbers neither rise nor fall throughout; never where one is missing."""
    known = [number for number in numbers if number is not None]
    steps = [b - a for a, b in pairwise(known)]
    return len(known) == len(numbers) and min(steps, default=0) < 0 < max(steps, default=0)
