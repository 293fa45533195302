"""How the user wants stacks to be ordered, where that is not how the program orders them."""

from dataclasses import dataclass, replace
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

    `split_by` names attributes whose values make stacks of their own; `unite` names what else
    would keep stacks apart (`tree.STACK_ATTRIBUTES`) or volumes (dimensions). `stacks` says by
    index how single stacks are ordered, after splitting and uniting.
    """

    split_by: tuple[str, ...] = ()
    unite: tuple[str, ...] = ()
    stacks: tuple[tuple[int, StackOrder], ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything was decided."""
        return bool(self.split_by or self.unite or self.stacks)

    def of_stack(self, index: int) -> StackOrder:
        """Return how a stack is wanted."""
        return dict(self.stacks).get(index, AS_FOUND)

    def with_stack(self, index: int, order: StackOrder) -> "OrderChoice":
        """Return the choice with another order for one stack."""
        stacks = dict(self.stacks) | {index: order}
        kept = tuple((i, stacks[i]) for i in sorted(stacks) if stacks[i] != AS_FOUND)
        return replace(self, stacks=kept)


NO_CHOICE = OrderChoice()


@dataclass(frozen=True, slots=True)
class ByHand:
    """What of a user's choice has made one stack what it is."""

    order: StackOrder = AS_FOUND
    split_by: tuple[str, ...] = ()
    unite: tuple[str, ...] = ()
