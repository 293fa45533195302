"""Writing into a new file beside the window's thread, and saying how that went."""

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from dicomtree.library.tables import csv_bytes
from dicomtree.publish import new_file
from dicomtree.session.messages import Message, Noticed
from dicomtree.session.state import OpenRoot

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
        send(Noticed(reason_unwritten(target, roots, write) or done))

    threading.Thread(target=run, name="saving", daemon=True).start()


def save_csv(
    cells: Iterable[Iterable[str]],
    target: str,
    roots: Sequence[OpenRoot],
    send: Callable[[Message], None],
    done: str,
) -> None:
    """Write lines of cells into a new file outside of the opened folders; returns at once."""
    write_anew(Path(target), [root.path for root in roots], partial(write_csv, cells), send, done)


def write_csv(cells: Iterable[Iterable[str]], target: Path) -> None:
    """Write lines of cells as CSV into a new file.

    Raises FileExistsError where something stands at `target`, OSError where it cannot be written.
    """
    with new_file(target) as file:
        file.write(csv_bytes(cells))


def reason_unwritten(target: Path, roots: Sequence[str], write: Callable[[Path], None]) -> str:
    """Let `write` make a new file, never under an opened folder; return why not, "" where it did."""
    if _lies_under_any(target, roots):
        return "Nothing was saved: that place is inside an opened folder, which is only read."
    try:
        write(target)
    except FileExistsError:
        return "Nothing was saved: a file of that name is there already."
    except OSError as error:
        return f"Nothing was saved: {error.strerror or 'the place cannot be written to'}."
    return ""


def _lies_under_any(target: Path, folders: Sequence[str]) -> bool:
    """Tell whether a path lies in one of the folders, links followed."""
    place = target.parent.resolve()
    return any(place.is_relative_to(Path(folder).resolve()) for folder in folders)
