"""The sliders under the picture."""

from dicomtree.model import Dimension
from dicomtree.session.messages import SliceChosen, VolumeChosen
from dicomtree.session.sliders import dimension_rows, slider_rows
from dicomtree.session.state import Session
from tests.pictures import axial_stack, repeated_stack, session

B_VALUE = Dimension("b_value", (0.0, 0.0, 1000.0, 1000.0))
COMPONENT = Dimension("component", ("M", "P", "M", "P"))


def test_a_3d_stack_has_one_slider_through_its_slices() -> None:
    (row,) = slider_rows(session(axial_stack(28), place=9))
    assert (row.value, row.widest, row.place, row.count) == ("10/28", "28/28", 9, 28)
    assert row.message(3) == SliceChosen(3)


def test_each_dimension_has_a_slider() -> None:
    stack = repeated_stack(5, (B_VALUE, COMPONENT))
    _, b_value, component = slider_rows(session(stack, volume_index=2))
    assert (b_value.value, b_value.place, b_value.count) == ("b 1000", 1, 2)
    assert (component.value, component.place, component.count) == ("component M", 0, 2)


def test_moving_one_dimension_keeps_the_other() -> None:
    b_value, component = dimension_rows(repeated_stack(5, (B_VALUE, COMPONENT)), 3)
    assert b_value.message(0) == VolumeChosen(1)
    assert component.message(0) == VolumeChosen(2)


def test_dimensions_that_vary_together_share_a_slider() -> None:
    echoes = (Dimension("echo", (1, 2)), Dimension("te", (4.9, 7.4)))
    (row,) = dimension_rows(repeated_stack(3, echoes), 0)
    assert row.value == "echo 1/2 · TE 4.9 ms"
    assert row.message(1) == VolumeChosen(1)


def test_a_combination_that_is_missing_leads_to_the_nearest_volume() -> None:
    uneven = (Dimension("b_value", (0.0, 1000.0, 1000.0)), Dimension("direction", ("", "x", "y")))
    b_value, direction = dimension_rows(repeated_stack(3, uneven), 2)
    assert b_value.message(0) == VolumeChosen(0)
    assert direction.message(0) == VolumeChosen(0)


def test_thousands_of_volumes_take_no_more_than_one_look_at_each() -> None:
    count = 4000  # with a look at each for each, and its place sought, this would take minutes
    stack = repeated_stack(1, (Dimension("rank", tuple(range(1, count + 1))),))
    (slider,) = dimension_rows(stack, count // 2)
    assert (slider.value, slider.volumes) == (f"repetition 2001/{count}", tuple(range(count)))


def test_volumes_without_a_named_dimension_are_counted() -> None:
    named = repeated_stack(3, (Dimension("rank", (1, 2, 3)),))
    nameless = axial_stack(3, volumes=named.volumes)
    (row,) = dimension_rows(nameless, 1)
    assert (row.value, row.place, row.count) == ("volume 2/3", 1, 3)


def test_volumes_of_one_frame_are_paged_through_like_slices() -> None:
    stack = repeated_stack(1, (Dimension("temporal_position", (1, 2, 3)),))
    (row,) = slider_rows(session(stack, place=2))
    assert (row.value, row.volumes) == ("3/3", None)


def test_without_a_stack_there_is_no_slider() -> None:
    assert slider_rows(Session()) == ()
