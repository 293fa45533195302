"""Menus offer what can be done with a row, and nothing that would say who the patient is."""

import tkinter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dicomtree.gui import style as styles
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.toolkit import hidden_root
from dicomtree.gui.tree_menu import FORGET, NOT_READ_YET, RowActions, TreeMenu
from dicomtree.gui.view_menu import ViewMenu
from dicomtree.model import SeriesContent
from dicomtree.session.addresses import file_of, identifier_of
from dicomtree.session.messages import (
    CloseRequested,
    ForgetRequested,
    Message,
    Noticed,
    SettingChosen,
)
from dicomtree.session.state import NodeKey, OpenRoot, ScanState, Session
from dicomtree.session.valuing_messages import ValuesToggled
from dicomtree.settings import Theme
from tests import library_phantoms as phantom
from tests.screen import wait_until

pytestmark = pytest.mark.usefixtures("display")

SERIES: NodeKey = ("series", 1)
SLICE: NodeKey = ("slice", 1, 0, 0, 2)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    content = SeriesContent((phantom.stack(phantom.frames(4)),), (phantom.report(),))
    return replace(
        Session(),
        tree=phantom.tree(phantom.series(1), phantom.series(2)),
        contents={1: content},
        roots=(OpenRoot(str(tmp_path), ScanState.DONE, 0, str(tmp_path)),),
    )


class _Desk:
    def __init__(self) -> None:
        self.root = tkinter.Toplevel(hidden_root())
        self.style = styles.make_style(self.root, "dark", 100)
        self.sent: list[Message] = []
        self.revealed: list[tuple[int, str]] = []
        actions = RowActions(
            lambda _: None,
            lambda _: None,
            lambda root, path: self.revealed.append((root, path)),
            self.sent.append,
        )
        self.menu = TreeMenu(self.root, self.style, actions)

    def build(self, session: Session, key: NodeKey, has_children: bool = True) -> tkinter.Menu:
        self.menu.draw(session)
        return self.menu.build(key, has_children)


@pytest.fixture
def desk(display: str) -> Iterator[_Desk]:
    made = _Desk()
    yield made
    made.root.destroy()


def labels(menu: tkinter.Menu) -> dict[str, str]:
    """Return each entry's label and state."""
    last = menu.index("end")
    assert last is not None
    return {
        str(menu.entrycget(place, "label")): str(menu.entrycget(place, "state"))
        for place in range(last + 1)
        if menu.type(place) != "separator"
    }


def test_the_uid_of_a_row_is_copied(desk: _Desk, session: Session) -> None:
    desk.build(session, SERIES).invoke("Copy Series Instance UID")
    assert desk.root.clipboard_get() == "1.2.3.1"


def test_the_path_of_a_slice_is_copied_whole(desk: _Desk, session: Session, tmp_path: Path) -> None:
    desk.build(session, SLICE, has_children=False).invoke("Copy path")
    assert desk.root.clipboard_get() == str(tmp_path / "im003")


def test_a_series_is_shown_by_its_first_file(desk: _Desk, session: Session) -> None:
    desk.build(session, SERIES).invoke("Show in file manager")
    assert desk.revealed == [(0, "im001")]


def test_a_series_that_is_still_being_read_says_so(desk: _Desk, session: Session) -> None:
    desk.build(session, ("series", 2)).invoke("Copy path")
    assert desk.sent == [Noticed(NOT_READ_YET)]


def test_a_patient_has_no_file(desk: _Desk, session: Session) -> None:
    entries = labels(desk.build(session, ("patient", 1)))
    assert entries["Copy path"] == "disabled"
    assert entries["Copy Patient ID"] == "normal"


def test_hidden_identity_offers_neither_paths_nor_ids(desk: _Desk, session: Session) -> None:
    hidden = replace(session, identity_hidden=True)
    assert labels(desk.build(hidden, ("patient", 1)))["Copy Patient ID"] == "disabled"
    entries = labels(desk.build(hidden, SLICE, has_children=False))
    assert entries["Copy path"] == "disabled"
    assert entries["Show in file manager"] == "disabled"


def test_a_slice_has_nothing_to_expand(desk: _Desk, session: Session) -> None:
    assert "Expand all below" not in labels(desk.build(session, SLICE, has_children=False))


def test_what_asks_many_headers_is_one_entry_of_every_row(desk: _Desk, session: Session) -> None:
    rows: dict[NodeKey, str] = {
        ("patient", 1): "disabled",
        ("series", 2): "normal",
        SERIES: "normal",
    }
    for key, state in rows.items():
        menu = desk.build(session, key)
        headers = menu.nametowidget(menu.entrycget("Headers", "menu"))
        assert labels(headers) == {
            "Attributes along the slices": state,
            "All values of the selection, tables": "normal",
            "Duplicates by content": "normal",
        }
        assert labels(menu)["Remember for comparison"] == "normal"
        assert len(labels(menu)) <= 12
    menu = desk.build(session, SERIES)
    headers = menu.nametowidget(menu.entrycget("Headers", "menu"))
    headers.invoke("All values of the selection, tables")
    assert desk.sent[-1] == ValuesToggled()


def test_each_opened_folder_can_be_closed(desk: _Desk, session: Session, tmp_path: Path) -> None:
    menu = desk.build(session, SERIES)
    closing = menu.nametowidget(menu.entrycget("Close folder", "menu"))
    closing.invoke(str(tmp_path))
    assert desk.sent == [CloseRequested(0)]


def test_each_opened_folder_can_be_forgotten(desk: _Desk, session: Session, tmp_path: Path) -> None:
    menu = desk.build(session, SERIES)
    forgetting = menu.nametowidget(menu.entrycget(FORGET, "menu"))
    forgetting.invoke(str(tmp_path))
    assert desk.sent == [ForgetRequested(0)]


@pytest.mark.parametrize("label", ["Close folder", FORGET])
def test_no_opened_folder_is_named_while_hidden(desk: _Desk, session: Session, label: str) -> None:
    menu = desk.build(replace(session, identity_hidden=True), SERIES)
    folders = menu.nametowidget(menu.entrycget(label, "menu"))
    assert list(labels(folders)) == ["Folder 1"]


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (("patient", 1), ("Patient ID", "12345")),
        (("study", 1), ("Study Instance UID", "1.2.9")),
        (("stack", 1, 0), ("Series Instance UID", "1.2.3.1")),
        (SLICE, ("SOP Instance UID", "1.2.im.2")),
        (("object", 1, 0), ("SOP Instance UID", "1.2.88.0")),
        (("series", 99), None),
        (("slice", 1, 0, 0, 99), None),
    ],
)
def test_every_kind_of_row_has_its_identifier(
    session: Session, key: NodeKey, found: tuple[str, str] | None
) -> None:
    assert identifier_of(session, key) == found


def test_a_row_of_a_series_stacked_anew_has_no_file(session: Session) -> None:
    assert file_of(session, ("stack", 1, 5)) is None
    assert file_of(session, ("object", 1, 0)) == (0, "sr0")
    assert file_of(session, ("series", 2)) is None


def test_entries_of_all_kinds_are_as_high_as_rows(desk: _Desk, session: Session) -> None:
    made = styles.menu(desk.root, style := styles.make_style(desk.root, "dark", 150))
    made.add_command(label="one", accelerator="F2")
    made.add_checkbutton(label="two")
    made.add_cascade(label="three", menu=styles.menu(made, style))
    made.update_idletasks()
    tops = [made.yposition(place) for place in range(3)]
    assert tops[2] - tops[1] == tops[1] - tops[0] >= style.px(styles.MENU_ROW_PIXELS)
    assert int(str(made.cget("activeborderwidth"))) == 0


def test_the_look_is_chosen_from_the_menu(
    desk: _Desk, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tkinter.Menu] = []
    monkeypatch.setattr(tkinter.Menu, "tk_popup", lambda menu, *_: shown.append(menu))
    menu = ViewMenu(desk.root, desk.style, desk.sent.append, lambda: None)
    menu.show(session, (0, 0))
    shown[0].invoke("Light")
    shown[0].invoke("Larger text")
    assert desk.sent == [SettingChosen("theme", Theme.LIGHT), SettingChosen("text_percent", 110)]


def test_a_resting_pointer_is_told_and_a_leaving_one_is_not(desk: _Desk) -> None:
    label = tkinter.Label(desk.root, text="x")
    label.pack()
    desk.root.update()
    HoverTip(label, desk.style, lambda _: "what it does")

    def tips() -> list[tkinter.Misc]:
        desk.root.update()
        return [child for child in label.winfo_children() if child.winfo_viewable()]

    label.event_generate("<Motion>", x=1, y=1)
    wait_until(lambda: len(tips()) == 1, "a tip")
    label.event_generate("<Leave>")
    assert tips() == []
