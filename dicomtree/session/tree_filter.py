"""What the find box has to say: which rows of the tree are shown, and why not all."""

from dataclasses import dataclass

from dicomtree.model import Tree


@dataclass(frozen=True, slots=True)
class Completion:
    """Names that may stand for the part (start, end) of a query that is being typed."""

    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreeFilter:
    """A query by the user, and its answer as far as there is one.

    `series` are the keys of the series found, None while every row is shown. Until a new query
    has been answered, the rows of the one before stay; `answered` is the last that has been.
    `error` says what is wrong with `text`, and `fault` from where to before where. `progress` is
    how many of how many files have been read for the answer. `asked_of` is the tree that was
    searched last. `is_guarded` where the query was typed while identity was hidden: it is not
    looked for in what says who the patient is.
    """

    text: str = ""
    answered: str = ""
    series: frozenset[int] | None = None
    error: str = ""
    fault: tuple[int, int] = (0, 0)
    progress: tuple[int, int] | None = None
    completion: Completion | None = None
    asked_of: Tree | None = None
    is_guarded: bool = False

    @property
    def is_on(self) -> bool:
        """Whether rows are left out."""
        return self.series is not None
