"""The tests' own screen is real, and nobody else's."""

import os
import subprocess
import sys
import tkinter

import pytest

from tests.screen import screen_environment

ON_X11 = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's")


@ON_X11
def test_no_display_is_there_unless_asked_for() -> None:
    assert "DISPLAY" not in os.environ


def test_a_window_opens_on_the_display(display: str) -> None:
    root = tkinter.Tk()
    root.title("a window of the tests")
    root.update()
    assert root.winfo_screenwidth() > 0
    root.destroy()


@ON_X11
def test_a_window_manager_is_there(display: str) -> None:
    done = subprocess.run(
        ["xdotool", "get_num_desktops"],
        env=screen_environment(display),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
