"""Frames: what stacks are made of, one per single-frame file, several per multi-frame file."""

from collections.abc import Mapping
from dataclasses import dataclass

from dicomtree.geometry import Orientation, Vector
from dicomtree.model import FrameRef, FrameRow, HeaderRow, integer_value

MOST_FRAMES = 200_000


@dataclass(slots=True, eq=False)
class Frame:
    """One frame on its way into a stack.

    `number` counts from 1 and is None for a single-frame file. `image_number` is the Instance
    Number that orders it (a concatenation's parts share one) and `ordinal` its place in the
    stored order, through all parts of a concatenation. `file` tells files, or concatenations,
    apart. `position` and `orientation` are None where the file gives no valid ones. `vectors` are
    the values of the frame vectors (PS3.3 C.8.4.8), `offset` the place along the stack's normal,
    `rank` the place in canonical order through the whole series. `read_values` are attributes that
    were read because the user wants to split by them.
    """

    row: HeaderRow
    number: int | None
    ordinal: int
    file: int | str
    image_number: int | None
    instance_number: int | None
    detail: FrameRow | None = None
    position: Vector | None = None
    orientation: Orientation | None = None
    vectors: Mapping[str, int] | None = None
    offset: float = 0.0
    rank: int = 0
    read_values: Mapping[str, str | None] | None = None

    @property
    def image_type(self) -> str | None:
        """Frame Type where the frame has one, else the instance's Image Type."""
        frame_type = self.detail.frame_type if self.detail is not None else None
        return frame_type or self.row.image_type

    @property
    def spacing_between_slices(self) -> str | None:
        """What the frame's Pixel Measures say, else the instance's header."""
        own = self.detail.spacing_between_slices if self.detail is not None else None
        return own or self.row.spacing_between_slices


def frame_count(row: HeaderRow) -> int:
    """Return how many frames an instance has: Number of Frames as far as it can be believed.

    A frame takes at least one byte of the file, and beyond 200,000 none is believed: a header
    of a few bytes must not fill the memory.
    """
    claimed = claimed_frames(row)
    return claimed if claimed == 1 else max(1, min(claimed, row.size, MOST_FRAMES))


def claimed_frames(row: HeaderRow) -> int:
    """Return Number of Frames as stated; 1 where the text is no positive integer."""
    if row.number_of_frames is None:
        return 1
    claimed = integer_value(row.number_of_frames)
    return claimed if claimed is not None and claimed > 0 else 1


def without_place(frame: Frame) -> Frame:
    """Take a frame's place from it: that of a projection or a slide orders nothing."""
    frame.position = frame.orientation = None
    return frame


def reference_to(frame: Frame, *, placed: bool) -> FrameRef:
    """Return the value handed out for a frame; it has an offset if it is `placed` in space."""
    row = frame.row
    return FrameRef(
        root=row.root,
        path=row.path,
        frame=frame.number,
        sop_instance_uid=row.sop_instance_uid,
        instance_number=frame.instance_number,
        # Adding 0.0 turns -0.0 into 0.0.
        offset_mm=round(frame.offset, 4) + 0.0 if placed else None,
    )
