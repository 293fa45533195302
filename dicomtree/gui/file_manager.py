"""Showing a file in the system's file manager."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from dicomtree.session.messages import Message, Noticed
from dicomtree.source import split_member

PATIENCE_S = 5
ITEMS_CALL = (
    "gdbus",
    "call",
    "--session",
    "--dest=org.freedesktop.FileManager1",
    "--object-path=/org/freedesktop/FileManager1",
    "--method=org.freedesktop.FileManager1.ShowItems",
)
NO_FILE_MANAGER = "No file manager answered"


def reveal(path: str, send: Callable[[Message], None]) -> None:
    """Show a file, or the archive that holds it, marked in its folder; `send` hears of failure."""
    threading.Thread(target=_reveal, args=(path, send), name="file manager", daemon=True).start()


def _reveal(path: str, send: Callable[[Message], None]) -> None:
    member = split_member(path)
    file = path if member is None else member[0]
    if not any(_succeeds(command) for command in _commands(file)):
        send(Noticed(NO_FILE_MANAGER))


def _commands(file: str) -> list[list[str]]:
    """Return the commands to try: the first that works has shown the file."""
    if sys.platform == "win32":
        return [["explorer", f"/select,{file}"]]
    if sys.platform == "darwin":
        return [["open", "-R", file]]
    items = f"['{Path(file).as_uri()}']"
    return [[*ITEMS_CALL, items, ""], ["xdg-open", os.path.dirname(file)]]


def _succeeds(command: list[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    # Explorer answers 1 also when all is well.
    return done.returncode == 0 or command[0] == "explorer"
