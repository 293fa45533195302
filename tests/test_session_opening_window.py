"""A stack whose files give no window is shown by that of its middle slice, dose by all of them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dicomtree.model import Stack
from dicomtree.pixels import Picture, Window, automatic_window, default_window
from dicomtree.pixels.quantities import STORED, Quantity
from dicomtree.session.effects import Effect, FindOpeningWindow
from dicomtree.session.messages import (
    PictureReady,
    PresetChosen,
    SliceStepped,
    WindowChosen,
)
from dicomtree.session.opening_messages import OpeningWindowFound
from dicomtree.session.state import Session
from dicomtree.session.update import update
from tests.pictures import axial_stack, picture, session

STACK = axial_stack(9)
MIDDLE = STACK.volumes[0][4]
FIRST = STACK.volumes[0][0]
NOISE = Window(5, 3, explanation="automatic")
FOUND = OpeningWindowFound(7, 0, 0, Window(500, 900, explanation="automatic"))


def windowless(top: int = 10, **changes: Any) -> Picture:
    values = np.tile(np.arange(top, dtype=np.int16), (10, 1))
    return picture(values, quantity=Quantity(STORED, None), **changes)


def opened(shown: Picture, stack: Stack = STACK) -> tuple[Session, tuple[Effect, ...]]:
    """Open a stack at its first slice."""
    start = session(stack)
    assert start.viewer is not None
    own = default_window(shown)
    return update(start, PictureReady(start.viewer.target or FIRST, shown, None, own))


def windows(of: Session) -> tuple[object, object]:
    assert of.viewer is not None
    return of.viewer.window, of.viewer.own_window


def asked(effects: tuple[Effect, ...]) -> list[FindOpeningWindow]:
    return [each for each in effects if isinstance(each, FindOpeningWindow)]


def test_the_middle_s_window_takes_the_place_of_the_first_slice_s() -> None:
    shown = windowless()
    of, effects = opened(shown)
    assert asked(effects) == [FindOpeningWindow(7, 0, 0, (MIDDLE,))]
    assert windows(of) == (automatic_window(shown), automatic_window(shown))  # no wait for it
    of, effects = update(of, FOUND)
    assert asked(effects) == []
    assert windows(of) == (FOUND.window, FOUND.window)


def test_it_also_comes_after_the_next_slice() -> None:
    of, _ = opened(windowless())
    of, _ = update(of, SliceStepped(1))
    later = windowless(20)
    of, effects = update(of, PictureReady(STACK.volumes[0][1], later, None, default_window(later)))
    assert asked(effects) == []  # once
    assert windows(update(of, FOUND)[0]) == (FOUND.window, FOUND.window)


def test_a_window_chosen_meanwhile_stays_and_0_brings_the_middle_s() -> None:
    of, _ = opened(windowless())
    chosen = Window(1, 2)
    of, _ = update(of, WindowChosen(chosen))
    of, _ = update(of, FOUND)
    assert windows(of) == (chosen, FOUND.window)
    assert windows(update(of, PresetChosen(0))[0])[0] == FOUND.window


def test_every_slice_opens_with_it_where_each_has_its_own_window() -> None:
    of, _ = opened(windowless())
    assert of.viewer is not None
    each = replace(
        of,
        settings=replace(of.settings, keep_window=False),
        viewer=replace(of.viewer, window=None),
    )
    each, _ = update(each, FOUND)
    each, _ = update(each, SliceStepped(1))
    later = windowless(20)
    each, _ = update(each, PictureReady(STACK.volumes[0][1], later, None, NOISE))
    assert windows(each) == (None, FOUND.window)


@pytest.mark.parametrize(
    "shown",
    [
        windowless(windows=(Window(40, 400),)),
        picture(np.zeros((10, 10), np.int16)),
        picture(np.zeros((10, 10, 3), np.uint8)),
    ],
    ids=["a window in the file", "HU", "colour"],
)
def test_what_states_how_it_opens_needs_no_middle(shown: Picture) -> None:
    assert asked(opened(shown)[1]) == []


def test_the_middle_itself_is_not_read_twice() -> None:
    shown = windowless()
    of, effects = opened(shown, replace(STACK, volumes=((FIRST,),)))
    assert asked(effects) == []
    later = windowless(20)
    of, _ = update(of, PictureReady(FIRST, later, None, default_window(later)))
    assert windows(of)[1] == automatic_window(shown)


def test_of_dose_all_slices_decide_also_where_the_middle_one_is_shown() -> None:
    dose = windowless(modality="RTDOSE")
    frames = STACK.volumes[0]
    assert asked(opened(dose)[1]) == [FindOpeningWindow(7, 0, 0, frames)]
    start = session(STACK)
    assert start.viewer is not None
    middle = replace(start, viewer=replace(start.viewer, target=MIDDLE))
    middle, effects = update(middle, PictureReady(MIDDLE, dose, None, default_window(dose)))
    assert asked(effects) == [FindOpeningWindow(7, 0, 0, frames)]
    assert windows(update(middle, FOUND)[0]) == (FOUND.window, FOUND.window)


def test_one_dose_picture_alone_decides_for_itself() -> None:
    dose = windowless(modality="RTDOSE")
    _, effects = opened(dose, replace(STACK, volumes=((FIRST,),)))
    assert asked(effects) == []


def test_pictures_that_are_no_slices_have_no_middle() -> None:
    assert asked(opened(windowless(), replace(STACK, kind="2D/no geometry"))[1]) == []


def test_the_window_of_another_volume_or_stack_is_dropped() -> None:
    of, _ = opened(windowless())
    before = windows(of)
    for other in (replace(FOUND, volume_index=1), replace(FOUND, stack_index=1)):
        assert windows(update(of, other)[0]) == before
