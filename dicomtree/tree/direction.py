"""Which way round the screen shows a stack."""

from collections.abc import Sequence

from dicomtree.geometry import Vector
from dicomtree.tree.drafts import Draft

# |Kendall tau| from which Instance Number follows position clearly.
CLEAR_TAU = 0.5


def is_display_reversed(draft: Draft) -> bool:
    """Say whether the screen runs against canonical order.

    Where Instance Number follows position over the first volume, image 1 comes first; else an
    axial stack starts at the head, a sagittal one at the patient's right, a coronal one in front.
    """
    if draft.orientation is None or len(draft.positions) < 2:
        return False
    tau = kendall_tau([frame.image_number for frame in draft.volumes[0]])
    if abs(tau) >= CLEAR_TAU:
        return tau < 0
    return _is_anatomically_reversed(draft.orientation.normal)


def _is_anatomically_reversed(normal: Vector) -> bool:
    """Patient coordinates grow towards left, back and head (PS3.3 C.7.6.2.1.1)."""
    x, y, z = normal
    largest = max(abs(x), abs(y), abs(z))
    if abs(z) == largest:
        return z > 0
    return x < 0 if abs(x) == largest else y < 0


def kendall_tau(numbers: Sequence[int | None]) -> float:
    """Return Kendall's tau of numbers and their places, -1 to 1.

    A pair with equal or missing numbers counts for neither side, but counts as a pair.
    """
    known = [number for number in numbers if number is not None]
    pairs = len(numbers) * (len(numbers) - 1) // 2
    if pairs == 0:
        return 0.0
    _, falling = _sorted_with_inversions(known)
    _, rising = _sorted_with_inversions([-number for number in known])
    return (rising - falling) / pairs


def _sorted_with_inversions(numbers: list[int]) -> tuple[list[int], int]:
    """Return the numbers sorted, and how many pairs stood in falling order (merge sort)."""
    if len(numbers) < 2:
        return numbers, 0
    middle = len(numbers) // 2
    left, in_left = _sorted_with_inversions(numbers[:middle])
    right, in_right = _sorted_with_inversions(numbers[middle:])
    merged: list[int] = []
    inversions = in_left + in_right
    taken = 0
    for number in right:
        while taken < len(left) and left[taken] <= number:
            merged.append(left[taken])
            taken += 1
        inversions += len(left) - taken
        merged.append(number)
    return merged + left[taken:], inversions
