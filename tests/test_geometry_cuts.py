"""Where a slice cuts a localizer."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.geometry import Plane, cut_line, read_plane

# A sagittal picture through the patient's middle: rows run to the back, columns to the feet.
SAGITTAL = Plane((0.0, -100.0, 100.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), 200, 200, 1.0, 1.0)
AXIAL = Plane((-50.0, -50.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 100, 100, 1.0, 1.0)


def at_height(z: float) -> Plane:
    return replace(AXIAL, origin=(-50.0, -50.0, z))


def test_an_axial_slice_is_a_level_line_as_long_as_the_slice() -> None:
    line = cut_line(SAGITTAL, at_height(40.0))
    assert line is not None
    (left, top), (right, bottom) = sorted(line)
    assert (left, right) == (50.0, 150.0)
    assert top == bottom == 60.5


def test_a_tilted_slice_is_a_leaning_line() -> None:
    lean = math.radians(20)
    tilted = replace(AXIAL, column=(0.0, math.cos(lean), math.sin(lean)))
    line = cut_line(SAGITTAL, tilted)
    assert line is not None
    (left, top), (right, bottom) = sorted(line)
    assert math.atan2(top - bottom, right - left) == pytest.approx(lean)


def test_the_line_ends_where_the_picture_ends() -> None:
    small = replace(SAGITTAL, columns=80)
    line = cut_line(small, at_height(0.0))
    assert line is not None
    assert sorted(point[0] for point in line) == [50.0, 80.0]


@pytest.mark.parametrize("z", [150.0, -150.0])
def test_a_slice_above_or_below_the_picture_cuts_nothing(z: float) -> None:
    assert cut_line(SAGITTAL, at_height(z)) is None


def test_a_slice_beside_the_plane_cuts_nothing() -> None:
    assert cut_line(SAGITTAL, replace(AXIAL, origin=(10.0, -50.0, 0.0))) is None


def test_parallel_pictures_have_no_line() -> None:
    assert cut_line(AXIAL, at_height(5.0)) is None


def test_pixels_that_are_not_square_are_counted_as_they_are() -> None:
    wide = replace(SAGITTAL, between_columns=2.0, columns=100)
    line = cut_line(wide, at_height(0.0))
    assert line is not None
    assert sorted(point[0] for point in line) == [25.25, 75.25]


def test_a_plane_is_read_from_the_texts_of_its_attributes() -> None:
    plane = read_plane("-50\\-50\\0", "1\\0\\0\\0\\1\\0", "2\\1", (100, 50))
    assert plane == replace(AXIAL, rows=50, between_rows=2.0)


@pytest.mark.parametrize(
    ("position", "orientation", "spacing", "size"),
    [
        (None, "1\\0\\0\\0\\1\\0", "1\\1", (10, 10)),
        ("0\\0\\0", "1\\0\\0", "1\\1", (10, 10)),
        ("0\\0\\0", "1\\0\\0\\0\\1\\0", "1", (10, 10)),
        ("0\\0\\0", "1\\0\\0\\0\\1\\0", "0\\1", (10, 10)),
        ("0\\0\\0", "1\\0\\0\\0\\1\\0", "nan\\1", (10, 10)),
        ("0\\0\\0", "1\\0\\0\\0\\1\\0", "1\\1", (None, 10)),
    ],
)
def test_what_is_no_plane_is_none(
    position: str | None, orientation: str, spacing: str, size: tuple[int | None, int | None]
) -> None:
    assert read_plane(position, orientation, spacing, size) is None


COORDINATES = st.tuples(*[st.floats(-200, 200)] * 3)


@given(COORDINATES, st.floats(0, math.pi), st.floats(0.1, 3), st.floats(0.1, 3))
def test_a_line_lies_in_the_picture_and_in_the_slice(
    origin: tuple[float, float, float], turn: float, wide: float, high: float
) -> None:
    row = (math.cos(turn), math.sin(turn), 0.0)
    slice_ = Plane(origin, row, (-row[1], row[0], 0.0), 120, 90, wide, high)
    line = cut_line(SAGITTAL, slice_)
    for point in line or ():
        assert -1e-6 <= point[0] <= 200 + 1e-6
        assert -1e-6 <= point[1] <= 200 + 1e-6
        column, row_number = slice_.point(SAGITTAL.place(point))
        assert SAGITTAL.place(point)[2] == pytest.approx(origin[2], abs=1e-6)
        assert -1e-6 <= column <= 120 + 1e-6
        assert -1e-6 <= row_number <= 90 + 1e-6
