"""Duplicates by content in the program's own window."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dicomtree.gui.duplicates_window import DuplicatesWindow, cells_of
from dicomtree.session.duplicates_messages import DuplicatesToggled
from dicomtree.session.messages import IdentityToggled
from tests.app_window import AppWindow, app_window


@pytest.fixture
def app(display: str, pydicom_files: Path, tmp_path: Path) -> Iterator[AppWindow]:
    folder = tmp_path / "opened"
    folder.mkdir()
    shutil.copy(pydicom_files / "CT_small.dcm", folder / "a.dcm")
    shutil.copy(pydicom_files / "CT_small.dcm", folder / "b.dcm")
    shutil.copy(pydicom_files / "MR_small.dcm", folder / "c.dcm")
    shutil.copy(pydicom_files / "MR_small_RLE.dcm", folder / "d.dcm")
    with app_window() as window:
        window.open(str(folder))
        yield window


def opened(app: AppWindow) -> DuplicatesWindow:
    app.send(DuplicatesToggled())
    window = app.app.shell.duplicates
    app.wait_until(lambda: app.app.session.duplicates.groups is not None, "the files compared")
    app.wait_until(lambda: len(window._files) >= 4, "the groups listed")
    return window


def test_groups_stand_there_with_what_they_have_in_common(app: AppWindow) -> None:
    window = opened(app)
    titles = [str(window.list.item(row, "text")).strip() for row in window.list.get_children()]
    assert titles[0] == "The same bytes"
    assert any("same picture" in title for title in titles)
    assert "of" in str(window.head.cget("text"))


def test_a_click_shows_the_instance_of_a_copy_too(app: AppWindow) -> None:
    window = opened(app)
    for item, file in list(window._files.items()):
        window.list.selection_set(item)
        app.wait_until(
            lambda file=file: (  # type: ignore[misc]
                (viewer := app.app.session.viewer) is not None
                and viewer.target is not None
                and viewer.target.path == file.shown_path
            ),
            f"the instance of {file.path}",
        )


def test_paths_are_hidden_with_the_identity(app: AppWindow) -> None:
    window = opened(app)
    app.send(IdentityToggled())
    app.wait_until(lambda: len(window._files) >= 4, "the groups listed anew")
    texts = [str(window.list.item(item, "text")) for item in window._files]
    assert {text.strip() for text in texts} == {"hidden"}
    session = app.app.session
    lines = list(cells_of(session.duplicates.groups or (), session.roots, True))
    assert all(line[2:4] == ["hidden", "hidden"] for line in lines[1:])


def test_every_file_of_a_group_is_a_line_of_the_table(app: AppWindow) -> None:
    opened(app)
    session = app.app.session
    groups = session.duplicates.groups or ()
    lines = list(cells_of(groups, session.roots, False))
    assert len(lines) == 1 + sum(len(group.files) for group in groups)
    assert {"a.dcm", "b.dcm"} <= {line[3] for line in lines}


def test_closing_while_it_compares_leaves_nothing_behind(app: AppWindow) -> None:
    app.send(DuplicatesToggled())
    app.send(DuplicatesToggled())
    assert app.app.shell.duplicates.window is None
    opened(app)
