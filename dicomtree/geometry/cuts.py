"""Where one picture's rectangle in the patient cuts through another's plane."""

from dataclasses import dataclass

from dicomtree.geometry.orientations import read_orientation, read_position
from dicomtree.geometry.vectors import Vector, cross, dot, moved, subtract
from dicomtree.model import decimal_values

Point = tuple[float, float]
"""(column, row) of a picture, continuous: pixel (0, 0) covers 0 to 1 both ways."""

# |cos| of the angle between normals above which two planes do not cut each other usefully.
NEARLY_PARALLEL = 0.98
# A line shorter than this, in pixels, is a corner that is touched.
SHORTEST = 1e-6


@dataclass(frozen=True, slots=True)
class Plane:
    """The rectangle that a frame covers in the patient (PS3.3 C.7.6.2.1.1), lengths in mm.

    `origin` is the centre of the first pixel; `row` and `column` are the unit vectors along which
    columns and rows are counted; `between_columns` and `between_rows` are the pixel's sizes.
    """

    origin: Vector
    row: Vector
    column: Vector
    columns: int
    rows: int
    between_columns: float
    between_rows: float

    @property
    def normal(self) -> Vector:
        """The unit vector across the plane."""
        return cross(self.row, self.column)

    def corners(self) -> tuple[Vector, Vector, Vector, Vector]:
        """Return the outer corners, in order around the rectangle."""
        ends = ((0, 0), (self.columns, 0), (self.columns, self.rows), (0, self.rows))
        first, second, third, fourth = (self.place(end) for end in ends)
        return first, second, third, fourth

    def place(self, point: Point) -> Vector:
        """Return where a point of the picture lies in the patient."""
        along = moved(self.origin, self.row, (point[0] - 0.5) * self.between_columns)
        return moved(along, self.column, (point[1] - 0.5) * self.between_rows)

    def point(self, place: Vector) -> Point:
        """Return the point of the picture nearest to a place in the patient."""
        offset = subtract(place, self.origin)
        return (
            dot(offset, self.row) / self.between_columns + 0.5,
            dot(offset, self.column) / self.between_rows + 0.5,
        )


def read_plane(
    position: str | None,
    orientation: str | None,
    spacing: str | None,
    size: tuple[int | None, int | None],
) -> Plane | None:
    """Return a frame's plane from the texts of its attributes; `size` is (columns, rows).

    None where Image Position or Orientation (Patient), Pixel Spacing or the size are not valid.
    """
    origin, directions = read_position(position), read_orientation(orientation)
    millimetres = decimal_values(spacing)
    columns, rows = size
    if origin is None or directions is None or not columns or not rows:
        return None
    if millimetres is None or len(millimetres) != 2 or min(millimetres) <= 0:
        return None
    row, column, _ = directions
    return Plane(origin, row, column, columns, rows, millimetres[1], millimetres[0])


def cut_line(picture: Plane, slice_: Plane) -> tuple[Point, Point] | None:
    """Return the ends of the line in which a slice cuts a picture, in the picture's pixels.

    The line goes as far as the slice's rectangle does, and not beyond the picture. None where
    they are nearly parallel, or do not meet.
    """
    normal = picture.normal
    if abs(dot(normal, slice_.normal)) > NEARLY_PARALLEL:
        return None
    corners = slice_.corners()
    heights = [dot(subtract(corner, picture.origin), normal) for corner in corners]
    crossings = [
        _crossing(corners[i], corners[(i + 1) % 4], heights[i], heights[(i + 1) % 4])
        for i in range(4)
        if (heights[i] < 0) != (heights[(i + 1) % 4] < 0)
    ]
    if len(crossings) != 2:
        return None
    first, second = (picture.point(place) for place in crossings)
    return _clipped(first, second, (picture.columns, picture.rows))


def _crossing(a: Vector, b: Vector, height_a: float, height_b: float) -> Vector:
    share = height_a / (height_a - height_b)
    return moved(a, subtract(b, a), share)


def _clipped(a: Point, b: Point, size: tuple[int, int]) -> tuple[Point, Point] | None:
    """Cut a line to the picture (Liang and Barsky); None where nothing is left."""
    start, end = 0.0, 1.0
    for axis in (0, 1):
        way = b[axis] - a[axis]
        room = (0 - a[axis], size[axis] - a[axis])
        if abs(way) < SHORTEST:
            if room[0] > 0 or room[1] < 0:
                return None
            continue
        near, far = sorted((room[0] / way, room[1] / way))
        start, end = max(start, near), min(end, far)
    if (end - start) * max(abs(b[0] - a[0]), abs(b[1] - a[1])) < SHORTEST:
        return None
    return _between(a, b, start), _between(a, b, end)


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
