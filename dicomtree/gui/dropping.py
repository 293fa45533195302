"""Folders and files dropped on the window, where tkdnd can be loaded."""

import logging
import tkinter
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)

Opened = Callable[[tuple[str, ...]], None]


def accept_drops(window: Any, opened: Opened) -> bool:
    """Call `opened` with the paths dropped on a toplevel; return whether dropping works here.

    The library tkinterdnd2 is optional at run time, and has tkdnd for common systems only.
    """
    try:
        from tkinterdnd2 import DND_FILES
        from tkinterdnd2.TkinterDnD import require

        require(window)
        # Importing the library has given these methods to every widget.
        window.drop_target_register(DND_FILES)
        window.dnd_bind("<<Drop>>", lambda event: drop(window, event.data, opened))
    except (ImportError, RuntimeError, tkinter.TclError) as error:
        logger.info("Dropping folders does not work here (%s)", type(error).__name__)
        return False
    return True


def drop(window: tkinter.Misc, dropped: str, opened: Opened) -> str:
    """Open what a drop names, written as a Tcl list; return what tkdnd calls the action."""
    paths = tuple(str(path) for path in window.tk.splitlist(dropped))
    if paths:
        opened(paths)
    return "copy"
