"""Large pictures painted without haste, in a thread: 13 million pixels in colours take 0.1 s."""

import copy
import queue
import tkinter
from collections.abc import Callable
from typing import NamedTuple

from dicomtree.gui.background import Lane
from dicomtree.gui.picture_painter import Look, Painted, PicturePainter
from dicomtree.session.viewport import Viewport

LOOK_EVERY_MS = 10

View = tuple[Look, Viewport]


class Smoothed(NamedTuple):
    """A view painted smoothly, None where nothing of it is to be seen, and what painted it."""

    view: View
    painter: PicturePainter
    painted: Painted | None


class Smoothing:
    """Paints one view at a time and calls `done` with it, on the window's thread.

    While it is `busy`, nothing else may begin. `failed` is called from the thread that paints.
    """

    def __init__(
        self,
        canvas: tkinter.Canvas,
        done: Callable[[Smoothed], None],
        failed: Callable[[str], None],
    ) -> None:
        self._canvas, self._done = canvas, done
        self._lane = Lane("painting", failed)
        self._answers: queue.SimpleQueue[Smoothed | None] = queue.SimpleQueue()
        self._timer: str | None = None

    @property
    def busy(self) -> bool:
        """Whether a view is being painted."""
        return self._timer is not None

    def begin(self, painter: PicturePainter, view: View) -> None:
        """Begin to paint by a copy of `painter`, which stays as it is; returns at once."""
        mine, answers = copy.copy(painter), self._answers
        self._lane.put(lambda: _paint(mine, view, answers))
        self._look_later()

    def close(self) -> None:
        """End; nothing is told any more."""
        self._lane.close()
        if self._timer is not None:
            self._canvas.after_cancel(self._timer)
            self._timer = None

    def _look_later(self) -> None:
        self._timer = self._canvas.after(LOOK_EVERY_MS, self._look)

    def _look(self) -> None:
        try:
            answer = self._answers.get_nowait()
        except queue.Empty:
            self._look_later()
            return
        self._timer = None
        if answer is not None:
            self._done(answer)


def _paint(
    painter: PicturePainter, view: View, answers: "queue.SimpleQueue[Smoothed | None]"
) -> None:
    answer = None
    try:
        answer = Smoothed(view, painter, painter.paint(*view, moving=False))
    finally:
        answers.put(answer)
