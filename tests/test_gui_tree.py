"""The tree keeps what the user did to it, whatever happens to the folders."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dicomtree.gui.row_groups import GROUP_SIZE, MOST_ROWS
from dicomtree.gui.tree_nodes import INSERTS_PER_PASS, Ask
from dicomtree.model import Patient, SeriesContent, Tree
from dicomtree.session import slice_rows
from dicomtree.session.messages import (
    ContentLoaded,
    IdentityToggled,
    NodeOpened,
    NodeSelected,
    SettingChosen,
    SliceStepped,
    SortChosen,
)
from dicomtree.session.state import Session
from tests import library_phantoms as phantom
from tests.tree_window import TreeWindow, node

pytestmark = pytest.mark.usefixtures("display")


def session_of(*patients: Patient) -> Session:
    return replace(Session(), tree=Tree(patients))


def head_session(count: int = 3) -> Session:
    """One patient, one study, `count` series."""
    return replace(Session(), tree=phantom.tree(*(phantom.series(i + 1) for i in range(count))))


def slices(count: int) -> SeriesContent:
    return SeriesContent((phantom.stack(phantom.frames(count)),), ())


@pytest.fixture
def window(display: str) -> Iterator[TreeWindow]:
    with TreeWindow(head_session()) as made:
        yield made


def test_patients_and_studies_show_their_rows_at_once(window: TreeWindow) -> None:
    assert window.texts() == [
        "DOE, Jane · 12345",
        "2015-02-06 · Trauma/plain head",
        "1 · AXIAL",
        "2 · AXIAL",
        "3 · AXIAL",
    ]


LONG = "T2 weighted turbo spin echo with fat saturation, second measurement"


def test_what_has_no_room_ends_with_an_ellipsis_and_is_whole_when_there_is_room(
    window: TreeWindow,
) -> None:
    renamed = phantom.tree(phantom.series(1), phantom.series(2, description=LONG))
    window.show(replace(window.session, tree=renamed))
    item = window.item("series", 2)
    text = str(window.tree.item(item, "text"))
    assert text.endswith("…")
    assert LONG.startswith(text.removeprefix(" 2 · ").removesuffix("…"))
    assert window.view.nodes.cut_off(item, "") == f"2 · {LONG}"
    window.root.geometry("1400x500")
    window.wait_for(item, f" 2 · {LONG}")
    assert window.view.nodes.cut_off(item, "") == ""


def test_rows_that_are_scrolled_to_are_cut_to_the_columns_of_now(window: TreeWindow) -> None:
    many = phantom.tree(*(phantom.series(i + 1, description=LONG) for i in range(60)))
    window.show(replace(window.session, tree=many))
    window.root.geometry("1400x500")
    window.settle()
    last = window.item("series", 60)
    window.tree.see(last)
    window.wait_for(last, f" 60 · {LONG}")


def test_a_growing_tree_keeps_selection_expansion_and_scroll(window: TreeWindow) -> None:
    window.send(ContentLoaded(2, slices(60)))
    window.open("series", 2)
    window.click("slice", 2, 0, 0, 40)
    window.tree.yview_moveto(0.5)
    selected, top = window.tree.selection(), window.tree.yview()[0]
    window.show(replace(window.session, tree=head_session(4).tree))
    assert window.tree.selection() == selected
    assert window.view.nodes.is_open(window.item("series", 2))
    rows = len(window.texts())
    assert window.tree.yview()[0] == pytest.approx(top * (rows - 1) / rows, abs=1 / rows)


def test_rows_that_stay_are_never_made_anew(window: TreeWindow) -> None:
    before = window.item("series", 2)
    renamed = phantom.tree(phantom.series(1), phantom.series(2, description="CORONAL"))
    window.show(replace(window.session, tree=renamed))
    assert window.item("series", 2) == before
    assert "2 · CORONAL" in window.texts()
    assert "3 · AXIAL" not in window.texts()


def test_a_new_series_takes_its_place_among_the_others(window: TreeWindow) -> None:
    grown = phantom.tree(phantom.series(1), phantom.series(9, number=7), phantom.series(2))
    window.show(replace(window.session, tree=grown))
    assert window.texts()[2:] == ["1 · AXIAL", "7 · AXIAL", "2 · AXIAL"]


def test_sorting_moves_rows_and_the_heading_says_so(window: TreeWindow) -> None:
    before = window.item("series", 1)
    window.send(SortChosen("name"))
    window.send(SortChosen("name"))
    assert window.texts()[2:] == ["3 · AXIAL", "2 · AXIAL", "1 · AXIAL"]
    assert window.item("series", 1) == before
    assert str(window.tree.heading("#0", "text")).endswith("▼")


def test_a_click_shows_a_series_and_gives_the_keys_to_the_picture(window: TreeWindow) -> None:
    window.click("series", 2)
    assert NodeSelected(node("series", 2)) in window.messages
    assert window.keys_passed == 1


def test_a_click_on_a_patient_leaves_the_keys_to_the_tree(window: TreeWindow) -> None:
    window.click("patient", 1)
    assert window.session.selection == node("patient", 1)
    assert window.keys_passed == 0


def test_rows_reached_by_keyboard_keep_the_keys_until_enter(window: TreeWindow) -> None:
    window.focus()
    for key, expected in (
        ("<End>", node("series", 3)),
        ("<Up>", node("series", 2)),
        ("<Home>", node("patient", 1)),
    ):
        passed = window.keys_passed
        # Tk takes no other event meanwhile: not even a key that the screen had for someone else.
        window.tree.event_generate(key)
        assert window.keys_passed == passed
        window.settle()
        assert window.session.selection == expected
    passed = window.keys_passed
    window.tree.event_generate("<Return>")
    assert window.keys_passed == passed + 1


def test_typing_finds_a_row_whatever_its_case_and_accents(display: str) -> None:
    patients = [
        phantom.patient(phantom.study(phantom.series(key)), name=name)
        for key, name in enumerate(("ADAMS^Eve", "MÜLLER^Jörg", "Zeta^Zoe"), 1)
    ]
    with TreeWindow(session_of(*patients)) as window:
        window.focus()
        window.press("<Home>")
        window.write("muller")
        assert window.session.selection == node("patient", 2)


def test_down_begins_at_the_top(window: TreeWindow) -> None:
    window.focus()
    window.press("<Down>")
    assert window.session.selection == node("patient", 1)
    window.press("<Down>")
    assert window.session.selection == node("study", 1)


def test_page_keys_choose_rows_a_view_further(display: str) -> None:
    with TreeWindow(head_session(100)) as window:
        window.focus()
        window.press("<Home>")
        window.press("<Next>")
        selection = window.session.selection
        assert selection is not None
        assert selection[0] == "series"
        assert 5 < selection[1] < 30
        window.press("<Prior>")
        assert window.session.selection == node("patient", 1)


def test_left_and_right_close_and_open(window: TreeWindow) -> None:
    window.focus()
    window.press("<Home>")
    window.press("<Left>")
    assert window.texts() == ["DOE, Jane · 12345"]
    window.press("<Right>")
    assert len(window.texts()) == 5
    window.press("<Right>")
    assert window.session.selection == node("study", 1)


def test_letters_typed_in_the_tree_reach_nothing_else(window: TreeWindow) -> None:
    window.focus()
    heard: list[object] = []
    window.root.bind("<Key>", heard.append)
    window.write("r")
    assert heard == []


def test_a_series_read_later_fills_its_open_row(window: TreeWindow) -> None:
    window.open("series", 1)
    assert NodeOpened(node("series", 1)) in window.messages
    children = window.tree.get_children(window.item("series", 1))
    assert [window.tree.item(child, "text") for child in children] == ["reading …"]
    window.send(ContentLoaded(1, slices(3)))
    assert len(window.tree.get_children(window.item("series", 1))) == 3
    assert not any("reading" in text for text in window.texts())


def test_choosing_a_placeholder_is_no_choice(window: TreeWindow) -> None:
    window.open("series", 1)
    placeholder = window.tree.get_children(window.item("series", 1))[0]
    before = window.session.selection
    window.tree.selection_set(placeholder)
    window.settle()
    assert window.session.selection == before


def test_paging_marks_the_row_of_an_open_series(window: TreeWindow) -> None:
    window.send(NodeSelected(node("series", 1)))
    window.send(ContentLoaded(1, slices(9)))
    window.open("series", 1)
    window.send(SliceStepped(1))
    marked = [item for item in _slice_items(window) if window.tree.tag_has("current", item)]
    assert marked == [window.item("slice", 1, 0, 0, 5)]


def test_paging_leaves_a_closed_series_closed(window: TreeWindow) -> None:
    window.send(NodeSelected(node("series", 1)))
    window.send(ContentLoaded(1, slices(9)))
    before = window.texts()
    window.send(SliceStepped(1))
    assert window.texts() == before


def test_a_row_chosen_by_the_session_is_brought_to_light(window: TreeWindow) -> None:
    window.view.nodes.close_all(window.item("patient", 1))
    window.send(NodeSelected(node("series", 3)))
    assert "3 · AXIAL" in window.texts()
    assert window.tree.selection() == (window.item("series", 3),)


def test_very_many_slices_stand_in_groups(window: TreeWindow) -> None:
    window.send(ContentLoaded(1, slices(MOST_ROWS + 1)))
    window.open("series", 1)
    groups = window.tree.get_children(window.item("series", 1))
    assert len(groups) == MOST_ROWS // GROUP_SIZE + 1
    window.tree.focus(groups[-1])
    window.press("<Right>")
    window.press("<Right>")
    assert window.session.selection == node("slice", 1, 0, 0, MOST_ROWS)


def test_many_rows_come_in_passes_and_in_order(window: TreeWindow) -> None:
    count = 3 * INSERTS_PER_PASS
    window.send(ContentLoaded(1, slices(count)))
    window.open("series", 1)
    keys = [window.view.nodes.key_of(item) for item in _slice_items(window)]
    assert keys == [node("slice", 1, 0, 0, place) for place in range(count)]


def test_no_pass_makes_more_rows_than_it_puts_in(
    window: TreeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_in_pass: list[int] = []
    refresh, label = window.view.nodes.refresh, slice_rows._slice_label

    def counted_refresh(ask: Ask) -> bool:
        made_in_pass.append(0)
        return refresh(ask)

    def counted_label(*about: Any) -> str:
        made_in_pass[-1] += 1
        return label(*about)

    monkeypatch.setattr(window.view.nodes, "refresh", counted_refresh)
    monkeypatch.setattr(slice_rows, "_slice_label", counted_label)
    window.send(ContentLoaded(1, slices(MOST_ROWS)))
    window.open("series", 1)
    assert len(_slice_items(window)) == sum(made_in_pass) == MOST_ROWS
    assert max(made_in_pass) <= INSERTS_PER_PASS
    made_in_pass.clear()
    window.send(IdentityToggled())
    assert sum(made_in_pass) == MOST_ROWS
    assert max(made_in_pass) <= INSERTS_PER_PASS
    made_in_pass.clear()
    window.send(SortChosen("date"))
    assert sum(made_in_pass) == 0


def test_slices_that_went_leave_no_row_behind(window: TreeWindow) -> None:
    window.send(ContentLoaded(1, slices(3 * INSERTS_PER_PASS)))
    window.open("series", 1)
    fewer = 2 * INSERTS_PER_PASS + 1
    window.send(ContentLoaded(1, slices(fewer)))
    keys = [window.view.nodes.key_of(item) for item in _slice_items(window)]
    assert keys == [node("slice", 1, 0, 0, place) for place in range(fewer)]


def test_a_stack_that_is_turned_round_has_its_rows_the_other_way(window: TreeWindow) -> None:
    (stack,) = slices(2 * INSERTS_PER_PASS).stacks
    window.send(ContentLoaded(1, SeriesContent((stack,), ())))
    window.open("series", 1)
    items = _slice_items(window)
    turned = replace(stack, display_reversed=not stack.display_reversed)
    window.send(ContentLoaded(1, SeriesContent((turned,), ())))
    assert _slice_items(window) == items[::-1]


def test_every_row_is_known_to_the_toolkit(window: TreeWindow) -> None:
    window.open("series", 1)
    window.send(ContentLoaded(1, slices(5)))
    window.show(replace(window.session, tree=head_session(2).tree))
    element = window.view.element
    rows = set(_all_items(window))
    assert set(element.IdToKey) == rows | {""}
    assert set(element.KeyToID.values()) == rows | {""}


def test_expanding_all_opens_what_is_read_later_too(window: TreeWindow) -> None:
    window.view.expand_below(node("patient", 1))
    window.settle()
    asked = [message for message in window.messages if isinstance(message, NodeOpened)]
    assert {message.key for message in asked} >= {node("series", key) for key in (1, 2, 3)}
    two = SeriesContent((phantom.stack(phantom.frames(2)), phantom.stack(phantom.frames(2))), ())
    window.send(ContentLoaded(1, two))
    assert window.view.nodes.is_open(window.item("stack", 1, 0))


def test_another_look_finds_the_tree_as_it_was(window: TreeWindow) -> None:
    window.send(ContentLoaded(2, slices(4)))
    window.open("series", 2)
    window.view.nodes.close_all(window.item("study", 1))
    window.open("study", 1)
    window.open("series", 2)
    texts, memory = window.texts(), window.view.memory()
    with TreeWindow(window.session, memory=memory) as again:
        assert again.texts() == texts


def test_a_narrow_pane_keeps_the_labels_and_drops_columns(display: str) -> None:
    with TreeWindow(head_session(), size=(900, 300)) as wide:
        shown = wide.tree["displaycolumns"]
        assert tuple(map(str, shown)) == ("modality", "date", "images", "description")
    with TreeWindow(head_session(), size=(350, 300)) as narrow:
        assert tuple(map(str, narrow.tree["displaycolumns"])) == ("images",)


def test_chosen_columns_are_shown_even_in_a_narrow_pane(display: str) -> None:
    with TreeWindow(head_session(), size=(320, 300)) as window:
        window.send(SettingChosen("columns", ("time", "station")))
        assert tuple(map(str, window.tree["displaycolumns"])) == ("time", "station")
        values = window.tree.item(window.item("series", 1), "values")
        assert tuple(values) == ("09:30:00", "CT4")


def test_hidden_identity_leaves_no_name_in_any_row(window: TreeWindow) -> None:
    window.send(IdentityToggled())
    said = " ".join(
        f"{window.tree.item(item, 'text')} {window.tree.item(item, 'values')}"
        for item in _all_items(window)
    )
    assert "DOE" not in said
    assert "12345" not in said


def _slice_items(window: TreeWindow) -> list[str]:
    return list(window.tree.get_children(window.item("series", 1)))


def _all_items(window: TreeWindow, item: str = "") -> list[str]:
    children = window.tree.get_children(item)
    return [*children, *(below for child in children for below in _all_items(window, child))]
