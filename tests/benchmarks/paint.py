"""How long a slice takes from a change of the session to the screen: `python -m tests.benchmarks.paint`.

The pane is 800 x 800, the pictures are in memory, and a paint ends when the X server has done it.
"""

import os
import time
from collections.abc import Callable, Iterator

import numpy as np

from dicomtree.pixels import Picture
from dicomtree.session.messages import Message, SliceChosen, WindowDragged, Zoomed
from tests.pictures import axial_stack, picture, session
from tests.screen import screen
from tests.slice_pane_window import SlicePaneWindow

PAINTS = 120
COUNT = 12
PANE = (800, 844)  # the slider and the line below it take 44
BARS = {512: 6.0, 1024: 16.7, 2048: 16.7}  # ms, median (reference/gui.md, 5)


def main() -> None:
    """Measure and print."""
    with screen() as display:
        os.environ["DISPLAY"] = display
        print("size  what            p50 ms  p95 ms   bar")
        for size, bar in BARS.items():
            for what, message in WAYS.items():
                median, late = measured(size, message)
                verdict = "" if median <= bar else "   missed"
                print(f"{size:4}  {what:14} {median:7.1f} {late:7.1f} {bar:5.1f}{verdict}")


def measured(size: int, message: Callable[[int], Message]) -> tuple[float, float]:
    """Return the median and the 95th percentile of many paints, in ms."""
    stack = axial_stack(COUNT)
    pictures = dict(zip(stack.volumes[0], phantoms(size), strict=True))
    with SlicePaneWindow(
        session(stack, pictures[stack.volumes[0][0]]), pictures, size=PANE
    ) as pane:
        times = list(paints(pane, message))
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def paints(pane: SlicePaneWindow, message: Callable[[int], Message]) -> Iterator[float]:
    """Yield how long each of many changes takes to reach the screen."""
    for number in range(PAINTS):
        begun = time.perf_counter()
        pane.dispatch(message(number))
        pane.root.update()
        pane.canvas.winfo_pointerx()  # a question: its answer comes after all that was drawn
        yield (time.perf_counter() - begun) * 1000


def phantoms(size: int) -> list[Picture]:
    """Return different pictures of a round head in air, in Hounsfield units with a CT's noise."""
    random = np.random.default_rng(1)
    rows, columns = np.ogrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    head = np.where(rows**2 + columns**2 < 0.8, 40, -1000)
    return [
        picture((head + random.normal(0, 40, head.shape)).astype(np.int16)) for _ in range(COUNT)
    ]


WAYS: dict[str, Callable[[int], Message]] = {
    "next slice": lambda number: SliceChosen((number + 1) % COUNT),
    "window": lambda number: WindowDragged(2 if number % 2 else -2, 3),
    "zoom": lambda number: Zoomed(1.02 if number % 20 < 10 else 1 / 1.02, (300, 300)),
}

if __name__ == "__main__":
    main()
