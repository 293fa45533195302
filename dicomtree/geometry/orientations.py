"""Image Orientation and Position (Patient): reading them, and finding parallel frames."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from dicomtree.geometry.vectors import Vector, cross, dot, length, scaled, subtract
from dicomtree.model import decimal_values

SHORTEST_COSINES = 0.9
LONGEST_COSINES = 1.1
LARGEST_COSINE_PRODUCT = 0.05
FARTHEST_COORDINATE_MM = 1e7
# 0.11 degrees: more than any rounding of decimals, less than any intended rotation.
SAME_ORIENTATION_RAD = 2e-3

_LARGEST_CHORD_SQUARED = (2 * math.sin(SAME_ORIENTATION_RAD / 2)) ** 2
# Coordinates in which orientations are hashed: row + _COLUMN_SHARE * column, rotated by one axis.
_COLUMN_SHARE = 0.618
_CELL = SAME_ORIENTATION_RAD * (1 + _COLUMN_SHARE) * 1.01

_Cell = tuple[int, int, int]


class Orientation(NamedTuple):
    """Unit vectors in patient coordinates (PS3.3 C.7.6.2.1.1): of a row, a column, row x column."""

    row: Vector
    column: Vector
    normal: Vector


def read_orientation(text: str | None) -> Orientation | None:
    """Return the orientation in an Image Orientation (Patient), as `orientation_of` does."""
    return orientation_of(decimal_values(text) or ())


def orientation_of(numbers: Sequence[float]) -> Orientation | None:
    """Return the orientation that direction cosines give, normalised; None if it is invalid.

    Valid are six finite numbers, two vectors of length 0.9 to 1.1 at right angles within 0.05.
    """
    if len(numbers) != 6:
        return None
    row: Vector = (numbers[0], numbers[1], numbers[2])
    column: Vector = (numbers[3], numbers[4], numbers[5])
    row_length, column_length = length(row), length(column)
    if not SHORTEST_COSINES <= row_length <= LONGEST_COSINES:
        return None
    if not SHORTEST_COSINES <= column_length <= LONGEST_COSINES:
        return None
    if abs(dot(row, column)) > LARGEST_COSINE_PRODUCT:
        return None
    normal = cross(row, column)
    return Orientation(
        scaled(row, 1 / row_length),
        scaled(column, 1 / column_length),
        scaled(normal, 1 / length(normal)),
    )


def read_position(text: str | None) -> Vector | None:
    """Return an Image Position (Patient) in mm; None unless three finite numbers below 1e7."""
    if text is None or not text.isascii() or "_" in text:
        return None
    try:
        x, y, z = map(float, text.split("\\"))
    except ValueError:
        return None
    return (x, y, z) if is_plausible((x, y, z)) else None


def is_plausible(position: Vector) -> bool:
    """Say whether all coordinates are finite and below 1e7 mm."""
    x, y, z = position
    limit = FARTHEST_COORDINATE_MM
    # NaN fails every comparison.
    return -limit < x < limit and -limit < y < limit and -limit < z < limit


def same_orientation(a: Orientation, b: Orientation) -> bool:
    """Say whether rows and columns both agree within 2e-3 rad."""
    return _near(a.row, b.row) and _near(a.column, b.column)


def _near(a: Vector, b: Vector) -> bool:
    chord = subtract(a, b)
    return dot(chord, chord) <= _LARGEST_CHORD_SQUARED


class OrientationClusters:
    """Gathers orientations about leaders: the first one seen of each direction.

    A hash of rounded directions keeps the work linear when every frame has its own orientation.
    """

    def __init__(self) -> None:
        self.leaders: list[Orientation] = []
        self._cells: dict[_Cell, list[int]] = {}
        self._known: dict[Orientation, int] = {}

    def index_of(self, orientation: Orientation) -> int:
        """Return the index of the leader this orientation belongs to, a new one if need be."""
        found = self._known.get(orientation)
        if found is None:
            found = self._find_or_lead(orientation)
            self._known[orientation] = found
        return found

    def _find_or_lead(self, orientation: Orientation) -> int:
        home = _cell_of(orientation)
        near = (
            index
            for cell in _cells_around(home)
            for index in self._cells.get(cell, ())
            if same_orientation(self.leaders[index], orientation)
        )
        found = min(near, default=None)
        if found is not None:
            return found
        self.leaders.append(orientation)
        self._cells.setdefault(home, []).append(len(self.leaders) - 1)
        return len(self.leaders) - 1


def _cell_of(orientation: Orientation) -> _Cell:
    row, column = orientation.row, orientation.column
    return (
        math.floor((row[0] + _COLUMN_SHARE * column[1]) / _CELL),
        math.floor((row[1] + _COLUMN_SHARE * column[2]) / _CELL),
        math.floor((row[2] + _COLUMN_SHARE * column[0]) / _CELL),
    )


def _cells_around(cell: _Cell) -> Iterable[_Cell]:
    steps = (-1, 0, 1)
    return ((cell[0] + i, cell[1] + j, cell[2] + k) for i in steps for j in steps for k in steps)


def orientation_reader() -> Callable[[str | None], Orientation | None]:
    """Return `read_orientation` with a memory: a series repeats the same few texts."""
    known: dict[str | None, Orientation | None] = {}

    def read(text: str | None) -> Orientation | None:
        try:
            return known[text]
        except KeyError:
            return known.setdefault(text, read_orientation(text))

    return read
