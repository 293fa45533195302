"""What can happen around the small pictures of series."""

from dataclasses import dataclass

from dicomtree.pixels import Thumbnail


@dataclass(frozen=True, slots=True)
class ThumbnailReady:
    """What a series looks like; None where it has no picture."""

    series_key: int
    thumbnail: Thumbnail | None


@dataclass(frozen=True, slots=True)
class ThumbnailsToggled:
    """Show or hide the small pictures of the study's series."""


ThumbnailMessage = ThumbnailReady | ThumbnailsToggled
