"""What can happen around comparing two patients, studies, series, stacks or instances."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from dicomtree.compare import Comparison

if TYPE_CHECKING:
    from dicomtree.session.effects import LoadComparison


class Which(StrEnum):
    """What is meant: the chosen row of the tree, or the instance on screen."""

    ROW = "row"
    INSTANCE = "instance"


@dataclass(frozen=True, slots=True)
class SideRemembered:
    """What is meant is one side of a comparison to come."""

    which: Which


@dataclass(frozen=True, slots=True)
class ComparisonWanted:
    """Compare what is remembered with what is meant."""

    which: Which


@dataclass(frozen=True, slots=True)
class ComparisonAdvanced:
    """So many files of all have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What the two sides of `asked` differ in; None where one cannot be read at all."""

    asked: "LoadComparison"
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class ComparisonClosed:
    """The user has seen the comparison, or does not wait for it."""


CompareMessage = (
    SideRemembered | ComparisonWanted | ComparisonAdvanced | Compared | ComparisonClosed
)
