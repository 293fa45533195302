"""Comparing two instances: one is remembered, the other is on screen."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dicomtree.compare import Comparison
from dicomtree.session.compare_messages import (
    Compared,
    CompareMessage,
    ComparisonClosed,
    ComparisonWanted,
    InstanceRemembered,
)
from dicomtree.session.effects import Effect, LoadComparison

if TYPE_CHECKING:
    from dicomtree.session.state import Session

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Comparing:
    """The remembered instance, the two that are compared (root, path), and the answer."""

    remembered: Place | None = None
    sides: tuple[Place, Place] | None = None
    comparison: Comparison | None = None


def update(session: "Session", message: CompareMessage) -> tuple["Session", tuple[Effect, ...]]:
    """Answer what concerns comparing."""
    comparing, here = session.comparing, instance_on_screen(session)
    match message:
        case InstanceRemembered():
            return replace(session, comparing=replace(comparing, remembered=here)), ()
        case ComparisonWanted(lenience):
            sides = comparing.sides
            if sides is None and here is not None and comparing.remembered is not None:
                sides = comparing.remembered, here
            if sides is None or session.identity_hidden:
                return session, ()
            asked = replace(session, comparing=replace(comparing, sides=sides))
            return asked, (LoadComparison(*sides, lenience),)
        case Compared(first, second, comparison):
            if comparing.sides != (first, second):
                return session, ()
            if comparison is None:
                told = replace(session, notice="One of the two instances cannot be read")
                return replace(told, comparing=Comparing(comparing.remembered)), ()
            return replace(session, comparing=replace(comparing, comparison=comparison)), ()
        case ComparisonClosed():
            return replace(session, comparing=Comparing(comparing.remembered)), ()


def instance_on_screen(session: "Session") -> Place | None:
    """Return root and path of the instance whose picture or document is shown."""
    viewer = session.viewer
    if viewer is None or viewer.target is None:
        return None
    return viewer.target.root, viewer.target.path
