"""What is known of localizers and of the slices seen last: part of the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dicomtree.geometry import Plane
from dicomtree.library.localizers import LocalizerFrame
from dicomtree.model import FrameRef, Tree
from dicomtree.pixels import Picture


@dataclass(frozen=True, slots=True)
class LastSlice:
    """The slice of a volume that was seen last in one frame of reference."""

    frame: FrameRef
    plane: Plane
    label: str


@dataclass(frozen=True, slots=True)
class Localizing:
    """Localizers and slices by what they share.

    `last` is by Frame of Reference UID. `found` is by series key, () while it is asked for, and
    holds for `tree`. `frame`, `plane` and `picture` are those of the small localizer; the picture
    is None while it is being read. `followed` is what all this was last made of.
    """

    last: Mapping[str, LastSlice] = field(default_factory=dict)
    tree: Tree | None = None
    found: Mapping[int, tuple[LocalizerFrame, ...]] = field(default_factory=dict)
    frame: FrameRef | None = None
    plane: Plane | None = None
    picture: Picture | None = None
    followed: tuple[object, ...] = ()
