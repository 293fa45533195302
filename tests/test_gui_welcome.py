"""The middle of the window always says what can be done next, or why nothing is there."""

import sys
import tkinter
from dataclasses import replace

import pytest

from dicomtree.gui.caution import CAUTION
from dicomtree.gui.dropping import accept_drops, drop
from dicomtree.gui.toolkit import hidden_root
from dicomtree.gui.welcome import NOTHING_FOUND, scene_of
from dicomtree.session.state import OpenRoot, ScanState, Session, Viewer
from tests import library_phantoms as phantom
from tests.app_window import app_window


def with_root(state: ScanState, path: str = "/data/study") -> Session:
    return replace(Session(), roots=(OpenRoot(path, state),))


def test_without_anything_open_it_offers_ways_to_begin() -> None:
    scene = scene_of(Session())
    assert scene is not None
    assert scene.begins


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (ScanState.MISSING, "does not exist"),
        (ScanState.EMPTY, "is empty"),
        (ScanState.NO_DICOM, "holds no DICOM files"),
        (ScanState.CANCELLED, "was not read to its end"),
    ],
)
def test_a_folder_without_pictures_says_why(state: ScanState, says: str) -> None:
    scene = scene_of(with_root(state))
    assert scene is not None
    assert scene.lines[0].startswith("/data/study")
    assert says in scene.lines[0]
    assert scene.begins


def test_a_hidden_path_is_not_named() -> None:
    hidden = replace(with_root(ScanState.MISSING, "/data/smith"), identity_hidden=True)
    scene = scene_of(hidden)
    assert scene is not None
    assert "smith" not in " ".join(scene.lines)


def test_while_reading_it_says_so() -> None:
    scene = scene_of(with_root(ScanState.READING))
    assert scene is not None
    assert scene.title.startswith("Reading")
    assert not scene.begins


def test_with_rows_it_points_to_the_tree() -> None:
    session = replace(with_root(ScanState.DONE), tree=phantom.tree(phantom.series(1)))
    scene = scene_of(session)
    assert scene is not None
    assert "tree" in scene.title


def test_where_the_find_box_finds_nothing_it_says_how_to_see_all_again() -> None:
    session = replace(with_root(ScanState.DONE), tree=phantom.tree(phantom.series(1)))
    found = replace(session.filter, text="zzz", series=frozenset())
    scene = scene_of(replace(session, filter=found))
    assert scene is not None
    assert scene.title == NOTHING_FOUND
    assert "Esc" in scene.lines[0]
    guarded = scene_of(replace(session, filter=replace(found, is_guarded=True)))
    assert guarded is not None
    assert "identity is hidden" in guarded.lines[1]


def test_a_picture_has_the_place_to_itself() -> None:
    assert scene_of(replace(Session(), viewer=Viewer(1, 0))) is None


@pytest.mark.usefixtures("display")
@pytest.mark.parametrize("percent", [100, 200])
def test_a_small_window_has_room_for_the_welcome_and_its_caution(percent: int) -> None:
    folders = tuple(f"/data/study {number}" for number in range(6))
    place = (828, 560, 0, 0)
    with app_window(text_percent=percent, window_geometry=place, recent_folders=folders) as window:
        window.root.update()
        frame = window.app.shell.welcome.frame
        (content,) = frame.winfo_children()
        assert content.winfo_viewable()
        assert CAUTION in window.all_texts()
        assert content.winfo_y() >= 0
        assert content.winfo_y() + content.winfo_reqheight() <= frame.winfo_height()


def test_the_caution_says_what_the_program_is_not() -> None:
    for words in ("not a medical device", "diagnosis", "treatment planning", "not calibrated"):
        assert words in CAUTION


@pytest.mark.usefixtures("display")
def test_dropped_paths_are_opened_whatever_their_names() -> None:
    opened: list[tuple[str, ...]] = []
    drop(hidden_root(), "{/a folder/with spaces} /plain {/br\\{ace}", opened.append)
    assert opened == [("/a folder/with spaces", "/plain", "/br\\{ace")]


@pytest.mark.usefixtures("display")
def test_dropping_works_where_its_library_is_there() -> None:
    window = tkinter.Toplevel(hidden_root())
    try:
        assert accept_drops(window, lambda _: None)
    finally:
        window.destroy()


@pytest.mark.usefixtures("display")
def test_the_window_works_without_the_library_for_dropping(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "tkinterdnd2", None)
    window = tkinter.Toplevel(hidden_root())
    try:
        assert not accept_drops(window, lambda _: None)
    finally:
        window.destroy()
