"""What can happen around comparing two instances."""

from dataclasses import dataclass

from dicomtree.compare import Comparison, Lenience


@dataclass(frozen=True, slots=True)
class InstanceRemembered:
    """The instance on screen is one side of a comparison to come."""


@dataclass(frozen=True, slots=True)
class ComparisonWanted:
    """Compare the remembered instance with the one on screen; or the same again, otherwise."""

    lenience: Lenience


@dataclass(frozen=True, slots=True)
class Compared:
    """What two instances (root, path) differ in; None where one of them cannot be read."""

    first: tuple[int, str]
    second: tuple[int, str]
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class ComparisonClosed:
    """The user has seen the comparison."""


CompareMessage = InstanceRemembered | ComparisonWanted | Compared | ComparisonClosed
