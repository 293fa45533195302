"""A window with nothing but the slice pane, and the session around it."""

import gc
import tkinter
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageGrab

from dicomtree.gui import style as styles
from dicomtree.gui.counter import counted
from dicomtree.gui.slice_pane import SlicePane
from dicomtree.gui.toolkit import hidden_root, sg
from dicomtree.model import FrameRef
from dicomtree.pixels import Picture, default_window
from dicomtree.session.effects import CountEffect, LoadPicture
from dicomtree.session.messages import Message, PictureReady
from dicomtree.session.state import Session
from dicomtree.session.update import update
from tests.screen import wait_until


class SlicePaneWindow:
    """The pane in a window, drawn once per idle moment as the program's window draws it.

    `pictures` are what the loader would find; a frame that is not among them never arrives.
    A text stands for the reason why there is no picture.
    """

    def __init__(
        self,
        session: Session,
        pictures: Mapping[FrameRef, Picture | str] | None = None,
        *,
        size: tuple[int, int] = (420, 440),
        text_percent: int = 100,
    ) -> None:
        self.session = session
        self.pictures = dict(pictures or {})
        self.messages: list[Message] = []
        self.revealed: list[tuple[int, str]] = []
        self.faults: list[BaseException] = []
        self.draws = 0
        self._drawn: Session | None = None
        self._due = False
        style = styles.make_style(hidden_root(), "dark", text_percent)
        styles.apply(hidden_root(), style)
        self.pane = SlicePane(self.dispatch, style, self._reveal, self.dispatch)
        self._window = sg.Window(
            "slice pane", [[self.pane.element]], size=size, margins=(0, 0), finalize=True
        )
        self.root: tkinter.Toplevel = self._window.TKroot
        # Tk calls this on the object it was asked through, and that may be any widget's root.
        hidden_root().report_callback_exception = self._fault
        self.canvas: tkinter.Canvas = self.pane.canvas
        self.pane.attach()
        self._request()
        self.settle()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.pane.close()
        self._window.close()
        del self.pane, self._window
        gc.collect()  # Tk's variables must not be collected on a worker's thread
        if self.faults:
            raise self.faults[0]

    def dispatch(self, message: Message) -> None:
        self.messages.append(message)
        self._take(message)
        self._request()

    def show(self, session: Session) -> None:
        """Draw another session, as after messages that are not the pane's."""
        self.session = session
        self._request()
        self.settle()

    def settle(self) -> None:
        """Let Tk do all that is due, and return when the window has been drawn."""
        wait_until(lambda: self.step() and not self._due, "the pane drawn")

    def grab(self) -> NDArray[np.uint8]:
        """Return what the screen shows of the canvas: (rows, columns, 3)."""
        self.root.lift()
        self.settle()
        left, top = self.canvas.winfo_rootx(), self.canvas.winfo_rooty()
        right, bottom = left + self.canvas.winfo_width(), top + self.canvas.winfo_height()
        display = self.root.winfo_screen().partition(".")[0]
        image: Image.Image = ImageGrab.grab((left, top, right, bottom), xdisplay=display)
        return np.asarray(image.convert("RGB"))

    def focus(self) -> None:
        """Give the keys to the picture, for certain."""
        self.canvas.focus_force()
        wait_until(lambda: self.step() and self.canvas.focus_get() is self.canvas, "focus")

    def event(self, sequence: str, **details: Any) -> None:
        """Let the canvas see an event, at once."""
        self.canvas.event_generate(sequence, **details)
        self.settle()

    def step(self) -> bool:
        """Let Tk do what is due now."""
        self.root.update()
        return True

    def _take(self, message: Message) -> None:
        self.session, effects = update(self.session, message)
        for effect in effects:
            if isinstance(effect, LoadPicture) and effect.frame in self.pictures:
                self._take(_answer(effect.frame, self.pictures[effect.frame]))
            elif isinstance(effect, CountEffect):
                self._take(counted(effect))

    def _request(self) -> None:
        if not self._due:
            self._due = True
            self.root.after_idle(self._draw)

    def _draw(self) -> None:
        self._due = False
        self.draws += 1
        drawn, self._drawn = self._drawn, self.session
        self.pane.draw(self.session, drawn)

    def _reveal(self, root: int, path: str) -> None:
        self.revealed.append((root, path))

    def _fault(
        self, _: type[BaseException], fault: BaseException, __: TracebackType | None
    ) -> None:
        self.faults.append(fault)


def _answer(frame: FrameRef, found: Picture | str) -> PictureReady:
    if isinstance(found, str):
        return PictureReady(frame, None, found)
    return PictureReady(frame, found, None, default_window(found))
