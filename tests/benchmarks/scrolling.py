"""How many of 300 compressed slices are on the screen in time when paged at 60 a second.

    python -m tests.benchmarks.scrolling [ROUNDS]

It opens the JPEG Lossless skull of the corpus in a real window, makes one stack of its 300 slices
of 512 x 512, and pages forwards to the end and back, a slice every 16.7 ms, from an empty cache,
with and without fetching ahead. In time means: painted when the next slice is asked for. Paging begins when
the attributes of the first slice stand beside it, as they do for a reader. It also
prints the longest time for which the window's own thread was busy between two ticks (CPU time of
that thread alone). Medians of ROUNDS (default 3).
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from dicomtree.gui.window import QUIT, App
from dicomtree.model import FrameRef, SeriesContent, Stack
from dicomtree.session import slices
from dicomtree.session.messages import (
    ContentLoaded,
    NodeSelected,
    OpenRequested,
    SliceStepped,
)
from dicomtree.settings import Settings
from tests.screen import screen

FRAME_MS = 1000 / 60
POLL_MS = 20
SLICES = 300
SKULL = "ct-skull-dicomdir/DICOM"
PAUSE_S = 0.4


class Scrolling:
    """Pages through the stack and back, once the folder has been read.

    With `burst` it rests for 0.4 s after so many slices, as a reader does.
    """

    def __init__(self, app: App, burst: int = 0) -> None:
        self._app = app
        self._root = app.shell.root
        self._steps = [1] * (SLICES - 1) + [-1] * (SLICES - 1)
        self._burst = burst
        self._has_rested = False
        self._next = 0.0
        self._used = 0.0
        self.in_time = 0
        self.small_pictures = 0
        self.busiest_ms = 0.0
        self._wait_for_folder()

    @property
    def share(self) -> float:
        """The share of slices that were painted when the next one was asked for."""
        return self.in_time / (2 * (SLICES - 1))

    def _wait_for_folder(self) -> None:
        session = self._app.session
        if session.scanning or not session.tree.patients:
            self._root.after(POLL_MS, self._wait_for_folder)
            return
        files = sorted(
            (
                FrameRef(0, f"I{number}", None, None, number, None)
                for number in range(2, SLICES + 2)
            ),
            key=lambda frame: frame.instance_number or 0,
        )
        stack = Stack("2D/no geometry", (), "instance_number", False, (), None, (tuple(files),))
        key = session.tree.series()[0].key
        self._app.dispatch(NodeSelected(("series", key)))
        self._wait_for_content(key, SeriesContent((stack,), ()))

    def _wait_for_content(self, key: int, forged: SeriesContent) -> None:
        """Put one stack of all slices in the place of the series' own."""
        if key not in self._app.session.contents:
            self._root.after(POLL_MS, self._wait_for_content, key, forged)
            return
        self._app.dispatch(ContentLoaded(key, forged))
        self._wait_for_first()

    def _wait_for_first(self) -> None:
        if not (self._is_painted() and self._app.session.attributes):
            self._root.after(POLL_MS, self._wait_for_first)
            return
        self.small_pictures = -len(self._app.session.thumbnails)
        self._next = time.perf_counter()
        self._used = time.thread_time()
        self._step()

    def _is_painted(self) -> bool:
        viewer = self._app.session.viewer
        shown = viewer is not None and viewer.target is not None and viewer.shown == viewer.target
        return shown and self._app.is_drawn

    def _step(self) -> None:
        used = time.thread_time()
        if not self._has_rested:
            self.busiest_ms = max(self.busiest_ms, (used - self._used) * 1000)
        self._used = used
        if len(self._steps) < 2 * (SLICES - 1):
            self.in_time += self._is_painted()
        if not self._steps:
            self.small_pictures += len(self._app.session.thumbnails)
            self._app.shell.window.write_event_value(QUIT, None)
            return
        self._app.dispatch(SliceStepped(self._steps.pop(0)))
        self._next += FRAME_MS / 1000
        self._has_rested = bool(self._burst) and len(self._steps) % self._burst == 0
        if self._has_rested:
            self._next += PAUSE_S
        wait_ms = max(1, round((self._next - time.perf_counter()) * 1000))
        self._root.after(wait_ms, self._step)


def scroll(folder: Path, *, thumbnails: bool = True, burst: int = 0) -> Scrolling:
    """Page through once."""
    app = App(Settings(thumbnails=thumbnails))
    app.show()
    scrolling = Scrolling(app, burst)
    app.dispatch(OpenRequested((str(folder),)))
    app.loop()
    return scrolling


def corpus() -> Path:
    """Return the folder of real files."""
    named = os.environ.get("DICOMTREE_CORPUS")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "corpus"


def main() -> None:
    """Print the figures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with screen() as display, tempfile.TemporaryDirectory() as home:
        os.environ["DISPLAY"] = display
        os.environ["DICOMTREE_HOME"] = home
        for title, ahead, behind in (
            ("fetching ahead", slices.AHEAD, slices.BEHIND),
            ("not", 0, 0),
        ):
            with patch.object(slices, "AHEAD", ahead), patch.object(slices, "BEHIND", behind):
                found = [scroll(corpus() / SKULL) for _ in range(rounds)]
            share = statistics.median(each.share for each in found)
            busiest = statistics.median(each.busiest_ms for each in found)
            print(
                f"{title:>15}: {share:6.1%} in time, window's thread busy {busiest:.1f} ms at most"
            )


if __name__ == "__main__":
    main()
