"""The line that splits by any attribute: what is asked for, dropped, stopped and refused."""

from dataclasses import replace

import pytest

from dicomtree.gui.split_runner import names_for
from dicomtree.model import NO_CHOICE, OrderChoice
from dicomtree.session.effects import (
    ChooseOrder,
    CompleteSplit,
    Effect,
    ExplainOrder,
    StopSplit,
    TrySplit,
)
from dicomtree.session.messages import Message, NodeSelected, OrderPanelToggled
from dicomtree.session.split_line import SplitLine
from dicomtree.session.splitting import line_remark
from dicomtree.session.splitting_messages import (
    SplitAdvanced,
    SplitEntered,
    SplitLineWanted,
    SplitNamesFound,
    SplitRefused,
    SplitStopped,
    SplitTried,
    SplitTyped,
)
from dicomtree.session.state import Session
from tests.test_session_ordering import echoes, send, showing

AGENT = "ContrastBolusAgent"


def asked(*messages: Message) -> tuple[Session, tuple[Effect, ...]]:
    """Return the session after the line was asked for and these messages came."""
    return send(showing(echoes()), SplitLineWanted(), *messages)


def test_asking_for_the_line_opens_the_panel_and_gives_it_the_keys_each_time() -> None:
    shown, effects = asked()
    assert shown.order_shown
    assert shown.split_line.asked == 1
    assert effects == (ExplainOrder(1),)
    assert send(shown, SplitLineWanted())[0].split_line.asked == 2
    assert not send(Session(), SplitLineWanted())[0].order_shown


def test_names_come_for_the_text_that_stands_there() -> None:
    shown, effects = asked(SplitTyped("contr"))
    assert effects == (CompleteSplit("contr"),)
    late = send(shown, SplitNamesFound("con", (AGENT,)))[0]
    assert late.split_line.names == ()
    assert send(shown, SplitNamesFound("contr", (AGENT,)))[0].split_line.names == (AGENT,)


def test_what_is_entered_is_tried_before_anything_changes() -> None:
    shown, effects = asked(SplitTyped(AGENT), SplitEntered(AGENT))
    assert effects == (TrySplit(1, AGENT, NO_CHOICE),)
    assert shown.choices.get(1, NO_CHOICE) == NO_CHOICE
    assert line_remark(shown) == "reading …"
    shown, _ = send(shown, SplitAdvanced(1, AGENT, 1200, 3000))
    assert line_remark(shown) == "1,200 of 3,000 files read"


def test_what_splits_is_chosen_and_the_line_is_empty_again() -> None:
    shown, effects = asked(SplitTyped(AGENT), SplitEntered(AGENT), SplitTried(1, AGENT, AGENT))
    assert effects == (ChooseOrder(1, OrderChoice(split_by=(AGENT,))),)
    assert shown.split_line == SplitLine(1)


def test_what_splits_nothing_is_refused_in_words_until_typing_goes_on() -> None:
    shown, effects = asked(
        SplitTyped("shoe"), SplitEntered("shoe"), SplitRefused(1, "shoe", "no attribute")
    )
    assert effects == ()
    assert line_remark(shown) == "no attribute"
    assert shown.split_line.text == "shoe"
    assert line_remark(send(shown, SplitTyped("shoes"))[0]) == ""


@pytest.mark.parametrize(
    "late",
    [
        SplitTried(1, "other", "other"),
        SplitTried(2, AGENT, AGENT),
        SplitRefused(1, "other", "why"),
        SplitAdvanced(2, AGENT, 1, 2),
    ],
)
def test_answers_to_earlier_texts_and_other_series_are_dropped(late: Message) -> None:
    shown, _ = asked(SplitTyped(AGENT), SplitEntered(AGENT))
    assert send(shown, late) == (shown, ())


def test_reading_can_be_stopped_and_its_late_answer_is_dropped() -> None:
    shown, effects = asked(SplitTyped(AGENT), SplitEntered(AGENT), SplitStopped())
    assert effects == (StopSplit(),)
    assert line_remark(shown) == "stopped: not all files were read"
    assert send(shown, SplitTried(1, AGENT, AGENT))[1] == ()
    assert send(showing(echoes()), SplitStopped())[1] == ()


def test_typing_on_stops_reading() -> None:
    _, effects = asked(SplitTyped(AGENT), SplitEntered(AGENT), SplitTyped("Contrast"))
    assert effects == (StopSplit(), CompleteSplit("Contrast"))


@pytest.mark.parametrize("leaving", [OrderPanelToggled(), NodeSelected(("series", 2))])
def test_closing_the_panel_or_going_elsewhere_stops_reading(leaving: Message) -> None:
    shown, effects = asked(SplitTyped(AGENT), SplitEntered(AGENT), leaving)
    if isinstance(leaving, NodeSelected):
        viewer = shown.viewer
        assert viewer is not None
        shown = replace(shown, viewer=replace(viewer, series_key=2))
        shown, effects = send(shown, SplitNamesFound("", ()))
    assert StopSplit() in effects
    assert shown.split_line == SplitLine(1)


def test_nothing_is_tried_without_a_text() -> None:
    assert asked(SplitTyped("  "), SplitEntered("  "))[1] == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("contrastbolusag", "ContrastBolusAgent"),
        ("bolus agent", "ContrastBolusAgent"),
        ("Flip An", "FlipAngle"),
        ("0018,0010", "ContrastBolusAgent"),
        ("(0018, 0010)", "ContrastBolusAgent"),
    ],
)
def test_keywords_are_offered_for_words_and_tags(text: str, first: str) -> None:
    assert names_for(text)[0] == first


def test_nothing_is_offered_for_a_tag_without_a_keyword_nor_for_nothing() -> None:
    assert names_for("0019,100C") == ()
    assert names_for("") == ()
    assert names_for("00") == ()
