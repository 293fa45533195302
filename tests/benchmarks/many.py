"""A million instances in the window: `python -m tests.benchmarks.many [INSTANCES] [ROUNDS]`.

INSTANCES (default 1,000,000) generated rows, 100 a series, come out of the index into a real window
on a screen of its own. Its rows are filled, sorted by each column in turn and scrolled from end to
end; then one series shows the rows of 10,000 slices, and hides their names. Between two ticks of 5 ms the CPU time of the window's own thread is taken; medians of ROUNDS
(default 3) of the longest stretch, and how long it took until nothing moved any more.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import starmap

from dicomtree.gui.window import QUIT, App
from dicomtree.library import Library
from dicomtree.model import SeriesContent, Tree
from dicomtree.session.messages import (
    ContentLoaded,
    IdentityToggled,
    ScanAdvanced,
    SortChosen,
)
from dicomtree.session.rows import COLUMNS
from dicomtree.settings import KeepIndex, Settings
from dicomtree.settings.folders import HOME_VARIABLE
from tests import library_phantoms
from tests.benchmarks.index import GENERATED, store_rows
from tests.screen import screen

TICK_MS = 5
PAGES = 400
SLICES = 10_000
Actions = dict[str, Callable[[], None]]
Figures = dict[str, tuple[float, float]]
"""By what was done: the longest stretch of CPU time in ms, and the seconds until it had ended."""


class Steps:
    """Does one thing after another in the window, each when the one before has ended."""

    def __init__(self, app: App, before: Actions, after: Actions) -> None:
        """What is done `before` and `after` scrolling."""
        self._app = app
        self._steps = iter((before | {"scrolling": self._begin_to_scroll} | after).items())
        self._name = ""
        self._used: list[float] = []
        self._pages_left = 0
        self._started = self._last = 0.0
        self.figures: Figures = {}
        app.shell.root.after(500, self._next)  # the window itself has been drawn by then

    def _next(self) -> None:
        self._name, do = next(self._steps, ("", None))
        if do is None:
            self._app.shell.window.write_event_value(QUIT, None)
            return
        self._used, self._started = [], time.perf_counter()
        self._last = time.thread_time()
        do()
        self._app.shell.root.after(TICK_MS, self._tick)

    def _tick(self) -> None:
        now = time.thread_time()
        self._used.append((now - self._last) * 1000)
        self._last = now
        if self._pages_left:
            self._scroll()
        elif self._app.is_drawn and not self._app.shell.tree.is_filling:
            seconds = time.perf_counter() - self._started
            self.figures[self._name] = max(self._used), seconds
            self._next()
            return
        self._app.shell.root.after(TICK_MS, self._tick)

    def _begin_to_scroll(self) -> None:
        self._pages_left = PAGES

    def _scroll(self) -> None:
        self._pages_left -= 1
        down = 1 if self._pages_left >= PAGES // 2 else -1
        self._app.shell.tree.tree.yview_scroll(down, "pages")


def main() -> None:
    """Print the figures."""
    counts = [*map(int, sys.argv[1:]), *(1_000_000, 3)[len(sys.argv) - 1 :]]
    instances, rounds = counts
    with screen() as display, tempfile.TemporaryDirectory() as home:
        os.environ["DISPLAY"], os.environ[HOME_VARIABLE] = display, home
        store_rows(instances)
        library = Library(index=True)
        library._opened.holdings.open(0, GENERATED)
        tree = library.tree
        taken = [one_round(tree) for _ in range(rounds)]
    print(f"{instances:,} instances in {len(tree.series()):,} series, medians of {rounds} rounds")
    for name in taken[0]:
        longest, seconds = zip(*(figures[name] for figures in taken), strict=True)
        print(
            f"{name:>28}  longest {statistics.median(longest):6.1f} ms"
            f"  ended after {statistics.median(seconds):6.2f} s"
        )


def one_round(tree: Tree) -> Figures:
    """Fill a window, sort it by each column, scroll it, and open a series of many slices."""
    app = App(Settings(keep_index=KeepIndex.KEEP))
    app.show()
    filling = ScanAdvanced(None, app.session.counts, tree, ())
    steps: Actions = {"filling": lambda: app.dispatch(filling)}
    sorting = ((f"by {column.title}", SortChosen(column.name)) for column in COLUMNS)
    steps |= starmap(lambda name, message: (name, lambda: app.dispatch(message)), sorting)
    stack = library_phantoms.stack(library_phantoms.frames(SLICES))
    content = SeriesContent((stack,), ())
    after: Actions = {
        f"{SLICES:,} slices": lambda: show_slices(app, tree, content),
        "their names hidden": lambda: app.dispatch(IdentityToggled()),
    }
    doing = Steps(app, steps, after)
    app.loop()
    return doing.figures


def show_slices(app: App, tree: Tree, content: SeriesContent) -> None:
    """Open the first series as if it had been stacked into one long stack."""
    key = tree.patients[0].studies[0].series[0].key
    app.dispatch(ContentLoaded(key, content))
    item = app.shell.tree.nodes.item_of(("series", key))
    assert item is not None
    app.shell.tree.open(item)


if __name__ == "__main__":
    main()
