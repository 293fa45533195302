"""What takes longer to count than the window may wait: counted elsewhere, one thing at a time."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dicomtree.pixels import Picture, Window
from dicomtree.pixels.statistics import Histogram
from dicomtree.session.effects import CountHistogram, CountRegion, Effect, FitWindow
from dicomtree.session.measurements import FOLLOWS, Measurement
from dicomtree.session.measuring_messages import (
    CountMessage,
    HistogramCounted,
    RegionCounted,
    WindowFound,
)

if TYPE_CHECKING:
    from dicomtree.session.state import Session


@dataclass(frozen=True, slots=True)
class Counting:
    """`asked` is being counted: a region, or all of a picture. `histogram` is that of `counted`.

    `fit` is the window that is to be found next.
    """

    asked: Measurement | Picture | FitWindow | None = None
    counted: Picture | None = None
    histogram: Histogram | None = None
    fit: FitWindow | None = None


def answered(session: "Session", message: CountMessage) -> "Session":
    """Take in what was counted; of a region that was changed meanwhile nothing."""
    counting, asked = session.counting, session.counting.asked
    match message:
        case HistogramCounted(histogram):
            counted = asked if isinstance(asked, Picture) else None
            counting = replace(counting, counted=counted, histogram=histogram)
        case RegionCounted(lines):
            measurements = tuple(
                replace(each, lines=lines or _without_promise(each)) if each == asked else each
                for each in session.measurements
            )
            session = replace(session, measurements=measurements)
        case WindowFound(window):
            session = _fitted(session, asked, window)
    return replace(session, counting=replace(counting, asked=None))


def _fitted(session: "Session", asked: object, window: Window | None) -> "Session":
    """Show a stack through the window that was found, if it is still on the screen."""
    viewer = session.viewer
    if viewer is None or window is None or not isinstance(asked, FitWindow):
        return session
    if (viewer.series_key, viewer.stack_index) != (asked.series_key, asked.stack_index):
        return session
    return replace(session, viewer=replace(viewer, window=window))


def follow(session: "Session") -> tuple["Session", tuple[Effect, ...]]:
    """Ask for the next thing to count of the picture on the screen, once nothing else is."""
    viewer, counting = session.viewer, session.counting
    if counting.asked is not None:
        return session, ()
    if counting.fit is not None:
        fitting = replace(counting, asked=counting.fit, fit=None)
        return replace(session, counting=fitting), (counting.fit,)
    picture = None if viewer is None else viewer.picture
    if viewer is None or picture is None or picture.reduction > 1:
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
