"""The window of a stack whose files give none: that of its middle slice, wherever it was opened.

The outermost slices hold little but noise, by which all others would come out white; and a window
of each slice's own would flicker while they are paged.
"""

from dataclasses import replace

from dicomtree.model import FrameRef
from dicomtree.pixels import VoiChoice, opens_by_values
from dicomtree.session.effects import Effect, LoadMiddleWindow
from dicomtree.session.messages import PictureReady
from dicomtree.session.middle_messages import MiddleWindowFound
from dicomtree.session.slices import HAVE_SLICES, pages
from dicomtree.session.state import MiddleWindow, Session, Viewer

Result = tuple[Session, tuple[Effect, ...]]


def own_window(viewer: Viewer, message: PictureReady) -> VoiChoice | None:
    """Return what a picture opens with: the middle's window where its own would be of its values."""
    if message.picture is None or not opens_by_values(message.picture):
        return message.own_window
    known = viewer.middle_window
    is_known = known.volume_index == viewer.volume_index and known.window is not None
    return known.window if is_known else message.own_window


def update(session: Session, message: MiddleWindowFound) -> Session:
    """Take in the middle's window; what the user has chosen meanwhile stays."""
    viewer = session.viewer
    of = (message.series_key, message.stack_index)
    if viewer is None or of != (viewer.series_key, viewer.stack_index):
        return session
    if message.volume_index != viewer.middle_window.volume_index:
        return session
    until_then = viewer.middle_window.until_then
    if until_then is not None and viewer.window == until_then:
        viewer = replace(viewer, window=message.window)
    if viewer.picture is not None and opens_by_values(viewer.picture):
        viewer = replace(viewer, own_window=message.window)
    known = MiddleWindow(message.volume_index, message.window)
    return replace(session, viewer=replace(viewer, middle_window=known))


def follow(session: Session) -> Result:
    """Ask for the middle's window, once for each volume in which a picture needs it."""
    viewer = session.viewer
    if viewer is None or viewer.picture is None or viewer.playing:
        return session, ()
    volume_index = viewer.volume_index
    if viewer.middle_window.volume_index == volume_index or not opens_by_values(viewer.picture):
        return session, ()
    middle = _middle(session, viewer)
    if middle is None:
        return session, ()
    if viewer.shown == middle:
        known = MiddleWindow(volume_index, viewer.own_window)
        return replace(session, viewer=replace(viewer, middle_window=known)), ()
    until_then = viewer.window if viewer.window == viewer.own_window else None
    asked = MiddleWindow(volume_index, until_then=until_then)
    of = (viewer.series_key, viewer.stack_index, volume_index)
    effects = (LoadMiddleWindow(*of, middle),)
    return replace(session, viewer=replace(viewer, middle_window=asked)), effects


def _middle(session: Session, viewer: Viewer) -> FrameRef | None:
    """Return the slice in the middle of the volume on the screen; None where it has no slices."""
    stack = session.stack
    if stack is None or stack.kind not in HAVE_SLICES:
        return None
    frames = pages(stack, viewer.volume_index, session.settings.direction)
    return frames[len(frames) // 2] if frames else None
