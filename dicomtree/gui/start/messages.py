"""What is said when the window cannot: on the console, or in a box where there is none."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys

from dicomtree.gui.start.mending import System, commands
from dicomtree.gui.start.preconditions import OLDEST_PYTHON, Missing

TITLE = "DicomTree"


def explain(missing: Missing, system: System) -> str:
    """Return the one message: everything that is missing, and the command that mends it."""
    lines = [f"DicomTree cannot start with {system.executable}. Missing:"]
    lines += [f"  - {what}" for what in _list(missing)]
    steps = commands(missing, system)
    if steps:
        # PowerShell before version 7 knows no `&&`.
        joined = "\n  ".join(steps) if system.platform == "win32" else " && ".join(steps)
        lines += ["", "This command mends it:" if len(steps) == 1 else "These commands mend it:"]
        lines += ["", f"  {joined}"]
    if missing.tkinter and not steps:
        lines += ["", "Python from https://www.python.org/downloads/ comes with tkinter."]
    if missing.display:
        lines += ["", "There is a display in a desktop session, and over `ssh -X`."]
    return "\n".join(lines)


def _list(missing: Missing) -> list[str]:
    oldest = ".".join(map(str, OLDEST_PYTHON))
    found = [
        (f"Python {oldest} or newer", missing.python),
        ("tkinter, Python's way to windows", missing.tkinter),
        *((line, "") for line in missing.requirements),
        ("a display", missing.display),
    ]
    return [f"{what} ({why})" if why else what for what, why in found if why is not None]


def tell(message: str) -> None:
    """Say it on standard error and, where nobody reads that, in a message box."""
    if sys.stderr is not None:
        sys.stderr.write(message + "\n")
    if not has_console():
        show_box(message)


def has_console() -> bool:
    """Return whether somebody can read standard error: a terminal, a pipe or a file."""
    if sys.stderr is None:  # pythonw
        return False
    try:
        if sys.stderr.isatty():
            return not _console_is_ours_alone()
        mode = os.fstat(sys.stderr.fileno()).st_mode
    except (OSError, ValueError):
        return True  # something that stands in for a stream: whoever put it there reads it
    # A program started by a click has the null device there, or the system's journal.
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def _console_is_ours_alone() -> bool:
    """Return whether the console came with a double click and goes with the program."""
    if sys.platform != "win32":
        return False
    import ctypes

    # At most python.exe and the py launcher are attached: no shell.
    return ctypes.windll.kernel32.GetConsoleProcessList((ctypes.c_uint32 * 3)(), 3) <= 2


def show_box(message: str) -> None:
    """Show a message box and wait until it is closed; without any means of it, do nothing."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, message, TITLE, 0x10)  # with the sign of an error
        return
    if not _show_tk_box(message):
        _show_system_box(message)


def _show_tk_box(message: str) -> bool:
    try:
        import tkinter
        from tkinter import messagebox
    except ImportError:
        return False
    try:
        root = tkinter.Tk()
    except tkinter.TclError:
        return False
    root.withdraw()
    headline, _, detail = message.partition("\n")  # the headline is bold, the rest is not
    messagebox.showerror(TITLE, headline, detail=detail, parent=root)
    root.destroy()
    return True


def _show_system_box(message: str) -> None:
    """Show it with what desktops bring along, where this Python has no tkinter."""
    script = "on run argv\ndisplay alert (item 1 of argv) as critical\nend run"
    for command in (
        ["osascript", "-e", script, message],
        ["zenity", "--error", "--no-markup", "--title", TITLE, "--text", message],
        ["kdialog", "--title", TITLE, "--error", message],
        ["xmessage", "-title", TITLE, message],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, capture_output=True, check=False)
            return
