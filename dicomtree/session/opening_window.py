"""The window of a stack whose files give none, wherever it was opened: that of its middle slice.

The outermost slices hold little but noise, by which all others would come out white; and a window
of each slice's own would flicker while they are paged. Of RT Dose all slices decide: up to the
maximum.
"""

from dataclasses import replace

from dicomtree.model import FrameRef
from dicomtree.pixels import Picture, VoiChoice, opens_by_all, opens_by_values
from dicomtree.session.effects import Effect, FindOpeningWindow
from dicomtree.session.messages import PictureReady
from dicomtree.session.opening_messages import OpeningWindowFound
from dicomtree.session.slices import HAVE_SLICES, pages
from dicomtree.session.state import OpeningWindow, Session, Viewer

Result = tuple[Session, tuple[Effect, ...]]


def own_window(viewer: Viewer, message: PictureReady) -> VoiChoice | None:
    """Return what a picture opens with: the volume's window where its own would be of its values."""
    if message.picture is None or not opens_by_values(message.picture):
        return message.own_window
    known = viewer.opening_window
    is_known = known.volume_index == viewer.volume_index and known.window is not None
    return known.window if is_known else message.own_window


def update(session: Session, message: OpeningWindowFound) -> Session:
    """Take in the volume's window; what the user has chosen meanwhile stays."""
    viewer = session.viewer
    of = (message.series_key, message.stack_index)
    if viewer is None or of != (viewer.series_key, viewer.stack_index):
        return session
    if message.volume_index != viewer.opening_window.volume_index:
        return session
    until_then = viewer.opening_window.until_then
    if until_then is not None and viewer.window == until_then:
        viewer = replace(viewer, window=message.window)
    if viewer.picture is not None and opens_by_values(viewer.picture):
        viewer = replace(viewer, own_window=message.window)
    known = OpeningWindow(message.volume_index, message.window)
    return replace(session, viewer=replace(viewer, opening_window=known))


def follow(session: Session) -> Result:
    """Ask for the volume's window, once for each volume in which a picture needs it."""
    viewer = session.viewer
    if viewer is None or viewer.picture is None or viewer.playing:
        return session, ()
    volume_index = viewer.volume_index
    if viewer.opening_window.volume_index == volume_index or not opens_by_values(viewer.picture):
        return session, ()
    frames = _deciding(session, viewer, viewer.picture)
    if not frames:
        return session, ()
    if frames == (viewer.shown,):
        known = OpeningWindow(volume_index, viewer.own_window)
        return replace(session, viewer=replace(viewer, opening_window=known)), ()
    until_then = viewer.window if viewer.window == viewer.own_window else None
    asked = OpeningWindow(volume_index, until_then=until_then)
    of = (viewer.series_key, viewer.stack_index, volume_index)
    effects = (FindOpeningWindow(*of, frames),)
    return replace(session, viewer=replace(viewer, opening_window=asked)), effects


def _deciding(session: Session, viewer: Viewer, shown: Picture) -> tuple[FrameRef, ...]:
    """Return the slices of the volume on the screen that decide; none where it has no slices."""
    stack = session.stack
    if stack is None:
        return ()
    frames = tuple(pages(stack, viewer.volume_index, session.settings.direction))
    if opens_by_all(shown):
        return frames
    middle = len(frames) // 2
    return frames[middle : middle + 1] if stack.kind in HAVE_SLICES else ()
