"""Which slice is on the screen, and what is asked for to show it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.model import Dimension, FrameRef, SeriesContent, Stack
from dicomtree.session.effects import LoadAttributes, LoadContent, LoadPicture
from dicomtree.session.messages import (
    ContentLoaded,
    NodeOpened,
    NodeSelected,
    PictureReady,
    PlayTicked,
    PlayToggled,
    SeriesStepped,
    SettingChosen,
    SliceChosen,
    SliceStepped,
    VolumeStepped,
)
from dicomtree.session.slices import neighbours
from dicomtree.session.state import Session, Viewer
from dicomtree.session.update import update
from dicomtree.settings import Direction
from tests import library_phantoms as phantom


def opened(*stacks: Stack) -> Session:
    """A session that shows the first of these stacks."""
    session = replace(Session(), tree=phantom.tree(phantom.series(1), phantom.series(2)))
    session, _ = update(session, NodeSelected(("series", 1)))
    session, _ = update(session, ContentLoaded(1, SeriesContent(stacks, ())))
    return session


def viewer_of(session: Session) -> Viewer:
    assert session.viewer is not None
    return session.viewer


def target_of(session: Session) -> FrameRef:
    target = viewer_of(session).target
    assert target is not None
    return target


def test_selecting_a_series_asks_for_its_stacks_once() -> None:
    session = replace(Session(), tree=phantom.tree(phantom.series(1)))
    session, effects = update(session, NodeSelected(("series", 1)))
    assert effects == (LoadContent(1),)
    _, effects = update(session, NodeOpened(("series", 1)))
    assert effects == ()


def test_a_volume_opens_at_its_middle() -> None:
    session = opened(phantom.stack(phantom.frames(9)))
    assert viewer_of(session).place == 4
    assert target_of(session).path == "im005"


def test_what_is_no_volume_opens_at_its_first_frame() -> None:
    session = opened(phantom.stack(phantom.frames(9), kind="2D/no geometry"))
    assert viewer_of(session).place == 0


def test_opening_a_slice_asks_for_it_its_neighbours_and_its_attributes() -> None:
    session = replace(Session(), tree=phantom.tree(phantom.series(1)))
    session, _ = update(session, NodeSelected(("series", 1)))
    content = SeriesContent((phantom.stack(phantom.frames(9)),), ())
    _, effects = update(session, ContentLoaded(1, content))
    picture, attributes = effects
    assert isinstance(picture, LoadPicture)
    assert picture.frame.path == "im005"
    ahead, behind = ["im006", "im007", "im008", "im009"], ["im004", "im003"]
    assert [frame.path for frame in picture.ahead] == [*ahead, *behind]
    assert attributes == LoadAttributes(0, "im005")


def test_the_screen_runs_backwards_where_the_numbers_do() -> None:
    session = opened(phantom.stack(phantom.frames(9), display_reversed=True))
    session, _ = update(session, SliceChosen(0))
    assert target_of(session).path == "im009"


def test_a_chosen_row_is_shown_whatever_the_direction() -> None:
    session = opened(phantom.stack(phantom.frames(9), display_reversed=True))
    session, _ = update(session, NodeSelected(("slice", 1, 0, 0, 2)))
    assert target_of(session).path == "im003"
    assert viewer_of(session).place == 6


def test_paging_stops_at_the_ends() -> None:
    session = opened(phantom.stack(phantom.frames(9)))
    session, _ = update(session, SliceStepped(100))
    assert viewer_of(session).place == 8
    session, effects = update(session, SliceStepped(1))
    assert effects == ()
    session, _ = update(session, SliceStepped(-100))
    assert viewer_of(session).place == 0


def test_the_end_can_be_named_from_behind() -> None:
    session, _ = update(opened(phantom.stack(phantom.frames(9))), SliceChosen(-1))
    assert viewer_of(session).place == 8


def test_cine_loops() -> None:
    session = opened(phantom.stack(phantom.frames(9)))
    session, _ = update(session, PlayToggled())
    assert viewer_of(session).playing
    session, _ = update(session, SliceChosen(8))
    session, _ = update(session, PlayTicked())
    assert viewer_of(session).place == 0


def test_a_single_slice_does_not_play() -> None:
    session, _ = update(
        opened(phantom.stack(phantom.frames(1), kind="single slice")), PlayToggled()
    )
    assert not viewer_of(session).playing


def test_one_frame_a_volume_is_paged_through_the_volumes() -> None:
    volumes = [(frame,) for frame in phantom.frames(5)]
    session = opened(phantom.stack(*volumes, kind="single position"))
    session, _ = update(session, SliceStepped(3))
    assert target_of(session).path == "im004"


def test_slice_and_dimension_are_independent() -> None:
    echo = Dimension("echo", (1, 2))
    first, second = phantom.frames(9, prefix="a"), phantom.frames(9, prefix="b")
    session = opened(phantom.stack(first, second, kind="4D", dimensions=[echo]))
    session, _ = update(session, SliceChosen(2))
    session, _ = update(session, VolumeStepped(1))
    assert target_of(session).path == "b003"
    session, _ = update(session, VolumeStepped(1))
    assert target_of(session).path == "b003"


def test_stepping_one_dimension_leaves_the_other() -> None:
    echo = Dimension("echo", (1, 2, 1, 2))
    component = Dimension("component", ("M", "M", "P", "P"))
    volumes = [phantom.frames(2, prefix=name) for name in "abcd"]
    session = opened(phantom.stack(*volumes, kind="4D", dimensions=[component, echo]))
    session, _ = update(session, VolumeStepped(1, dimension=1))
    session, _ = update(session, VolumeStepped(1, dimension=0))
    assert target_of(session).path == "d002"
    session, _ = update(session, VolumeStepped(-1, dimension=1))
    assert target_of(session).path == "c002"


def test_dimensions_that_vary_together_are_stepped_as_one() -> None:
    dimensions = [Dimension("echo", (1, 2)), Dimension("te", (4.92, 7.38))]
    volumes = [phantom.frames(2, prefix=name) for name in "ab"]
    session = opened(phantom.stack(*volumes, kind="4D", dimensions=dimensions))
    session, _ = update(session, VolumeStepped(1))
    assert target_of(session).path == "b002"


def test_a_late_picture_of_another_series_is_dropped() -> None:
    session = opened(phantom.stack(phantom.frames(9)))
    stranger = FrameRef(0, "elsewhere", None, None, None, None)
    late, _ = update(session, PictureReady(stranger, None, "nothing"))
    assert viewer_of(late).reason is None


def test_a_late_picture_never_replaces_the_one_that_is_wanted() -> None:
    session = opened(phantom.stack(phantom.frames(9)))
    session, _ = update(session, PictureReady(target_of(session), None, "the wanted one"))
    passed = phantom.frames(9)[0]
    late, _ = update(session, PictureReady(passed, None, "a late one"))
    assert viewer_of(late).reason == "the wanted one"


def test_while_the_wanted_one_is_read_others_of_the_stack_may_show() -> None:
    session = opened(phantom.stack(phantom.frames(9)))
    session, _ = update(session, SliceStepped(2))
    passed, _ = update(session, PictureReady(phantom.frames(9)[5], None, "on the way"))
    assert viewer_of(passed).reason == "on the way"


def test_a_series_stacked_anew_keeps_the_slice_on_screen() -> None:
    frames = phantom.frames(9)
    session = opened(phantom.stack(frames[4:]))
    shown = target_of(session)
    session, _ = update(session, ContentLoaded(1, SeriesContent((phantom.stack(frames),), ())))
    assert target_of(session) == shown
    assert viewer_of(session).place == frames.index(shown)


def test_a_slice_that_is_better_known_by_now_is_asked_for_anew() -> None:
    frames = phantom.frames(6)
    session = opened(phantom.stack(frames))
    moved = tuple(replace(frame, offset_mm=(frame.offset_mm or 0.0) + 1.0) for frame in frames)
    content = SeriesContent((phantom.stack(moved),), ())
    session, effects = update(session, ContentLoaded(1, content))
    target = target_of(session)
    assert target in moved
    assert effects == (LoadPicture(target, ()),)
    session, _ = update(session, PictureReady(target, None, "no picture"))
    assert viewer_of(session).shown == target


def test_another_direction_keeps_the_slice_on_screen() -> None:
    session = opened(phantom.stack(phantom.frames(9)))
    session, _ = update(session, SliceChosen(1))
    turned, _ = update(session, SettingChosen("direction", Direction.HEAD_FIRST))
    assert target_of(turned) == target_of(session)
    assert viewer_of(turned).place == 7


def test_an_object_without_pixels_is_asked_for_its_sentence() -> None:
    session = replace(Session(), tree=phantom.tree(phantom.series(1)))
    session, _ = update(session, NodeSelected(("series", 1)))
    session, effects = update(session, ContentLoaded(1, SeriesContent((), (phantom.report(),))))
    assert isinstance(effects[0], LoadPicture)
    assert target_of(session).path == "sr0"


@pytest.mark.parametrize(("by", "expected"), [(1, ("series", 2)), (-1, ("series", 1))])
def test_the_next_series_is_that_of_the_tree(by: int, expected: tuple[str, int]) -> None:
    session = opened(phantom.stack(phantom.frames(3)))
    session, _ = update(session, SeriesStepped(by))
    assert session.selection == expected


@given(st.integers(1, 40), st.data(), st.sampled_from([1, -1]))
def test_neighbours_are_never_out_of_range_nor_the_slice_itself(
    count: int, data: st.DataObject, direction: int
) -> None:
    frames = phantom.frames(count)
    place = data.draw(st.integers(0, count - 1))
    near = neighbours(frames, place, direction)
    assert frames[place] not in near
    assert len(near) == len(set(near)) <= 10


@given(st.lists(st.integers(-12, 12), max_size=30))
def test_whatever_is_pressed_a_slice_of_the_stack_is_shown(steps: list[int]) -> None:
    session = opened(phantom.stack(phantom.frames(7)))
    for step in steps:
        session, _ = update(session, SliceStepped(step) if step % 2 else SliceChosen(step))
        viewer = viewer_of(session)
        assert phantom.frames(7)[viewer.place] == viewer.target
