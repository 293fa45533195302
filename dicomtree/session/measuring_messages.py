"""What can happen around measurements. Points are of the pane, in pixels of the screen."""

from dataclasses import dataclass
from enum import StrEnum

from dicomtree.pixels import Window
from dicomtree.pixels.statistics import Histogram


class Tool(StrEnum):
    """What the left button measures."""

    DISTANCE = "distance"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"


@dataclass(frozen=True, slots=True)
class ToolChosen:
    """The left button measures from now on; None, or the same tool again, gives it back."""

    tool: Tool | None


@dataclass(frozen=True, slots=True)
class MeasureBegun:
    """A measurement begins at this point."""

    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class MeasureDragged:
    """Its other end is at this point by now."""

    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class MeasureEnded:
    """The button was released."""


@dataclass(frozen=True, slots=True)
class MeasurePlaced:
    """Measure about the middle of the pane, to be moved by keys."""


@dataclass(frozen=True, slots=True)
class MeasureNudged:
    """Move the latest measurement of the picture by pixels of the picture, or its end alone."""

    columns: int
    rows: int
    end_only: bool


@dataclass(frozen=True, slots=True)
class MeasureRemoved:
    """Take away the latest measurement of the picture."""


@dataclass(frozen=True, slots=True)
class MeasuresCleared:
    """Take away all measurements."""


@dataclass(frozen=True, slots=True)
class RegionCounted:
    """The exact values of the region that was asked for, in words; () where counting failed."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistogramCounted:
    """The histogram of the picture that was asked for; None where it has none."""

    histogram: Histogram | None


@dataclass(frozen=True, slots=True)
class WindowFound:
    """The window of the values that was asked for; None where finding it failed."""

    window: Window | None


CountMessage = RegionCounted | HistogramCounted | WindowFound

MeasureMessage = (
    ToolChosen
    | MeasureBegun
    | MeasureDragged
    | MeasureEnded
    | MeasurePlaced
    | MeasureNudged
    | MeasureRemoved
    | MeasuresCleared
    | CountMessage
)
