"""How soon a header is on the screen: `python -m tests.benchmarks.inspector [FRAMES]`.

From asking the reader's process to the rows drawn by the X server; the process runs already. The
reference is pydicom in this process: `dcmread` without pixels, and every element's text once.
"""

import os
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pydicom import dcmread

from dicomtree import scanner
from dicomtree.gui import style as styles
from dicomtree.gui.attribute_list import AttributeList, InspectorMemory
from dicomtree.gui.toolkit import hidden_root, sg
from dicomtree.session.state import Session
from tests.benchmarks.measured import report, seconds
from tests.dicom_bytes import data_set, element, instance_elements, item, part10, sequence
from tests.screen import screen

ROUNDS = 5
LONGEST_OPENING_S = 2.0
PER_FRAME = 0x52009230


def main() -> None:
    """Print the figures."""
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with screen() as display, tempfile.TemporaryDirectory() as folder:
        os.environ["DISPLAY"] = display
        inspector = _Inspector()
        enhanced(inspector, Path(folder) / "enhanced", frames)
        for name, elements in hostile().items():
            path = write(Path(folder) / "hostile", elements)
            taken = median(lambda path=path: inspector.show(path))  # type: ignore[misc]
            report(f"hostile: {name}, s", taken, most=LONGEST_OPENING_S)


def enhanced(inspector: "_Inspector", place: Path, frames: int) -> None:
    """Measure an enhanced object of so many frames."""
    path = write(place, sequence(PER_FRAME, *map(frame, range(1, frames + 1))))
    inspector.show(path)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: inspector.show(path)))
        theirs.append(seconds(lambda: by_pydicom(path)))
    print(f"{frames:,} frames, {place.stat().st_size / 1e6:.1f} MB")
    mine, reference = statistics.median(ours), statistics.median(theirs)
    report("header on the screen, s", mine, most=LONGEST_OPENING_S)
    print(f"{'pydicom: read and walk, s':58} {reference:8.2f}   ours takes {mine / reference:.3f}")
    last = frames // 100 * 100 - 99
    report("the last 100 items, s", median(lambda: scanner.read_items(path, (PER_FRAME,), last)))
    for is_deep in (False, True):
        where = "all items" if is_deep else "what is shown"
        report(f"search of {where}, s", median(lambda deep=is_deep: search(path, deep)))  # type: ignore[misc]


def frame(number: int) -> bytes:
    """Return the functional groups of one frame: five sequences, eleven elements."""
    place = sequence(0x00209113, item(element(0x00200032, "DS", f"0\\0\\{number}".encode())))
    content = sequence(
        0x00209111,
        item(
            element(0x00189074, "DT", b"20210616105739.100000")
            + element(0x00209157, "UL", number.to_bytes(4, "little") * 2)
            + element(0x00209056, "SH", b"1")
            + element(0x00209057, "UL", number.to_bytes(4, "little"))
        ),
    )
    plane = sequence(0x00209116, item(element(0x00200037, "DS", b"1\\0\\0\\0\\1\\0")))
    measures = sequence(
        0x00289110,
        item(element(0x00180050, "DS", b"7") + element(0x00280030, "DS", b"1.48\\1.48")),
    )
    window = sequence(
        0x00289132,
        item(element(0x00281050, "DS", b"1049") + element(0x00281051, "DS", b"1823")),
    )
    return item(content + place + plane + measures + window)


def hostile() -> dict[str, bytes]:
    """Return what a header may hold that is made to stop a program."""
    head = element(0x00281140, "SQ", b"", length=0xFFFFFFFF) + b"\xfe\xff\x00\xe0" + b"\xff" * 4
    return {
        "10,000 levels": head * 10_000,
        "a million elements": element(0x00291001, "LO", b"") * 1_000_000,
        "values of 2 MB": element(0x00291001, "UT", b"x\\" * (1 << 20)) * 2,
        "texts wider than a window": element(0x00291001, "UT", b"W" * 60_000) * 200,
    }


def write(path: Path, elements: bytes) -> str:
    """Write a header with these elements at its end; return its path."""
    path.write_bytes(part10(data_set(instance_elements()[:-1]) + elements))
    return str(path)


def by_pydicom(path: str) -> int:
    """Read a header with pydicom and turn every value into text, as a viewer does."""
    read = dcmread(path, stop_before_pixels=True)
    return sum(len(one.repval) for one in read.iterall() if one.VR != "SQ")


def search(path: str, is_deep: bool) -> None:
    """Look for a name."""
    scanner.search_attributes(path, "position", is_deep=is_deep, cancel=threading.Event())


def median(work: Callable[[], object]) -> float:
    """Return the median of the seconds of a few runs."""
    return statistics.median(seconds(work) for _ in range(ROUNDS))


class _Inspector:
    """The list of attributes in a window of its own."""

    def __init__(self) -> None:
        style = styles.make_style(hidden_root(), "dark", 100)
        styles.apply(hidden_root(), style)
        self._view = AttributeList(style, lambda _: None, InspectorMemory())
        self._window = sg.Window(
            "inspector",
            [[self._view.element]],
            size=(520, 800),
            finalize=True,
            ttk_theme=styles.TTK_THEME,
        )
        self._view.attach()
        self._drawn: Session | None = None

    def show(self, path: str) -> None:
        """Read a header and draw it, in place of what stands there."""
        session = replace(Session(), attributes=scanner.read_attributes(path))
        self._view.draw(session, self._drawn)
        self._drawn = session
        self._window.TKroot.update()
        self._window.TKroot.winfo_pointerx()  # the X server has drawn when it answers


if __name__ == "__main__":
    main()
