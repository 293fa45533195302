"""How far something is that takes long."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class HowFar(Protocol):
    """What every `progress` is called with, whether files are read, searched or written.

    `total` is None as long as nobody knows it; `current` names the file or folder at hand, and is
    empty where there are only numbers.
    """

    @property
    def done(self) -> int:
        """How many have been dealt with."""

    @property
    def total(self) -> int | None:
        """Of how many."""

    @property
    def current(self) -> str:
        """What is being dealt with."""


OnHowFar = Callable[[HowFar], None]


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Files finished of all, bytes of all that was planned, and what is being written.

    A file that has come out smaller than was planned counts as planned.
    """

    done: int
    total: int
    bytes_done: int
    bytes_total: int
    current: str
