"""Attributes along the slices, as the screen wants them: its order, its range, its secrets."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.library.header_values import AlongSlices, SliceAttribute
from dicomtree.session.along import Along, key_of_place, place_on_screen
from dicomtree.session.along_lines import MOST_POINTS, AlongLine, lines_of, table_cells
from dicomtree.session.along_messages import AlongAdvanced, AlongLoaded, AlongToggled
from dicomtree.session.effects import LoadAlong, SaveSettings, StopAlong
from dicomtree.session.messages import SettingChosen
from dicomtree.session.state import Session
from dicomtree.session.update import update
from dicomtree.settings import Direction
from tests.pictures import axial_stack, session


def along_of(stack_session: Session, **columns: tuple[str | None, ...]) -> AlongSlices:
    stack = stack_session.stack
    assert stack is not None
    slices = tuple(ref for volume in stack.volumes for ref in volume)
    attributes = tuple(
        SliceAttribute(name, "0018,0050", "DS", name, values) for name, values in columns.items()
    )
    return AlongSlices(slices, attributes)


@pytest.fixture
def shown() -> Session:
    return session(axial_stack(4))


def line(*values: str | None, name: str = "A", tag: str = "0018,0050", vr: str = "DS") -> AlongLine:
    state = session(axial_stack(len(values)))
    assert state.stack is not None
    slices = tuple(ref for volume in state.stack.volumes for ref in volume)
    along = AlongSlices(slices, (SliceAttribute(name, tag, vr, name, values),))
    (found,) = lines_of(state.stack, Direction.CANONICAL, along).varying
    return found


def test_opening_asks_for_the_stack_on_screen_once(shown: Session) -> None:
    opened, effects = update(shown, AlongToggled())
    asked = [effect for effect in effects if isinstance(effect, LoadAlong)]
    assert [effect.stack is opened.stack for effect in asked] == [True]
    _, again = update(opened, AlongAdvanced(1, 4))
    assert not any(isinstance(effect, LoadAlong) for effect in again)


def test_another_character_set_reads_anew(shown: Session) -> None:
    opened, _ = update(shown, AlongToggled())
    lines = lines_of(axial_stack(4), Direction.CANONICAL, along_of(shown))
    assert opened.stack is not None
    read, _ = update(opened, AlongLoaded(opened.stack, lines))
    chosen, effects = update(read, SettingChosen("fallback_character_set", "Cyrillic (Windows)"))
    assert chosen.along.lines is None
    kinds = [type(effect) for effect in effects]
    assert kinds.index(SaveSettings) < kinds.index(LoadAlong), "the library hears of it first"


def test_closing_stops_the_reading(shown: Session) -> None:
    opened, _ = update(shown, AlongToggled())
    closed, effects = update(opened, AlongToggled())
    assert StopAlong() in effects
    assert not closed.along.shown


def test_without_a_stack_it_says_so() -> None:
    told, effects = update(Session(), AlongToggled())
    assert told.notice
    assert not told.along.shown
    assert not effects


def test_an_answer_for_another_stack_is_dropped(shown: Session) -> None:
    opened, _ = update(shown, AlongToggled())
    other = axial_stack(2)
    lines = lines_of(other, Direction.CANONICAL, along_of(session(other)))
    dropped, _ = update(opened, AlongLoaded(other, lines))
    assert dropped.along.lines is None


def test_lines_stand_in_the_order_of_the_screen_and_lead_back(shown: Session) -> None:
    stack = shown.stack
    assert stack is not None
    turned = replace(stack, display_reversed=True)
    along = along_of(shown, A=("1", "2", "3", "4"))
    lines = lines_of(turned, Direction.IMAGE_NUMBER, along)
    assert lines.varying[0].values == ("4", "3", "2", "1")
    assert lines.places[0] == (0, 3)
    assert lines.frames == along.slices[::-1]
    placed = replace(shown, along=Along(shown=True, stack=stack, lines=lines))
    viewer = shown.viewer
    assert viewer is not None
    assert key_of_place(placed, 0) == ("slice", viewer.series_key, viewer.stack_index, 0, 3)
    assert key_of_place(placed, 4) is None
    on_first = replace(placed, viewer=replace(viewer, target=lines.frames[2]))
    assert place_on_screen(on_first) == 2


def test_numbers_are_curves_over_their_range_with_gaps() -> None:
    found = line("1", None, "3", "2")
    assert found.curves == (((0.0, 0.0), None, (1.0, 1.0), (0.5, 0.5)),)
    assert found.summary == "1 to 3 · absent in 1"


def test_values_of_several_numbers_are_several_curves() -> None:
    assert len(line("1\\2", "3\\4").curves) == 2


def test_texts_are_bands() -> None:
    found = line("x", "x", "y", None)
    assert not found.curves
    assert found.bands == (0, 0, 1, -1)
    assert found.summary.startswith("2 values")


@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), min_size=2, max_size=40))
def test_whatever_the_values_are_they_can_be_drawn(values: list[str | None]) -> None:
    if len(set(values)) == 1:
        values = [*values, "other"]
    found = line(*values)
    assert bool(found.curves) != bool(found.bands)
    for curve in found.curves:
        assert all(span is None or 0 <= span[0] <= span[1] <= 1 for span in curve)
    assert [row[0] for row in table_cells([found], len(values), hidden=False)][1:] == [
        str(place + 1) for place in range(len(values))
    ]


def test_thousands_of_slices_are_drawn_in_few_steps_that_keep_the_extremes() -> None:
    values = [str(place % 7) for place in range(5_000)]
    values[1234] = "99"
    (curve,) = line(*values).curves
    assert len(curve) == MOST_POINTS
    assert max(span[1] for span in curve if span) == 1.0


def test_hidden_identity_hides_what_identifies() -> None:
    found = line("DOE^J", "ROE^R", name="PatientName", tag="0010,0010", vr="PN")
    assert found.shown(0, hidden=True) == "hidden"
    assert found.cell(1, hidden=False) == "ROE^R"
    assert not found.matches("doe", hidden=True)
    assert found.matches("doe", hidden=False)
