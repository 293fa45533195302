"""Playing: through the slices, or along one of the stack's further dimensions."""

from dataclasses import replace

from dicomtree.model import FrameRef, Stack
from dicomtree.session import paging
from dicomtree.session.effects import Effect, LoadPicture
from dicomtree.session.messages import PlayAxisChosen, PlayMessage, PlayTicked, PlayToggled
from dicomtree.session.slices import AHEAD, is_paged_by_volume, pages
from dicomtree.session.sliders import SliderRow, slider_rows
from dicomtree.session.state import Session, Viewer

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: PlayMessage) -> Result:
    """Answer what starts, stops and drives cine."""
    viewer, stack, rows = session.viewer, session.stack, slider_rows(session)
    if viewer is None or stack is None or not rows:
        return session, ()
    row = rows[min(viewer.play_axis, len(rows) - 1)]
    match message:
        case PlayToggled():
            playing = not viewer.playing and row.count > 1
            return replace(session, viewer=replace(viewer, playing=playing)), ()
        case PlayAxisChosen(axis):
            return replace(session, viewer=_along(viewer, axis, rows)), ()
        case PlayTicked():
            return _tick(session, viewer, stack, row)


def _along(viewer: Viewer, axis: int, rows: tuple[SliderRow, ...]) -> Viewer:
    """Play along an axis; the one that is playing stops."""
    if not 0 <= axis < len(rows) or rows[axis].count < 2:
        return viewer
    stops = viewer.playing and viewer.play_axis == axis
    return replace(viewer, playing=not stops, play_axis=axis)


def _tick(session: Session, viewer: Viewer, stack: Stack, row: SliderRow) -> Result:
    following = (row.place + 1) % row.count
    if row.volumes is None:
        return paging.go(session, viewer, following)
    moved, effects = paging.go_volume(session, row.volumes[following])
    coming = _coming(session, viewer, stack, row)
    return moved, tuple(_with_ahead(effect, coming) for effect in effects)


def _coming(session: Session, viewer: Viewer, stack: Stack, row: SliderRow) -> tuple[FrameRef, ...]:
    """Return the frames that will be shown after the next one."""
    volumes = row.volumes or ()
    frames: list[FrameRef] = []
    for step in range(2, min(AHEAD, row.count - 1) + 2):
        volume = volumes[(row.place + step) % row.count]
        own = pages(stack, volume, session.settings.direction)
        place = volume if is_paged_by_volume(stack) else viewer.place
        frames += own[place : place + 1]
    return tuple(frames)


def _with_ahead(effect: Effect, coming: tuple[FrameRef, ...]) -> Effect:
    return replace(effect, ahead=coming) if isinstance(effect, LoadPicture) else effect
