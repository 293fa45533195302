"""Writing a file so that it appears whole under its name, or not at all, and over nothing."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dicomtree.publish.folders import Folder
from dicomtree.publish.naming import give_name


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
    with Folder.open(str(target.parent)) as folder:
        if folder.holds(target.name):
            raise FileExistsError(f"{target} exists")
        temporary = f".dicomtree-{secrets.token_hex(8)}.part"
        file = os.fdopen(folder.create(temporary), "wb")
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            give_name(folder, temporary, target.name)
        finally:
            if folder.holds(temporary):
                folder.remove(temporary)
