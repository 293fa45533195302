"""How the picture is shown: window, zoom, pan, turning."""

import math
from dataclasses import replace

from dicomtree.pixels import (
    COLORMAPS,
    GREY,
    Picture,
    VoiChoice,
    Window,
    window_like,
)
from dicomtree.session.effects import FitWindow
from dicomtree.session.messages import (
    ColormapChosen,
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
    WindowFitted,
    Zoomed,
)
from dicomtree.session.state import Session, Viewer
from dicomtree.session.viewport import Extent, Viewport

DRAG_PIXELS = 300
"""Dragging this far to the right multiplies the width by e; downwards it moves the centre by one
width: fine where the window is narrow, fast where it is wide."""

SMALLEST_WIDTH, LARGEST_WIDTH = 1e-6, 1e100

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
    if isinstance(message, WindowFitted):
        return _fit(session, viewer, to_all=message.to_all)
    if isinstance(message, WindowDragged):
        return _dragged(session, viewer, message)
    if isinstance(message, WindowChosen | PresetChosen):
        return replace(session, viewer=_windowed(viewer, message))
    if isinstance(message, InvertToggled | ColormapChosen):
        return replace(session, viewer=_coloured(viewer, message))
    if isinstance(message, ViewReset):
        return replace(session, viewer=_reset(viewer))
    return replace(session, viewer=replace(viewer, viewport=_moved(viewer, message)))


def current_window(viewer: Viewer) -> VoiChoice | None:
    """Return the window that the picture is shown with; None where it has none (colour)."""
    return viewer.window or viewer.own_window


def extent(picture: Picture) -> Extent:
    """Return how large the picture is, for placing it in its pane.

    A reduced preview counts with its full size, so that nothing moves when the rest arrives.
    """
    return Extent(picture.facts.columns, picture.facts.rows, picture.pixel_aspect)


def _coloured(viewer: Viewer, message: InvertToggled | ColormapChosen) -> Viewer:
    match message:
        case InvertToggled():
            return replace(viewer, inverted=not viewer.inverted)
        case ColormapChosen(None):
            following = COLORMAPS.index(viewer.colormap) + 1
            return replace(viewer, colormap=COLORMAPS[following % len(COLORMAPS)])
        case ColormapChosen(name):
            return replace(viewer, colormap=name or GREY)


def _windowed(viewer: Viewer, message: WindowChosen | PresetChosen) -> Viewer:
    match message:
        case WindowChosen(window):
            return replace(viewer, window=window or viewer.own_window)
        case PresetChosen(number):
            return _preset(viewer, number)


def _dragged(session: Session, viewer: Viewer, message: WindowDragged) -> Session:
    if viewer.picture is None or not has_window(viewer.picture):
        return session
    start = current_window(viewer)
    if start is None:
        return session
    if not isinstance(start, Window):  # a VOI LUT has no width to drag
        start = window_like(start)
    wider = start.width * math.exp(message.right / DRAG_PIXELS)
    width = min(max(wider, SMALLEST_WIDTH), LARGEST_WIDTH)
    centre = start.centre + message.down * start.width / DRAG_PIXELS
    window = Window(centre, width, start.function)
    return replace(session, viewer=replace(viewer, window=window))


def _fit(session: Session, viewer: Viewer, *, to_all: bool) -> Session:
    """Ask for the window of the picture's values: of a large one that takes a while."""
    picture = viewer.picture
    if picture is None or not has_window(picture):
        return session
    fit = FitWindow(viewer.series_key, viewer.stack_index, picture, to_all)
    return replace(session, counting=replace(session.counting, fit=fit))


def has_window(picture: Picture) -> bool:
    """Whether a picture is shown through a window: not colour, nor colours instead of greys."""
    is_coloured = picture.supplement is not None and picture.supplement.covers_all
    return not (picture.is_colour or is_coloured or picture.segment_colours is not None)


def _preset(viewer: Viewer, number: int) -> Viewer:
    if number == 0:
        return replace(viewer, window=viewer.own_window)
    is_hu = viewer.picture is not None and viewer.picture.quantity.unit == "HU"
    if not is_hu or not 1 <= number <= len(PRESETS):
        return viewer
    return replace(viewer, window=PRESETS[number - 1])


def _reset(viewer: Viewer) -> Viewer:
    viewport = viewer.viewport.reset()
    return replace(
        viewer, viewport=viewport, window=viewer.own_window, inverted=False, colormap=GREY
    )


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
