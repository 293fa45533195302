"""Frame vectors of nuclear medicine: what Frame Increment Pointer points to (PS3.3 C.8.4.8)."""

from collections.abc import Mapping, Sequence

from dicomtree.geometry import Orientation, Vector, is_plausible, moved
from dicomtree.model import InstanceDetail, decimal_value

SLICE_VECTOR = "slice_vector"


def frame_vectors(detail: InstanceDetail, count: int) -> list[dict[str, int]]:
    """Return each frame's vector values by name, in the pointer's order.

    A vector that has not one value per frame says nothing.
    """
    usable = [(name, values) for name, values in detail.vectors if len(values) == count]
    return [{name: values[index] for name, values in usable} for index in range(count)]


def nested_values(vectors: Mapping[str, int]) -> tuple[int, ...]:
    """Return a frame's vector values as a sort key: volume by volume, slices inside."""
    outer = [value for name, value in vectors.items() if name != SLICE_VECTOR]
    return (*outer, vectors.get(SLICE_VECTOR, 0))


def nuclear_positions(
    first: Vector,
    orientation: Orientation,
    spacing_text: str | None,
    vectors: Sequence[Mapping[str, int]],
) -> list[Vector]:
    """Return the frames' positions; [] where the file has no slices or no spacing.

    Slices are stacked from the first one's position along the normal for a positive Spacing
    Between Slices, against it for a negative one (PS3.3 C.8.4.15).
    """
    spacing = decimal_value(spacing_text)
    if not spacing or not all(SLICE_VECTOR in values for values in vectors):
        return []
    positions = [
        moved(first, orientation.normal, (values[SLICE_VECTOR] - 1) * spacing) for values in vectors
    ]
    return positions if all(map(is_plausible, positions)) else []
