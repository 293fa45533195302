"""Whether small pictures delay scrolling or scanning: `python -m tests.benchmarks.thumbnails [ROUNDS]`.

A study of 300 JPEG Lossless slices, the skull of the corpus, and of 150 further series, each one
frame of 1024 x 1024 in JPEG Lossless. It is scrolled as in tests.benchmarks.scrolling, at a stretch
and in bursts of 30 with rests in which small pictures are begun; then a folder of 20,000 headers is
opened while small pictures are still being made. In turns with and without small pictures, medians
of ROUNDS (default 3).
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from pydicom import dcmread

from dicomtree.gui.window import QUIT, App
from dicomtree.session.messages import NodeSelected, OpenRequested
from dicomtree.settings import Settings
from tests.benchmarks.corpora import write_corpus
from tests.benchmarks.frames_of_many import by_gdcm
from tests.benchmarks.scrolling import SKULL, SLICES, corpus, scroll
from tests.picture_files import compressed
from tests.screen import screen

BURST = 30
SERIES, SIDE = 150, 1024
HEADERS = 20_000
POLL_MS = 5
OF_STUDY = ("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyInstanceUID")


def main() -> None:
    """Print the figures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with screen() as display, tempfile.TemporaryDirectory() as name:
        os.environ["DISPLAY"] = display
        study, headers = Path(name) / "study", Path(name) / "headers"
        write_study(study)
        headers.mkdir()
        write_corpus(headers, HEADERS)
        for burst in (0, BURST):
            how = f"bursts of {burst}" if burst else "a stretch"
            for shown, (share, made) in in_turns(rounds, scrolled, study, burst).items():
                print(f"{how:>12}, {shown}: {share:.1%} in time, {made:.0f} made meanwhile")
        for shown, (seconds, made) in in_turns(rounds, opened, study, headers).items():
            print(f"{HEADERS} headers, {shown}: {seconds:.2f} s, {made:.0f} made before the end")


def in_turns(rounds: int, work: Any, *arguments: Any) -> dict[str, tuple[float, float]]:
    """Return the medians of what `work` returns with and without small pictures."""
    found: dict[str, list[tuple[float, float]]] = {"with": [], "without": []}
    for _ in range(rounds):
        for shown, results in found.items():
            with tempfile.TemporaryDirectory() as home:
                os.environ["DICOMTREE_HOME"] = home
                results.append(work(*arguments, shown == "with"))
    return {
        shown: (
            statistics.median(one for one, _ in results),
            statistics.median(b for _, b in results),
        )
        for shown, results in found.items()
    }


def scrolled(study: Path, burst: int, shown: bool) -> tuple[float, float]:
    """Scroll; return the share painted in time, and how many small pictures came meanwhile."""
    scrolling = scroll(study, thumbnails=shown, burst=burst)
    return scrolling.share, scrolling.small_pictures


def opened(study: Path, headers: Path, shown: bool) -> tuple[float, float]:
    """Open the headers while small pictures are made; return seconds, and how many came by then."""
    app = App(Settings(thumbnails=shown))
    app.show()
    root = app.shell.root
    times: list[float] = []
    made: list[int] = []

    def wait_for_study() -> None:
        if app.session.scanning or not app.session.tree.patients:
            root.after(POLL_MS, wait_for_study)
            return
        app.dispatch(NodeSelected(("series", app.session.tree.series()[0].key)))
        root.after(1000, begin)

    def begin() -> None:
        times.append(time.perf_counter())
        app.dispatch(OpenRequested((str(headers),)))
        wait_for_headers()

    def wait_for_headers() -> None:
        if app.session.counts.files < HEADERS or app.session.scanning:
            root.after(POLL_MS, wait_for_headers)
            return
        times.append(time.perf_counter())
        made.append(len(app.session.thumbnails))
        app.shell.window.write_event_value(QUIT, None)

    app.dispatch(OpenRequested((str(study),)))
    wait_for_study()
    app.loop()
    return times[1] - times[0], made[0]


def write_study(folder: Path) -> None:
    """Write the skull and further series of the same study."""
    folder.mkdir()
    source = corpus() / SKULL
    for number in range(2, SLICES + 2):
        shutil.copyfile(source / f"I{number}", folder / f"I{number}")
    skull = dcmread(source / "I2", stop_before_pixels=True)
    noise = np.random.default_rng(1).normal(1000, 40, (SIDE, SIDE)).astype(np.uint16)
    frame = by_gdcm(noise, folder, "JPEGLosslessProcess14_1", BitsStored=12, HighBit=11)
    (folder / "native").unlink()
    (folder / "compressed").unlink()
    data_set = frame.data_set
    for keyword in OF_STUDY:
        setattr(data_set, keyword, skull.get(keyword, ""))
    for number in range(SERIES):
        data_set.SOPInstanceUID = f"1.2.3.{number}"
        data_set.SeriesInstanceUID = f"1.2.4.{number}"
        data_set.SeriesNumber = 100 + number
        compressed(folder / f"series{number}", data_set, [frame.stream], frame.syntax)


if __name__ == "__main__":
    main()
