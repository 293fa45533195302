"""Documents inside DICOM files: a copy where the user says, or opened by the system's program."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from dicomtree.documents import copy_embedded
from dicomtree.gui.saving import reason_unwritten
from dicomtree.pixels import NoPicture
from dicomtree.publish import new_file
from dicomtree.session.messages import Message, Noticed

Send = Callable[[Message], None]

NO_PROGRAM = "No program here opens such documents; “Save a copy…” works."


def save_copy(path: str, target: str, roots: Sequence[str], send: Send) -> None:
    """Write the document inside `path` to a new file, never under one of the opened `roots`."""
    _in_background(lambda: _save(path, Path(target), roots), send)


def open_copy(path: str, suffix: str, send: Send) -> None:
    """Let the system open a copy of the document, which is removed when the program ends."""
    _in_background(lambda: _open(path, suffix), send)


def _in_background(work: Callable[[], str], send: Send) -> None:
    def run() -> None:
        send(Noticed(work()))

    threading.Thread(target=run, name="document", daemon=True).start()


def _save(path: str, target: Path, roots: Sequence[str]) -> str:
    def write(place: Path) -> None:
        with new_file(place) as file:
            copy_embedded(path, file)

    try:
        return reason_unwritten(target, roots, write) or "Document saved."
    except NoPicture as missing:
        return missing.reason


def _open(path: str, suffix: str) -> str:
    folder = Path(tempfile.mkdtemp(prefix="dicomtree-"))  # only the user can look into it
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = folder / f"document{suffix}"
    said = _save(path, target, ())
    if not target.exists():
        return said
    return "Document opened." if _shown(str(target)) else NO_PROGRAM


def _shown(file: str) -> bool:
    if sys.platform == "win32":
        os.startfile(file)  # noqa: S606 - the ending is one of ours, never the file's own choice
        return True
    program = "open" if sys.platform == "darwin" else "xdg-open"
    if shutil.which(program) is None:
        return False
    done = subprocess.run(
        [program, file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0
