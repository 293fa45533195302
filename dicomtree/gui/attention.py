"""Notices when the user comes back from another program."""

import tkinter
from collections.abc import Callable


class Attention:
    """Calls `returned` when the window has the keys again after no window of ours had them."""

    def __init__(self, window: tkinter.Toplevel, returned: Callable[[], None]) -> None:
        self._window = window
        self._returned = returned
        self._is_away = False
        window.bind("<FocusOut>", self._lost, add="+")
        window.bind("<FocusIn>", self._got, add="+")

    def _lost(self, _: object) -> None:
        # Between two windows of ours nobody has the keys: only once idle it is clear who has.
        self._window.after_idle(self._look)

    def _look(self) -> None:
        if self._window.winfo_exists():
            # Not focus_displayof(): it knows no name for the windows that Tk makes itself.
            self._is_away = not self._window.tk.call("focus", "-displayof", self._window)

    def _got(self, _: object) -> None:
        if self._is_away:
            self._is_away = False
            self._returned()
