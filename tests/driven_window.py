"""The program in a process of its own, driven by keys and mouse and judged by its pixels."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ImageGrab

from tests.screen import screen_environment, wait_until

ROOT = Path(__file__).parent.parent
Box = tuple[int, int, int, int]
Pixels = NDArray[np.uint8]


@dataclass(slots=True)
class DrivenWindow:
    """One run of app.py; coordinates are those of the screen."""

    process: subprocess.Popen[str]
    display: str
    name: str
    errors: Path

    def xdotool(self, *words: str | int) -> str:
        """Run one xdotool command on the window's screen and return what it prints."""
        command = ["xdotool", *map(str, words)]
        environment = screen_environment(self.display)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    def box(self) -> Box:
        """Return left, top, right, bottom of the window's inside."""
        text = self.xdotool("getwindowgeometry", "--shell", self.name)
        found = {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", text)}
        left, top = found["X"], found["Y"]
        return left, top, left + found["WIDTH"], top + found["HEIGHT"]

    def pixels(self, box: Box | None = None) -> Pixels:
        """Return what the screen shows in a box, (rows, columns, 3)."""
        return np.asarray(ImageGrab.grab(bbox=box, xdisplay=self.display).convert("RGB"))

    def key(self, *keys: str) -> None:
        """Press keys, as the keyboard would."""
        self.xdotool("key", *keys)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Move the pointer there and click."""
        self.xdotool("mousemove", x, y)
        self.xdotool("click", button)

    def drag(self, start: tuple[int, int], end: tuple[int, int], button: int = 1) -> None:
        """Press a button, move the pointer, and release."""
        self.xdotool("mousemove", *start)
        self.xdotool("mousedown", button)
        self.xdotool("mousemove", (start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        self.xdotool("mousemove", *end)
        self.xdotool("mouseup", button)

    def wait_for_change(self, box: Box, before: Pixels, what: str) -> Pixels:
        """Wait until a box looks different, and then stays as it is; return how it looks."""
        wait_until(lambda: not np.array_equal(self.pixels(box), before), what)
        return self.settled(box)

    def settled(self, box: Box) -> Pixels:
        """Return how a box looks once eight looks at it agree."""
        looks: list[Pixels] = []

        def has_settled() -> bool:
            looks.append(self.pixels(box))
            del looks[:-8]
            return len(looks) == 8 and all(np.array_equal(looks[0], look) for look in looks)

        wait_until(has_settled, "a picture that stays")
        return looks[-1]

    def close(self) -> int:
        """Close the window as its user would; return the program's exit status."""
        self.xdotool("windowfocus", "--sync", self.name)
        self.key("alt+F4")
        return self.process.wait(timeout=30)


@contextmanager
def driven_window(
    arguments: Sequence[str], display: str, home: Path, *, settings: str | None = None
) -> Iterator[DrivenWindow]:
    """Start app.py with these arguments; fail if it says anything on standard error or logs a fault.

    `settings` is the JSON of the user's choices.
    """
    if settings is not None:
        (home / "config").mkdir(mode=0o700, parents=True)
        (home / "config" / "settings.json").write_text(settings, encoding="utf-8")
    errors = home / "standard-error.txt"
    environment = screen_environment(display) | {"DICOMTREE_HOME": str(home)}
    with errors.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), *arguments],
            env=environment,
            stderr=said,
            text=True,
            cwd=home,
        )
    try:
        window = DrivenWindow(process, display, "", errors)
        wait_until(lambda: bool(_visible(window)), "a window")
        window.name = _visible(window)[0]
        wait_until(lambda: _has_stopped_moving(window), "a window in its place")
        yield window
    finally:
        process.kill()
        process.wait()
    assert errors.read_text(encoding="utf-8") == ""
    faults = [line for line in _log(home) if "ERROR" in line or "Traceback" in line]
    assert faults == []


def _visible(window: DrivenWindow) -> list[str]:
    if window.process.poll() is not None:
        raise AssertionError(f"the program ended: {window.errors.read_text(encoding='utf-8')}")
    command = ["xdotool", "search", "--onlyvisible", "--name", "^DicomTree$"]
    environment = screen_environment(window.display)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.split()


def _has_stopped_moving(window: DrivenWindow) -> bool:
    """Whether the window manager has put the window where it stays."""
    places = {window.box() for _ in range(5)}
    return len(places) == 1


def _log(home: Path) -> list[str]:
    return [
        line
        for found in (home / "log").glob("*")
        if os.path.isfile(found)
        for line in found.read_text(encoding="utf-8").splitlines()
    ]
