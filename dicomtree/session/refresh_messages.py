"""What can happen around the freshness of opened folders and what is kept of them."""

from dataclasses import dataclass

from dicomtree.model import RootChanges


@dataclass(frozen=True, slots=True)
class RefreshRequested:
    """See whether the opened folders have changed since they were read."""


@dataclass(frozen=True, slots=True)
class AttentionReturned:
    """The user comes back from another program."""


@dataclass(frozen=True, slots=True)
class ChangesShown:
    """Take in what has changed."""


@dataclass(frozen=True, slots=True)
class BarDismissed:
    """Say no more of what the bar below the tree says."""


@dataclass(frozen=True, slots=True)
class ChangesFound:
    """What has changed under the folders that were looked at.

    `asked`: the user is waiting for it. `complete` is false where the look was cancelled.
    """

    changes: tuple[RootChanges, ...]
    asked: bool
    complete: bool = True


@dataclass(frozen=True, slots=True)
class IndexReported:
    """Where what is read is kept (None: nowhere), and why it is not although it should be."""

    place: str | None
    trouble: str | None = None


RefreshMessage = (
    RefreshRequested
    | AttentionReturned
    | ChangesShown
    | BarDismissed
    | ChangesFound
    | IndexReported
)
