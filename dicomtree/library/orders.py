"""What the user decided about the order of series: for this library, and remembered beyond it."""

from dicomtree import settings
from dicomtree.model import OrderChoice
from dicomtree.tree import DIMENSIONS, SPLITTING, STACK_ATTRIBUTES

UNITABLE = (*STACK_ATTRIBUTES, *(name for name in DIMENSIONS if name not in STACK_ATTRIBUTES))


def check_choice(choice: OrderChoice) -> None:
    """Raise ValueError if a choice names an attribute that stacks cannot be made by."""
    for names, known, verb in (
        (choice.split_by, SPLITTING, "split"),
        (choice.unite, UNITABLE, "united"),
    ):
        wrong = [name for name in names if name not in known]
        if wrong:
            raise ValueError(
                f"stacks cannot be {verb} by {', '.join(wrong)}; possible are {', '.join(known)}"
            )


class ChosenOrders:
    """The choices of one library, by series key; with `remembering`, those of earlier days too."""

    def __init__(self, *, remembering: bool) -> None:
        self._remembering = remembering
        self._chosen: dict[int, OrderChoice] = {}

    def of(self, series_key: int, series_instance_uid: str | None) -> OrderChoice:
        """Return what was decided about a series."""
        if series_key not in self._chosen:
            known = self._remembering and series_instance_uid is not None
            self._chosen[series_key] = (
                settings.remembered_order(series_instance_uid or "") if known else OrderChoice()
            )
        return self._chosen[series_key]

    def choose(self, series_key: int, series_instance_uid: str | None, choice: OrderChoice) -> bool:
        """Decide about a series; return False where that should be remembered and cannot be."""
        self._chosen[series_key] = choice
        if not self._remembering:
            return True
        return series_instance_uid is not None and settings.remember_order(
            series_instance_uid, choice
        )
