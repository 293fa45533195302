"""How the picture is shown: window, zoom, pan, turning."""

import math
from dataclasses import replace

from dicomtree.pixels import Picture, Window
from dicomtree.session.messages import (
    FitChosen,
    Flipped,
    InvertToggled,
    OneToOneChosen,
    PaneResized,
    Panned,
    PointerMoved,
    PresetChosen,
    Rotated,
    ViewMessage,
    ViewReset,
    WindowChosen,
    WindowDragged,
    Zoomed,
)
from dicomtree.session.state import Session, Viewer
from dicomtree.session.viewport import Extent, Viewport

DRAG_PIXELS = 300
"""Dragging this far to the right multiplies the width by e; downwards it moves the centre by one
width: fine where the window is narrow, fast where it is wide."""

SMALLEST_WIDTH = 1e-6

PRESETS = (
    Window(40, 80, explanation="brain"),
    Window(75, 215, explanation="subdural"),
    Window(40, 400, explanation="soft tissue"),
    Window(50, 350, explanation="mediastinum"),
    Window(60, 160, explanation="liver"),
    Window(-600, 1500, explanation="lung"),
    Window(400, 1800, explanation="bone"),
    Window(300, 600, explanation="angio"),
)
"""The CT presets of keys 1 to 8, in HU."""


def update(session: Session, message: ViewMessage) -> Session:
    """Answer a change of the view; nothing here needs the outside world."""
    if isinstance(message, PointerMoved):
        return replace(session, pointer=message.at)
    viewer = session.viewer
    if isinstance(message, PaneResized):
        return _resized(session, message)
    if viewer is None:
        return session
    if isinstance(message, WindowDragged | WindowChosen | PresetChosen | InvertToggled):
        return replace(session, viewer=_windowed(viewer, message))
    if isinstance(message, ViewReset):
        return replace(session, viewer=_reset(viewer))
    return replace(session, viewer=replace(viewer, viewport=_moved(viewer, message)))


def current_window(viewer: Viewer) -> Window | None:
    """Return the window that the picture is shown with; None where it has none (colour)."""
    if viewer.window is not None or viewer.picture is None:
        return viewer.window
    return viewer.picture.default_window


def extent(picture: Picture) -> Extent:
    """Return how large the picture is, for placing it in its pane."""
    rows, columns = picture.values.shape[:2]
    return Extent(columns, rows, picture.pixel_aspect)


def _windowed(
    viewer: Viewer, message: WindowDragged | WindowChosen | PresetChosen | InvertToggled
) -> Viewer:
    match message:
        case WindowDragged(right, down):
            window = current_window(viewer)
            return viewer if window is None else replace(viewer, window=_drag(window, right, down))
        case WindowChosen(window):
            own = viewer.picture.default_window if viewer.picture is not None else None
            return replace(viewer, window=window or own)
        case PresetChosen(number):
            return _preset(viewer, number)
        case InvertToggled():
            return replace(viewer, inverted=not viewer.inverted)


def _drag(window: Window, right: float, down: float) -> Window:
    width = max(window.width * math.exp(right / DRAG_PIXELS), SMALLEST_WIDTH)
    centre = window.centre + down * window.width / DRAG_PIXELS
    return Window(centre, width, function=window.function)


def _preset(viewer: Viewer, number: int) -> Viewer:
    picture = viewer.picture
    if picture is None:
        return viewer
    if number == 0:
        return replace(viewer, window=picture.default_window)
    if picture.unit != "HU" or not 1 <= number <= len(PRESETS):
        return viewer
    return replace(viewer, window=PRESETS[number - 1])


def _reset(viewer: Viewer) -> Viewer:
    window = viewer.picture.default_window if viewer.picture is not None else viewer.window
    return replace(viewer, viewport=viewer.viewport.reset(), window=window, inverted=False)


def _resized(session: Session, message: PaneResized) -> Session:
    sized = replace(session, pane=(message.width, message.height))
    viewer = session.viewer
    if viewer is None:
        return sized
    viewport = viewer.viewport.resized(message.width, message.height)
    return replace(sized, viewer=replace(viewer, viewport=viewport))


def _moved(
    viewer: Viewer, message: Panned | Zoomed | FitChosen | OneToOneChosen | Rotated | Flipped
) -> Viewport:
    viewport = viewer.viewport
    match message:
        case Panned(right, down):
            return viewport.panned(right, down)
        case Zoomed(factor, at):
            picture = viewer.picture
            return (
                viewport if picture is None else viewport.zoomed_about(factor, at, extent(picture))
            )
        case FitChosen():
            return viewport.fit()
        case OneToOneChosen():
            return viewport.one_to_one()
        case Rotated(quarters):
            return viewport.rotated(quarters)
        case Flipped(horizontally):
            return viewport.flipped(horizontally)
