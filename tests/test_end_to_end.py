"""From the first click to the last, in a real window: the program as its users meet it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.driven_window import Box, DrivenWindow, driven_window
from tests.screen import screen_environment, wait_until
from tests.stamps import stamps_under

ENOUGH_COLOURS = 60


def picture_box(window: DrivenWindow) -> Box:
    """Return where the slice pane's picture is: the middle of the window, without the corners."""
    left, top, right, bottom = window.box()
    width, height = right - left, bottom - top
    return (
        left + width * 45 // 100,
        top + height * 25 // 100,
        left + width * 60 // 100,
        top + height * 70 // 100,
    )


def tree_box(window: DrivenWindow) -> Box:
    left, top, right, bottom = window.box()
    return left, top + 60, left + (right - left) * 3 // 10, bottom - 60


def wait_for_rows(window: DrivenWindow) -> None:
    """Wait until the tree shows texts and icons and no more are coming."""

    def has_rows() -> bool:
        colours = np.unique(window.pixels(tree_box(window)).reshape(-1, 3), axis=0)
        return len(colours) > ENOUGH_COLOURS

    wait_until(has_rows, "rows in the tree")
    window.settled(tree_box(window))


def series_rows(window: DrivenWindow) -> list[tuple[int, int]]:
    """Return a point in each row of a series, from the top: its icon is the only green one."""
    left, top, _, _ = box = tree_box(window)
    red, green, blue = np.moveaxis(window.pixels(box).astype(int), 2, 0)
    is_green = (green > red + 40) & (green > blue + 20)
    lines = np.flatnonzero(is_green.any(axis=1))
    rows = np.split(lines, np.flatnonzero(np.diff(lines) > 4) + 1)
    return [(left + 150, top + int(row.mean())) for row in rows]


def test_open_click_page_window_and_close_with_the_mouse(
    corpus: Path, display: str, home: Path
) -> None:
    folder = corpus / "ct-gantry-tilt" / "philips-phantom"
    before = stamps_under(folder)
    with driven_window([str(folder)], display, home) as window:
        wait_for_rows(window)
        box = picture_box(window)
        empty = window.pixels(box)
        window.click(*series_rows(window)[1])
        first = window.wait_for_change(box, empty, "a picture")
        window.xdotool("mousemove", (box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
        window.xdotool("click", "--repeat", 4, 5)
        scrolled = window.wait_for_change(box, first, "another slice by the wheel")
        window.key("Home")
        keyed = window.wait_for_change(box, scrolled, "another slice by a key")
        window.drag((box[0] + 20, box[1] + 100), (box[0] + 150, box[1] + 260))
        window.wait_for_change(box, keyed, "another window by dragging")
        assert window.close() == 0
    assert stamps_under(folder) == before


def test_everything_can_be_reached_by_the_keyboard(corpus: Path, display: str, home: Path) -> None:
    folder = corpus / "ct-gantry-tilt" / "philips-phantom"
    with driven_window([str(folder)], display, home) as window:
        wait_for_rows(window)
        box = picture_box(window)
        empty = window.pixels(box)
        window.xdotool("windowfocus", "--sync", window.name)
        window.key("Home", "Down", "Down", "Down")
        first = window.wait_for_change(box, empty, "a picture")
        window.key("Return", "End")
        last = window.wait_for_change(box, first, "the last slice")
        window.key("Prior")
        ten_before = window.wait_for_change(box, last, "ten slices back")
        window.key("7")
        window.wait_for_change(box, ten_before, "the bone window")
        window.key("ctrl+Next")
        assert window.close() == 0


def test_at_two_hundred_per_cent_it_works_as_well(corpus: Path, display: str, home: Path) -> None:
    folder = corpus / "ct-gantry-tilt" / "philips-phantom"
    settings = json.dumps({"text_percent": 200, "theme": "dark"})
    with driven_window([str(folder)], display, home, settings=settings) as window:
        wait_for_rows(window)
        box = picture_box(window)
        empty = window.pixels(box)
        window.xdotool("windowfocus", "--sync", window.name)
        window.key("Home", "Down", "Down", "Down")
        first = window.wait_for_change(box, empty, "a picture")
        window.key("Return", "Home")
        window.wait_for_change(box, first, "the first slice")
        assert window.close() == 0


def test_a_named_file_is_shown_at_once(corpus: Path, display: str, home: Path) -> None:
    file = corpus / "ct-gantry-tilt" / "philips-phantom" / "S2010" / "I10"
    with driven_window([str(file)], display, home) as window:
        wait_for_rows(window)
        box = picture_box(window)
        wait_until(lambda: bool(window.pixels(box).max() > 200), "a bright slice")
        assert window.close() == 0


def test_the_demo_opens_without_data(display: str, home: Path) -> None:
    with driven_window(["--demo"], display, home) as window:
        wait_for_rows(window)
        assert window.close() == 0


@pytest.mark.parametrize("name", ["nothing-here", "empty"])
def test_a_folder_without_anything_is_said_and_harms_nothing(
    name: str, tmp_path: Path, display: str, home: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with driven_window([str(tmp_path / name)], display, home) as window:
        window.settled(window.box())
        assert window.close() == 0


OTHER_PROGRAM = """
import tkinter
window = tkinter.Tk()
window.title("another program")
window.geometry("200x100+0+0")
tkinter.Entry(window).pack()
window.mainloop()
"""


def notice_box(window: DrivenWindow) -> Box:
    """Return where notices begin: below the tree, within the ring that tells who has the keys."""
    left, top, _, bottom = window.box()
    return left + 15, top + (bottom - top) // 2, left + 150, bottom - 120


def test_coming_back_from_another_program_tells_of_new_files(
    corpus: Path, tmp_path: Path, display: str, home: Path
) -> None:
    files = sorted((corpus / "mixed-modalities" / "MULTIFRAME").rglob("*"))
    files = [path for path in files if path.is_file()]
    folder = tmp_path / "opened"
    folder.mkdir()
    shutil.copy(files[0], folder / "first")
    settings = json.dumps({"keep_index": "never"})
    with driven_window([str(folder)], display, home, settings=settings) as window:
        wait_for_rows(window)
        window.xdotool("windowfocus", "--sync", window.name)
        before = window.settled(notice_box(window))
        environment = screen_environment(display)
        command = [sys.executable, "-c", OTHER_PROGRAM]
        with subprocess.Popen(command, env=environment) as other:
            try:
                found = window.xdotool("search", "--sync", "--name", "^another program$")
                window.xdotool("windowfocus", "--sync", found.split()[0])
                shutil.copy(files[0], folder / "second")
                assert np.array_equal(window.settled(notice_box(window)), before)
                window.xdotool("windowfocus", "--sync", window.name)
                window.wait_for_change(notice_box(window), before, "a notice of new images")
            finally:
                other.kill()
        assert window.close() == 0


def test_closing_while_reading_ends_the_program(corpus: Path, display: str, home: Path) -> None:
    with driven_window([str(corpus)], display, home) as window:
        assert window.close() == 0
