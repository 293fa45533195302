"""What can happen in the find box, and the answers to what is typed there."""

from dataclasses import dataclass

from dicomtree.session.tree_filter import Completion


@dataclass(frozen=True, slots=True)
class FindBegun:
    """The find box has the keys: a query will follow."""


@dataclass(frozen=True, slots=True)
class FindTyped:
    """The find box holds this text; the next letter goes to `cursor`."""

    text: str
    cursor: int


@dataclass(frozen=True, slots=True)
class FindStopped:
    """The user does not want to wait for the files that a query needs."""


@dataclass(frozen=True, slots=True)
class FindCompleted:
    """What the part of a query that is being typed may become; None for nothing."""

    text: str
    completion: Completion | None


@dataclass(frozen=True, slots=True)
class FindAdvanced:
    """So many of so many files have been read for a query."""

    text: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FindAnswered:
    """The series that a query finds, by key."""

    text: str
    series: frozenset[int]


@dataclass(frozen=True, slots=True)
class FindFailed:
    """A query that cannot be answered, and where it is at fault."""

    text: str
    error: str
    fault: tuple[int, int]


FindMessage = (
    FindBegun | FindTyped | FindStopped | FindCompleted | FindAdvanced | FindAnswered | FindFailed
)
