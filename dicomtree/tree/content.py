"""From the instances of a series to its stacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from dicomtree.geometry import dot
from dicomtree.model import (
    NO_CHOICE,
    DataWarning,
    Duplicate,
    HeaderRow,
    NonImage,
    OrderChoice,
    SeriesContent,
    Stack,
)
from dicomtree.text import counted
from dicomtree.tree.attributes import ReadValues, give_values
from dicomtree.tree.by_hand import arranged, chosen_drafts, lost_orders
from dicomtree.tree.classification import Placement, placement_reader
from dicomtree.tree.drafts import Draft
from dicomtree.tree.expansion import Details, Expansion
from dicomtree.tree.fallback import fallback_order
from dicomtree.tree.findings import report_geometry, warn_of_frames
from dicomtree.tree.frames import Frame, reference_to, without_place
from dicomtree.tree.series_warnings import instance_warnings
from dicomtree.tree.stacks import flat_stacks, mosaic_stacks, positional_stacks

NO_VALUES: ReadValues = MappingProxyType({})
SCOUT_FRAMES = 3
MAIN_FRAMES = 5
# |cos| of the angle to the main stack below which a small stack is a scout.
SCOUT_COSINE = 0.2


@dataclass(slots=True)
class Drafts:
    """A series in the making."""

    stacks: list[Draft]
    non_image: list[HeaderRow]
    warnings: list[DataWarning] = field(default_factory=list)


def build_content(
    rows: Sequence[HeaderRow],
    details: Details,
    duplicates: Sequence[Duplicate] = (),
    choice: OrderChoice = NO_CHOICE,
    values: ReadValues = NO_VALUES,
) -> SeriesContent:
    """Return the stacks of a series, each in canonical order, and what has no picture.

    `rows` are the instances of one series; `details` are by (root, path) and hold at least those
    of the rows that `needs_detail` names; `duplicates` are left out of the stacks. Every other
    frame is in one stack, once. The result depends on the set of rows only; nothing raises.
    `choice` is how the user wants it instead; `values` are those of attributes that it splits by
    and that are not among `SPLITTING`.
    """
    drafts = draft_series(rows, details, duplicates, choice, values)
    stacks = tuple(_stack(draft) for draft in drafts.stacks)
    non_image = tuple(
        NonImage(row.root, row.path, row.modality, row.sop_class_uid, row.sop_instance_uid)
        for row in drafts.non_image
    )
    warnings = (*drafts.warnings, *instance_warnings(rows, duplicates))
    return SeriesContent(stacks, non_image, warnings)


def draft_series(
    rows: Sequence[HeaderRow],
    details: Details,
    duplicates: Sequence[Duplicate] = (),
    choice: OrderChoice = NO_CHOICE,
    values: ReadValues = NO_VALUES,
) -> Drafts:
    """Return the stacks of a series with all that was found out on the way, in their order."""
    copies = {(copy.root, copy.path) for copy in duplicates}
    placement = placement_reader()
    sorted_rows: dict[Placement, list[HeaderRow]] = {kind: [] for kind in Placement}
    for row in rows:
        if not copies or (row.root, row.path) not in copies:
            sorted_rows[placement(row)].append(row)
    expansion = Expansion(details)
    placed = expansion.frames(sorted_rows[Placement.POSITION])
    mosaics = expansion.frames(sorted_rows[Placement.MOSAIC])
    flat = [*map(without_place, expansion.frames(sorted_rows[Placement.FLAT]))]
    flat += [expansion.whole(row) for row in sorted_rows[Placement.WHOLE_SLIDE]]
    canonical, _ = fallback_order([*placed, *mosaics, *flat])
    for rank, frame in enumerate(canonical):
        frame.rank = rank
    drafts = Drafts([], _ordered_rows(expansion, sorted_rows[Placement.NONE]))
    drafts.stacks += _placed_stacks(_by_rank(placed), _by_rank(flat), drafts.warnings)
    drafts.stacks += mosaic_stacks(_by_rank(mosaics))
    drafts.warnings += sorted(expansion.warnings, key=lambda warning: warning.detail)
    drafts.stacks.sort(key=_stack_order)
    _tag_scouts(drafts.stacks)
    if choice:
        give_values(canonical, values)
        drafts.stacks = chosen_drafts(drafts.stacks, choice)
        drafts.warnings += _lost(lost_orders(drafts.stacks, choice))
    return drafts


def _lost(count: int) -> list[DataWarning]:
    """Say of how many stacks the chosen order is not followed: it is never another stack's."""
    if not count:
        return []
    stacks = counted(count, "stack that is", "stacks that are")
    detail = (
        f"An order was chosen by hand for {stacks} not known again among these files; it "
        "is not followed, and forgotten with the next choice for this series."
    )
    return [DataWarning("chosen_order_lost", detail)]


def _by_rank(frames: Iterable[Frame]) -> list[Frame]:
    return sorted(frames, key=lambda frame: frame.rank)


def _ordered_rows(expansion: Expansion, rows: Iterable[HeaderRow]) -> list[HeaderRow]:
    ordered, _ = fallback_order(expansion.whole(row) for row in rows)
    return [frame.row for frame in ordered]


def _placed_stacks(
    frames: Iterable[Frame], flat: list[Frame], warnings: list[DataWarning]
) -> list[Draft]:
    """Return the stacks of frames with geometry, and those of all other frames."""
    placed: list[Frame] = []
    unplaced: list[Frame] = []
    for frame in frames:
        valid = frame.position is not None and frame.orientation is not None
        (placed if valid else unplaced).append(frame)
    split = _frames_of_reference(placed, warnings)
    stacks = positional_stacks(placed, split_frames_of_reference=split)
    others = flat_stacks(_by_rank([*flat, *unplaced]))
    if placed and unplaced:
        count = counted(len(unplaced), "frame is", "frames are")
        detail = f"{count} set apart: no valid position or orientation."
        warnings.append(DataWarning("unplaced", detail))
    return stacks + others


def _frames_of_reference(frames: Sequence[Frame], warnings: list[DataWarning]) -> bool:
    """Say whether Frame of Reference UID splits stacks.

    Positions in different frames of reference do not compare (PS3.3 C.7.4.1), but a UID of its
    own for every frame is the work of an anonymiser.
    """
    found = {frame.row.frame_of_reference_uid for frame in frames} - {None}
    if len(found) < 2:
        return False
    if len(found) < len(frames):
        return True
    detail = "Every frame has a Frame of Reference UID of its own; it is ignored."
    warnings.append(DataWarning("frame_of_reference_ignored", detail))
    return False


def _stack_order(draft: Draft) -> tuple[bool, int, int]:
    frames = draft.frames()
    return (draft.localizer, -len(frames), min(frame.rank for frame in frames))


def _tag_scouts(stacks: Sequence[Draft]) -> None:
    """Tag small stacks across the main one: scouts that no Image Type tells."""
    parallel = (draft for draft in stacks if draft.orientation is not None and not draft.localizer)
    main = next(parallel, None)
    if main is None or main.orientation is None or len(main.frames()) < MAIN_FRAMES:
        return
    for draft in stacks:
        if draft.orientation is None or draft.localizer or len(draft.frames()) > SCOUT_FRAMES:
            continue
        if abs(dot(draft.orientation.normal, main.orientation.normal)) < SCOUT_COSINE:
            draft.warn("scout_like", "Lies across the series' main stack, as a scout does.")


def _stack(draft: Draft) -> Stack:
    geometry = report_geometry(draft)
    warn_of_frames(draft)
    placed = draft.orientation is not None
    shown = arranged(draft)
    return Stack(
        kind=draft.kind,
        dimensions=shown.dimensions,
        ordered_by=shown.ordered_by,
        display_reversed=shown.display_reversed,
        warnings=tuple(draft.warnings),
        geometry=geometry,
        volumes=tuple(
            tuple(reference_to(frame, placed=placed) for frame in volume)
            for volume in shown.volumes
        ),
        companions=shown.companions,
        by_hand=shown.by_hand,
    )
