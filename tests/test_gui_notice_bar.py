"""The bar below the tree: it asks, it waits, and until it is answered nothing moves."""

import shutil
import tkinter
from pathlib import Path
from tkinter import ttk

import pytest

from dicomtree import index, settings
from dicomtree.demo import make_demo
from dicomtree.gui.attention import Attention
from dicomtree.gui.toolkit import hidden_root
from dicomtree.session.messages import (
    ForgetRequested,
    IdentityToggled,
    OpenRequested,
    SettingChosen,
)
from dicomtree.session.refresh_messages import AttentionReturned
from dicomtree.session.refreshing import NOTHING_NEW
from dicomtree.session.state import ScanState
from dicomtree.settings import KeepIndex
from tests.app_window import AppWindow, app_window
from tests.screen import wait_until

pytestmark = pytest.mark.usefixtures("display")


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return make_demo(tmp_path / "set")


def press(window: AppWindow, label: str) -> None:
    parts = descendants(window.app.shell.notices.frame)
    buttons = [one for one in parts if isinstance(one, ttk.Button)]
    (button,) = (one for one in buttons if one.cget("text") == label)
    button.invoke()
    window.settle()


def descendants(widget: tkinter.Misc) -> list[tkinter.Misc]:
    children = widget.winfo_children()
    return [*children, *(below for child in children for below in descendants(child))]


def said(window: AppWindow) -> str:
    """Return what the bar says, "" while it is not on the screen."""
    window.settle()
    bar = window.app.shell.notices.frame
    window.root.update_idletasks()
    labels = [one for one in bar.winfo_children() if isinstance(one, tkinter.Label)]
    return str(labels[0].cget("text")) if bar.winfo_manager() else ""


def add_images(folder: Path, count: int) -> None:
    """Put further files into a folder."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    source = next(path for path in found if b"DICM" in path.read_bytes()[:132])
    for number in range(count):
        shutil.copyfile(source, folder / f"new {number}.dcm")


def test_new_images_are_offered_and_shown_when_the_user_says_so(demo: Path) -> None:
    with app_window(keep_index=KeepIndex.KEEP) as window:
        window.open(str(demo))
        key = window.show_series()
        before = window.app.session
        add_images(demo, 12)
        window.do("rescan")
        window.wait_until(lambda: said(window) == "12 new images", "the offer")
        assert window.app.session.tree is before.tree
        assert window.app.session.selection == key
        press(window, "Show")
        window.wait_until(lambda: window.app.session.counts != before.counts, "all read")
        window.wait_until(lambda: not window.app.session.scanning, "the end")
        assert window.app.session.counts.files == before.counts.files + 12
        assert said(window) == ""
        assert window.app.session.selection == key
        assert window.app.session.viewer is not None


def test_f5_with_nothing_new_says_so_and_reads_nothing(demo: Path) -> None:
    with app_window(keep_index=KeepIndex.KEEP) as window:
        window.open(str(demo))
        before = window.app.session.tree
        window.do("rescan")
        window.wait_until(lambda: NOTHING_NEW in window.all_texts(), "the answer")
        assert window.app.session.tree is before
        assert said(window) == ""


def test_who_comes_back_from_elsewhere_is_told_what_is_new(demo: Path) -> None:
    with app_window(keep_index=KeepIndex.KEEP) as window:
        window.open(str(demo))
        add_images(demo, 1)
        window.send(AttentionReturned())
        window.wait_until(lambda: said(window) == "1 new image", "the offer")
        press(window, "Not now")
        assert said(window) == ""


def test_a_folder_that_is_unplugged_stays_on_screen_and_comes_back(demo: Path) -> None:
    with app_window(keep_index=KeepIndex.KEEP) as window:
        window.open(str(demo))
        patients = window.app.session.tree.patients
        demo.rename(demo.with_name("unplugged"))
        window.do("rescan")
        window.wait_until(lambda: "cannot be read now" in said(window), "the trouble told")
        assert window.app.session.tree.patients == patients
        window.send(OpenRequested((str(demo),)))
        window.wait_until(
            lambda: window.app.session.roots[0].state is ScanState.VANISHED, "the trouble met"
        )
        window.settle()
        assert window.app.session.tree.patients == patients
        demo.with_name("unplugged").rename(demo)
        press(window, "Try again")
        window.wait_until(lambda: said(window) == "", "the end of the trouble")
        assert window.app.session.roots[0].state is ScanState.DONE


def test_the_first_reading_asks_whether_to_keep_and_says_where(demo: Path) -> None:
    with app_window() as window:
        window.open(str(demo))
        window.wait_until(lambda: str(index.index_file()) in said(window), "the question")
        assert "patient names" in said(window)
        window.send(IdentityToggled())
        assert str(index.index_file()) not in said(window)
        press(window, "Keep")
        assert said(window) == ""
    assert settings.load().keep_index is KeepIndex.KEEP
    with app_window(keep_index=settings.load().keep_index) as window:
        window.open(str(demo))
        assert said(window) == ""


def test_never_keeping_leaves_nothing_behind(demo: Path) -> None:
    with app_window() as window:
        window.open(str(demo))
        window.wait_until(lambda: said(window) != "", "the question")
        assert index.index_file().exists()
        press(window, "Never keep")
        window.wait_until(lambda: not index.index_file().exists(), "the index gone")
        assert window.app.session.tree.patients
    assert settings.load().keep_index is KeepIndex.NEVER


def test_a_forgotten_folder_stays_open_and_leaves_no_trace(demo: Path, home: Path) -> None:
    with app_window(keep_index=KeepIndex.KEEP) as window:
        window.open(str(demo))
        patients = window.app.session.tree.patients
        assert window.app.session.settings.recent_folders == (str(demo),)
        window.send(ForgetRequested(0))
        window.wait_until(lambda: "is forgotten" in window.all_texts(), "the folder forgotten")
        window.do("rescan")
        window.wait_until(lambda: NOTHING_NEW in window.all_texts(), "a look")
        assert window.app.session.tree.patients == patients
    traces = [path for path in home.rglob("*") if path.is_file() and holds(path, str(demo))]
    assert traces == []
    assert settings.load().recent_folders == ()


def holds(path: Path, text: str) -> bool:
    return text.encode() in path.read_bytes()


@pytest.mark.parametrize("percent", [100, 200])
def test_the_bar_stays_within_its_pane_and_leaves_room_for_the_tree(
    demo: Path, percent: int
) -> None:
    with app_window(text_percent=percent) as window:
        window.open(str(demo))
        window.wait_until(lambda: said(window) != "", "the question")
        bar, tree = window.app.shell.notices.frame, window.app.shell.tree.tree
        window.wait_until(lambda: bool(bar.winfo_viewable()), "the bar on screen")
        right = bar.winfo_rootx() + bar.winfo_width()
        for part in descendants(bar):
            assert part.winfo_rootx() + part.winfo_width() <= right or isinstance(
                part, tkinter.Frame
            )
        assert tree.winfo_height() > 100
        assert tree.winfo_rooty() + tree.winfo_height() <= bar.winfo_rooty()


def test_a_small_window_with_large_text_has_room_for_the_answers(demo: Path) -> None:
    with app_window(text_percent=200, window_geometry=(828, 560, 0, 0)) as window:
        window.open(str(demo))
        window.wait_until(lambda: "…" in said(window), "the question, cut short")
        assert "patient names included," in said(window)
        bar = window.app.shell.notices.frame
        window.root.update()
        answers = [one for one in descendants(bar) if isinstance(one, ttk.Button)]
        for answer in answers:
            assert answer.winfo_height() >= answer.winfo_reqheight()
            assert answer.winfo_rooty() + answer.winfo_height() <= bar.winfo_rooty() + (
                bar.winfo_height()
            )


def test_the_bar_comes_along_into_another_look(demo: Path) -> None:
    with app_window() as window:
        window.open(str(demo))
        window.wait_until(lambda: said(window) != "", "the question")
        before = said(window)
        window.send(SettingChosen("text_percent", 150))
        assert said(window) == before


def test_only_coming_back_from_another_program_counts_as_coming_back() -> None:
    returned: list[bool] = []
    window = tkinter.Toplevel(hidden_root())
    beside = tkinter.Toplevel(window)
    Attention(window, lambda: returned.append(True))

    def focus(widget: tkinter.Misc) -> None:
        widget.focus_force()
        wait_until(lambda: updated(window).focus_get() is widget, "the keys")
        window.update()

    focus(window)
    focus(beside)
    focus(window)
    assert returned == []
    beside.withdraw()
    window.withdraw()
    wait_until(lambda: not has_keys(updated(window)), "nobody has the keys")
    window.deiconify()
    focus(window)
    assert returned == [True]
    window.destroy()


def updated(window: tkinter.Toplevel) -> tkinter.Toplevel:
    window.update()
    return window


def has_keys(window: tkinter.Toplevel) -> bool:
    return bool(window.tk.call("focus", "-displayof", window))
