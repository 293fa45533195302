"""What the user decided about the order of series: for this library, and remembered beyond it."""

from dicomtree import settings
from dicomtree.model import HeaderRow, OrderChoice
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

    def of(self, series_key: int, identity: str) -> OrderChoice:
        """Return what was decided about a series, of this `series_identity`."""
        if series_key not in self._chosen:
            remembered = settings.remembered_order(identity) if self._remembering else None
            self._chosen[series_key] = remembered or OrderChoice()
        return self._chosen[series_key]

    def choose(self, series_key: int, identity: str, choice: OrderChoice) -> bool:
        """Decide about a series; return False where that should be remembered and cannot be."""
        self._chosen[series_key] = choice
        return not self._remembering or settings.remember_order(identity, choice)


def series_identity(row: HeaderRow, path: str) -> str:
    """Return what a series is remembered by, from any of its rows and that file's absolute path.

    Without a Series Instance UID that is what the tree groups by instead: folder, Series Number,
    Modality and SOP class. Such a series is not known again when its folder has moved.
    """
    if row.series_instance_uid is not None:
        return row.series_instance_uid
    folder = path.removesuffix(row.path.rpartition("/")[2])
    return "\n".join(map(str, (folder, row.series_number, row.modality, row.sop_class_uid)))
