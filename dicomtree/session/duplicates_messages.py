"""What can happen around files with the same content."""

from dataclasses import dataclass

from dicomtree.library.content_duplicates import Sameness


@dataclass(frozen=True, slots=True)
class SameFile:
    """A file of a group: where it lies, how large it is, and where its instance is in the tree.

    A further copy stands for the instance at `shown_path`.
    """

    root: int
    path: str
    size: int
    series_key: int
    shown_path: str


@dataclass(frozen=True, slots=True)
class SameGroup:
    """Files with something in common."""

    sameness: Sameness
    files: tuple[SameFile, ...]


@dataclass(frozen=True, slots=True)
class DuplicatesToggled:
    """Show the files with the same content, or no longer."""


@dataclass(frozen=True, slots=True)
class DuplicatesAdvanced:
    """So many files of those at hand have been compared."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class DuplicatesFound:
    """The groups of files with the same content, among so many instances."""

    groups: tuple[SameGroup, ...]
    instances: int


DuplicatesMessage = DuplicatesToggled | DuplicatesAdvanced | DuplicatesFound
