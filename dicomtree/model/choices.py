"""How the user wants stacks to be ordered, where that is not how the program orders them."""

import hashlib
from collections.abc import Container
from dataclasses import dataclass, field, replace
from enum import StrEnum


class OrderKey(StrEnum):
    """What a stack can be ordered by on request."""

    POSITION = "position"
    INSTANCE_NUMBER = "instance_number"
    ACQUISITION_TIME = "acquisition_time"
    SLICE_LOCATION = "slice_location"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class StackOrder:
    """How one stack is wanted: by a key (None: the one that was found), perhaps the other way."""

    key: OrderKey | None = None
    reverse: bool = False


AS_FOUND = StackOrder()


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """What the user decided about one series. It changes a view, never a file.

    `split_by` names attributes whose values make stacks of their own: those of `tree.SPLITTING`, or
    any other by its keyword, or its tag as "0019,100C" where it has none. `unite` names what else
    would keep stacks apart (`tree.STACK_ATTRIBUTES`) or volumes (dimensions). `stacks` says how
    single stacks are ordered, after splitting and uniting, each by a mark of one of its frames
    (`frame_mark`): unlike its place, that is the same when files are added.
    """

    split_by: tuple[str, ...] = ()
    unite: tuple[str, ...] = ()
    stacks: tuple[tuple[str, StackOrder], ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything was decided."""
        return bool(self.split_by or self.unite or self.stacks)

    def of_stack(self, mark: str) -> StackOrder:
        """Return how a stack is wanted."""
        return dict(self.stacks).get(mark, AS_FOUND)

    def with_stack(self, mark: str, order: StackOrder) -> "OrderChoice":
        """Return the choice with another order for one stack."""
        stacks = dict(self.stacks) | {mark: order}
        kept = tuple((own, stacks[own]) for own in sorted(stacks) if stacks[own] != AS_FOUND)
        return replace(self, stacks=kept)

    def without_lost(self, marks: Container[str]) -> "OrderChoice":
        """Return the choice without stacks that are not among these."""
        kept = tuple((mark, order) for mark, order in self.stacks if mark in marks)
        return replace(self, stacks=kept)


NO_CHOICE = OrderChoice()


@dataclass(frozen=True, slots=True)
class ByHand:
    """What of a user's choice has made one stack what it is.

    `split_values` are the stack's values of what was split by, in that order. `mark` is the one by which the choice knows the stack, None where it gave it no order.
    """

    order: StackOrder = AS_FOUND
    split_by: tuple[str, ...] = ()
    unite: tuple[str, ...] = ()
    split_values: tuple[str | float | int | None, ...] = ()
    mark: str | None = field(default=None, compare=False)


def frame_mark(kind: str, identity: str, frame: int | None) -> str:
    """Return what a stack is known by through one of its frames, and by what kind of stack it is.

    `identity` is the frame's SOP Instance UID, or its path where it has none. The mark is a hash:
    it is remembered, and must say nothing of the patient.
    """
    text = f"dicomtree stack {kind} {identity} {frame or 0}"
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]
