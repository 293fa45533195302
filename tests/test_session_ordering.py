"""Why this order, on the screen: the panel, what can be decided, and how that is marked."""

from dataclasses import replace
from typing import Any

import pytest

from dicomtree.explain import explain_series
from dicomtree.model import (
    NO_CHOICE,
    ByHand,
    DataWarning,
    Dimension,
    HeaderRow,
    OrderChoice,
    OrderKey,
    SeriesContent,
    Stack,
    StackOrder,
)
from dicomtree.session.corners import overlay_of
from dicomtree.session.dimensions import dimension_label
from dicomtree.session.effects import ChooseOrder, Effect, ExplainOrder, LoadPicture
from dicomtree.session.messages import (
    ContentLoaded,
    Message,
    NodeSelected,
    OrderAsFound,
    OrderExplained,
    OrderKeyChosen,
    OrderPanelToggled,
    OrderReversed,
    PlayAxisChosen,
    PlayTicked,
    PlayToggled,
    SplitToggled,
    UniteToggled,
)
from dicomtree.session.order_view import (
    HIDDEN_REMARK,
    key_of_line,
    line_on_screen,
    order_options,
    order_view,
)
from dicomtree.session.rows import children
from dicomtree.session.slices import pages
from dicomtree.session.sliders import slider_rows
from dicomtree.session.state import OpenRoot, ScanState, Session
from dicomtree.session.status import details_line
from dicomtree.session.update import update
from dicomtree.settings import Direction, Settings
from dicomtree.tree import build_content, explain_content
from tests import library_phantoms as phantom
from tests.phantoms import row, slices
from tests.pictures import axial_stack, picture, repeated_stack, session

Result = tuple[Session, tuple[Effect, ...]]


def send(shown: Session, *messages: Message) -> Result:
    """Return the session after all messages, and the effects of the last."""
    effects: tuple[Effect, ...] = ()
    for message in messages:
        shown, effects = update(shown, message)
    return shown, effects


def echoes() -> list[HeaderRow]:
    return [
        row(
            f"e{echo}s{place}",
            image_position_patient=(0, 0, 5 * place),
            echo_numbers=echo,
            echo_time=5 * echo,
            instance_number=10 * echo + place,
        )
        for echo in (1, 2)
        for place in range(3)
    ]


MARK = build_content(echoes(), {}).stacks[0].mark


def showing(rows: list[HeaderRow], choice: OrderChoice = NO_CHOICE) -> Session:
    """Return a session with the series of these rows in the pane."""
    content = build_content(rows, {}, (), choice)
    start = replace(Session(), tree=phantom.tree(phantom.series(1), phantom.series(2)))
    shown, _ = send(start, NodeSelected(("series", 1)), ContentLoaded(1, content, choice))
    return shown


def explained(rows: list[HeaderRow], choice: OrderChoice = NO_CHOICE) -> OrderExplained:
    content = build_content(rows, {}, (), choice)
    traces = explain_content(rows, {}, (), choice)
    return OrderExplained(1, explain_series(content, traces, (), choice))


# ---- the panel
def test_opening_the_panel_asks_for_the_explanation_once() -> None:
    shown, effects = send(showing(slices([0, 5, 10])), OrderPanelToggled())
    assert shown.order_shown
    assert effects == (ExplainOrder(1),)
    _, effects = send(shown, PlayToggled())
    assert effects == ()


def test_without_a_stack_the_panel_stays_closed_and_says_why() -> None:
    shown, effects = send(Session(), OrderPanelToggled())
    assert shown.notice == "Choose a series with pictures first"
    assert not shown.order_shown
    assert effects == ()


def test_new_content_is_explained_anew_while_the_panel_is_up() -> None:
    shown, _ = send(showing(slices([0, 5])), OrderPanelToggled())
    again = build_content(slices([0, 5, 10]), {})
    _, effects = send(shown, ContentLoaded(1, again))
    assert ExplainOrder(1) in effects


def test_a_late_explanation_of_another_series_is_dropped() -> None:
    shown, _ = send(showing(slices([0, 5])), OrderPanelToggled())
    late = replace(explained(slices([0, 5])), series_key=2)
    assert send(shown, late)[0].explained is None


def panel(rows: list[HeaderRow], **changes: Any) -> Session:
    shown, _ = send(showing(rows), OrderPanelToggled(), explained(rows))
    return replace(shown, **changes)


def test_the_panel_has_sentences_and_a_line_for_each_slice() -> None:
    view = order_view(panel(slices([0, 5, 10])))
    assert view is not None
    assert view.heading == "axial · 3 × 5.0 mm"
    assert view.sections[0].title == "What decided"
    assert view.sections[-1].title == "Set apart"
    assert len(view.lines) == 3
    assert [column.title for column in view.columns][:2] == ["On screen", "Position mm"]


def test_where_the_screen_runs_the_other_way_both_places_are_shown() -> None:
    shown = panel(slices([10, 5, 0]))
    view = order_view(shown)
    assert view is not None
    titles = [column.title for column in view.columns]
    assert titles[:2] == ["On screen", "Place"]
    assert [view.columns[0].text(line) for line in view.lines] == ["3", "2", "1"]
    assert [view.columns[1].text(line) for line in view.lines] == ["1", "2", "3"]


def test_the_line_of_the_slice_on_the_screen_is_known_and_leads_to_it() -> None:
    shown = panel(slices([0, 5, 10]))
    view = order_view(shown)
    assert view is not None
    assert line_on_screen(shown, view) == 1
    assert key_of_line(shown, view.lines[2]) == ("slice", 1, 0, 0, 2)


def test_hidden_identity_hides_files() -> None:
    view = order_view(panel(slices([0, 5, 10]), identity_hidden=True))
    assert view is not None
    assert view.columns[-1].text(view.lines[0]) == "hidden"
    assert view.sections[-1].sentences == (HIDDEN_REMARK,)


# ---- deciding
@pytest.mark.parametrize(
    ("message", "choice"),
    [
        (
            OrderKeyChosen(OrderKey.PATH),
            OrderChoice(stacks=((MARK, StackOrder(OrderKey.PATH)),)),
        ),
        (OrderReversed(), OrderChoice(stacks=((MARK, StackOrder(None, reverse=True)),))),
        (SplitToggled("echo"), OrderChoice(split_by=("echo",))),
        (UniteToggled("echo"), OrderChoice(unite=("echo",))),
    ],
)
def test_a_decision_is_carried_out(message: Message, choice: OrderChoice) -> None:
    shown, effects = send(showing(echoes()), message)
    assert effects == (ChooseOrder(1, choice),)
    assert shown.choices[1] == choice


def test_deciding_twice_takes_a_decision_back() -> None:
    _, effects = send(showing(echoes()), OrderReversed(), OrderReversed())
    assert effects == (ChooseOrder(1, NO_CHOICE),)
    _, effects = send(showing(echoes()), SplitToggled("echo"), SplitToggled("echo"))
    assert effects == (ChooseOrder(1, NO_CHOICE),)


def test_other_stacks_forget_how_the_former_ones_were_ordered() -> None:
    _, effects = send(showing(echoes()), OrderReversed(), SplitToggled("echo"))
    assert effects == (ChooseOrder(1, OrderChoice(split_by=("echo",))),)


def test_deciding_forgets_stacks_that_are_gone_but_not_while_files_still_come() -> None:
    gone = OrderChoice().with_stack("0" * 32, StackOrder(OrderKey.PATH))
    shown = showing(echoes(), gone)
    assert send(shown, OrderReversed())[0].choices[1].stacks == ((MARK, StackOrder(None, True)),)
    reading = replace(shown, roots=(OpenRoot("/data", ScanState.READING, 0),))
    assert len(send(reading, OrderReversed())[0].choices[1].stacks) == 2


def test_as_found_forgets_everything_and_says_nothing_where_nothing_was() -> None:
    shown = showing(echoes(), OrderChoice(unite=("echo",)))
    assert send(shown, OrderAsFound())[1] == (ChooseOrder(1, NO_CHOICE),)
    assert send(showing(echoes()), OrderAsFound())[1] == ()


def test_the_slice_on_the_screen_stays_when_the_order_changes() -> None:
    shown = showing(echoes())
    assert shown.viewer is not None
    before = shown.viewer.target
    choice = OrderChoice(split_by=("echo",))
    content = build_content(echoes(), {}, (), choice)
    shown, _ = send(shown, ContentLoaded(1, content, choice))
    assert shown.viewer is not None
    assert shown.viewer.target == before


def test_options_offer_what_varies_and_what_keeps_apart() -> None:
    options = order_options(panel(echoes()))
    assert options is not None
    assert options.split is not None
    assert options.unite is not None
    assert [(own.label, own.chosen) for own in options.split] == [
        ("Echo Number (2 values)", False),
        ("Echo Time (2 values)", False),
    ]
    assert [own.label for own in options.unite] == ["Echo Number"]
    assert not options.is_chosen


def test_options_show_what_was_chosen() -> None:
    choice = OrderChoice((), ("echo",), ((MARK, StackOrder(OrderKey.PATH, True)),))
    shown, _ = send(showing(echoes(), choice), OrderPanelToggled(), explained(echoes(), choice))
    options = order_options(shown)
    assert options is not None
    assert options.unite is not None
    assert (options.key, options.reverse, options.is_chosen) == (OrderKey.PATH, True, True)
    assert [(own.name, own.chosen) for own in options.unite] == [("echo", True)]


def test_before_the_explanation_is_there_only_keys_are_offered() -> None:
    options = order_options(showing(echoes()))
    assert options is not None
    assert options.split is None
    assert options.unite is None


# ---- how the screen runs
REVERSED = ByHand(StackOrder(None, reverse=True))


@pytest.mark.parametrize("direction", list(Direction))
def test_a_reversal_by_hand_turns_whatever_direction_was_chosen(direction: Direction) -> None:
    stack = axial_stack(3)
    turned = replace(stack, display_reversed=True, by_hand=REVERSED)
    assert pages(turned, 0, direction) == pages(stack, 0, direction)[::-1]


@pytest.mark.parametrize("direction", list(Direction))
def test_a_key_by_hand_outranks_the_chosen_direction(direction: Direction) -> None:
    stack = axial_stack(3, by_hand=ByHand(StackOrder(OrderKey.PATH)))
    assert pages(stack, 0, direction) == stack.volumes[0]


# ---- how it is marked
def with_stacks(*stacks: Stack, warnings: tuple[DataWarning, ...] = ()) -> Session:
    start = replace(Session(), tree=phantom.tree(phantom.series(1)))
    content = SeriesContent(stacks, (), warnings)
    return send(start, NodeSelected(("series", 1)), ContentLoaded(1, content))[0]


def series_row(shown: Session) -> Any:
    (patient,) = children(shown, None)
    (study,) = children(shown, patient.key)
    (series,) = children(shown, study.key)
    return series


def test_an_order_by_hand_is_marked_in_the_tree_the_details_and_the_picture() -> None:
    stack = axial_stack(3, by_hand=ByHand(StackOrder(OrderKey.PATH)))
    shown = with_stacks(stack, axial_stack(2))
    assert series_row(shown).text.endswith("✎ by hand")
    assert children(shown, ("series", 1))[0].text.endswith("✎ by hand")
    assert not children(shown, ("series", 1))[1].text.endswith("✎ by hand")
    assert "by hand: by file name" in details_line(shown)
    notes = overlay_of(session(stack, picture())).notes
    assert "ORDER BY HAND: by file name" in notes


def test_a_split_names_its_part_unless_identity_is_hidden() -> None:
    by_hand = ByHand(split_by=("PatientName",), split_values=("Doe^Jane",))
    shown = with_stacks(axial_stack(3, by_hand=by_hand), axial_stack(2))
    text = children(shown, ("series", 1))[0].text
    assert text.startswith("Patient's Name Doe^Jane · axial")
    assert text.endswith("✎ by hand")
    assert "split by Patient's Name Doe^Jane" in details_line(shown)
    hidden = replace(shown, identity_hidden=True)
    assert "Doe" not in children(hidden, ("series", 1))[0].text
    assert "Doe" not in details_line(hidden)
    note = overlay_of(
        replace(session(axial_stack(3, by_hand=by_hand), picture()), identity_hidden=True)
    )
    assert "ORDER BY HAND: split by Patient's Name" in note.notes


def test_a_long_value_is_cut_and_its_lines_are_one() -> None:
    value = f"first line\n{'x' * 70_000}"
    by_hand = ByHand(split_by=("ImageComments",), split_values=(value,))
    shown = with_stacks(axial_stack(3, by_hand=by_hand), axial_stack(2))
    for text in (details_line(shown), children(shown, ("series", 1))[0].text):
        assert len(text) < 200
        assert "\n" not in text


def test_parts_of_a_split_that_begin_alike_are_named_by_what_differs() -> None:
    stacks = [
        axial_stack(
            3, by_hand=ByHand(split_by=("image_type",), split_values=(f"ORIGINAL\\PRIMARY\\{end}",))
        )
        for end in ("M", "PHASE")
    ]
    texts = [child.text for child in children(with_stacks(*stacks), ("series", 1))]
    assert texts[0].startswith("…M · axial")
    assert texts[1].startswith("…PHASE · axial")


def test_a_hidden_identity_hides_what_was_split_by() -> None:
    rows = [r._replace(patient_name=f"Doe^{r.path}") for r in slices([0, 5])]
    choice = OrderChoice(split_by=("patient_name",))
    shown, _ = send(showing(rows, choice), OrderPanelToggled(), explained(rows, choice))
    view, hidden = order_view(shown), order_view(replace(shown, identity_hidden=True))
    assert view is not None
    assert hidden is not None
    assert "Doe^im1" in view.heading
    assert view.sections[0].sentences[0] == "Split by Patient Name Doe^im1."
    assert "Doe" not in hidden.heading
    assert hidden.sections[0].sentences[0] == "Split by Patient Name."


def test_a_weak_hint_marks_no_row_but_is_told() -> None:
    hint = DataWarning("instance_number_holes", "2 Instance Numbers are not used.")
    shown = with_stacks(axial_stack(3), warnings=(hint,))
    found = series_row(shown)
    assert "⚠" not in found.text
    assert "warning" not in found.tags
    assert "2 Instance Numbers are not used." in details_line(shown)
    assert "⚠" not in details_line(shown)


def test_a_hint_beside_a_warning_leaves_the_warning_marked() -> None:
    hint = DataWarning("instance_number_holes", "2 Instance Numbers are not used.")
    gap = DataWarning("missing_slices", "1 missing after 5 mm.")
    shown = with_stacks(axial_stack(3, warnings=(gap,)), warnings=(hint,))
    assert series_row(shown).text.endswith("⚠ missing slices")


# ---- playing along a dimension
ECHOES = (Dimension("echo", (1, 2)),)
TIMES = Dimension("echo", (1, 1, 2, 2)), Dimension("temporal_position", (1, 2, 1, 2))


def test_companions_share_the_slider_of_their_dimension() -> None:
    stack = replace(repeated_stack(3, ECHOES), companions=(Dimension("te", (4.92, 7.38)),))
    _, echo = slider_rows(session(stack))
    assert echo.value == "echo 1/2 · TE 4.92 ms"
    assert echo.name == "echo"


def test_a_companion_stands_with_the_dimension_that_decides_it() -> None:
    acquisitions = Dimension("acquisition", (1, 2, 3))
    stack = repeated_stack(3, (acquisitions,))
    stack = replace(stack, companions=(Dimension("b_value", (0, 1000, 0)),))
    labels = [slider_rows(session(stack, volume_index=volume))[1].value for volume in range(3)]
    assert labels == ["acquisition 1/3 · b 0", "acquisition 2/3 · b 1000", "acquisition 3/3 · b 0"]


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (("O\\P\\DIXON\\FAT", "O\\P\\DIXON\\WATER"), ["FAT", "WATER"]),
        (("D\\P\\W\\W", "O\\P\\IP", None), ["D\\W", "O\\IP", None]),
        (("O\\P", "O\\P\\NORM"), ["O\\P", "NORM"]),
        (("O\\P\\A\nB", "O\\P\\C"), ["A B", "C"]),
    ],
)
def test_an_image_type_is_named_by_what_not_all_volumes_have(
    values: tuple[str | None, ...], labels: list[str | None]
) -> None:
    dimension = Dimension("image_type", values)
    found = [dimension_label(dimension, volume) for volume in range(len(values))]
    assert found == [f"image type {own}" if own else "no image type" for own in labels]


def test_values_that_do_not_count_from_one_say_their_place() -> None:
    (
        _,
        row_,
    ) = slider_rows(session(repeated_stack(3, (Dimension("temporal_position", (4, 7)),))))
    assert row_.value == "time point 4 (1/2)"


def test_a_single_position_of_two_dimensions_has_a_slider_for_each() -> None:
    rows = slider_rows(session(repeated_stack(1, TIMES), place=2))
    assert [own.name for own in rows] == ["slices", "echo", "time point"]
    assert [own.place for own in rows] == [2, 1, 0]


@pytest.mark.parametrize(("axis", "expected"), [(0, (0, 1)), (1, (2, 0)), (2, (1, 0))])
def test_cine_runs_along_the_chosen_axis(axis: int, expected: tuple[int, int]) -> None:
    shown = session(repeated_stack(3, TIMES))
    shown, _ = send(shown, PlayAxisChosen(axis), PlayTicked())
    assert shown.viewer is not None
    assert shown.viewer.playing
    assert (shown.viewer.volume_index, shown.viewer.place) == expected


def test_cine_along_a_dimension_starts_again_at_its_end() -> None:
    shown, _ = send(
        session(repeated_stack(3, ECHOES)), PlayAxisChosen(1), PlayTicked(), PlayTicked()
    )
    assert shown.viewer is not None
    assert shown.viewer.volume_index == 0


def test_choosing_the_axis_that_plays_stops_it() -> None:
    shown, _ = send(session(repeated_stack(3, ECHOES)), PlayAxisChosen(1), PlayAxisChosen(1))
    assert shown.viewer is not None
    assert not shown.viewer.playing
    assert send(shown, PlayToggled())[0].viewer == replace(shown.viewer, playing=True)


def test_an_axis_that_is_not_there_is_none() -> None:
    shown = session(axial_stack(3))
    assert send(shown, PlayAxisChosen(1))[0].viewer == shown.viewer


def test_the_frames_of_the_coming_volumes_are_fetched_ahead() -> None:
    stack = repeated_stack(3, (Dimension("temporal_position", (1, 2, 3, 4)),))
    _, effects = send(session(stack), PlayAxisChosen(1), PlayTicked())
    (load,) = [effect for effect in effects if isinstance(effect, LoadPicture)]
    assert load.frame == stack.volumes[1][0]
    assert [frame.path for frame in load.ahead] == ["V2/IM0", "V3/IM0", "V0/IM0"]


def test_the_playing_slider_is_known() -> None:
    shown, _ = send(session(repeated_stack(3, ECHOES)), PlayAxisChosen(1))
    assert [own.playing for own in slider_rows(shown)] == [False, True]
    assert Settings().localizer_inset
