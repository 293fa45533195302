"""Asking for a folder: by the desktop's own dialog where there is one, else by Tk's."""

import os
import shutil
import subprocess
import sys
import threading
import tkinter
from collections.abc import Callable
from tkinter import filedialog

TITLE = "Open a folder of DICOM files"
CHOSEN = 0  # the exit status of both programs


class FolderChooser:
    """Asks, one question at a time; `chosen` is called with the folder, from any thread.

    With `is_new` the folder need not be there yet.
    """

    def __init__(
        self, chosen: Callable[[str], None], title: str = TITLE, *, is_new: bool = False
    ) -> None:
        self._chosen = chosen
        self._title = title
        self._is_new = is_new
        self._asking = threading.Lock()

    def ask(self, parent: tkinter.Misc, start: str | None) -> None:
        """Ask for a folder, beginning at `start`."""
        command = desktop_command(start, self._title)
        if command is None:
            self._ask_by_tk(parent, start)
        elif self._asking.acquire(blocking=False):
            task = threading.Thread(target=self._ask_by_desktop, args=(command,), daemon=True)
            task.start()

    @property
    def is_asking(self) -> bool:
        """Whether a question of the desktop's is still open."""
        return self._asking.locked()

    def _ask_by_tk(self, parent: tkinter.Misc, start: str | None) -> None:
        """Ask by the dialog that Tk has: Windows' and macOS's own, on X11 one of Tk's making."""
        folder = filedialog.askdirectory(
            parent=parent, title=self._title, mustexist=not self._is_new, initialdir=start
        )
        if folder:
            self._chosen(folder)

    def _ask_by_desktop(self, command: list[str]) -> None:
        try:
            done = subprocess.run(command, capture_output=True, check=False)
            folder = os.fsdecode(done.stdout).removesuffix("\n")
            if done.returncode == CHOSEN and folder:
                self._chosen(folder)
        finally:
            self._asking.release()


def desktop_command(start: str | None, title: str = TITLE) -> list[str] | None:
    """Return the command that asks for a folder on this desktop, None where Tk has to ask."""
    if sys.platform in ("win32", "darwin"):
        return None
    place = os.path.join(start or os.path.expanduser("~"), "")
    commands = [
        ["zenity", "--file-selection", "--directory", f"--title={title}", f"--filename={place}"],
        ["kdialog", "--title", title, "--getexistingdirectory", place],
    ]
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", ""):
        commands.reverse()
    return next((command for command in commands if shutil.which(command[0])), None)
