"""Orders that a user chose: kept for the series, in a private file, and for viewing alone."""

import json
import os
import stat
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.cli import ExitStatus, main
from dicomtree.library import FindCancelledError, FindProgress, Library
from dicomtree.model import ByHand, OrderChoice, OrderKey, Series, StackOrder, frame_mark
from dicomtree.settings import remember_order, remembered_order
from dicomtree.settings.orders import MOST_SERIES, orders_file
from tests.picture_files import picture
from tests.stamps import stamps_under

MARK = frame_mark("3D", "1.2.3", None)
BY_NUMBER = OrderChoice(stacks=((MARK, StackOrder(OrderKey.INSTANCE_NUMBER)),))
ECHOES_TOGETHER = OrderChoice(unite=("echo",))


def opened(folder: Path, *, remember: bool = True) -> Library:
    library = Library(remember_orders=remember, index=False)
    library.add_root(folder)
    library.scan()
    return library


def field_map(library: Library) -> Series:
    (found,) = [s for s in library.tree.series() if s.series_number == 2]
    return found


def write_series(folder: Path, name: str, heights: Sequence[int], **attributes: Any) -> None:
    """Write a slice at each height along the normal."""
    folder.mkdir(exist_ok=True)
    known = {
        "StudyInstanceUID": "1.2",
        "SeriesInstanceUID": "1.2.1",
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        **attributes,
    }
    for number, height in enumerate(heights):
        known["SOPInstanceUID"] = f"1.2.{ord(name)}.{number}"
        known["InstanceNumber"] = number
        known["ImagePositionPatient"] = [0, height, height]
        picture(folder / f"{name}{number}", np.zeros((4, 4), np.uint16), **known)


# ---- settings
def test_a_choice_is_remembered() -> None:
    choice = OrderChoice(("image_type",), ("echo",), ((MARK, StackOrder(OrderKey.PATH, True)),))
    assert remember_order("1.2.3", choice)
    assert remembered_order("1.2.3") == choice
    assert not remembered_order("1.2.4")


def test_an_empty_choice_forgets() -> None:
    remember_order("1.2.3", BY_NUMBER)
    remember_order("1.2.3", OrderChoice())
    assert json.loads(orders_file().read_text()) == {}


def test_what_is_kept_names_no_series_and_is_private() -> None:
    remember_order("1.2.826.0.1.12345", BY_NUMBER)
    assert "12345" not in orders_file().read_text()
    if os.name == "posix":
        assert stat.S_IMODE(orders_file().stat().st_mode) == 0o600


def test_the_oldest_choice_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_SERIES > 100
    monkeypatch.setattr("dicomtree.settings.orders.MOST_SERIES", 2)
    for uid in ("1", "2", "3"):
        remember_order(uid, BY_NUMBER)
    assert [bool(remembered_order(uid)) for uid in ("1", "2", "3")] == [False, True, True]


def test_a_damaged_file_is_put_aside(caplog: pytest.LogCaptureFixture) -> None:
    orders_file().parent.mkdir(parents=True, exist_ok=True)
    orders_file().write_text("{ not json")
    assert not remembered_order("1.2.3")
    assert orders_file().with_name("orders.json.damaged").read_text() == "{ not json"
    assert "damaged" in caplog.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
)


@given(st.fixed_dictionaries({"split_by": JSON, "unite": JSON, "stacks": JSON}) | JSON)
def test_nothing_that_is_stored_makes_reading_fail(stored: object) -> None:
    remember_order("1.2.3", BY_NUMBER)
    (name,) = json.loads(orders_file().read_text())
    orders_file().write_text(json.dumps({name: stored}))
    assert isinstance(remembered_order("1.2.3"), OrderChoice)


# ---- library
def test_the_view_follows_the_choice_and_everything_else_does_not(corpus: Path) -> None:
    library = opened(corpus / "mr-multi-echo")
    found = field_map(library)
    before = library.to_json()
    assert library.choose_order(found.key, ECHOES_TOGETHER)
    (stack,) = library.view(found.key).stacks
    assert (len(stack.volumes), stack.frame_count) == (1, 72)
    assert stack.by_hand is not None
    assert len(library.content(found.key).stacks[0].volumes) == 2
    assert library.to_json() == before


def test_a_choice_holds_on_another_day_for_who_asks_for_it(corpus: Path) -> None:
    folder = corpus / "mr-multi-echo"
    first = opened(folder)
    first.choose_order(field_map(first).key, ECHOES_TOGETHER)
    again, without = opened(folder), opened(folder, remember=False)
    assert len(again.view(field_map(again).key).stacks[0].volumes) == 1
    assert len(without.view(field_map(without).key).stacks[0].volumes) == 2
    again.choose_order(field_map(again).key, OrderChoice())
    last = opened(folder)
    assert not last.order_of(field_map(last).key)


def test_choosing_writes_nothing_into_the_folder(corpus: Path) -> None:
    folder = corpus / "mr-multi-echo"
    before = stamps_under(folder)
    library = opened(folder)
    library.choose_order(field_map(library).key, BY_NUMBER)
    assert stamps_under(folder) == before


def test_unknown_attributes_are_the_callers_mistake(corpus: Path) -> None:
    library = opened(corpus / "mr-multi-echo")
    key = field_map(library).key
    with pytest.raises(ValueError, match="split by shoe_size"):
        library.choose_order(key, OrderChoice(split_by=("shoe_size",)))
    with pytest.raises(ValueError, match="united by patient_name"):
        library.choose_order(key, OrderChoice(unite=("patient_name",)))


def test_a_choice_that_cannot_be_kept_still_holds(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened(corpus / "mr-multi-echo")
    key = field_map(library).key
    monkeypatch.setattr("dicomtree.settings.remember_order", lambda _uid, _choice: False)
    assert not library.choose_order(key, ECHOES_TOGETHER)
    assert len(library.view(key).stacks[0].volumes) == 1


def test_an_order_returns_to_its_stack_when_files_have_come_before_it(tmp_path: Path) -> None:
    folder = tmp_path / "series"
    write_series(folder, "a", [0, 5, 10])
    library = opened(folder)
    (series,) = library.tree.series()
    order = StackOrder(None, reverse=True)
    mark = series.stacks[0].mark
    library.choose_order(series.key, OrderChoice().with_stack(mark, order))
    write_series(folder, "b", [0, 5, 10, 15], ImageOrientationPatient=[1, 0, 0, 0, 0, -1])
    again = opened(folder)
    (series,) = again.tree.series()
    first, second = again.view(series.key).stacks
    assert (first.frame_count, first.by_hand) == (4, None)
    assert second.by_hand == ByHand(order)


def test_a_series_without_uid_is_known_again_by_its_folder_and_kind(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_series(tmp_path / name, "a", [0, 5, 10], SeriesInstanceUID=None)
    library = opened(tmp_path)
    first, _ = library.tree.series()
    assert first.series_instance_uid is None
    assert library.choose_order(first.key, OrderChoice(split_by=("folder",)))
    again = opened(tmp_path / "one"), opened(tmp_path / "two")
    chosen = [bool(own.order_of(own.tree.series()[0].key)) for own in again]
    assert chosen == [True, False]
    assert str(tmp_path) not in orders_file().read_text()


def test_frames_of_a_real_enhanced_object_are_split_by_what_each_says(corpus: Path) -> None:
    library = opened(corpus / "mixed-modalities" / "MOLLI_enhanced")
    (series,) = [found for found in library.tree.series() if found.modality == "MR"]
    stacks = library.view(series.key, OrderChoice(split_by=("RescaleSlope",))).stacks
    values = [stack.by_hand.split_values for stack in stacks if stack.by_hand is not None]
    assert values == [(1.0017094017094,), (1.99413919413919,)]
    assert [stack.frame_count for stack in stacks] == [2, 8, 1]


def test_reading_for_a_split_tells_how_far_it_is_and_can_be_cancelled(corpus: Path) -> None:
    library = opened(corpus / "mr-multi-echo")
    key = field_map(library).key
    told: list[FindProgress] = []
    choice = OrderChoice(split_by=("WindowWidth",))
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(FindCancelledError):
        library.view(key, choice, progress=told.append, cancel=cancel)
    library.view(key, choice, progress=told.append)
    assert told[-1] == FindProgress(72, 72)
    told.clear()
    library.view(key, choice, progress=told.append)
    assert told == []  # what was read is remembered


# ---- command line
SERIES = ["--series", "*5543.0.0.0", "--quiet"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == ExitStatus.DONE
    return capsys.readouterr().out


def test_explain_prints_sentences_first_and_the_table_below(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(capsys, "explain", str(corpus / "ct-gantry-tilt" / "ge-variable-spacing"))
    assert printed.index("Position in space decides") < printed.index("Gap mm")
    assert "4.00 x13, 1.08, 7.00 x13 mm" in printed
    assert "19.4406" in printed
    assert "Nothing was set apart." in printed


def test_in_a_pipe_the_table_has_one_line_for_each_slice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "_".join(["long"] * 20)
    write_series(tmp_path / name, "a", [0, 5])
    printed = run(capsys, "explain", str(tmp_path))
    lines = [line.split() for line in printed.splitlines() if name in line]
    assert [(line[0], line[-1].startswith(name)) for line in lines] == [("1", True), ("2", True)]


def test_explain_in_brief_has_no_table(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(corpus / "ct-gantry-tilt" / "ge-variable-spacing")
    printed = run(capsys, "explain", folder, "--brief")
    assert "Position in space decides" in printed
    assert "Gap mm" not in printed


def test_explain_json_has_every_slice(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, "explain", str(corpus / "mr-multi-echo"), *SERIES, "--json")
    document = json.loads(printed)
    (series,) = document["series"]
    (stack,) = series["stacks"]
    assert series["series_number"] == 2
    assert len(stack["slices"]) == 72
    assert {"name": "echo", "verdict": "tells the volumes apart by itself"} in stack["tried"]


def test_a_series_that_is_not_there_is_wrong_usage(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["explain", str(corpus / "mr-multi-echo"), "--series", "1.2.3"]
    assert main(arguments) == ExitStatus.USAGE
    assert "no series there" in capsys.readouterr().err


def test_order_chooses_remembers_and_forgets(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(corpus / "mr-multi-echo")
    chosen = run(capsys, "order", folder, *SERIES, "--by", "instance_number", "--unite", "echo")
    assert "By Instance Number, united across Echo Number." in chosen
    assert "Chosen by hand" in run(capsys, "explain", folder, *SERIES, "--as-chosen", "--brief")
    assert "Chosen by hand" not in run(capsys, "explain", folder, *SERIES, "--brief")
    assert "Chosen by hand" not in run(capsys, "order", folder, *SERIES, "--as-found")
    assert json.loads(orders_file().read_text()) == {}


def test_order_splits_and_orders_one_stack_of_them(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(corpus / "mr-multi-echo"), *SERIES, "--split-by", "echo"]
    printed = run(capsys, "order", *arguments, "--stack", "2", "--reverse", "--json")
    document = json.loads(printed)
    assert [stack["kind"] for stack in document["stacks"]] == ["3D", "3D"]
    assert [stack["split_by"] for stack in document["stacks"]] == [{"echo": 1}, {"echo": 2}]
    assert document["choice"] == {
        "split_by": ["echo"],
        "unite": [],
        "stacks": [{"stack": 1, "key": None, "reverse": True}],
    }


def test_order_splits_by_an_attribute_that_no_scan_keeps(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(corpus / "mr-multi-echo"), *SERIES, "--split-by", "(0028,1051)"]
    printed = run(capsys, "order", *arguments)
    assert "Split by Window Width" in printed
    stored = json.loads(orders_file().read_text())
    assert [own["split_by"] for own in stored.values()] == [["WindowWidth"]]
    again = run(capsys, "explain", *arguments[:-2], "--as-chosen", "--brief")
    assert again == printed


def test_order_says_what_has_split_nothing(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        str(corpus / "mr-multi-echo"),
        *SERIES[:2],
        "--split-by",
        "magnetic field strength",
    ]
    assert main(["order", *arguments]) == ExitStatus.DONE
    captured = capsys.readouterr()
    assert "Magnetic Field Strength: one value in each stack" in captured.err
    assert "Chosen by hand" not in captured.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "path"], "series are meant"),
        ([*SERIES, "--split-by", "shoe_size", "--reverse"], "split by shoe_size"),
        ([*SERIES, "--split-by", "shoe_size"], "split by shoe_size"),
        ([*SERIES, "--stack", "9", "--reverse"], "there are 1 stacks"),
    ],
)
def test_order_says_what_it_cannot_do(
    arguments: list[str], said: str, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(corpus / "mr-multi-echo")
    assert main(["order", folder, "--quiet", *arguments]) == ExitStatus.USAGE
    assert said in capsys.readouterr().err
    assert not orders_file().exists()
