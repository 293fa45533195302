"""What became of every file: how many are instances, how many are not, and what is wrong."""

from dataclasses import dataclass, field

from dicomtree.index import Dropped, Restored
from dicomtree.model import Counts, Problem
from dicomtree.scanner import Batch


@dataclass(slots=True)
class _RootReceipt:
    instances: int = 0
    not_dicom: int = 0
    dicomdirs: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


class Receipt:
    """The books of a library: every file found stands in them once."""

    def __init__(self) -> None:
        self._roots: dict[int, _RootReceipt] = {}

    def add(self, root: int, batch: Batch) -> None:
        """Enter what a batch brought."""
        books = self._roots.setdefault(root, _RootReceipt())
        books.instances += len(batch.rows)
        books.not_dicom += len(batch.not_dicom)
        books.dicomdirs.update(path for path, _ in batch.dicomdir)
        books.problems.extend(batch.problems)

    def restore(self, root: int, restored: Restored) -> None:
        """Enter what an earlier reading brought."""
        self._roots[root] = _RootReceipt(
            instances=sum(summary.instances for summary in restored.series),
            not_dicom=restored.not_dicom,
            dicomdirs=set(restored.dicomdirs),
            problems=list(restored.problems),
        )

    def lessen(self, root: int, dropped: Dropped) -> None:
        """Strike out files that are gone or will be entered anew."""
        books = self._roots[root]
        books.instances -= dropped.instances
        books.not_dicom -= dropped.not_dicom
        books.dicomdirs -= set(dropped.dicomdirs)

    def forget(self, root: int) -> None:
        """Strike out a root."""
        self._roots.pop(root, None)

    def forget_problems(self, root: int) -> None:
        """Strike out a root's problems: what caused them is tried anew by each scan."""
        if root in self._roots:
            self._roots[root].problems.clear()

    def counts(self, duplicates: int, root: int | None = None) -> Counts:
        """Return the counts of one root or of all; copies are not counted as instances."""
        books = [self._roots[index] for index in self._roots if root in (None, index)]
        instances = sum(book.instances for book in books)
        not_dicom = sum(book.not_dicom for book in books)
        dicomdirs = sum(len(book.dicomdirs) for book in books)
        problems = sum(len(book.problems) for book in books)
        files = instances + not_dicom + dicomdirs + problems
        return Counts(files, instances - duplicates, duplicates, not_dicom, dicomdirs, problems)

    def problems(self) -> tuple[Problem, ...]:
        """Return all problems, by root and path."""
        found = [problem for root in self._roots.values() for problem in root.problems]
        return tuple(sorted(found, key=lambda problem: (problem.root, problem.path)))

    def problems_of(self, root: int) -> tuple[Problem, ...]:
        """Return the problems of one root, by path."""
        return tuple(problem for problem in self.problems() if problem.root == root)

    def dicomdirs(self) -> list[tuple[int, str]]:
        """Return root and path of every DICOMDIR."""
        return [(root, path) for root, own in self._roots.items() for path in sorted(own.dicomdirs)]
