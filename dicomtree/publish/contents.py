"""What is to stand in a file, and whether it stands there already."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from dicomtree.publish.folders import Folder
from dicomtree.publish.record import Task
from dicomtree.publish.writing import Written, sha256_in


@dataclass(frozen=True, slots=True)
class Content:
    """What is to stand in a file. `proves`: the chunks are the source's own bytes."""

    chunks: Iterable[bytes]
    mtime_ns: int | None
    how: str
    note: str = ""
    proves: bool = False


Produce = Callable[[Task], AbstractContextManager[Content]]
"""Makes a task's content; raises OSError, on leaving too where the source changed meanwhile.

It is called from several threads, a second time where the target turns out to be taken.
"""


class SourceChangedError(OSError):
    """The source is not the file that was planned with."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EBUSY, "the file has changed since it was planned with", path)


def found_content(folder: Folder, name: str, chunks: Iterable[bytes]) -> Written | None:
    """Return what is in a file if it is byte for byte `chunks`, else None. Raises OSError."""
    try:
        there = sha256_in(folder, name)
    except OSError:
        return None  # a folder or a link: the name is taken by something else
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    if digest.hexdigest() != there:
        return None
    return Written(size, there, folder.status(name).st_ino)


def parent_of(target: str) -> str:
    """Return the folder of a target, "" for the destination itself."""
    return target.rpartition("/")[0]


def name_of(target: str) -> str:
    """Return a target's last component."""
    return os.path.basename(target)


def parts_of(path: str) -> list[str]:
    """Return the components of a "/"-separated path, none for ""."""
    return path.split("/") if path else []
