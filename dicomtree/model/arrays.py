"""A stack's values as one array with named dimensions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class StackArray:
    """A stack's values. `dimensions` end in row and column (and sample, for colour).

    `coordinates` has, for every dimension in front of row, its values: offsets in mm for `z`.
    `headers` (a HeaderRow for each slice) and `slices` (its FrameRef) have these dimensions as
    their shape: `headers[0, 3]` belongs to `values[0, 3]`. `unit` is that of the values, "stored"
    for stored ones.
    """

    values: "NDArray[Any]"
    dimensions: tuple[str, ...]
    coordinates: dict[str, tuple[Any, ...]]
    unit: str
    headers: "NDArray[Any]"
    slices: "NDArray[Any]"
