"""Which frame stands where on the screen."""

from dicomtree.model import FrameRef, OrderKey, Stack, StackOrder
from dicomtree.settings import Direction

AHEAD, BEHIND = 8, 2
"""How many frames are fetched in the direction of scrolling and against it: a JPEG Lossless
slice takes 4-6 ms, so eight of them bridge any wait (measured, docs/performance.md)."""


HAVE_SLICES = ("3D", "4D")
"""The kinds of stack that open in the middle, and whose middle tells how the rest looks."""


def is_paged_by_volume(stack: Stack) -> bool:
    """Whether every volume holds one frame, so that paging goes through the volumes."""
    return len(stack.volumes) > 1 and all(len(volume) <= 1 for volume in stack.volumes)


def runs_backwards(stack: Stack, direction: Direction) -> bool:
    """Whether the screen shows the stack against its canonical order.

    By choice the screen follows the instance numbers (`Stack.display_reversed`), starts at the
    head, the patient's right and the front, or keeps the canonical order; what was chosen by hand
    for this stack outranks that.
    """
    order = stack.by_hand.order if stack.by_hand is not None else StackOrder()
    if direction is Direction.IMAGE_NUMBER or order.key not in (None, OrderKey.POSITION):
        return stack.display_reversed
    if direction is Direction.CANONICAL:
        return order.reverse
    if stack.geometry is None:
        return stack.display_reversed
    return _starts_high(stack.geometry.normal) != order.reverse


def _starts_high(normal: tuple[float, float, float]) -> bool:
    """Say whether head, the patient's right or the front is where offsets are largest."""
    axis = max(range(3), key=lambda index: abs(normal[index]))
    is_axial = axis == 2
    return (normal[axis] > 0) == is_axial


def pages(stack: Stack, volume_index: int, direction: Direction) -> tuple[FrameRef, ...]:
    """Return the frames to page through, in display order."""
    if is_paged_by_volume(stack):
        return tuple(frame for volume in stack.volumes for frame in volume)
    if volume_index >= len(stack.volumes):
        return ()
    volume = stack.volumes[volume_index]
    return volume[::-1] if runs_backwards(stack, direction) else volume


def starting_place(stack: Stack) -> int:
    """Return the place shown first: the middle of a volume, the first of everything else."""
    middle_first = stack.kind in HAVE_SLICES and bool(stack.volumes)
    return len(stack.volumes[0]) // 2 if middle_first else 0


def neighbours(frames: tuple[FrameRef, ...], place: int, direction: int) -> tuple[FrameRef, ...]:
    """Return the frames worth fetching around `place`, the likeliest first."""
    ahead = [place + direction * step for step in range(1, AHEAD + 1)]
    behind = [place - direction * step for step in range(1, BEHIND + 1)]
    return tuple(frames[index] for index in ahead + behind if 0 <= index < len(frames))


def find_frame(
    stacks: tuple[Stack, ...], root: int, path: str, frame: int | None
) -> tuple[int, int, int] | None:
    """Return (stack, volume, place in canonical order) of a frame, or of a file's first frame."""
    for stack_index, stack in enumerate(stacks):
        for volume_index, volume in enumerate(stack.volumes):
            for place, found in enumerate(volume):
                same_file = found.path == path and found.root == root
                if same_file and frame in (None, found.frame):
                    return stack_index, volume_index, place
    return None
