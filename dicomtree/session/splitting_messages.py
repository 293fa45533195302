"""What happens at the line where any attribute can be named to split a stack by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SplitLineWanted:
    """Show the line, and give it the keys."""


@dataclass(frozen=True, slots=True)
class SplitTyped:
    """The line holds this text."""

    text: str


@dataclass(frozen=True, slots=True)
class SplitNamesFound:
    """Keywords that `text` may become."""

    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitEntered:
    """Split by the attribute that this text means."""

    text: str


@dataclass(frozen=True, slots=True)
class SplitStopped:
    """Read no further files for it."""


@dataclass(frozen=True, slots=True)
class SplitAdvanced:
    """So many of the files have been read for it."""

    series_key: int
    text: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SplitRefused:
    """Nothing can be split by it, and why."""

    series_key: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SplitTried:
    """The attribute splits something; `name` is what choices call it."""

    series_key: int
    text: str
    name: str


SplitMessage = (
    SplitLineWanted
    | SplitTyped
    | SplitNamesFound
    | SplitEntered
    | SplitStopped
    | SplitAdvanced
    | SplitRefused
    | SplitTried
)
