"""Holding the DICOMDIR files of opened folders against what is really there."""

from collections.abc import Sequence
from dataclasses import dataclass

from dicomtree.dicomdir import compare, read_directory
from dicomtree.library.opened import OpenedRoots
from dicomtree.text import counted

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class ComparedDicomdir:
    """What a DICOMDIR lists and its folder lacks, and what is there unlisted.

    `root` and `path` name the DICOMDIR; `missing` are File IDs, "/"-separated, and `unlisted`
    paths below the root. `faults` say which records could not be followed, `flaw` why none could.
    """

    root: int
    path: str
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]
    faults: tuple[str, ...]
    flaw: str | None

    def remarks(self) -> tuple[str, ...]:
        """Return what is odd about it, in words that quote the medium."""
        said = []
        if self.flaw is not None:
            said.append(f"cannot be read: {self.flaw}")
        if self.missing:
            said.append(
                f"lists {counted(len(self.missing), 'file that is', 'files that are')} not there: "
                f"{_some(self.missing)}"
            )
        if self.unlisted:
            said.append(
                f"does not list {counted(len(self.unlisted), 'instance')}: {_some(self.unlisted)}"
            )
        return (*said, *self.faults)


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    text = ", ".join(names[:MOST_NAMED])
    return f"{text} and {more:,} more" if more > 0 else text


def compare_dicomdirs(opened: OpenedRoots) -> tuple[ComparedDicomdir, ...]:
    """Compare every DICOMDIR that was found; blocks while they are read."""
    with opened.lock:
        found = opened.holdings.receipt.dicomdirs()
    return tuple(_compared(opened, root, path) for root, path in found)


def _compared(opened: OpenedRoots, root: int, path: str) -> ComparedDicomdir:
    directory = read_directory(root, opened.base(root), path)
    if directory.flaw is not None:
        return ComparedDicomdir(root, path, (), (), (), directory.flaw)
    result = compare(directory, opened.paths_under(root, path.rpartition("/")[0]))
    return ComparedDicomdir(root, path, result.missing, result.unlisted, directory.faults, None)
