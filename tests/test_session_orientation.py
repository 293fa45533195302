"""Orientation letters, plane, position and scale bar."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.geometry import plane_name, position_text, slice_normal
from dicomtree.session.orientation import (
    EdgeLetters,
    cosine_letters,
    edge_letters,
    patient_orientation_letters,
    scale_bar,
)
from dicomtree.session.viewport import Viewport

AXIAL = (1, 0, 0, 0, 1, 0)
CORONAL = (1, 0, 0, 0, 0, -1)
SAGITTAL = (0, 1, 0, 0, 0, -1)
PLAIN = Viewport(100, 100)


@pytest.mark.parametrize(
    ("cosines", "letters"),
    [
        (AXIAL, ("R", "A", "L", "P")),
        (CORONAL, ("R", "H", "L", "F")),
        (SAGITTAL, ("A", "H", "P", "F")),
        ((-1, 0, 0, 0, -1, 0), ("L", "P", "R", "A")),
    ],
)
def test_each_edge_names_the_side_it_faces(
    cosines: tuple[float, ...], letters: tuple[str, ...]
) -> None:
    assert edge_letters(cosines, None, None, PLAIN) == letters


def test_an_oblique_edge_has_two_letters_the_stronger_first() -> None:
    cosine, sine = math.cos(math.radians(20)), math.sin(math.radians(20))
    letters = cosine_letters((1, 0, 0, 0, cosine, -sine))
    assert letters == ("R", "AH", "L", "PF")


def test_a_lean_of_rounding_size_is_not_oblique() -> None:
    assert cosine_letters((1, 0.001, 0, -0.001, 1, 0)) == ("R", "A", "L", "P")


def test_a_quarter_turn_clockwise_brings_the_left_edge_to_the_top() -> None:
    assert edge_letters(AXIAL, None, None, PLAIN.rotated(1)) == ("P", "R", "A", "L")


def test_a_flip_exchanges_the_letters_of_the_edges_it_exchanges() -> None:
    assert edge_letters(AXIAL, None, None, PLAIN.flipped(True)) == ("L", "A", "R", "P")
    assert edge_letters(AXIAL, None, None, PLAIN.flipped(False)) == ("R", "P", "L", "A")


@given(st.integers(0, 3), st.booleans())
def test_opposite_edges_stay_opposite(quarters: int, mirrored: bool) -> None:
    viewport = Viewport(10, 10, quarters=quarters, mirrored=mirrored)
    letters = edge_letters(AXIAL, None, None, viewport)
    assert letters is not None
    assert {frozenset((letters.left, letters.right)), frozenset((letters.top, letters.bottom))} == {
        frozenset("RL"),
        frozenset("AP"),
    }


def test_patient_orientation_holds_where_there_are_no_cosines() -> None:
    assert edge_letters(None, "P\\F", None, PLAIN) == ("A", "H", "P", "F")
    assert edge_letters(None, "A\\FL", None, PLAIN) == ("P", "HR", "A", "FL")


def test_cosines_outrank_patient_orientation() -> None:
    assert edge_letters(AXIAL, "P\\F", None, PLAIN) == ("R", "A", "L", "P")


def test_quadrupeds_have_their_own_terms() -> None:
    assert edge_letters(AXIAL, None, "QUADRUPED", PLAIN) == ("RT", "V", "LE", "D")
    assert patient_orientation_letters("CD\\V", quadruped=True) == ("CR", "D", "CD", "V")
    assert patient_orientation_letters("LECD\\V", quadruped=True) == EdgeLetters(
        "RTCR", "D", "LECD", "V"
    )


@pytest.mark.parametrize("text", ["", "P", "P\\", "X\\Y", "P\\F\\L", "UNSPECIFIED\\F"])
def test_an_unreadable_patient_orientation_says_nothing(text: str) -> None:
    assert edge_letters(None, text, None, PLAIN) is None


@pytest.mark.parametrize("text", ["L\\R", "A\\A", "HL\\FA"])
def test_rows_and_columns_along_one_line_say_nothing(text: str) -> None:
    assert edge_letters(None, text, None, PLAIN) is None


@pytest.mark.parametrize(
    "cosines", [(0, 0, 0, 0, 0, 0), (1, 0, 0), (math.nan, 0, 0, 0, 1, 0), (math.inf,) * 6]
)
def test_cosines_without_a_direction_say_nothing(cosines: tuple[float, ...]) -> None:
    assert edge_letters(cosines, None, None, PLAIN) is None


@pytest.mark.parametrize(
    ("cosines", "name"), [(AXIAL, "axial"), (CORONAL, "coronal"), (SAGITTAL, "sagittal")]
)
def test_planes_have_their_names(cosines: tuple[float, ...], name: str) -> None:
    assert plane_name(slice_normal(cosines)) == name


@pytest.mark.parametrize(
    ("degrees", "name"), [(0, "axial"), (4, "axial"), (20, "oblique axial"), (43, "oblique")]
)
def test_a_leaning_plane_is_oblique(degrees: float, name: str) -> None:
    angle = math.radians(degrees)
    assert plane_name((0, math.sin(angle), math.cos(angle))) == name


def test_no_normal_has_no_plane() -> None:
    assert plane_name((0, 0, 0)) == ""


@pytest.mark.parametrize(
    ("cosines", "offset", "text"),
    [
        (AXIAL, 45.0, "S 45.0 mm"),
        (AXIAL, -45.04, "I 45.0 mm"),
        (CORONAL, 12.5, "P 12.5 mm"),
        (CORONAL, -12.5, "A 12.5 mm"),
        (SAGITTAL, 3.0, "R 3.0 mm"),
        (SAGITTAL, -3.0, "L 3.0 mm"),
        (AXIAL, -0.01, "S 0.0 mm"),
    ],
)
def test_a_position_has_its_sides_letter(
    cosines: tuple[float, ...], offset: float, text: str
) -> None:
    assert position_text(slice_normal(cosines), offset) == text


@given(st.floats(1e-6, 1e6), st.floats(1, 1e4))
def test_the_scale_bar_is_round_and_fits(mm_per_pixel: float, longest: float) -> None:
    bar = scale_bar(mm_per_pixel, longest)
    assert bar is not None
    length, _ = bar
    room = mm_per_pixel * longest
    assert room * 0.39 < length <= room * (1 + 1e-8)
    assert f"{length:.0e}"[0] in "125"


@pytest.mark.parametrize(
    ("room", "label"), [(60, "5 cm"), (9.9, "5 mm"), (0.25, "0.2 mm"), (0.06, "50 µm")]
)
def test_the_scale_bar_says_its_length(room: float, label: str) -> None:
    bar = scale_bar(room / 100, 100)
    assert bar is not None
    assert bar[1] == label


@pytest.mark.parametrize("mm_per_pixel", [0.0, -1.0, math.nan, math.inf])
def test_without_a_scale_there_is_no_bar(mm_per_pixel: float) -> None:
    assert scale_bar(mm_per_pixel, 100) is None
