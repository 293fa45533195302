"""The program's window inside the test's own process, with its real workers."""

import tkinter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from tkinter import ttk
from typing import Any

from dicomtree import settings
from dicomtree.gui.toolkit import prepare_process
from dicomtree.gui.window import App
from dicomtree.session.messages import Message, OpenRequested
from dicomtree.session.state import NodeKey, ScanState
from tests.screen import wait_until

PUMP_MS = 5


class AppWindow:
    """Answers the window's events, as its loop does, until something holds."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def root(self) -> tkinter.Toplevel:
        """The window of this moment: another look makes another one."""
        return self.app.shell.root

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the program go on until `condition` holds."""
        wait_until(lambda: self._pump() and condition(), what)

    def _pump(self) -> bool:
        event = self.app.shell.window.read(timeout=PUMP_MS)[0]
        return self.app.answer(event)

    def settle(self) -> None:
        """Let all that has been asked for be drawn."""
        self.wait_until(lambda: self.app.is_drawn, "everything drawn")

    def send(self, message: Message) -> None:
        """Let something happen, and draw what comes of it."""
        self.app.dispatch(message)
        self.settle()

    def do(self, action: str) -> None:
        """Do what a button or a key does."""
        self.app.answer(action)
        self.settle()

    def give_keys(self, widget: tkinter.Misc) -> None:
        """Give a widget the keys, for certain: another process may have them still."""
        widget.focus_force()
        self.wait_for_keys(widget)

    def wait_for_keys(self, widget: tkinter.Misc) -> None:
        """Wait until a widget has the keys, which the screen's server gives when it has time."""
        # Not focus_get(): it fails while a menu or the system's dialog has them.
        self.wait_until(
            lambda: str(widget.tk.call("focus")) == str(widget), f"the keys in {widget}"
        )

    def open(self, folder: str) -> None:
        """Open a folder and wait until all of it has been read."""
        self.send(OpenRequested((folder,)))
        done = (ScanState.DONE, ScanState.EMPTY, ScanState.NO_DICOM, ScanState.MISSING)
        self.wait_until(
            lambda: any(root.state in done for root in self.app.session.roots), "the folder read"
        )
        self.settle()

    def show_series(self, place: int = 0) -> NodeKey:
        """Choose a series of the tree and wait for its picture; return its key."""
        from dicomtree.session.messages import NodeSelected

        key: NodeKey = ("series", self.app.session.tree.series()[place].key)
        self.send(NodeSelected(key))
        self.wait_until(self._has_picture, "a picture")
        return key

    def _has_picture(self) -> bool:
        viewer = self.app.session.viewer
        return viewer is not None and viewer.picture is not None

    def all_texts(self) -> str:
        """Return every text that a widget of the window shows."""
        return "\n".join(_texts(self.root))


@contextmanager
def app_window(**chosen: object) -> Iterator[AppWindow]:
    """Start the program with these choices; fail if any of its callbacks fails."""
    prepare_process()
    app = App(replace(settings.Settings(theme=settings.Theme.DARK), **chosen))  # type: ignore[arg-type]
    app.show()
    window = AppWindow(app)
    window.settle()
    try:
        yield window
        assert app.failures == 0
    finally:
        app.close()


def _texts(widget: tkinter.Misc) -> Iterator[str]:
    if isinstance(widget, ttk.Treeview):
        yield from _rows(widget, "")
    elif isinstance(widget, tkinter.Canvas):
        canvas: Any = widget  # its itemcget has no types
        for item in canvas.find_all():
            if canvas.type(item) == "text" and canvas.itemcget(item, "state") != "hidden":
                yield str(canvas.itemcget(item, "text"))
    elif isinstance(widget, tkinter.Label | ttk.Button):
        yield str(widget.cget("text"))
    if widget.winfo_class() == "Toplevel":
        yield str(widget.winfo_toplevel().title())
    for child in widget.winfo_children():
        yield from _texts(child)


def _rows(tree: ttk.Treeview, item: str) -> Iterator[str]:
    for child in tree.get_children(item):
        yield f"{tree.item(child, 'text')} {tree.item(child, 'values')}"
        yield from _rows(tree, child)
