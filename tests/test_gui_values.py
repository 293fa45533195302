"""All values of a selection in the program's own window, on real files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dicomtree.gui.values_window import ValuesWindow
from dicomtree.session.messages import IdentityToggled, NodeSelected
from dicomtree.session.valuing_messages import TableWanted
from tests.app_window import AppWindow, app_window


@pytest.fixture
def app(display: str, corpus: Path) -> Iterator[AppWindow]:
    with app_window() as window:
        window.open(str(corpus / "mr-multi-echo"))
        patient = window.app.session.tree.series()[0].key
        window.send(NodeSelected(("patient", patient)))
        yield window


def opened(app: AppWindow) -> ValuesWindow:
    app.do("values")
    window = app.app.shell.values
    app.wait_until(lambda: app.app.session.valuing.counted is not None, "the values counted")
    count = len(app.app.session.valuing.counted or ())
    app.wait_until(lambda: len(window.list.get_children()) == count, "the list filled")
    return window


def row_of(window: ValuesWindow, name: str) -> str:
    rows = window.list.get_children()
    return next(row for row in rows if str(window.list.item(row, "text")).strip() == name)


def test_every_attribute_stands_there_with_its_values(app: AppWindow) -> None:
    window = opened(app)
    row = row_of(window, "EchoTime")
    assert "5.19 × " in str(window.list.set(row, "values"))
    window.list.focus(row)
    window.list.item(row, open=True)
    window._open()
    texts = [str(window.list.item(one, "text")) for one in window.list.get_children(row)]
    assert len(texts) == int(window.list.set(row, "count").replace(",", ""))


def test_a_value_goes_to_the_find_box(app: AppWindow) -> None:
    window = opened(app)
    row = row_of(window, "SeriesNumber")
    window.list.focus(row)
    window._open()
    window.list.focus(f"{row}/0")
    window._find_chosen()
    app.wait_until(lambda: app.app.session.filter.text.startswith("SeriesNumber="), "the query")


def test_chosen_attributes_become_a_table_on_the_clipboard(app: AppWindow) -> None:
    window = opened(app)
    window.list.selection_set(row_of(window, "EchoTime"), row_of(window, "SeriesNumber"))
    window._want("series", None)
    app.wait_until(lambda: app.app.session.notice == "Table copied", "the table copied")
    lines = app.root.clipboard_get().splitlines()
    assert len(lines) == 1 + len(app.app.session.tree.series())
    assert lines[0].split("\t")[1:] == ["EchoTime", "SeriesNumber"]


def test_a_table_is_saved_into_a_new_file(app: AppWindow, tmp_path: Path) -> None:
    opened(app)
    target = tmp_path / "table.csv"
    app.send(TableWanted("instance", ("EchoTime",), str(target)))
    app.wait_until(lambda: app.app.session.notice.startswith("Saved"), "the table saved")
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) == 1 + 114


def test_the_filter_leaves_what_it_asks_for(app: AppWindow) -> None:
    window = opened(app)
    window.filter.typed.set("echotime")
    app.wait_until(lambda: len(window.list.get_children()) == 1, "the list filtered")


def test_ctrl_f_goes_to_the_filter(app: AppWindow) -> None:
    window = opened(app)
    assert window.window is not None
    window.list.focus_force()
    window.list.event_generate("<Control-f>")
    app.wait_until(lambda: window.window.focus_get() is window.filter.entry, "the filter has it")  # type: ignore[union-attr]


def test_esc_empties_the_filter_then_leaves_it_then_closes_the_window(app: AppWindow) -> None:
    window = opened(app)
    window.filter.entry.focus_force()
    window.filter.typed.set("echotime")
    window.filter.entry.event_generate("<Escape>")
    assert (window.filter.wanted, app.app.session.valuing.shown) == ("", True)
    window.filter.entry.event_generate("<Escape>")
    assert app.app.session.valuing.shown
    window.list.focus_force()
    window.list.event_generate("<Escape>")
    app.wait_until(lambda: not app.app.session.valuing.shown, "the window closed")


def test_hidden_identity_hides_identifying_values(app: AppWindow) -> None:
    window = opened(app)
    assert "crlab" in app.all_texts()
    window.filter.typed.set("crlab")
    app.send(IdentityToggled())
    assert window.filter.typed.get() == "", "what was looked for may name the patient"
    count = len(app.app.session.valuing.counted or ())
    app.wait_until(lambda: len(window.list.get_children()) == count, "the list made anew")
    row = row_of(window, "PatientID")
    assert str(window.list.set(row, "values")) == "hidden"
    window.list.focus(row)
    window.list.event_generate("<<TreeviewOpen>>")
    app.settle()
    assert "crlab" not in " ".join(
        str(window.list.item(one, "text")) for one in window.list.get_children(row)
    )


def test_closing_while_it_counts_leaves_nothing_behind(app: AppWindow) -> None:
    app.do("values")
    app.do("values")
    assert app.app.shell.values.window is None
    opened(app)
    assert app.app.failures == 0


def test_the_end_of_the_way_to_an_attribute_stays_readable(display: str, corpus: Path) -> None:
    with app_window() as app:
        app.open(str(corpus / "mixed-modalities" / "MOLLI_enhanced"))
        window = opened(app)
        ways = {row: one.path for row, one in enumerate(window._shown) if len(one.path) > 80}
        assert len(ways) > 20
        for row, path in ways.items():
            text = str(window.list.item(str(row), "text"))
            assert "…" in text
            is_named = window._shown[row].title == path
            assert text.endswith(path[-20:]) if is_named else text.startswith(" ")
            assert path[:40] in window.tip(str(row))
        assert window.tip("") == ""


def test_a_wider_window_shows_more_of_the_values(app: AppWindow) -> None:
    window = opened(app)
    row = row_of(window, "ImagePositionPatient")
    before = str(window.list.set(row, "values"))
    assert before.endswith("…")
    assert window.window is not None
    wide = window.window.winfo_width() + 300
    window.window.geometry(f"{wide}x{window.window.winfo_height()}")
    app.wait_until(lambda: len(str(window.list.set(row, "values"))) > len(before), "more is shown")
    window.list.column("#0", width=120)
    window.list.event_generate("<ButtonRelease-1>", x=5, y=5)
    name = "PerformedProcedureStepStartDate"
    place = next(str(n) for n, one in enumerate(window._shown) if one.path == name)
    app.wait_until(lambda: "…" in str(window.list.item(place, "text")), "the name is cut")


def test_a_value_inside_functional_groups_goes_to_the_find_box(display: str, corpus: Path) -> None:
    with app_window() as app:
        app.open(str(corpus / "mixed-modalities" / "MOLLI_enhanced"))
        window = opened(app)
        row = row_of(window, "MREchoSequence[0].EffectiveEchoTime")
        window.list.focus(row)
        window._open()
        window.list.focus(f"{row}/1")
        window._find_chosen()
        app.wait_until(lambda: bool(app.app.session.filter.series), "the series found")
        assert app.app.session.filter.text.startswith("EffectiveEchoTime=")
