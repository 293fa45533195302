"""What is known of a stored root and its series without their rows."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dicomtree.model import Duplicate, HeaderRow, Problem


class StoredCopies(NamedTuple):
    """The further copies among the files of a series, and how many frames they have together."""

    duplicates: tuple[Duplicate, ...] = ()
    frames: int = 0


class SeriesSummary(NamedTuple):
    """The rows of one raw identity under one root, in sum.

    `series` is its number in the index, None before it has one. `first` is the row whose path
    sorts first. `copies` is None where they were not looked for since the rows changed.
    """

    series: int | None
    first: HeaderRow
    instances: int
    frames: int
    size_bytes: int
    copies: StoredCopies | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What the index holds of a root: all of it if `complete`, else what a scan got to."""

    series: list[SeriesSummary] = field(default_factory=list)
    not_dicom: int = 0
    dicomdirs: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    complete: bool = False


@dataclass(slots=True)
class Dropped:
    """What dropping files has changed: the series that lost some, and what else there was.

    A series that lost all its rows has 0 instances.
    """

    series: list[SeriesSummary] = field(default_factory=list)
    instances: int = 0
    not_dicom: int = 0
    dicomdirs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is stored of a root, packed as it is, to be stored elsewhere."""

    complete: int
    problems: bytes | None
    series: list[tuple[Any, ...]]
    parts: list[tuple[Any, ...]]
    contents: list[tuple[Any, ...]]
