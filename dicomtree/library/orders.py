"""What the user decided about the order of series: for this library, and remembered beyond it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from dicomtree import settings
from dicomtree.library.attribute_names import UNITABLE, splitting_name, uniting_name
from dicomtree.model import HeaderRow, OrderChoice


def understood(choice: OrderChoice) -> OrderChoice:
    """Return a choice with attributes by the names that stacks are made by.

    Raises ValueError where one names no attribute, or none that stacks can be united across.
    """
    return replace(
        choice,
        split_by=_names(choice.split_by, splitting_name, "split by", "it is no attribute"),
        unite=_names(choice.unite, uniting_name, "united by", f"possible are {_POSSIBLE}"),
    )


_POSSIBLE = ", ".join(UNITABLE)


def _names(
    texts: Iterable[str], named: Callable[[str], str | None], verb: str, reason: str
) -> tuple[str, ...]:
    found = {text: named(text) for text in texts}
    wrong = [text for text, name in found.items() if name is None]
    if wrong:
        raise ValueError(f"stacks cannot be {verb} {', '.join(wrong)}: {reason}")
    return tuple(dict.fromkeys(name for name in found.values() if name is not None))


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
