"""Which files must be read again before stacks can be built."""

from collections.abc import Iterable, Sequence

from dicomtree.model import NO_CHOICE, HeaderRow, OrderChoice
from dicomtree.tree.attributes import READ_FROM_DETAIL
from dicomtree.tree.candidates import CANDIDATES
from dicomtree.tree.classification import NUCLEAR_MEDICINE, STORAGE, Placement, placement_reader
from dicomtree.tree.content import draft_series
from dicomtree.tree.dimensions import Verdict
from dicomtree.tree.drafts import Draft
from dicomtree.tree.frames import frame_count

# Their frames are described in functional groups even where there is only one (PS3.3 C.7.6.16).
_ENHANCED = frozenset(
    STORAGE + number
    for number in [
        "2.1",
        "2.2",
        "4.1",
        "4.3",
        "4.4",
        "6.2",
        "6.3",
        "13.1.1",
        "13.1.2",
        "13.1.3",
        "14.1",
        "14.2",
        "30",
        "66.4",
        "66.7",
        "77.1.5.4",
        "77.1.5.8",
        "77.1.8",
        "128.1",
        "130",
    ]
)
# They have no place in space, but may be one part of several.
_CONCATENATED = frozenset(STORAGE + number for number in ["7.2", "7.3", "7.4", "12.1.1", "12.2.1"])

# A candidate before these that tells volumes apart by itself decides, whatever a file adds.
_READ_FROM_DETAIL = [candidate.name for candidate in CANDIDATES].index("b_value")
_KNOWN_FROM_HEADERS = frozenset(candidate.name for candidate in CANDIDATES[:_READ_FROM_DETAIL])


def needs_detail(rows: Iterable[HeaderRow], choice: OrderChoice = NO_CHOICE) -> list[HeaderRow]:
    """Return the rows of a series whose `InstanceDetail` its stacks depend on.

    These are multi-frame and enhanced instances, and single frames that share a position with
    others which their header rows do not tell apart: a private b-value or phase may. All of
    them are where the user wants to split by such an attribute.
    """
    placement = placement_reader()
    wanted: list[HeaderRow] = []
    single: list[HeaderRow] = []
    for row in rows:
        place = placement(row)
        if _has_frames(row, place):
            wanted.append(row)
        elif place is Placement.POSITION:
            single.append(row)
    if not READ_FROM_DETAIL.isdisjoint(choice.split_by):
        return wanted + single
    return wanted + _undecided(single)


def _has_frames(row: HeaderRow, placement: Placement) -> bool:
    if placement is Placement.FLAT:
        return row.sop_class_uid in _CONCATENATED
    if placement is not Placement.POSITION:
        return False
    if row.sop_class_uid in _ENHANCED or row.sop_class_uid == NUCLEAR_MEDICINE:
        return True
    return row.number_of_frames is not None and frame_count(row) > 1


def _undecided(rows: Sequence[HeaderRow]) -> list[HeaderRow]:
    return [
        frame.row
        for draft in draft_series(rows, {}).stacks
        if _is_undecided(draft)
        for frame in draft.frames()
    ]


def _is_undecided(draft: Draft) -> bool:
    if all(len(position) == 1 for position in draft.positions):
        return False
    decided = {trial.name for trial in draft.trials if trial.verdict is Verdict.ALONE}
    return decided.isdisjoint(_KNOWN_FROM_HEADERS)
