"""Why a series' stacks are as they are: what `build_content` found out on its way."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from dicomtree.geometry import (
    SAME_ORIENTATION_RAD,
    Orientation,
    Vector,
    angle_between,
    distances,
    position_tolerance,
)
from dicomtree.model import NO_CHOICE, Duplicate, HeaderRow, OrderChoice, decimal_value
from dicomtree.tree.attributes import AttributeCount, ReadValues, varying_attributes
from dicomtree.tree.by_hand import arranged, identities
from dicomtree.tree.content import NO_VALUES, draft_series
from dicomtree.tree.dimensions import Trial
from dicomtree.tree.direction import kendall_tau
from dicomtree.tree.drafts import POSITION, Draft
from dicomtree.tree.expansion import Details
from dicomtree.tree.fallback import (
    ACQUISITION_TIME,
    CONTENT_TIME,
    INSTANCE_NUMBER,
    PATH,
    SLICE_LOCATION,
    SOP_INSTANCE_UID,
    STORED_FRAME_ORDER,
)
from dicomtree.tree.frames import Frame

KeyValue = str | float | int | None


@dataclass(frozen=True, slots=True)
class HeaderClaims:
    """What the files of a stack say of its geometry, each different value once, in mm and degrees.

    `along_axis_mm` is the usual distance of neighbouring positions, which under tilt is longer
    than their distance along the normal; None where there are not two.
    """

    spacing_between_slices: tuple[float, ...]
    slice_thickness: tuple[float, ...]
    gantry_detector_tilt: tuple[float, ...]
    along_axis_mm: float | None


@dataclass(frozen=True, slots=True)
class StackTrace:
    """How one stack came to its order.

    `ordered_by` is the key that decided; `key_values` are its values, per volume and slice as
    in the stack. `found_by` is the key that decides where the user has not chosen another.
    `normal` and `tolerance_mm` (within which offsets are one position) are None without geometry;
    `most_at_a_position` is how many frames the fullest position has. `trials` are the attributes
    tried on repeated positions; `ranked` says that they did not suffice, and frames were counted
    off by Instance Number. `apart` says why the stack does not stand with the series' first one,
    `apart_by` names what can be united. `image_number_tau` is Kendall's tau of Instance Number and
    position in the first volume; |tau| >= 0.5 decides `display_reversed`, else anatomy.
    `attributes` are those that the stack can be split by.
    """

    kind: str
    ordered_by: str
    found_by: str
    key_values: tuple[tuple[KeyValue, ...], ...]
    most_at_a_position: int
    normal: Vector | None
    tolerance_mm: float | None
    trials: tuple[Trial, ...]
    ranked: bool
    apart: tuple[str, ...]
    image_number_tau: float
    display_reversed: bool
    apart_by: tuple[str, ...]
    claims: HeaderClaims
    attributes: tuple[AttributeCount, ...]


def explain_content(
    rows: Sequence[HeaderRow],
    details: Details,
    duplicates: Sequence[Duplicate] = (),
    choice: OrderChoice = NO_CHOICE,
    values: ReadValues = NO_VALUES,
) -> tuple[StackTrace, ...]:
    """Return the trace of each stack that `build_content` returns for the same arguments."""
    drafts = draft_series(rows, details, duplicates, choice, values).stacks
    known = list(identities(drafts))
    return tuple(
        _trace(draft, drafts[0], _told_apart_by(own, known[0]))
        for draft, own in zip(drafts, known, strict=True)
    )


def _told_apart_by(own: Mapping[str, Hashable], main: Mapping[str, Hashable]) -> tuple[str, ...]:
    return tuple(name for name in own if own[name] != main[name])


def _trace(draft: Draft, main: Draft, apart_by: tuple[str, ...]) -> StackTrace:
    first = draft.volumes[0]
    shown = arranged(draft)
    placed = draft.orientation is not None
    offsets = sorted(frame.offset for position in draft.positions for frame in position)
    tau = kendall_tau([frame.image_number for frame in first])
    return StackTrace(
        kind=draft.kind,
        ordered_by=shown.ordered_by,
        found_by=draft.ordered_by,
        key_values=tuple(
            tuple(_key_value(frame, draft, shown.ordered_by) for frame in volume)
            for volume in shown.volumes
        ),
        most_at_a_position=max(map(len, draft.positions), default=0),
        normal=draft.orientation.normal if draft.orientation is not None else None,
        tolerance_mm=position_tolerance(offsets) if placed else None,
        trials=draft.trials,
        ranked=draft.ranked,
        apart=() if draft is main else tuple(_differences(draft, main)),
        image_number_tau=tau,
        display_reversed=shown.display_reversed,
        apart_by=apart_by,
        claims=_claims(draft),
        attributes=varying_attributes(draft.frames()),
    )


def _claims(draft: Draft) -> HeaderClaims:
    rows = [frame.row for frame in draft.frames()]
    points = [own[0].position for own in draft.positions if own[0].position is not None]
    steps = distances(points)
    return HeaderClaims(
        spacing_between_slices=_numbers(frame.spacing_between_slices for frame in draft.frames()),
        slice_thickness=_numbers(
            (frame.detail.slice_thickness if frame.detail is not None else None)
            or frame.row.slice_thickness
            for frame in draft.frames()
        ),
        gantry_detector_tilt=_numbers(row.gantry_detector_tilt for row in rows),
        along_axis_mm=round(median(steps), 4) if steps else None,
    )


def _numbers(texts: Iterable[str | None]) -> tuple[float, ...]:
    numbers = {decimal_value(text) for text in set(texts)}
    return tuple(sorted(number for number in numbers if number is not None))


def _key_value(frame: Frame, draft: Draft, ordered_by: str) -> KeyValue:
    row = frame.row
    if ordered_by == POSITION and draft.orientation is None:
        return row.image_position_patient
    values: dict[str, KeyValue] = {
        POSITION: round(frame.offset, 4) + 0.0,
        INSTANCE_NUMBER: frame.image_number,
        SLICE_LOCATION: decimal_value(row.slice_location),
        STORED_FRAME_ORDER: frame.ordinal,
        ACQUISITION_TIME: row.acquisition_time,
        CONTENT_TIME: row.content_time,
        PATH: row.path,
        SOP_INSTANCE_UID: row.sop_instance_uid,
    }
    return values[ordered_by]


def _differences(draft: Draft, main: Draft) -> Iterable[str]:
    """Say what keeps a stack apart from the first one."""
    one, other = draft.volumes[0][0], main.volumes[0][0]
    if draft.localizer and not main.localizer:
        yield "Image Type says it is a localizer"
    if one.row.sop_class_uid != other.row.sop_class_uid:
        yield "another SOP class"
    if (one.row.rows, one.row.columns) != (other.row.rows, other.row.columns):
        yield f"{one.row.columns} x {one.row.rows} pixels, not {other.row.columns} x {other.row.rows}"
    if (one.row.samples_per_pixel or 1) != (other.row.samples_per_pixel or 1):
        yield "another number of samples per pixel"
    if len({_stack_id(one), _stack_id(other)} - {None}) == 2:
        yield "another Stack ID"
    if one.row.frame_of_reference_uid != other.row.frame_of_reference_uid:
        yield "another frame of reference"
    yield from _geometric_differences(draft, main)
    if draft.kind == "mosaic" and draft.dimensions != main.dimensions:
        yield "another component or echo"


def _stack_id(frame: Frame) -> str | None:
    return frame.detail.stack_id if frame.detail is not None else None


def _turned(one: Orientation, other: Orientation) -> Iterable[str]:
    """Say by how much slices lean, or where they do not, by how much they turn in their plane."""
    lean, turn = angle_between(one.normal, other.normal), angle_between(one.row, other.row)
    if lean > SAME_ORIENTATION_RAD:
        yield f"its slices lie at {math.degrees(lean):.1f} degrees to the first stack's"
    elif turn > SAME_ORIENTATION_RAD:
        yield f"its pictures are turned by {math.degrees(turn):.1f} degrees to the first stack's"


def _geometric_differences(draft: Draft, main: Draft) -> Iterable[str]:
    if main.orientation is None:
        if main.ordered_by == POSITION and draft.ordered_by != POSITION:
            yield "no valid position in the file"
        return
    if draft.orientation is not None:
        yield from _turned(draft.orientation, main.orientation)
        return
    row = draft.volumes[0][0].row
    if row.image_position_patient is None or row.image_orientation_patient is None:
        yield "no position or orientation in the file"
    elif "non-parallel" not in draft.kind:
        yield "its position or orientation is not valid"
