"""How free the window's own thread stays while a folder is read and slices are paged.

    python -m tests.benchmarks.window [FILES] [ROUNDS]

It makes FILES (default 40,000) CT slices in a temporary folder, opens them in a real window on a
screen of its own, shows the first series that comes, and rolls the wheel all the while.
Between two ticks of 5 ms it takes the CPU time of the main thread alone, which other load on the
machine hardly changes. Medians of ROUNDS (default 5).
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from dicomtree.gui.window import QUIT, App
from dicomtree.library import Library
from dicomtree.model import Tree
from dicomtree.session.messages import (
    NodeSelected,
    OpenRequested,
    ScanAdvanced,
    SliceStepped,
)
from dicomtree.settings import Settings
from tests import library_phantoms
from tests.benchmarks.corpora import write_corpus
from tests.benchmarks.index import GENERATED, store_rows
from tests.screen import screen

TICK_MS = 5
TREE_SERIES = 5000
MANY_INSTANCES = 1_000_000


class Ticker:
    """Notes how much CPU time the main thread used between ticks, and rolls the wheel."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.used_ms: list[float] = []
        self._last = time.thread_time()
        self._direction = 1
        self._runs = True
        self._tick()

    def stop(self) -> None:
        """Tick no more: the window is about to close."""
        self._runs = False

    def _tick(self) -> None:
        now = time.thread_time()
        self.used_ms.append((now - self._last) * 1000)
        self._last = now
        if self._runs:
            self._page()
            self._app.shell.root.after(TICK_MS, self._tick)

    def _page(self) -> None:
        before = self._app.session.viewer
        self._app.dispatch(SliceStepped(self._direction))
        if before is not None and self._app.session.viewer == before:
            self._direction = -self._direction  # at an end


def main() -> None:
    """Print the figures."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 40_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with screen() as display, tempfile.TemporaryDirectory() as folder:
        os.environ["DISPLAY"] = display
        os.environ["DICOMTREE_HOME"] = str(Path(folder) / "home")
        (Path(folder) / "data").mkdir()
        write_corpus(Path(folder) / "data", files)
        measured = [while_reading(Path(folder) / "data") for _ in range(rounds)]
        names = ("first row ms", "p50 ms", "p99 ms", "max ms", "reading s")
        for name, values in zip(names, zip(*measured, strict=True), strict=True):
            spread = f"{min(values):.1f}-{max(values):.1f}"
            print(f"{name:>14}  median {statistics.median(values):8.1f}  ({spread})")
        for title, tree in (
            (f"one study of {TREE_SERIES:,} series", large_tree()),
            (f"{MANY_INSTANCES:,} instances out of the index", tree_of_many()),
        ):
            fills = [filled(tree) for _ in range(rounds)]
            print(f"{title}: {statistics.median(ms for ms, _ in fills):.0f} ms to the rows,")
            print(f"  at most {max(mb for _, mb in fills):.0f} MB over the model")


def while_reading(folder: Path) -> tuple[float, ...]:
    """Read the folder with the wheel rolling; return (first row, p50, p99, max in ms, seconds)."""
    # Each round has a home of its own: what the index holds would not be read again.
    os.environ["DICOMTREE_HOME"] = tempfile.mkdtemp(dir=folder.parent)
    app = App(Settings())
    app.show()
    root = app.shell.root
    started = time.perf_counter()
    reached: dict[str, float] = {}
    ticker = Ticker(app)

    def watch() -> None:
        now = time.perf_counter()
        series = app.session.tree.series()
        if series and "row" not in reached:
            reached["row"] = now
            app.dispatch(NodeSelected(("series", series[0].key)))
        if series and not app.session.scanning:
            reached["end"] = now
            ticker.stop()
            app.shell.window.write_event_value(QUIT, None)
        else:
            root.after(TICK_MS, watch)

    app.dispatch(OpenRequested((str(folder),)))
    watch()
    app.loop()
    used = sorted(ticker.used_ms)
    p50, p99 = used[len(used) // 2], used[len(used) * 99 // 100]
    return (reached["row"] - started) * 1000, p50, p99, used[-1], reached["end"] - started


def filled(tree: Tree) -> tuple[float, float]:
    """Return the ms from a tree to its rows standing in the widget, and the MB that they take."""
    app = App(Settings())
    app.show()
    root = app.shell.root
    ends: list[float] = []
    resident: list[float] = []

    def watch() -> None:
        if app.session.tree is tree and not app.shell.tree.is_filling:
            ends.append(time.perf_counter())
            resident.append(resident_mb())
            app.shell.window.write_event_value(QUIT, None)
        else:
            root.after(TICK_MS, watch)

    def start() -> None:
        resident.append(resident_mb())
        ends.append(time.perf_counter())
        app.dispatch(ScanAdvanced(None, app.session.counts, tree, ()))
        root.after(TICK_MS, watch)

    root.after(500, start)  # the window itself has been drawn by then
    app.loop()
    return (ends[1] - ends[0]) * 1000, resident[1] - resident[0]


def resident_mb() -> float:
    """Return the memory that this process has in use."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def tree_of_many() -> Tree:
    """Return a million generated instances in 10,000 series as the index restores them."""
    store_rows(MANY_INSTANCES)
    library = Library(index=True)
    library._opened.holdings.open(0, GENERATED)
    return library.tree


def large_tree() -> Tree:
    """Return one patient with one study of many series."""
    return library_phantoms.tree(*(library_phantoms.series(key) for key in range(TREE_SERIES)))


if __name__ == "__main__":
    main()
