"""Writing bytes to a new file so that it is known what the disk holds."""

import errno
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass

from dicomtree.publish.folders import Folder

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """What was written and read back."""

    size: int
    sha256: str
    inode: int


class ReadBackError(OSError):
    """The disk gave back other bytes than were written."""


def write_verified(
    folder: Folder, name: str, chunks: Iterable[bytes], mtime_ns: int | None
) -> Written:
    """Write a new private file, see it on the disk, and read it back.

    `mtime_ns` becomes the file's time where given. Nothing is left where anything fails,
    whatever `chunks` raises included.

    Raises FileExistsError for a name that is taken, ReadBackError, OSError.
    """
    descriptor = folder.create(name)
    try:
        try:
            digest, size = hashlib.sha256(), 0
            for chunk in chunks:
                _write(descriptor, chunk)
                digest.update(chunk)
                size += len(chunk)
            if mtime_ns is not None:
                _set_time(descriptor, os.path.join(folder.path, name), mtime_ns)
            os.fsync(descriptor)
            inode = os.fstat(descriptor).st_ino
            if _read_back(descriptor) != digest.digest():
                raise ReadBackError(errno.EIO, "the disk gives back other bytes", name)
        finally:
            os.close(descriptor)
    except BaseException:
        folder.remove(name)
        raise
    return Written(size, digest.hexdigest(), inode)


def sha256_in(folder: Folder, name: str) -> str:
    """Return the SHA-256 of a regular file in a folder, in hexadecimal. Raises OSError."""
    descriptor = folder.open_file(name)
    try:
        return _digest(descriptor).hex()
    finally:
        os.close(descriptor)


def _write(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


def _set_time(descriptor: int, path: str, mtime_ns: int) -> None:
    place = descriptor if os.utime in os.supports_fd else path
    os.utime(place, ns=(mtime_ns, mtime_ns))


def _read_back(descriptor: int) -> bytes:
    if hasattr(os, "posix_fadvise"):
        # What was synced is dropped from memory, so that the disk itself answers.
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return _digest(descriptor)


def _digest(descriptor: int) -> bytes:
    digest = hashlib.sha256()
    while chunk := os.read(descriptor, CHUNK):
        digest.update(chunk)
    return digest.digest()
