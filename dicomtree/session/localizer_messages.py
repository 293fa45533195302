"""What happens around the small localizer in the picture's corner."""

from dataclasses import dataclass

from dicomtree.library.localizers import LocalizerFrame
from dicomtree.model import FrameRef
from dicomtree.pixels import Picture


@dataclass(frozen=True, slots=True)
class InsetToggled:
    """Show or hide the small localizer."""


@dataclass(frozen=True, slots=True)
class LocalizersFound:
    """The localizers that share a frame of reference with a series."""

    series_key: int
    frames: tuple[LocalizerFrame, ...]


@dataclass(frozen=True, slots=True)
class LocalizerReady:
    """A localizer's picture."""

    frame: FrameRef
    picture: Picture


LocalizerMessage = InsetToggled | LocalizersFound | LocalizerReady
