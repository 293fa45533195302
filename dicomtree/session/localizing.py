"""Where the slice on the screen lies: a line on the localizers of its frame of reference.

The localizer itself shows the line of the slice that was seen last. While slices are paged, a
small localizer stands in the picture's corner, with the line of the slice that is shown.
"""

import operator
from dataclasses import dataclass, replace

from dicomtree.geometry import Plane, cut_line, read_plane
from dicomtree.library.localizers import LocalizerFrame
from dicomtree.model import Stack
from dicomtree.pixels import Picture
from dicomtree.session.effects import Effect, FindLocalizers, LoadLocalizer, SaveSettings
from dicomtree.session.localized import LastSlice, Localizing
from dicomtree.session.localizer_messages import (
    InsetToggled,
    LocalizerMessage,
    LocalizerReady,
    LocalizersFound,
)
from dicomtree.session.slices import pages
from dicomtree.session.state import Session, Viewer

Result = tuple[Session, tuple[Effect, ...]]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CutLine:
    """A line on a picture, in its (column, row), and what it stands for."""

    start: Point
    end: Point
    label: str


@dataclass(frozen=True, slots=True)
class Inset:
    """The small localizer in the picture's corner; `cut` None where the slice does not meet it."""

    picture: Picture
    cut: CutLine | None


def update(session: Session, message: LocalizerMessage) -> Result:
    """Take in what was found and loaded, and whether it is wanted."""
    known = session.localizing
    match message:
        case InsetToggled():
            shown = not session.settings.localizer_inset
            settings = replace(session.settings, localizer_inset=shown)
            return replace(session, settings=settings), (SaveSettings(settings),)
        case LocalizersFound(series_key, frames):
            known = replace(known, found={**known.found, series_key: frames})
        case LocalizerReady(frame, picture) if frame == known.frame:
            known = replace(known, picture=picture)
        case LocalizerReady():
            pass  # another one is wanted by now
    return replace(session, localizing=known), ()


def follow(session: Session) -> Result:
    """Remember the slice that is shown; ask for its localizers, and for the best one's picture."""
    if session.viewer is None:
        return session, ()
    before = session.localizing
    basis = _basis(session)
    if len(before.followed) == len(basis) and all(map(operator.is_, before.followed, basis)):
        return session, ()
    known, effects = _followed(session)
    # Asking for something changes what the next answer is made of.
    return replace(session, localizing=replace(known, followed=_basis(session, known))), effects


def _basis(session: Session, known: Localizing | None = None) -> tuple[object, ...]:
    viewer = session.viewer
    picture = None if viewer is None else viewer.picture
    found = (known or session.localizing).found
    return (picture, session.tree, session.scanning, session.settings.localizer_inset, found)


def _followed(session: Session) -> tuple[Localizing, tuple[Effect, ...]]:
    known, viewer, stack = session.localizing, session.viewer, session.stack
    if viewer is None or stack is None or viewer.picture is None or stack.geometry is None:
        return known, ()
    if shows_localizers(stack):
        return known, ()
    plane, reference = plane_of(viewer.picture), viewer.picture.facts.frame_of_reference_uid
    if plane is None or reference is None:
        return known, ()
    known = _remembered(known, session, plane, reference)
    if not session.settings.localizer_inset:
        return known, ()
    if known.tree is not session.tree and not session.scanning:
        known = replace(known, tree=session.tree, found={})  # other files, other localizers
    return _asked(known, viewer.series_key, plane, reference)


def _asked(
    known: Localizing, series_key: int, plane: Plane, reference: str
) -> tuple[Localizing, tuple[Effect, ...]]:
    if series_key not in known.found:
        found = {**known.found, series_key: ()}
        return replace(known, found=found), (FindLocalizers(series_key),)
    best = _best(known.found[series_key], plane, reference)
    if best is None:
        return replace(known, frame=None, plane=None, picture=None), ()
    if best.frame == known.frame:
        return known, ()
    wanted = replace(known, frame=best.frame, plane=best.plane, picture=None)
    return wanted, (LoadLocalizer(best.frame),)


def _remembered(known: Localizing, session: Session, plane: Plane, reference: str) -> Localizing:
    viewer, stack = session.viewer, session.stack
    if viewer is None or stack is None or viewer.shown is None:
        return known
    last = LastSlice(viewer.shown, plane, slice_label(session, viewer, stack))
    return replace(known, last={**known.last, reference: last})


def slice_label(session: Session, viewer: Viewer, stack: Stack) -> str:
    """Return the place of the slice that is shown: "12/28"."""
    frames = pages(stack, viewer.volume_index, session.settings.direction)
    place = frames.index(viewer.shown) if viewer.shown in frames else viewer.place
    return f"{place + 1}/{len(frames)}"


def shows_localizers(stack: Stack) -> bool:
    """Whether a stack's pictures are there to show where others lie."""
    scout = any(warning.kind == "scout_like" for warning in stack.warnings)
    return scout or stack.kind.startswith("localizer")


def plane_of(picture: Picture) -> Plane | None:
    """Return the rectangle that a picture covers in the patient."""
    facts = picture.facts
    return read_plane(
        "\\".join(map(repr, facts.image_position_patient)),
        "\\".join(map(repr, facts.image_orientation_patient)),
        "\\".join(map(repr, facts.pixel_spacing)),
        (facts.columns, facts.rows),
    )


def _best(found: tuple[LocalizerFrame, ...], plane: Plane, reference: str) -> LocalizerFrame | None:
    """Return the localizer on which the slice is the longest line, in mm."""
    lengths = [
        (_length(localizer.plane, plane), -index, localizer)
        for index, localizer in enumerate(found)
        if localizer.frame_of_reference_uid == reference
    ]
    best = max(lengths, key=lambda known: known[:2], default=None)
    return best[2] if best is not None and best[0] > 0 else None


def _length(localizer: Plane, plane: Plane) -> float:
    line = cut_line(localizer, plane)
    if line is None:
        return 0.0
    (left, top), (right, bottom) = line
    across = (right - left) * localizer.between_columns
    down = (bottom - top) * localizer.between_rows
    return float((across**2 + down**2) ** 0.5)


# ---- what is drawn
def line_on_localizer(session: Session) -> CutLine | None:
    """Return the line of the slice seen last, while a localizer is in the pane."""
    viewer, stack = session.viewer, session.stack
    if viewer is None or stack is None or viewer.picture is None or not shows_localizers(stack):
        return None
    last = session.localizing.last.get(viewer.picture.facts.frame_of_reference_uid or "")
    plane = plane_of(viewer.picture)
    if last is None or plane is None:
        return None
    return _cut(plane, last.plane, last.label)


def inset_of(session: Session) -> Inset | None:
    """Return the small localizer that stands in the picture's corner."""
    viewer, stack, known = session.viewer, session.stack, session.localizing
    if viewer is None or stack is None or viewer.picture is None or known.picture is None:
        return None
    if not session.settings.localizer_inset or shows_localizers(stack) or known.plane is None:
        return None
    plane = plane_of(viewer.picture)
    own = {found.frame for found in known.found.get(viewer.series_key, ())}
    if plane is None or known.frame not in own:
        return None
    return Inset(known.picture, _cut(known.plane, plane, ""))


def _cut(picture: Plane, slice_: Plane, label: str) -> CutLine | None:
    line = cut_line(picture, slice_)
    return None if line is None else CutLine(*line, label)
