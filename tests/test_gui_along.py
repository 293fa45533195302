"""Attributes along the slices in the program's own window, on real files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dicomtree.gui.along_window import AlongWindow
from dicomtree.gui.saving import write_csv
from dicomtree.session.messages import IdentityToggled, SliceStepped
from tests.app_window import AppWindow, app_window


@pytest.fixture
def app(display: str, corpus: Path) -> Iterator[AppWindow]:
    with app_window() as window:
        window.open(str(corpus / "ct-gantry-tilt" / "ge-variable-spacing"))
        window.show_series()
        yield window


def along(app: AppWindow) -> AlongWindow:
    return app.app.shell.along


def opened(app: AppWindow) -> AlongWindow:
    app.do("along")
    app.wait_until(lambda: app.app.session.along.lines is not None, "the headers read")
    app.wait_until(lambda: "fold" in tags(app), "the plots drawn")
    return along(app)


def tags(app: AppWindow) -> set[str]:
    canvas = along(app).plots.canvas
    return {tag for item in canvas.find_all() for tag in canvas.gettags(item)}


def texts(app: AppWindow) -> list[str]:
    canvas: Any = along(app).plots.canvas  # its itemcget has no types
    shown = [item for item in canvas.find_all() if canvas.type(item) == "text"]
    return [str(canvas.itemcget(item, "text")) for item in shown]


def click(app: AppWindow, x: float, y: float) -> None:
    canvas = along(app).plots.canvas
    canvas.event_generate("<Motion>", x=round(x), y=round(y))
    canvas.event_generate("<Button-1>", x=round(x), y=round(y))
    app.settle()


def test_it_shows_what_changes_and_what_does_not(app: AppWindow) -> None:
    opened(app)
    shown = texts(app)
    assert "XRayTubeCurrent" in shown
    assert "160 to 180" in shown
    assert any("75 the same in all 28 slices" in text for text in shown)
    assert "Modality" not in shown


def test_a_click_in_a_plot_shows_that_slice_and_paging_moves_the_mark(app: AppWindow) -> None:
    window = opened(app)
    left, right = window.plots._sides()
    click(app, left + 0.5 * (right - left) / 28, 60)
    viewer = app.app.session.viewer
    assert viewer is not None
    assert viewer.place == 0
    mark = window.plots.canvas.coords("mark")
    app.send(SliceStepped(5))
    assert window.plots.canvas.coords("mark")[0] > mark[0]
    assert "XRayTubeCurrent" in texts(app)


def test_the_same_ones_unfold(app: AppWindow) -> None:
    window = opened(app)
    canvas = window.plots.canvas
    canvas.yview_moveto(1.0)
    app.settle()
    canvas.update()
    fold = canvas.coords("fold")
    canvas.event_generate("<Motion>", x=round(fold[0]) + 4, y=round(fold[1] - canvas.canvasy(0)))
    canvas.update()
    click(app, fold[0] + 4, fold[1] - canvas.canvasy(0))
    app.wait_until(lambda: "Modality" in texts(app), "what is the same")


def test_the_table_has_a_line_for_each_slice_and_leads_there(app: AppWindow) -> None:
    window = opened(app)
    window.switch.invoke()
    app.wait_until(lambda: len(window.table.table.get_children()) == 28, "the table filled")
    window.table.table.selection_set("3")
    app.settle()
    app.wait_until(
        lambda: app.app.session.viewer is not None and app.app.session.viewer.place == 3, "slice 4"
    )


def test_the_filter_leaves_what_it_asks_for(app: AppWindow) -> None:
    window = opened(app)
    window.filter.typed.set("tube")
    app.wait_until(lambda: "ImageType" not in texts(app), "the rows filtered")
    assert "XRayTubeCurrent" in texts(app)


def test_what_is_shown_can_be_copied_and_saved(app: AppWindow, tmp_path: Path) -> None:
    window = opened(app)
    window.filter.typed.set("tube")
    window._copy()
    lines = app.root.clipboard_get().splitlines()
    assert lines[0] == "slice\tXRayTubeCurrent"
    assert len(lines) == 1 + 28
    write_csv([["slice", "A"], ["1", "=2+3"]], tmp_path / "a.csv")
    assert "'=2+3" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(FileExistsError):
        write_csv([], tmp_path / "a.csv")


def test_hidden_identity_holds_here_too(app: AppWindow) -> None:
    window = opened(app)
    app.send(IdentityToggled())
    window.plots._folded = False
    window.filter.typed.set("patientid")
    app.wait_until(lambda: "PatientID" in texts(app), "the identifier's row")
    assert "QMNx85rKkkg" not in " ".join(texts(app))


def test_what_was_looked_for_goes_when_identity_is_hidden(app: AppWindow) -> None:
    window = opened(app)
    window.filter.typed.set("QMNx85rKkkg")
    app.send(IdentityToggled())
    assert window.filter.typed.get() == ""
    window.filter.typed.set("tube")
    app.send(SliceStepped(1))
    assert window.filter.typed.get() == "tube"


def test_closing_while_it_reads_leaves_nothing_behind(app: AppWindow) -> None:
    app.do("along")
    app.do("along")
    assert along(app).window is None
    app.do("along")
    app.wait_until(lambda: app.app.session.along.lines is not None, "the headers read again")
    assert app.app.failures == 0
