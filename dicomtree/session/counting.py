"""What takes longer to count than the window may wait: counted elsewhere, one thing at a time."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dicomtree.pixels import Picture
from dicomtree.pixels.statistics import Histogram
from dicomtree.session.effects import CountHistogram, CountRegion, Effect
from dicomtree.session.measurements import FOLLOWS, Measurement
from dicomtree.session.measuring_messages import HistogramCounted, RegionCounted

if TYPE_CHECKING:
    from dicomtree.session.state import Session


@dataclass(frozen=True, slots=True)
class Counting:
    """`asked` is being counted: a region, or all of a picture. `histogram` is that of `counted`."""

    asked: Measurement | Picture | None = None
    counted: Picture | None = None
    histogram: Histogram | None = None


def answered(session: "Session", message: RegionCounted | HistogramCounted) -> "Session":
    """Take in what was counted; of a region that was changed meanwhile nothing."""
    asked = session.counting.asked
    match message:
        case HistogramCounted(histogram):
            counted = asked if isinstance(asked, Picture) else None
            return replace(session, counting=Counting(None, counted, histogram))
        case RegionCounted(lines):
            measurements = tuple(
                replace(each, lines=lines or _without_promise(each)) if each == asked else each
                for each in session.measurements
            )
            counting = replace(session.counting, asked=None)
            return replace(session, measurements=measurements, counting=counting)


def follow(session: "Session") -> tuple["Session", tuple[Effect, ...]]:
    """Ask for the next thing to count of the picture on the screen, once nothing else is."""
    viewer, counting = session.viewer, session.counting
    picture = None if viewer is None else viewer.picture
    if viewer is None or picture is None or picture.reduction > 1 or counting.asked is not None:
        return session, ()
    for each in session.measurements:
        if FOLLOWS in each.lines and each.frame == viewer.shown:
            asked = replace(session, counting=replace(counting, asked=each))
            return asked, (CountRegion(each, picture),)
    if not session.settings.histogram or counting.counted is picture:
        return session, ()
    asked = replace(session, counting=replace(counting, asked=picture))
    return asked, (CountHistogram(picture),)


def _without_promise(measurement: Measurement) -> tuple[str, ...]:
    return tuple(line for line in measurement.lines if line != FOLLOWS)
