"""Measurements on the screen: begun, moved, taken away. They live in the session alone."""

from dataclasses import replace

from dicomtree.pixels import Picture
from dicomtree.session import counting
from dicomtree.session.effects import Effect
from dicomtree.session.measurements import WAITS_FOR_PICTURE, Measurement, reading_of
from dicomtree.session.measuring_messages import (
    HistogramCounted,
    MeasureBegun,
    MeasureDragged,
    MeasureEnded,
    MeasureMessage,
    MeasureNudged,
    MeasurePlaced,
    MeasureRemoved,
    MeasuresCleared,
    RegionCounted,
    Tool,
    ToolChosen,
    WindowFound,
)
from dicomtree.session.state import Session
from dicomtree.session.viewing import extent
from dicomtree.session.viewport import Point

MOST_MEASUREMENTS = 500
PLACED_SHARE = 0.125


def update(session: Session, message: MeasureMessage) -> Session:
    """Answer what concerns measurements; nothing here needs the outside world."""
    match message:
        case ToolChosen(tool):
            chosen = None if tool == session.tool else tool
            return replace(_without_draft(session), tool=chosen)
        case MeasuresCleared():
            return replace(session, measurements=(), measuring=False)
        case MeasureBegun(at):
            return _begun(session, at, at, measuring=True)
        case MeasurePlaced():
            return _placed(session)
        case MeasureEnded():
            return _ended(session)
        case RegionCounted() | HistogramCounted() | WindowFound():
            return counting.answered(session, message)
        case _:
            return _changed(session, message)


def shown_measurements(session: Session) -> tuple[Measurement, ...]:
    """Return the measurements of the picture on the screen, the latest last."""
    viewer = session.viewer
    if viewer is None or viewer.picture is None:
        return ()
    return tuple(each for each in session.measurements if each.frame == viewer.shown)


def measurements_text(session: Session) -> str:
    """Return all measurements as lines of text, without anything that names the patient."""
    return "\n".join(_described(each) for each in session.measurements)


def follow(session: Session) -> tuple[Session, tuple[Effect, ...]]:
    """Complete what was measured on a preview when the whole picture has come."""
    viewer = session.viewer
    if viewer is None or viewer.picture is None or viewer.picture.reduction > 1:
        return session, ()
    if not any(_waits(each) and each.frame == viewer.shown for each in session.measurements):
        return session, ()
    picture = viewer.picture
    read = tuple(
        _read(each, picture) if _waits(each) and each.frame == viewer.shown else each
        for each in session.measurements
    )
    return replace(session, measurements=read), ()


def _waits(measurement: Measurement) -> bool:
    return WAITS_FOR_PICTURE in measurement.lines


def _described(measurement: Measurement) -> str:
    frame = measurement.frame
    number = "" if frame.instance_number is None else f"image {frame.instance_number}"
    of_frame = "" if frame.frame is None else f"frame {frame.frame}"
    columns = ", ".join(f"{place[0]:.1f}" for place in (measurement.start, measurement.end))
    rows = ", ".join(f"{place[1]:.1f}" for place in (measurement.start, measurement.end))
    where = f"columns {columns}; rows {rows}"
    parts = (number, of_frame, str(measurement.tool), *measurement.lines, where)
    return " · ".join(filter(None, parts))


# ---- one measurement
def _read(measurement: Measurement, picture: Picture) -> Measurement:
    return replace(measurement, lines=reading_of(measurement, picture))


def _begun(session: Session, start: Point, end: Point, *, measuring: bool) -> Session:
    """Add a measurement between two points of the pane."""
    viewer, tool = session.viewer, session.tool
    if tool is None or viewer is None or viewer.picture is None or viewer.shown is None:
        return session
    one, other = (_on_picture(session, viewer.picture, at) for at in (start, end))
    made = _read(Measurement(tool, viewer.shown, one, other), viewer.picture)
    kept = session.measurements[1 - MOST_MEASUREMENTS :]
    return replace(session, measurements=(*kept, made), measuring=measuring)


def _placed(session: Session) -> Session:
    width, height = session.pane
    middle, reach = (width / 2, height / 2), min(width, height) * PLACED_SHARE
    one = middle[0] - reach, middle[1] - reach
    other = middle[0] + reach, middle[1] + reach
    if session.tool is Tool.DISTANCE:
        one, other = (one[0], middle[1]), (other[0], middle[1])
    return _begun(session, one, other, measuring=False)


def _on_picture(session: Session, picture: Picture, at: Point) -> Point:
    """Return the point of the picture under a point of the pane, the nearest one inside."""
    if session.viewer is None:
        return at
    size = extent(picture)
    column, row = session.viewer.viewport.to_picture(at, size)
    return min(max(column, 0.0), size.columns), min(max(row, 0.0), size.rows)


def _without_draft(session: Session) -> Session:
    if not session.measuring:
        return session
    return replace(session, measurements=session.measurements[:-1], measuring=False)


def _ended(session: Session) -> Session:
    if not session.measuring or not session.measurements:
        return replace(session, measuring=False)
    latest = session.measurements[-1]
    if latest.is_empty:
        return _without_draft(session)
    return replace(session, measuring=False)


def _changed(session: Session, message: MeasureDragged | MeasureNudged | MeasureRemoved) -> Session:
    shown = shown_measurements(session)
    viewer = session.viewer
    if not shown or viewer is None or viewer.picture is None:
        return session
    latest = shown[-1]
    match message:
        case MeasureDragged(at):
            if not session.measuring:
                return session
            moved = replace(latest, end=_on_picture(session, viewer.picture, at))
            return _replaced(session, latest, moved)
        case MeasureNudged(columns, rows, end_only):
            moved = _nudged(latest, viewer.picture, (columns, rows), end_only=end_only)
            return _replaced(session, latest, moved)
        case MeasureRemoved():
            kept = tuple(each for each in session.measurements if each is not latest)
            return replace(session, measurements=kept, measuring=False)


def _nudged(
    measurement: Measurement, picture: Picture, by: Point, *, end_only: bool
) -> Measurement:
    size = extent(picture)
    limits = (size.columns, size.rows)
    ends = (measurement.end,) if end_only else (measurement.start, measurement.end)
    inside = all(0 <= end[axis] + by[axis] <= limits[axis] for end in ends for axis in (0, 1))
    if not inside:
        return measurement
    start = measurement.start
    if not end_only:
        start = start[0] + by[0], start[1] + by[1]
    end = measurement.end[0] + by[0], measurement.end[1] + by[1]
    return replace(measurement, start=start, end=end)


def _replaced(session: Session, before: Measurement, after: Measurement) -> Session:
    viewer = session.viewer
    if viewer is None or viewer.picture is None:
        return session
    read = _read(after, viewer.picture)
    changed = tuple(read if each is before else each for each in session.measurements)
    return replace(session, measurements=changed)
