"""What can happen around the attributes along the slices."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomtree.model import Stack

if TYPE_CHECKING:
    from dicomtree.session.along_lines import AlongLines


@dataclass(frozen=True, slots=True)
class AlongToggled:
    """Show the attributes along the slices of the stack on screen, or no longer."""


@dataclass(frozen=True, slots=True)
class AlongAdvanced:
    """So many files of all have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class AlongLoaded:
    """The attributes along the slices of a stack."""

    stack: Stack
    lines: "AlongLines"


AlongMessage = AlongToggled | AlongAdvanced | AlongLoaded
