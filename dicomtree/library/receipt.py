"""What became of every file that is not an instance, and how many instances there are."""

from dataclasses import dataclass, field

from dicomtree.model import Counts, Problem, Stamp
from dicomtree.scanner import Batch


@dataclass(slots=True)
class _RootReceipt:
    instances: int = 0
    not_dicom: dict[str, Stamp] = field(default_factory=dict)
    dicomdir: dict[str, Stamp] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Receipt:
    """The books of a library: every file found stands in them once."""

    def __init__(self) -> None:
        self._roots: dict[int, _RootReceipt] = {}

    def add(self, root: int, batch: Batch) -> None:
        """Enter what a batch brought."""
        books = self._roots.setdefault(root, _RootReceipt())
        books.instances += len(batch.rows)
        books.not_dicom.update(batch.not_dicom)
        books.dicomdir.update(batch.dicomdir)
        books.problems.extend(batch.problems)

    def forget(self, root: int) -> None:
        """Strike out a root."""
        self._roots.pop(root, None)

    def forget_problems(self, root: int) -> None:
        """Strike out a root's problems: what caused them is tried anew by each scan."""
        if root in self._roots:
            self._roots[root].problems.clear()

    def forget_files(self, root: int, paths: frozenset[str]) -> None:
        """Strike out files that are gone or will be entered anew."""
        books = self._roots.setdefault(root, _RootReceipt())
        others = paths & (books.not_dicom.keys() | books.dicomdir.keys())
        for path in others:
            books.not_dicom.pop(path, None)
            books.dicomdir.pop(path, None)
        books.instances -= len(paths) - len(others)

    def known(self, root: int) -> dict[str, Stamp]:
        """Return the stamps of the files under a root that hold no instance."""
        books = self._roots.get(root)
        return {} if books is None else books.not_dicom | books.dicomdir

    def counts(self, duplicates: int, root: int | None = None) -> Counts:
        """Return the counts of one root or of all; copies are not counted as instances."""
        books = [self._roots[index] for index in self._roots if root in (None, index)]
        instances = sum(book.instances for book in books)
        not_dicom = sum(len(book.not_dicom) for book in books)
        dicomdir = sum(len(book.dicomdir) for book in books)
        problems = sum(len(book.problems) for book in books)
        files = instances + not_dicom + dicomdir + problems
        return Counts(files, instances - duplicates, duplicates, not_dicom, dicomdir, problems)

    def problems(self) -> tuple[Problem, ...]:
        """Return all problems, by root and path."""
        found = [problem for root in self._roots.values() for problem in root.problems]
        return tuple(sorted(found, key=lambda problem: (problem.root, problem.path)))
