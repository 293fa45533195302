"""The attributes along the slices of the stack on screen, in a window of their own."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dicomtree.model import Stack
from dicomtree.session.along_messages import (
    AlongAdvanced,
    AlongLoaded,
    AlongMessage,
    AlongToggled,
)
from dicomtree.session.effects import Effect, LoadAlong, StopAlong
from dicomtree.settings import Direction

if TYPE_CHECKING:
    from dicomtree.session.along_lines import AlongLines
    from dicomtree.session.state import NodeKey, Session

NO_STACK = "Choose a series with pictures first"


@dataclass(frozen=True, slots=True, eq=False)
class Along:
    """Whether it is shown; what was asked for, how far that is, and the answer.

    `undeclared` is the character set for files that declare none.
    """

    shown: bool = False
    stack: Stack | None = None
    direction: Direction | None = None
    undeclared: str | None = None
    done: int = 0
    total: int = 0
    lines: "AlongLines | None" = None


def update(session: "Session", message: AlongMessage) -> tuple["Session", tuple[Effect, ...]]:
    """Answer what concerns the attributes along the slices."""
    along = session.along
    match message:
        case AlongToggled():
            if along.shown:
                return replace(session, along=Along()), (StopAlong(),)
            if session.stack is None:
                return replace(session, notice=NO_STACK), ()
            return replace(session, along=Along(shown=True)), ()
        case AlongAdvanced(done, total):
            is_awaited = along.shown and along.lines is None
            return _with(
                session, replace(along, done=done, total=total)
            ) if is_awaited else session, ()
        case AlongLoaded(stack, lines):
            if not along.shown or along.stack is not stack:
                return session, ()
            return _with(session, replace(along, lines=lines)), ()


def follow(session: "Session") -> tuple["Session", tuple[Effect, ...]]:
    """Ask for what is on screen, once for every stack, while the window is there."""
    along, stack = session.along, session.stack
    direction, undeclared = session.settings.direction, session.settings.fallback_character_set
    if not along.shown or stack is None or session.scanning:
        return session, ()
    is_read_so = along.direction is direction and along.undeclared == undeclared
    if along.stack is stack and is_read_so:
        return session, ()
    asked = Along(shown=True, stack=stack, direction=direction, undeclared=undeclared)
    return _with(session, asked), (LoadAlong(stack, direction),)


def place_on_screen(session: "Session") -> int | None:
    """Return the place, among the lines' slices, of the one on screen."""
    lines, viewer = session.along.lines, session.viewer
    if lines is None or viewer is None or viewer.target is None:
        return None
    return next((n for n, frame in enumerate(lines.frames) if frame == viewer.target), None)


def key_of_place(session: "Session", place: int) -> "NodeKey | None":
    """Return the tree's key of a slice, given its place among the lines'."""
    lines, viewer = session.along.lines, session.viewer
    is_of_stack = session.along.stack is session.stack
    if lines is None or viewer is None or not is_of_stack or not 0 <= place < len(lines.places):
        return None
    return ("slice", viewer.series_key, viewer.stack_index, *lines.places[place])


def _with(session: "Session", along: Along) -> "Session":
    return replace(session, along=along)
