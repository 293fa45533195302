"""Patients, series or instances are compared in a window of their own."""

import tkinter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dicomtree.cli.main import main
from dicomtree.compare import Comparison, Difference, Kind
from dicomtree.gui import style as styles
from dicomtree.gui.compare_window import CompareWindow
from dicomtree.gui.headers_menu import comparing_entries
from dicomtree.gui.toolkit import hidden_root
from dicomtree.model import FrameRef
from dicomtree.session.compare_messages import (
    Compared,
    ComparisonAdvanced,
    ComparisonClosed,
    ComparisonWanted,
    SideRemembered,
    Which,
)
from dicomtree.session.comparing import UNREADABLE
from dicomtree.session.effects import LoadComparison
from dicomtree.session.messages import IdentityToggled, Message, NodeSelected
from dicomtree.session.state import Session, Viewer
from dicomtree.session.update import update
from tests.app_window import AppWindow, app_window
from tests.screen import wait_until

HOSTILE = ("$x [exit]", "\u202e\x00\x1b", "{", "\\", "é" * 5_000)
FOUND = Comparison(
    (
        Difference(Kind.CHANGED, "EchoTime", "DS", ("4.0", "7.0"), ("90",)),
        Difference(Kind.CHANGED, "SliceThickness", "DS", ("1.0",), ("1.0000001",)),
        Difference(Kind.CHANGED, "StudyInstanceUID", "UI", ("1.2",), ("1.3",)),
        Difference(Kind.ADDED, "PatientID", "LO", (), HOSTILE),
    ),
)


def showing(path: str, session: Session | None = None) -> Session:
    viewer = Viewer(1, 0, target=FrameRef(0, path, None, "1.2", 1, 0.0))
    return replace(session or Session(), viewer=viewer)


def asked() -> tuple[Session, LoadComparison]:
    session, _ = update(showing("a"), SideRemembered(Which.INSTANCE))
    session, effects = update(showing("b", session), ComparisonWanted(Which.INSTANCE))
    (effect,) = (one for one in effects if isinstance(one, LoadComparison))
    return session, effect


def compared() -> Session:
    session, effect = asked()
    return update(session, Compared(effect, FOUND))[0]


@pytest.fixture
def window(display: str) -> Iterator[CompareWindow]:
    style = styles.make_style(hidden_root(), "dark", 100)
    styles.apply(hidden_root(), style)
    parent = tkinter.Toplevel(hidden_root())
    sent: list[Message] = []
    made = CompareWindow(parent, style, sent.append)
    yield made
    made.close()
    parent.destroy()


def cells(window: CompareWindow) -> list[list[str]]:
    names = ("attribute", "first", "second")
    return [[window.table.set(row, name) for name in names] for row in window.table.get_children()]


def test_only_what_differs_is_listed_by_kind_with_counts(window: CompareWindow) -> None:
    window.draw(compared())
    first, *_, last = cells(window)
    assert first == ["EchoTime", "4.0, 7.0 (2 values)", "90"]
    assert last[0] == "PatientID"
    assert last[2].startswith("$x [exit], ")
    assert last[2].endswith("(5 values)")
    marks = [window.table.item(row, "text") for row in window.table.get_children()]
    assert marks == ["≠ changed"] * 3 + ["+ added"]
    assert window.said.cget("text") == "3 changed · 1 added"
    assert window.tip(window.table.get_children()[0]) == "EchoTime\n4.0, 7.0 (2 values)\n90"
    assert window.tip("") == ""


def test_folds_change_what_is_listed_without_reading_again(window: CompareWindow) -> None:
    window.draw(compared())
    for fold in window._folds:
        fold.set(True)
    window._fill()
    assert [row[0] for row in cells(window)] == ["EchoTime", "PatientID"]
    assert window.said.cget("text") == "1 changed · 1 added · 1 folded"


def test_the_filter_leaves_what_has_the_text(window: CompareWindow) -> None:
    window.draw(compared())
    window.filter.typed.set("echo")
    assert [row[0] for row in cells(window)] == ["EchoTime"]
    window.filter.typed.set("exit")
    assert [row[0] for row in cells(window)] == ["PatientID"]


def test_files_that_cannot_be_read_stand_behind_what_differs(window: CompareWindow) -> None:
    session, effect = asked()
    lost = replace(FOUND, unreadable=("/data/$x [exit]/12.dcm",))
    window.draw(update(session, Compared(effect, lost))[0])
    assert window.said.cget("text") == "3 changed · 1 added · ⚠ 1 file not read"
    last = window.table.get_children()[-1]
    assert window.table.item(last, "text") == "⚠ not read"
    assert cells(window)[-1] == ["/data/$x [exit]/12.dcm", "", ""]
    assert window.tip(last) == "/data/$x [exit]/12.dcm"
    window.filter.typed.set("12.dcm")
    assert len(cells(window)) == 1
    assert window.table.selection() == window.table.get_children()


def test_home_and_end_choose_the_first_and_the_last(window: CompareWindow) -> None:
    window.draw(compared())
    first, *_, last = window.table.get_children()
    window.table.focus_force()
    window.table.update()
    for keys, row in (("<End>", last), ("<Home>", first)):
        window.table.event_generate(keys)
        assert window.table.selection() == (row,)


def test_a_long_path_shows_its_end_and_all_of_it_where_there_is_room(
    window: CompareWindow,
) -> None:
    session, effect = asked()
    path = "PerFrameFunctionalGroupsSequence[0].PlanePositionSequence[0].ImagePositionPatient"
    long = Comparison((Difference(Kind.CHANGED, path, "DS", ("1",), ("2",)),))
    window.draw(update(session, Compared(effect, long))[0])
    ((cut, *_),) = cells(window)
    assert "…" in cut
    assert cut.endswith("Patient")
    (row,) = window.table.get_children()
    assert window.tip(row).startswith(path)
    window.table.column("attribute", width=2_000)
    window._fit()
    assert cells(window)[0][0] == path


def test_values_without_room_are_cut_in_the_middle_as_uids_begin_alike(
    window: CompareWindow,
) -> None:
    session, effect = asked()
    uids = [f"1.2.826.0.1.3680043.{'8.498.' * 7}{end}" for end in (17, 18)]
    long = Comparison((Difference(Kind.CHANGED, "UID", "UI", (uids[0],), (uids[1],)),))
    window.draw(update(session, Compared(effect, long))[0])
    for name, end in (("first", "17"), ("second", "18")):
        window.table.column(name, width=150)
        window._fit()
        cut = str(window.table.set(window.table.get_children()[0], name))
        assert "…" in cut
        assert cut.endswith(end)
        assert window._ruler.cut(cut, 150 - styles.BESIDE_CELL) == cut
        window.table.column(name, width=2_000)
        window._fit()
    assert cells(window) == [["UID", *uids]]


def test_cells_are_cut_anew_when_the_window_becomes_narrow(window: CompareWindow) -> None:
    session, effect = asked()
    value = "ORIGINAL, PRIMARY, AXIAL, NONE"
    long = Comparison((Difference(Kind.CHANGED, "ImageType", "CS", (value,), ("2",)),))
    window.draw(update(session, Compared(effect, long))[0])
    window.table.update()
    assert cells(window)[0][1] == value
    assert window._window is not None
    window._window.geometry("530x300")

    def is_cut() -> bool:
        window.table.update()
        return "…" in cells(window)[0][1]

    wait_until(is_cut, "the value cut")


def test_differences_are_gone_through_one_by_one(window: CompareWindow) -> None:
    window.draw(compared())
    first, second, *_ = window.table.get_children()
    assert window.table.selection() == (first,)
    window.step(1)
    assert window.table.selection() == (second,)
    window.step(1)
    window.step(-1)
    window.step(-1)
    assert window.table.selection() == (first,)


def test_the_window_says_how_far_it_is_and_closes_when_a_side_cannot_be_read(
    window: CompareWindow,
) -> None:
    session, effect = asked()
    session, _ = update(session, ComparisonAdvanced(3, 8))
    window.draw(session)
    assert "3 of 8" in window.said.cget("text")
    session, _ = update(session, Compared(effect, None))
    window.draw(session)
    assert session.notice == UNREADABLE
    assert window._window is None


def test_hiding_identity_hides_the_comparison_and_its_names(window: CompareWindow) -> None:
    session = compared()
    window.draw(session)
    hidden = replace(session, identity_hidden=True)
    window.draw(hidden)
    assert window._window is None
    assert not any(isinstance(one, LoadComparison) for one in
                   update(hidden, ComparisonWanted(Which.INSTANCE))[1])  # fmt: skip
    _, compare = comparing_entries(hidden)
    assert compare.label == "Compare with the remembered instance"
    assert not compare.is_possible


@pytest.fixture
def app(display: str, corpus: Path) -> Iterator[AppWindow]:
    with app_window() as opened:
        opened.open(str(corpus / "mr-multi-echo"))
        yield opened


def keys(app: AppWindow) -> list[tuple[str, int]]:
    return [("series", series.key) for series in app.app.session.tree.series()]


def compare(app: AppWindow, first: tuple[str, int], second: tuple[str, int]) -> CompareWindow:
    app.send(NodeSelected(first))
    app.send(SideRemembered(Which.ROW))
    app.send(NodeSelected(second))
    app.send(ComparisonWanted(Which.ROW))
    return app.app.shell.attributes.comparison


def test_two_series_are_compared_and_copied_as_the_command_prints_them(
    app: AppWindow, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, *_ = keys(app)
    window = compare(app, first, second)
    app.wait_until(lambda: app.app.session.comparing.comparison is not None, "both series read")
    app.wait_until(lambda: bool(window._lenient.differences), "the differences listed")
    window._copy()
    copied = app.root.clipboard_get()
    uids = {one.key: one.series_instance_uid for one in app.app.session.tree.series()}
    folder = str(corpus / "mr-multi-echo")
    sides = ["--series-a", str(uids[first[1]]), "--series-b", str(uids[second[1]])]
    assert main(["diff", *sides, folder, folder, "--quiet"]) == 1
    assert copied == capsys.readouterr().out.rstrip("\n")


def test_a_patient_does_not_differ_from_itself(app: AppWindow) -> None:
    patient = ("patient", min(key for _, key in keys(app)))
    window = compare(app, patient, patient)
    app.wait_until(lambda: app.app.session.comparing.comparison is not None, "the patient read")
    app.settle()
    assert window.said.cget("text") == "no differences"


def test_closing_while_it_reads_ends_the_reading(app: AppWindow) -> None:
    first, second, *_ = keys(app)
    window = compare(app, first, second)
    app.send(ComparisonClosed())
    assert window._window is None
    assert app.app.session.comparing.asked is None
    assert app.app._runner._comparisons._lane._cancel.is_set()


def test_hidden_identity_leaves_no_name_in_the_window(app: AppWindow) -> None:
    first, second, *_ = keys(app)
    compare(app, first, second)
    app.wait_until(lambda: app.app.session.comparing.comparison is not None, "both series read")
    app.send(IdentityToggled())
    remembered = app.app.session.comparing.remembered
    assert remembered is not None
    assert remembered.name not in comparing_entries(app.app.session)[1].label
