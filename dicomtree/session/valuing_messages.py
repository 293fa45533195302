"""What can happen around the values of all attributes of a selection."""

from dataclasses import dataclass

from dicomtree.library.header_values import CountedAttribute
from dicomtree.library.queries import Level


@dataclass(frozen=True, slots=True)
class ValuesToggled:
    """Show the values in what is selected, or no longer."""


@dataclass(frozen=True, slots=True)
class ValuesAdvanced:
    """So many files of all have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class ValuesCounted:
    """The attributes of some series (keys) with their values."""

    series: tuple[int, ...]
    counted: tuple[CountedAttribute, ...]


@dataclass(frozen=True, slots=True)
class TableWanted:
    """A row for each node of a level, a column for each attribute (keyword or tag).

    It goes into a new file at `target`, to the clipboard where that is None.
    """

    level: Level
    attributes: tuple[str, ...]
    target: str | None


@dataclass(frozen=True, slots=True)
class TableMade:
    """The text of a table for the clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class TableTaken:
    """It is on the clipboard."""


ValuesMessage = (
    ValuesToggled | ValuesAdvanced | ValuesCounted | TableWanted | TableMade | TableTaken
)
