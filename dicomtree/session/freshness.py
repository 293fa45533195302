"""What is known of the freshness of opened folders, and of the index behind them."""

from dataclasses import dataclass

from dicomtree.model import RootChanges

Heard = tuple[str, int | str]
"""What a user has put off: a kind of news, and what tells it from other news of that kind."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """`changes` are those that are offered; `heard` is what the user wants to hear no more of.

    `index_place` and `index_trouble` are those of `IndexReported`.
    """

    changes: tuple[RootChanges, ...] = ()
    heard: frozenset[Heard] = frozenset()
    index_place: str | None = None
    index_trouble: str | None = None
