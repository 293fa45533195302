"""How long a slice takes from a change of the session to the screen: `python -m tests.benchmarks.paint`.

The pictures are in memory, and a paint ends when the X server has done it.
"""

import os
import time
import tkinter
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image, ImageTk

from dicomtree.gui.picture_painter import Look, PicturePainter
from dicomtree.pixels import Picture, Window
from dicomtree.session.messages import Message, SliceChosen, WindowDragged, Zoomed
from tests.pictures import axial_stack, picture, session
from tests.screen import screen
from tests.slice_pane_window import SlicePaneWindow

PAINTS = 120
COUNT = 12
STRIP = 44  # what the slider and the line below it take of the pane's height
CASES = ((512, 600, 6.0), (512, 800, 6.0), (1024, 800, 16.7), (2048, 800, 16.7))
"""Rows and columns of the picture, width and height of the pane, and the bar for the median in ms."""

LARGE, DRAGS, SMOOTH_BY_S, LONGEST_STEP = (4096, 3328), 12, 0.6, 16.7


def main() -> None:
    """Measure and print."""
    with screen() as display:
        os.environ["DISPLAY"] = display
        print(f"A bare image of 800 x 800 through Tk: {bare_paste():.1f} ms")
        print("picture pane  what            p50 ms  p95 ms   bar")
        for size, pane, bar in CASES:
            for what, message in WAYS.items():
                median, late = measured(size, pane, message)
                verdict = "" if median <= bar else "   missed"
                numbers = f"{median:7.1f} {late:7.1f} {bar:5.1f}{verdict}"
                print(f"{size:7} {pane:4}  {what:14} {numbers}", flush=True)
        busy, whole = smoothed()
        verdict = "" if busy <= LONGEST_STEP else "   missed"
        print(
            f"13 megapixels in colours, smooth again: the window's thread busy {busy:.1f} ms at most"
        )
        print(f"at a time (bar {LONGEST_STEP:.1f}); painted there, {whole:.0f} ms{verdict}")


def bare_paste() -> float:
    """Return the median time, in ms, that Tk alone needs: what this machine can do at best."""
    greys = [Image.new("L", (800, 800), grey) for grey in (50, 60)]
    canvas = tkinter.Canvas(width=800, height=800, highlightthickness=0)
    canvas.pack()
    photo = ImageTk.PhotoImage(greys[0], master=canvas)
    canvas.create_image(0, 0, anchor="nw", image=photo)
    times = []
    for number in range(PAINTS):
        begun = time.perf_counter()
        photo.paste(greys[number % 2])
        canvas.update()
        canvas.winfo_pointerx()
        times.append((time.perf_counter() - begun) * 1000)
    canvas.master.destroy()
    return float(np.median(times))


def measured(size: int, width: int, message: Callable[[int], Message]) -> tuple[float, float]:
    """Return the median and the 95th percentile of many paints, in ms."""
    stack = axial_stack(COUNT)
    pictures = dict(zip(stack.volumes[0], phantoms(size), strict=True))
    with SlicePaneWindow(
        session(stack, pictures[stack.volumes[0][0]]), pictures, size=(width, width + STRIP)
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


def smoothed() -> tuple[float, float]:
    """Return the window thread's longest step after drags of a large picture's window, in ms.

    And what painting it takes there. Both in time of the processor, as medians.
    """
    values = np.random.default_rng(1).integers(0, 4096, LARGE).astype(np.uint16)
    large = picture(values, windows=(Window(2000, 3000),))
    longest, whole = [], []
    with SlicePaneWindow(session(axial_stack(1), large, colormap="hot"), size=(900, 800)) as pane:
        for _ in range(DRAGS):
            pane.dispatch(WindowDragged(10, 3))
            longest.append(max(steps(pane, SMOOTH_BY_S)))
            viewer = pane.session.viewer
            assert viewer is not None
            begun = time.thread_time()
            look = Look(large, viewer.window, False, False, "hot")
            PicturePainter().paint(look, viewer.viewport, moving=False)
            whole.append((time.thread_time() - begun) * 1000)
    return float(np.median(longest)), float(np.median(whole))


def steps(pane: SlicePaneWindow, seconds: float) -> Iterator[float]:
    """Yield how long the window's thread is busy at a time, for so many seconds."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.thread_time()
        pane.root.update()
        yield (time.thread_time() - begun) * 1000


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
