"""Which attributes there are, and how the values of each are compared."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

Value = str | int | tuple[str, ...] | None
"""An attribute's text, several values joined by a backslash; the different texts of frames that do
not agree; None when absent or empty; "" when it is there but holds no text (a sequence with items,
bytes)."""


class Kind(StrEnum):
    """How values are compared; what is hidden must not be asked for, nor found by words."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date and time"
    AGE = "age"
    UNKNOWN = "unknown"  # numbers where both sides are, else texts: private elements
    FINDING = "finding"
    HIDDEN = "hidden"


class Attribute(NamedTuple):
    """An attribute by its proper name, whatever way it was written."""

    name: str
    kind: Kind


Vocabulary = Callable[[str], Attribute | None]
"""Gives the attribute or finding that a name in a query means, None if there is none."""
