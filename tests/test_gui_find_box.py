"""The box above the tree: typing filters it, errors stand at their word, Esc shows all again."""

import tkinter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dicomtree.demo import make_demo
from dicomtree.gui.find_box import FAULT, FindBox
from dicomtree.session import finding
from dicomtree.session.messages import IdentityToggled, SettingChosen
from tests.app_window import AppWindow, app_window
from tests.dicom_bytes import data_set, instance_elements, part10

pytestmark = pytest.mark.usefixtures("display")


@pytest.fixture
def window() -> Iterator[AppWindow]:
    with app_window() as opened:
        opened.open(str(make_demo()))
        yield opened


def box(window: AppWindow) -> FindBox:
    return window.app.shell.find


def begin(window: AppWindow) -> tkinter.Text:
    """Give the box the keys, as Ctrl+F does."""
    window.do("find")
    text = box(window).text
    window.give_keys(text)
    return text


def write(window: AppWindow, query: str) -> None:
    """Type letters one by one."""
    text = begin(window)
    for letter in query:
        text.insert("insert", letter)
        window.root.update()
    window.settle()


def press(window: AppWindow, sequence: str) -> None:
    box(window).text.event_generate(sequence)
    window.settle()


def query(window: AppWindow) -> str:
    return box(window).text.get("1.0", "end-1c")


def series_rows(window: AppWindow) -> set[int]:
    nodes = window.app.shell.tree.nodes
    keys = [nodes.key_of(item) for item in nodes.visible_items()]
    return {key[1] for key in keys if key is not None and key[0] == "series"}


def modalities(window: AppWindow, rows: set[int]) -> set[str | None]:
    return {series.modality for series in window.app.session.tree.series() if series.key in rows}


def wait_for_modality(window: AppWindow, *wanted: str) -> None:
    window.wait_until(
        lambda: modalities(window, series_rows(window)) == set(wanted), f"only {wanted} in the tree"
    )


def test_typing_filters_the_tree_and_esc_shows_all_again(window: AppWindow) -> None:
    before = series_rows(window)
    assert len(modalities(window, before)) > 1
    write(window, "modality=mr")
    wait_for_modality(window, "MR")
    found = len(series_rows(window))
    total = len(window.app.session.tree.series())
    window.wait_until(lambda: f"{found} of {total} series" in window.all_texts(), "the count")
    press(window, "<Escape>")
    window.wait_until(lambda: series_rows(window) == before, "all rows again")
    assert query(window) == ""


def test_words_need_no_case(window: AppWindow) -> None:
    write(window, "ct")
    window.wait_until(lambda: window.app.session.filter.is_on, "an answer")
    wait_for_modality(window, "CT")


def test_what_was_closed_stays_closed(window: AppWindow) -> None:
    tree = window.app.shell.tree
    (first, *_) = list(tree.nodes.visible_items())
    key = tree.nodes.key_of(first)
    assert key is not None
    tree.collapse(key)
    before = series_rows(window)
    write(window, "nothing has these words")
    window.wait_until(lambda: series_rows(window) == set(), "no rows")
    press(window, "<Escape>")
    window.wait_until(lambda: len(list(tree.nodes.visible_items())) > 0, "rows again")
    window.settle()
    item = tree.nodes.item_of(key)
    assert item is not None
    assert not tree.nodes.is_open(item)
    assert series_rows(window) == before


def test_the_selection_comes_back_with_its_row(window: AppWindow) -> None:
    key = window.show_series()
    write(window, "nothing has these words")
    window.wait_until(lambda: series_rows(window) == set(), "no rows")
    assert window.app.session.selection == key
    press(window, "<Escape>")
    tree = window.app.shell.tree
    window.wait_until(
        lambda: [tree.nodes.key_of(item) for item in tree.tree.selection()] == [key], "selected"
    )


def test_an_error_stands_at_its_word_and_goes_when_mended(window: AppWindow) -> None:
    write(window, "ct Modalty=CT")
    text = box(window).text
    window.wait_until(lambda: text.tag_ranges(FAULT) != (), "the word marked")
    ranges = [str(index) for index in text.tag_ranges(FAULT)]
    assert text.get(*ranges) == "Modalty"
    assert "Modalty is no attribute" in window.all_texts()
    text.insert("1.8", "i")
    window.wait_until(lambda: text.tag_ranges(FAULT) == (), "no fault left")
    wait_for_modality(window, "CT")


@pytest.mark.parametrize(
    ("begun", "whole"), [("has:SliceTh", "has:SliceThickness"), ("missing:til", "missing:tilt")]
)
def test_keywords_and_findings_are_completed(begun: str, whole: str, window: AppWindow) -> None:
    write(window, begun)
    completions = box(window)._completions
    window.wait_until(lambda: completions.is_shown, "names to choose from")
    press(window, "<Tab>")
    assert query(window) == whole
    assert not completions.is_shown
    window.wait_until(lambda: window.app.session.filter.text == query(window), "asked")


def test_a_word_is_completed_only_when_asked(window: AppWindow) -> None:
    write(window, "slice")
    window.wait_until(lambda: window.app.session.filter.completion is not None, "names known")
    assert not box(window)._completions.is_shown
    press(window, "<Tab>")
    assert box(window)._completions.is_shown
    press(window, "<Down>")
    press(window, "<Return>")
    assert query(window) == "SliceThickness"


def test_files_are_read_for_what_no_row_holds(tmp_path: Path) -> None:
    for index, field in enumerate((b"1.5", b"3")):
        uids = {"series_instance_uid": f"1.2.3.{index}", "sop_instance_uid": f"1.2.4.{index}"}
        elements = sorted([*instance_elements(**uids), (0x00180087, "DS", field)])
        (tmp_path / f"{index}.dcm").write_bytes(part10(data_set(elements)))
    with app_window() as window:
        window.open(str(tmp_path))
        assert len(series_rows(window)) == 2
        write(window, "MagneticFieldStrength>2")
        window.wait_until(lambda: len(series_rows(window)) == 1, "one series left")


def test_enter_goes_on_to_the_tree(window: AppWindow) -> None:
    write(window, "ct")
    wait_for_modality(window, "CT")
    press(window, "<Return>")
    window.wait_for_keys(window.app.shell.tree.tree)
    window.do("leave")
    window.wait_until(lambda: not window.app.session.filter.text, "all rows again")
    assert query(window) == ""


def test_pasted_lines_become_one(window: AppWindow) -> None:
    begin(window)
    window.root.clipboard_clear()
    window.root.clipboard_append("modality=ct\n  not\tscout")
    press(window, "<<Paste>>")
    assert query(window) == "modality=ct not scout"


def test_another_look_keeps_the_query(window: AppWindow) -> None:
    write(window, "modality=ct")
    wait_for_modality(window, "CT")
    old = window.app.shell
    window.send(SettingChosen("text_percent", 150))
    window.wait_until(lambda: window.app.shell is not old, "another look")
    window.settle()
    assert query(window) == "modality=ct"
    wait_for_modality(window, "CT")


def test_a_name_typed_before_is_covered_while_identity_is_hidden(window: AppWindow) -> None:
    write(window, "sample")
    window.wait_until(lambda: window.app.session.filter.is_on, "an answer")
    found = series_rows(window)
    assert found
    window.send(IdentityToggled())
    assert box(window)._cover.winfo_ismapped()
    assert series_rows(window) == found, "the rows that it found stay"
    window.send(IdentityToggled())
    assert not box(window)._cover.winfo_ismapped()
    assert query(window) == "sample"
    window.send(IdentityToggled())
    begin(window)
    window.settle()
    assert query(window) == "", "what is covered gives way to what is typed"
    press(window, "<<Undo>>")
    assert query(window) == ""
    write(window, "sample")
    window.wait_until(lambda: "0 of " in finding.found_text(window.app.session), "no row")
    assert series_rows(window) == set()
    window.send(IdentityToggled())
    window.wait_until(lambda: series_rows(window) == found, "found, as it may be said now")
