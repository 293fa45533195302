"""A page of memory that child and parent share: the child's note of what it is about to touch.

A pipe would cost a system call and a wake-up for each file; this costs neither, and the note
outlives a child that was killed.
"""

import mmap
import os
import sys

VARIABLE = "DICOMTREE_BOARD"
_SIZE = 8192
_COUNT = 2


def create() -> tuple[mmap.mmap, str, tuple[int, ...]]:
    """Return the page, what the child needs to find it, and descriptors it must inherit."""
    if sys.platform == "win32":
        name = f"dicomtree-{os.getpid()}-{os.urandom(8).hex()}"
        return mmap.mmap(-1, _SIZE, tagname=name), name, ()
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.truncate(_SIZE)
        descriptor = os.dup(file.fileno())
        return mmap.mmap(descriptor, _SIZE), str(descriptor), (descriptor,)


def inherited() -> mmap.mmap | None:
    """Return the page that the parent made; None for a process that was not started by one."""
    name = os.environ.get(VARIABLE)
    if name is None:
        return None
    if sys.platform == "win32":
        return mmap.mmap(-1, _SIZE, tagname=name)
    return mmap.mmap(int(name), _SIZE)


def write(page: mmap.mmap, note: str) -> None:
    """Replace the note; one that is too long is left out."""
    body = os.fsencode(note)
    if len(body) > _SIZE - _COUNT:
        body = b""
    page[: _COUNT + len(body)] = len(body).to_bytes(_COUNT, "little") + body


def read(page: mmap.mmap) -> str:
    """Return the note, "" if there is none."""
    count = int.from_bytes(page[:_COUNT], "little")
    return os.fsdecode(page[_COUNT : _COUNT + count])
