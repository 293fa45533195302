"""Writing into a new file beside the window's thread, and saying how that went."""

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from dicomtree.gui.picture_sharing import lies_under_any
from dicomtree.library.tables import csv_bytes
from dicomtree.publish import new_file
from dicomtree.session.messages import Message, Noticed

MOST_COPIED = 100_000
"""Cells; more would keep the clipboard, and with it the window, for too long."""

TOO_MUCH = "That is too much for the clipboard: save it as CSV"


def write_anew(
    target: Path,
    roots: Sequence[str],
    write: Callable[[Path], None],
    send: Callable[[Message], None],
    done: str,
) -> None:
    """Let `write` make a file outside of the opened folders; returns at once.

    It raises FileExistsError where something stands, OSError where it cannot write; `send` is
    told that, or `done`.
    """

    def run() -> None:
        send(Noticed(_written(target, roots, write) or done))

    threading.Thread(target=run, name="saving", daemon=True).start()


def write_csv(cells: Iterable[Iterable[str]], target: Path) -> None:
    """Write lines of cells as CSV into a new file.

    Raises FileExistsError where something stands at `target`, OSError where it cannot be written.
    """
    with new_file(target) as file:
        file.write(csv_bytes(cells))


def _written(target: Path, roots: Sequence[str], write: Callable[[Path], None]) -> str:
    """Return why nothing was written, "" where it was."""
    if lies_under_any(target, roots):
        return "Not exported: that place is inside an opened folder, which is only read"
    try:
        write(target)
    except FileExistsError:
        return "Not exported: a file of that name is there already"
    except OSError as error:
        return f"Not exported: {error.strerror or 'that place cannot be written to'}"
    return ""
