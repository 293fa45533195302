"""The texts over the picture."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dicomtree.model import Dimension
from dicomtree.pixels import Window
from dicomtree.pixels.facts import TilePosition
from dicomtree.pixels.quantities import STORED, Quantity
from dicomtree.pixels.spacing import Millimetres, UltrasoundRegion
from dicomtree.session.corners import overlay_of
from dicomtree.session.state import Session
from dicomtree.session.viewport import Viewport
from dicomtree.settings import Settings
from tests.pictures import axial_stack, picture, repeated_stack, session
from tests.test_session_legend import segmented


def shown(**changes: Any) -> Session:
    return session(axial_stack(28), picture(**changes))


def with_viewer(of: Session, **changes: Any) -> Session:
    assert of.viewer is not None
    return replace(of, viewer=replace(of.viewer, **changes))


def test_the_upper_left_says_who_the_patient_is() -> None:
    assert overlay_of(shown()).corners.top_left == ("DOE, Jane", "12345", "born 1970-01-31 · F")


def test_the_upper_right_says_which_series_and_study_it_is() -> None:
    assert overlay_of(shown()).corners.top_right == (
        "CT · 201 · STD BRAIN 5MM",
        "2015-02-06 09:28:15",
        "Trauma/plain head",
    )


def test_the_lower_left_says_which_slice_it_is() -> None:
    moved = with_viewer(shown(), place=9, shown=axial_stack(28).volumes[0][9])
    assert overlay_of(moved).corners.bottom_left == (
        "5 mm thick · 5 mm apart",
        "axial · S 45.0 mm",
        "10/28  Im 10",
    )


def test_the_lower_right_says_how_it_is_shown() -> None:
    assert overlay_of(shown()).corners.bottom_right == (
        "HFS",
        "zoom 333 % fit",
        "W 400  L 40 HU · soft tissue",
    )


def test_the_texts_are_those_of_the_picture_shown_while_the_next_is_read() -> None:
    frames = axial_stack(28).volumes[0]
    waiting = with_viewer(shown(), place=9, target=frames[9], shown=frames[4])
    assert overlay_of(waiting).corners.bottom_left[-1] == "5/28  Im 5"


def test_hidden_identity_leaves_no_trace_of_the_patient() -> None:
    hidden = replace(shown(), identity_hidden=True)
    text = str(overlay_of(hidden))
    assert "identity hidden" in text
    assert not [word for word in ("DOE", "Jane", "12345", "1970", "A77") if word in text]


def test_corner_texts_can_be_switched_off_but_not_the_notes() -> None:
    plain = replace(shown(lossy=True), settings=Settings(corner_text=False))
    overlay = overlay_of(plain)
    assert overlay.corners == type(overlay.corners)()
    assert overlay.notes == ("LOSSY, ratio not stated",)
    assert overlay.letters == ("R", "A", "L", "P")


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"lossy": True, "lossy_ratio": "12.3"}, "LOSSY 12.3:1"),
        ({"lossy": True, "lossy_ratio": "2\\6"}, "LOSSY 2:1, then 6:1"),
        ({"lossy": True, "lossy_ratio": "338.687338501292"}, "LOSSY 339:1"),
        ({"lossy": True, "lossy_ratio": "about 5"}, "LOSSY about 5:1"),
        ({"presentation_intent_type": "FOR PROCESSING"}, "FOR PROCESSING"),
        ({"burned_in_annotation": "YES"}, "burned-in annotation"),
        ({"reduction": 4}, "reduced preview"),
        ({"notice": "pixel data cut short"}, "pixel data cut short"),
    ],
)
def test_what_must_be_known_is_noted(changes: dict[str, object], note: str) -> None:
    assert overlay_of(shown(**changes)).notes == (note,)


@pytest.mark.parametrize(
    ("viewport", "note"),
    [
        (Viewport(9, 9).rotated(1), "rotated 90°"),
        (Viewport(9, 9).rotated(2), "rotated 180°"),
        (Viewport(9, 9).flipped(True), "flipped left to right"),
        (Viewport(9, 9).flipped(False), "flipped top to bottom"),
        (Viewport(9, 9).flipped(True).rotated(1), "flipped, rotated 90°"),
    ],
)
def test_a_turned_or_flipped_picture_says_so_until_reset(viewport: Viewport, note: str) -> None:
    turned = with_viewer(shown(), viewport=viewport)
    assert overlay_of(turned).notes == (note,)
    assert overlay_of(with_viewer(turned, viewport=viewport.reset())).notes == ()


def test_an_inverted_picture_says_so() -> None:
    assert overlay_of(with_viewer(shown(), inverted=True)).notes == ("inverted",)


def test_neither_cosines_nor_patient_orientation_reads_as_unknown() -> None:
    overlay = overlay_of(shown(image_orientation_patient=()))
    assert overlay.letters is None
    assert overlay.orientation_unknown


def test_patient_orientation_stands_in_for_cosines() -> None:
    overlay = overlay_of(shown(image_orientation_patient=(), patient_orientation=("P", "F")))
    assert overlay.letters == ("A", "H", "P", "F")


def test_a_tile_says_where_in_its_slide_it_lies() -> None:
    viewer = shown(tile=TilePosition(row=512, column=256, matrix_rows=3000, matrix_columns=4000))
    words = "tile at column 256, row 512 of 4000 × 3000"
    assert words in overlay_of(viewer).corners.bottom_right


def test_a_window_of_the_users_own_has_no_name() -> None:
    dragged = with_viewer(shown(), window=Window(41.37, 80.26))
    assert overlay_of(dragged).corners.bottom_right[-1] == "W 80.3  L 41.4 HU"


def test_colour_has_no_window() -> None:
    colour = picture(np.zeros((4, 4, 3), dtype=np.uint8))
    assert overlay_of(session(axial_stack(3), colour)).corners.bottom_right == (
        "HFS",
        "zoom 10000 % fit",
    )


def test_the_volume_is_named_where_there_are_several() -> None:
    echoes = (Dimension("echo", (1, 2)), Dimension("te", (4.9, 7.4)))
    stack = repeated_stack(3, echoes)
    second = stack.volumes[1][0]
    overlay = overlay_of(session(stack, picture(), volume_index=1, target=second, shown=second))
    assert overlay.corners.bottom_left[0] == "echo 2/2 · TE 7.4 ms"


def test_a_reason_in_place_of_a_picture_keeps_the_corners() -> None:
    overlay = overlay_of(session(axial_stack(28), None, reason="No decoder."))
    assert overlay.corners.top_left[0] == "DOE, Jane"
    assert overlay.corners.bottom_left[-1] == "1/28  Im 1"
    assert not overlay.orientation_unknown


def test_a_screen_pixel_is_shorter_where_the_picture_is_larger() -> None:
    fitted = overlay_of(shown())
    assert fitted.mm_per_pixel == pytest.approx(0.5 * 120 / 400)
    one_to_one = with_viewer(shown(), viewport=Viewport(400, 400).one_to_one())
    assert overlay_of(one_to_one).mm_per_pixel == pytest.approx(0.5)


def test_pixels_that_are_not_square_have_one_scale_either_way_round() -> None:
    tall = shown(millimetres=Millimetres(2.0, 0.5), pixel_aspect=4.0)
    upright = with_viewer(tall, viewport=Viewport(400, 400).one_to_one())
    turned = with_viewer(tall, viewport=Viewport(400, 400).one_to_one().rotated(1))
    assert overlay_of(upright).mm_per_pixel == overlay_of(turned).mm_per_pixel == 0.5


def test_without_millimetres_there_is_no_scale() -> None:
    assert overlay_of(shown(millimetres=None)).mm_per_pixel is None


def test_the_scale_says_what_its_millimetres_mean() -> None:
    at_detector = Millimetres(0.1, 0.1, "mm at detector")
    assert overlay_of(shown(millimetres=at_detector)).millimetre_note == "at detector"


def test_ultrasound_has_a_scale_only_where_its_regions_agree() -> None:
    near = UltrasoundRegion(0, 0, 9, 9, Millimetres(0.2, 0.2))
    far = UltrasoundRegion(10, 0, 19, 9, Millimetres(0.4, 0.4))
    one = shown(millimetres=None, ultrasound_regions=(near,))
    assert overlay_of(one).millimetre_note == "in the region"
    two = shown(millimetres=None, ultrasound_regions=(near, far))
    assert overlay_of(two).mm_per_pixel is None


def test_a_centre_that_is_nothing_beside_the_width_reads_0() -> None:
    map_of_nothing = Quantity(STORED, None)
    for centre, text in ((-1.76e-07, "W 0.002  L 0"), (-1.76e-05, "W 0.002  L -1.76e-05")):
        of = shown(quantity=map_of_nothing, windows=(Window(centre, 0.002),))
        assert overlay_of(of).corners.bottom_right[-1] == text


@pytest.mark.parametrize(("numbers", "named"), [([2], ["organ 2"]), ([1, 2], [])])
def test_one_segment_is_named_in_the_corner_and_several_in_the_legend_alone(
    numbers: list[int], named: list[str]
) -> None:
    lines = overlay_of(session(axial_stack(2), segmented(numbers))).corners.bottom_right
    assert [line for line in lines if "organ" in line] == named
