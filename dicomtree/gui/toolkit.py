"""The one import of PySimpleGUI, with the process-wide settings that it changes put back."""

import ctypes
import ssl
import sys
import tkinter
import warnings
from typing import Any

APPLICATION_ID = "DicomTree"


def _import_pysimplegui() -> Any:
    """Import PySimpleGUI and undo what it does to TLS and to warnings (reference/gui.md, 1)."""
    make_context = ssl._create_default_https_context  # noqa: SLF001 - what it replaces
    with warnings.catch_warnings():
        import PySimpleGUI
    ssl._create_default_https_context = make_context  # noqa: SLF001
    return PySimpleGUI


sg: Any = _import_pysimplegui()


def hidden_root() -> tkinter.Tk:
    """Return the invisible window that owns all others; made when first asked for."""
    sg.Window.get_screen_size()
    root: tkinter.Tk = sg.Window.hidden_master_root
    return root


def prepare_process() -> None:
    """Set what must stand before the first window; on Windows also the screen's true scale."""
    sg.set_options(
        suppress_error_popups=True,
        suppress_raise_key_errors=False,
        suppress_key_guessing=True,
    )
    if sys.platform == "win32":
        # PySimpleGUI's own dpi_awareness does nothing where Windows calls itself 11.
        ctypes.windll.shcore.SetProcessDpiAwareness(1)
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APPLICATION_ID)
