"""Writing a file so that it appears whole under its name, or not at all, and over nothing."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Write to a temporary file beside `target`; give it that name when the block succeeds.

    Yields
    ------
    BinaryIO
        Open for writing; only the user can read it (exports hold patient data).

    Raises
    ------
    FileExistsError
        If something is at `target`, before or after writing: nothing is overwritten.
    OSError
        If the folder cannot be written to or the disk is full; nothing is left then.
    """
    if os.path.lexists(target):
        raise FileExistsError(f"{target} exists")
    temporary = target.with_name(f".{target.name[:100]}.part-{secrets.token_hex(4)}")
    file = open(temporary, "xb", opener=_open_private)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _name(temporary: Path, target: Path) -> None:
    """Give the file its name, failing if that has been taken meanwhile."""
    if os.name == "nt":
        os.rename(temporary, target)  # refuses to overwrite there
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # FAT and some network drives know no links: the name itself is then made exclusively.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(temporary, target)
