"""Window, zoom and turning follow the hand, and come back to where they were."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.model import SeriesContent
from dicomtree.pixels import Picture, Window, default_window, load_picture
from dicomtree.session.messages import (
    ContentLoaded,
    Flipped,
    InvertToggled,
    Message,
    NodeSelected,
    PaneResized,
    Panned,
    PictureReady,
    PresetChosen,
    Rotated,
    SettingChosen,
    SliceStepped,
    ViewReset,
    WindowChosen,
    WindowDragged,
    Zoomed,
)
from dicomtree.session.state import Session, Viewer
from dicomtree.session.update import update
from dicomtree.session.viewing import PRESETS, current_window
from tests import library_phantoms as phantom

HEAD_CT = "ct-gantry-tilt/philips-phantom/S2010/I10"


@pytest.fixture(scope="module")
def picture(corpus: Path) -> Picture:
    return load_picture(str(corpus / HEAD_CT))


@pytest.fixture
def session(picture: Picture) -> Session:
    """A session that shows a head CT."""
    session, _ = update(Session(), PaneResized(800, 600))
    session = replace(session, tree=phantom.tree(phantom.series(1)))
    session, _ = update(session, NodeSelected(("series", 1)))
    content = SeriesContent((phantom.stack(phantom.frames(9)),), ())
    session, _ = update(session, ContentLoaded(1, content))
    return shown(session, picture)


def shown(session: Session, picture: Picture) -> Session:
    """Answer the picture that the session waits for."""
    assert session.viewer is not None
    assert session.viewer.target is not None
    own = default_window(picture)
    return update(session, PictureReady(session.viewer.target, picture, own_window=own))[0]


def after(session: Session, *messages: Message) -> Viewer:
    for message in messages:
        session, effects = update(session, message)
        assert effects == ()
    assert session.viewer is not None
    return session.viewer


def window_of(viewer: Viewer) -> Window:
    window = current_window(viewer)
    assert isinstance(window, Window)
    return window


def test_a_stack_opens_with_the_window_of_the_slice_first_shown(
    session: Session, picture: Picture
) -> None:
    assert window_of(after(session)) == default_window(picture)


def test_the_window_stays_while_scrolling(session: Session, picture: Picture) -> None:
    session, _ = update(session, WindowChosen(Window(1.0, 2.0)))
    session, _ = update(session, SliceStepped(1))
    assert window_of(after(shown(session, picture))) == Window(1.0, 2.0)


def test_each_image_may_have_its_own_window(session: Session, picture: Picture) -> None:
    session, _ = update(session, SettingChosen("keep_window", value=False))
    session = replace(session, viewer=replace(after(session), window=None))
    assert after(shown(session, picture)).window is None


def test_dragging_right_widens_and_down_darkens(session: Session) -> None:
    before = window_of(after(session))
    wider = window_of(after(session, WindowDragged(30, 0)))
    darker = window_of(after(session, WindowDragged(0, 30)))
    assert wider.width > before.width
    assert wider.centre == before.centre
    assert darker.centre > before.centre
    assert darker.width == before.width


def test_dragging_is_finer_where_the_window_is_narrow(session: Session) -> None:
    narrow, _ = update(session, WindowChosen(Window(40, 10)))
    wide, _ = update(session, WindowChosen(Window(40, 1000)))
    moved = [window_of(after(start, WindowDragged(0, 30))).centre - 40 for start in (narrow, wide)]
    assert moved[1] == pytest.approx(100 * moved[0])


def test_no_number_of_drags_makes_a_window_endless() -> None:
    session = replace(Session(), viewer=Viewer(1, 0, own_window=Window(40, 1e99)))
    viewer = after(session, *[WindowDragged(3e4, 0)] * 9)
    assert np.isfinite([window_of(viewer).centre, window_of(viewer).width]).all()


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_no_drag_makes_an_impossible_window(right: float, down: float) -> None:
    viewer = Viewer(1, 0, own_window=Window(40, 400))
    session = replace(Session(), viewer=viewer)
    window = window_of(after(session, WindowDragged(right, down)))
    assert window.width > 0


@pytest.mark.parametrize("number", range(1, 9))
def test_the_keys_choose_the_windows_of_ct(session: Session, number: int) -> None:
    assert window_of(after(session, PresetChosen(number))) == PRESETS[number - 1]


def test_zero_is_the_files_own_window(session: Session, picture: Picture) -> None:
    viewer = after(session, PresetChosen(7), PresetChosen(0))
    assert window_of(viewer) == default_window(picture)


def test_ct_windows_need_hounsfield_units(session: Session, picture: Picture) -> None:
    stored = replace(picture, quantity=replace(picture.quantity, unit=""))
    before = after(shown(session, stored))
    assert after(shown(session, stored), PresetChosen(7)).window == before.window


def test_reset_undoes_everything(session: Session) -> None:
    first = after(session)
    moved = after(
        session,
        WindowDragged(10, 10),
        Panned(5, 6),
        Zoomed(2.0, (100, 100)),
        Rotated(1),
        Flipped(horizontally=True),
        InvertToggled(),
    )
    assert moved.viewport != first.viewport
    assert moved.inverted
    reset = after(replace(session, viewer=moved), ViewReset())
    assert reset == first


def test_a_new_stack_opens_in_the_pane_as_it_is(session: Session) -> None:
    assert (after(session).viewport.width, after(session).viewport.height) == (800, 600)
