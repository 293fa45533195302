"""A window by the picture's values is found elsewhere, and shown when it comes."""

from dataclasses import replace

import numpy as np
import pytest

from dicomtree.gui.counter import counted
from dicomtree.pixels import LookupTable, Picture, VoiChoice, Window
from dicomtree.session.effects import Effect, FitWindow
from dicomtree.session.measuring_messages import WindowFound
from dicomtree.session.messages import Message, WindowDragged, WindowFitted
from dicomtree.session.state import Session
from dicomtree.session.update import update
from tests.pictures import axial_stack, picture, session

DRAG = WindowDragged(0, 0)


def outliers() -> Picture:
    values = np.zeros((100, 100), np.int16)
    values[0, :2] = 1000, -1000
    return picture(values)


def window_of(of: Session) -> VoiChoice | None:
    assert of.viewer is not None
    return of.viewer.window


def fit_of(effects: tuple[Effect, ...]) -> FitWindow:
    (fit,) = effects
    assert isinstance(fit, FitWindow)
    return fit


def fitted(of: Session, message: Message) -> Session:
    """Answer a message by the window that it asks for."""
    of, effects = update(of, message)
    return update(of, counted(fit_of(effects)))[0]


def test_windows_fit_the_values_of_the_picture() -> None:
    whole = fitted(session(axial_stack(3), outliers()), WindowFitted(to_all=True))
    window = window_of(whole)
    assert isinstance(window, Window)
    assert (window.centre, window.width) == (0, 2000)
    robust = window_of(fitted(whole, WindowFitted(to_all=False)))
    assert isinstance(robust, Window)
    assert robust.width == 1


def test_the_last_wish_is_what_is_shown() -> None:
    of, effects = update(session(axial_stack(3), outliers()), WindowFitted(to_all=True))
    first = fit_of(effects)
    of, effects = update(of, WindowFitted(to_all=False))
    assert effects == ()  # one at a time
    of, effects = update(of, counted(first))
    last = counted(fit_of(effects))
    of, effects = update(of, last)
    assert effects == ()
    assert isinstance(last, WindowFound)
    assert window_of(of) == last.window


def test_a_window_that_comes_after_its_stack_was_left_is_dropped() -> None:
    of, effects = update(session(axial_stack(3), outliers()), WindowFitted(to_all=True))
    assert of.viewer is not None
    left = replace(of, viewer=replace(of.viewer, series_key=8))
    answered, _ = update(left, counted(fit_of(effects)))
    assert window_of(answered) is window_of(of)
    assert answered.counting.asked is None


def test_where_no_window_was_found_the_old_one_stays() -> None:
    of, _ = update(session(axial_stack(3), outliers()), WindowFitted(to_all=True))
    answered, _ = update(of, WindowFound(None))
    assert window_of(answered) is window_of(of)
    assert answered.counting.asked is None


@pytest.mark.parametrize("descending", [False, True])
def test_dragging_a_table_begins_with_the_window_that_looks_like_it(descending: bool) -> None:
    levels = np.clip((np.arange(4096) - 900) / 400, 0, 1) * 255
    entries = (255 - levels if descending else levels).astype(np.uint16)
    of = session(axial_stack(3), outliers(), window=LookupTable(-1024, entries, 8))
    of, effects = update(of, DRAG)
    assert effects == ()
    window = window_of(of)
    assert isinstance(window, Window)
    assert window.centre == pytest.approx(900 + 200 - 1024, abs=2)
    assert window.width == pytest.approx(400, abs=4)
    wider = window_of(update(of, WindowDragged(30, 0))[0])
    assert isinstance(wider, Window)
    assert wider.width > window.width


def test_a_table_of_one_step_drags_the_window_of_all_its_values() -> None:
    step = LookupTable(0, np.repeat([0, 255], 50).astype(np.uint16), 8)
    window = window_of(update(session(axial_stack(3), outliers(), window=step), DRAG)[0])
    assert isinstance(window, Window)
    assert (window.centre, window.width) == (49.5, 99)


def test_a_colour_picture_keeps_having_no_window() -> None:
    colour = picture(np.zeros((4, 4, 3), np.uint8))
    of, effects = update(session(axial_stack(3), colour), WindowFitted(to_all=True))
    assert effects == ()
    assert window_of(of) is None
