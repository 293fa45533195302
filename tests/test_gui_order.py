"""Why this order, in a real window: sentences, table, menus, sliders that play, localizers."""

import tkinter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tkinter import ttk

import numpy as np
import pytest

from dicomtree.gui import style as styles
from dicomtree.gui.localizer_view import LINE
from dicomtree.gui.order_menu import ANY_ATTRIBUTE, OrderMenu
from dicomtree.gui.order_panel import OrderPanel
from dicomtree.gui.toolkit import hidden_root
from dicomtree.gui.window import App
from dicomtree.model import Dimension, HeaderRow, OrderChoice, OrderKey
from dicomtree.pixels import Window
from dicomtree.session import messages
from dicomtree.session.messages import Message
from dicomtree.session.order_view import order_options
from dicomtree.session.splitting_messages import (
    SplitAdvanced,
    SplitEntered,
    SplitLineWanted,
    SplitNamesFound,
    SplitRefused,
    SplitTyped,
)
from dicomtree.session.state import Session
from dicomtree.session.update import update
from dicomtree.settings import remember_order
from tests.app_window import app_window
from tests.driven_window import Box, DrivenWindow, driven_window
from tests.phantoms import slices
from tests.picture_files import picture as write_picture
from tests.pictures import picture, repeated_stack, session
from tests.screen import wait_until
from tests.slice_pane_window import SlicePaneWindow
from tests.stamps import stamps_under
from tests.test_session_localizing import on_a_localizer, shown
from tests.test_session_ordering import echoes, panel

GREYS = 100  # more than any panel's text has, and fewer than a head


class PanelWindow:
    """A window with nothing but the panel."""

    def __init__(self, shown: Session, *, text_percent: int = 100) -> None:
        self.session = shown
        self.messages: list[Message] = []
        self.root = tkinter.Toplevel(hidden_root(), width=520, height=660)
        self.style = styles.make_style(hidden_root(), "dark", text_percent)
        styles.apply(hidden_root(), self.style)
        self.panel = OrderPanel(self.root, self.style, self.dispatch)
        self.draw()

    def dispatch(self, message: Message) -> None:
        self.messages.append(message)
        self.session, _ = update(self.session, message)

    def draw(self) -> None:
        self.panel.draw(self.session)
        wait_until(self._has_all_lines, "all lines")

    def _has_all_lines(self) -> bool:
        self.root.update()
        view = self.panel._view
        return view is None or len(self.panel._table.get_children()) == len(view.lines)

    def text(self) -> str:
        return self.panel._text.get("1.0", "end")

    def close(self) -> None:
        self.panel.close()
        self.root.destroy()


@pytest.fixture
def window(display: str) -> Iterator[PanelWindow]:
    opened = PanelWindow(panel(echoes()))
    yield opened
    opened.close()


def test_sentences_stand_above_a_line_for_every_slice(window: PanelWindow) -> None:
    assert "Position in space decides" in window.text()
    assert "Echo Number tells them apart by itself" in window.text()
    table = window.panel._table
    assert len(table.get_children()) == 6
    assert window.panel._text.winfo_rooty() < table.winfo_rooty()


def test_the_line_of_the_slice_on_the_screen_is_marked_and_follows(window: PanelWindow) -> None:
    table = window.panel._table
    assert table.tag_has("current") == ("1",)
    window.dispatch(messages.SliceStepped(1))
    window.draw()
    assert table.tag_has("current") == ("2",)


def test_enter_on_a_line_shows_its_slice_in_the_panels_place(window: PanelWindow) -> None:
    table = window.panel._table
    table.selection_set("4")
    table.focus_force()
    table.event_generate("<Return>")
    window.draw()
    assert window.session.viewer is not None
    assert window.session.viewer.target is not None
    assert window.session.viewer.target.path == "e2s1"
    assert not window.panel.is_shown


def test_hundreds_of_lines_come_without_holding_up_the_window(display: str) -> None:
    rows: list[HeaderRow] = slices([float(n) for n in range(700)])
    opened = PanelWindow(panel(rows))
    assert len(opened.panel._table.get_children()) == 700
    opened.close()


def test_until_it_is_explained_the_panel_says_so(display: str) -> None:
    opened = PanelWindow(replace(panel(echoes()), explained=None))
    assert "Looking it up" in opened.text()
    opened.close()


@pytest.mark.parametrize("text_percent", [80, 100, 200])
def test_sentences_table_and_button_all_fit_at_every_text_size(
    display: str, text_percent: int
) -> None:
    opened = PanelWindow(panel(echoes()), text_percent=text_percent)
    frame, table = opened.panel.frame, opened.panel._table
    line = opened.style.px(styles.ROW_PIXELS)
    for part, lines in ((opened.panel._button, 1), (opened.panel._text, 4), (table, 2)):
        bottom = part.winfo_rooty() + part.winfo_height()
        assert bottom <= frame.winfo_rooty() + frame.winfo_height()
        assert part.winfo_rootx() + part.winfo_width() <= frame.winfo_rootx() + frame.winfo_width()
        assert part.winfo_height() >= lines * line
    opened.close()


def labels(menu: tkinter.Menu) -> list[str]:
    count = (menu.index("end") or 0) + 1
    return [menu.entrycget(i, "label") for i in range(count) if menu.type(i) != "separator"]


def test_the_menus_offer_keys_splits_and_unions_and_carry_them_out(window: PanelWindow) -> None:
    options = order_options(window.session)
    assert options is not None
    menu = styles.menu(window.root, window.style)
    order_menu = OrderMenu(window.style, window.dispatch)
    order_menu.add_all(menu, options)
    assert labels(menu) == [
        "As found",
        "Position in space",
        "Instance Number",
        "Acquisition Time",
        "Slice Location",
        "File name",
        "Reversed",
        "Split by",
        "Unite across",
        "Everything as found",
    ]
    chosen = menu.entrycget("As found", "variable")
    assert menu.getvar(chosen) == menu.entrycget("As found", "value")
    menu.invoke("Instance Number")
    assert window.messages == [messages.OrderKeyChosen(OrderKey.INSTANCE_NUMBER)]
    below = menu.nametowidget(menu.entrycget("Split by", "menu"))
    assert labels(below) == ["Echo Number (2 values)", "Echo Time (2 values)", ANY_ATTRIBUTE]
    below.invoke(0)
    assert window.messages[1:] == [messages.SplitToggled("echo")]
    below.invoke("end")
    assert window.messages[2:] == [SplitLineWanted()]


# ---- any attribute
def type_in(window: PanelWindow, text: str) -> ttk.Entry:
    entry = window.panel._split.entry
    window.dispatch(SplitLineWanted())
    window.draw()
    entry.focus_force()
    wait_until(lambda: window.root.focus_get() is entry, "the line has the keys")
    entry.insert("end", text)
    window.draw()
    return entry


def test_a_name_that_is_begun_is_completed_and_entered(window: PanelWindow) -> None:
    entry = type_in(window, "windoww")
    window.dispatch(SplitNamesFound("windoww", ("WindowWidth", "CoincidenceWindowWidth")))
    window.draw()
    shown = window.panel._split._completions.list
    assert shown.get(0, "end") == (" WindowWidth ", " CoincidenceWindowWidth ")
    entry.event_generate("<Tab>")
    assert entry.get() == "WindowWidth"
    entry.event_generate("<Return>")
    assert window.messages[-1] == SplitEntered("WindowWidth")


def test_an_arrow_and_enter_take_a_name_before_anything_is_split(window: PanelWindow) -> None:
    entry = type_in(window, "windoww")
    window.dispatch(SplitNamesFound("windoww", ("WindowWidth", "CoincidenceWindowWidth")))
    window.draw()
    for sequence in ("<Down>", "<Down>", "<Return>"):
        entry.event_generate(sequence)
    assert entry.get() == "CoincidenceWindowWidth"
    assert not any(isinstance(message, SplitEntered) for message in window.messages)


def test_reading_shows_how_far_it_is_and_can_be_stopped(window: PanelWindow) -> None:
    entry = type_in(window, "WindowWidth")
    entry.event_generate("<Return>")
    window.dispatch(SplitAdvanced(1, "WindowWidth", 3, 72))
    window.draw()
    split = window.panel._split
    assert split._remark.cget("text") == "3 of 72 files read"
    assert split.stop.winfo_ismapped()
    split.stop.invoke()
    window.draw()
    assert split._remark.cget("text") == "stopped: not all files were read"
    assert not split.stop.winfo_ismapped()


def test_escape_empties_the_line_then_leaves_it_then_the_panel(window: PanelWindow) -> None:
    entry = type_in(window, "Window")
    entry.event_generate("<Escape>")
    assert entry.get() == ""
    assert window.panel.is_shown
    entry.event_generate("<Escape>")
    wait_until(lambda: window.root.focus_get() is window.panel._text, "the sentences have the keys")


@pytest.mark.parametrize("text_percent", [80, 150, 200])
def test_a_refusal_is_wrapped_not_cut(display: str, text_percent: int) -> None:
    opened = PanelWindow(panel(echoes()), text_percent=text_percent)
    entry = type_in(opened, "WindowWidth")
    entry.event_generate("<Return>")
    reason = "Window Width: that would make 5,000 stacks; 1,000 are the most"
    opened.dispatch(SplitRefused(1, "WindowWidth", reason))
    opened.draw()
    remark, table = opened.panel._split._remark, opened.panel._table
    wait_until(lambda: bool(opened._has_all_lines() and remark.winfo_ismapped()), "the remark")
    assert remark.winfo_reqwidth() <= remark.winfo_width() + 2
    assert remark.winfo_reqheight() <= remark.winfo_height()
    frame = opened.panel.frame
    bottom = table.winfo_rooty() + table.winfo_height()
    assert bottom <= frame.winfo_rooty() + frame.winfo_height()
    opened.close()


def test_a_series_is_split_by_an_attribute_that_must_be_read_and_united_again(
    display: str, tmp_path: Path
) -> None:
    for number in range(4):
        write_picture(
            tmp_path / f"im{number}",
            np.full((8, 8), number, np.uint16),
            SOPInstanceUID=f"1.2.{number}",
            StudyInstanceUID="1.2",
            SeriesInstanceUID="1.2.1",
            ImagePositionPatient=[0, 0, number],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            ContrastBolusAgent="before" if number < 2 else "after",
        )
    with app_window() as window:
        window.open(str(tmp_path))
        key = window.show_series()[1]
        window.send(SplitLineWanted())
        window.send(SplitTyped("(0018,0010)"))
        window.wait_until(
            lambda: window.app.session.split_line.names == ("ContrastBolusAgent",), "the name"
        )
        assert len(window.app.session.contents[key].stacks) == 1
        window.send(SplitEntered("(0018,0010)"))
        window.wait_until(lambda: len(window.app.session.contents[key].stacks) == 2, "two stacks")
        text = window.app.shell.order._text
        window.wait_until(
            lambda: "Split by Contrast/Bolus Agent" in text.get("1.0", "end"), "the reason"
        )
        assert window.app.session.split_line.text == ""
        window.send(SplitEntered("shoe size"))
        window.wait_until(lambda: window.app.session.split_line.refusal != "", "a refusal")
        window.send(SplitEntered("Modality"))
        window.wait_until(lambda: "one value" in window.app.session.split_line.refusal, "another")
        window.send(messages.OrderAsFound())
        window.wait_until(lambda: len(window.app.session.contents[key].stacks) == 1, "one stack")


def test_a_remembered_split_is_read_again_with_word_of_it(
    display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        write_picture(
            tmp_path / f"im{number}",
            np.full((8, 8), number, np.uint16),
            SOPInstanceUID=f"1.2.{number}",
            StudyInstanceUID="1.2",
            SeriesInstanceUID="1.2.1",
            ContrastBolusAgent=f"agent {number}",
        )
    remember_order("1.2.1", OrderChoice(split_by=("ContrastBolusAgent",)))
    notices: list[str] = []
    dispatch = App.dispatch

    def noting(app: App, message: Message) -> None:
        if isinstance(message, messages.Noticed):
            notices.append(message.text)
        dispatch(app, message)

    monkeypatch.setattr(App, "dispatch", noting)
    with app_window() as window:
        window.open(str(tmp_path))
        key = window.show_series()[1]
        assert len(window.app.session.contents[key].stacks) == 3
        window.settle()
    assert "3 of 3 files read for the order chosen by hand" in notices
    assert notices[-1] == ""


# ---- the slice pane
ECHOES = (Dimension("echo", (1, 2)),)


def test_the_mark_before_a_slider_plays_along_it(display: str) -> None:
    with SlicePaneWindow(session(repeated_stack(3, ECHOES), picture())) as pane:
        sliders = pane.pane.sliders
        sliders.event_generate("<ButtonPress-1>", x=5, y=33)
        assert pane.messages[-1] == messages.PlayAxisChosen(1)
        pane.settle()
        assert pane.session.viewer is not None
        assert (pane.session.viewer.playing, pane.session.viewer.play_axis) == (True, 1)


def test_ctrl_down_steps_the_dimension_and_leaves_the_slice(display: str) -> None:
    with SlicePaneWindow(session(repeated_stack(3, ECHOES), picture(), place=1)) as pane:
        pane.focus()
        pane.event("<Control-Down>")
        assert pane.session.viewer is not None
        assert (pane.session.viewer.volume_index, pane.session.viewer.place) == (1, 1)


def test_a_localizer_in_the_pane_bears_the_line_of_the_slice_seen_last(display: str) -> None:
    seen, _ = update(shown(), messages.PointerMoved((1.0, 1.0)))
    there = on_a_localizer(seen)
    assert there.viewer is not None
    dark = replace(there.viewer, own_window=Window(2000, 10))
    with SlicePaneWindow(replace(there, viewer=dark)) as pane:
        wanted = np.array([int(LINE[at : at + 2], 16) for at in (1, 3, 5)])
        found = (pane.grab() == wanted).all(axis=2)
        rows, columns = np.nonzero(found)
        assert len(rows) > 100
        assert rows.max() - rows.min() < pane.canvas.winfo_height() // 4
        assert columns.max() - columns.min() > pane.canvas.winfo_width() // 3


# ---- the whole program
def middle_pane(window: DrivenWindow) -> Box:
    left, top, right, bottom = window.box()
    width, height = right - left, bottom - top
    return (
        left + width * 40 // 100,
        top + height * 30 // 100,
        left + width * 62 // 100,
        top + height * 60 // 100,
    )


def test_f2_answers_why_and_escape_gives_the_picture_back(
    corpus: Path, display: str, home: Path
) -> None:
    folder = corpus / "ct-gantry-tilt" / "ge-variable-spacing"
    before = stamps_under(folder)
    with driven_window([str(folder / "01.dcm")], display, home) as window:
        box = middle_pane(window)
        # The file named at the start is shown by itself, perhaps before the first look.
        wait_until(lambda: len(np.unique(window.pixels(box))) > GREYS, "a picture")
        before_panel = window.settled(box)
        window.key("F2")
        panel = window.wait_for_change(box, before_panel, "the panel")
        window.key("Escape")
        # Once more: the rest of the series may have come only now, and moved the picture.
        picture_shown = window.wait_for_change(box, panel, "the picture again")
        assert len(np.unique(picture_shown)) > GREYS
        window.key("F2")
        window.wait_for_change(box, picture_shown, "the panel again")
        window.key("Escape")
        wait_until(lambda: np.array_equal(window.pixels(box), picture_shown), "the same picture")
        assert window.close() == 0
    assert stamps_under(folder) == before
