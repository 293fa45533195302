"""Writing into a new file beside the window's thread, and saying how that went."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from dicomtree.gui.picture_sharing import lies_under_any
from dicomtree.session.messages import Message, Noticed


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
