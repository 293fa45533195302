"""What was met on disk: problems, copies, counts."""

from dataclasses import dataclass

from dicomtree.model.entries import ProblemKind


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that could not be taken in, and why.

    `root` is an index into the library's roots; `path` is relative to it, "/"-separated, bytes
    that are not UTF-8 surrogate-escaped.
    """

    root: int
    path: str
    kind: ProblemKind
    detail: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A further copy of an instance: `identical` bytes, or the same image encoded again."""

    root: int
    path: str
    of: str
    identical: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """The receipt: `files` is the sum of the others."""

    files: int = 0
    instances: int = 0
    duplicates: int = 0
    not_dicom: int = 0
    dicomdir: int = 0
    problems: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is; how many files there are is known when it has ended."""

    files: int
    instances: int
    files_per_second: float
    folder: str

    @property
    def done(self) -> int:
        """Files seen."""
        return self.files

    @property
    def total(self) -> None:
        """Not known before the end."""
        return None

    @property
    def current(self) -> str:
        """The folder being read."""
        return self.folder
