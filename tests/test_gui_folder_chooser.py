"""A folder is asked for by the desktop's own dialog where there is one."""

import sys
import tkinter
from pathlib import Path

import pytest

from dicomtree.gui.folder_chooser import FolderChooser, desktop_command
from dicomtree.gui.toolkit import hidden_root
from tests.screen import wait_until

pytestmark = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="Tk's dialog is the system's own there"
)


def program(folder: Path, name: str, answer: str, status: int) -> None:
    """Put a program that answers this into a folder."""
    path = folder / name
    path.write_text(f"#!/bin/sh\nprintf '%s\\n' '{answer}'\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that programs are looked for in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    return tmp_path


def test_without_a_desktop_program_tk_asks(programs: Path) -> None:
    assert desktop_command(None) is None


def test_kde_is_asked_by_its_own_program(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(programs, "zenity", "", 1)
    program(programs, "kdialog", "", 1)
    command = desktop_command("/data")
    assert command is not None
    assert command[0] == "zenity"
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    command = desktop_command("/data")
    assert command is not None
    assert command[0] == "kdialog"


@pytest.mark.usefixtures("display")
def test_the_chosen_folder_is_opened_whatever_its_name(programs: Path) -> None:
    program(programs, "zenity", "/data/été et hiver", 0)
    chosen: list[str] = []
    FolderChooser(chosen.append).ask(_window(), None)
    wait_until(lambda: chosen == ["/data/été et hiver"], "the answer")


@pytest.mark.usefixtures("display")
def test_thinking_better_of_it_opens_nothing_and_lets_ask_again(programs: Path) -> None:
    program(programs, "zenity", "/data/never", 1)
    chosen: list[str] = []
    chooser = FolderChooser(chosen.append)
    chooser.ask(_window(), None)
    wait_until(lambda: not chooser.is_asking, "the answer")
    assert chosen == []
    program(programs, "zenity", "/data/yes", 0)
    chooser.ask(_window(), None)
    wait_until(lambda: chosen == ["/data/yes"], "the second answer")


def _window() -> tkinter.Misc:
    return hidden_root()
