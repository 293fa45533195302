"""Opening what a user's folder holds: regular files and members of ZIP archives, only to read."""

import errno
import os
import stat
from typing import BinaryIO

from dicomtree.model import Stamp

CHUNK = 1 << 20
MEMBER_MARK = "!/"
_ARCHIVE_BEGINS = (b"PK\x03\x04", b"PK\x05\x06")

# A FIFO would block open() for ever, a terminal could become ours. Windows has only O_BINARY.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_LONGEST_PLAIN_WINDOWS_PATH = 240


class NotRegularFileError(OSError):
    """The path names a folder, a pipe, a socket or a device."""


def base_folder(root: str) -> str:
    """Return the folder that paths of a root are relative to: itself, or a file's parent."""
    return root if os.path.isdir(root) else os.path.dirname(os.path.abspath(root))


def joined(base: str, path: str) -> str:
    """Return the absolute path of what lies at `path` ("/"-separated) under `base`."""
    return base + path if base.endswith(("/", os.sep)) else f"{base}/{path}"


def open_descriptor(path: str) -> tuple[int, os.stat_result]:
    """Open a regular file to read and return its descriptor and what fstat says of it.

    Raises OSError, `NotRegularFileError` for anything but a regular file.
    """
    descriptor = os.open(_system_path(path), _FLAGS)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise NotRegularFileError(errno.EINVAL, "not a regular file", path)
    return descriptor, status


def open_file(path: str) -> BinaryIO:
    """Open a regular file, or the member named in `archive.zip!/inner/path`, to read.

    The answer can seek. A member is unpacked as it is read, never to disk.
    Raises OSError, `NotRegularFileError` for anything but a regular file.
    """
    try:
        descriptor, _ = open_descriptor(path)
    except OSError:
        place = split_member(path)
        if place is None:
            raise
        from dicomtree.source import archive

        return archive.open_member(*place)
    return os.fdopen(descriptor, "rb")


def is_archive(path: str) -> bool:
    """Tell whether a regular file begins as a ZIP archive does. Raises OSError."""
    with open_file(path) as file:
        return file.read(4) in _ARCHIVE_BEGINS


def split_member(path: str) -> tuple[str, str] | None:
    """Return archive and member of `archive.zip!/inner/path`; None if there is no such archive."""
    start = path.find(MEMBER_MARK)
    while start != -1:
        if os.path.isfile(path[:start]):
            return path[:start], path[start + len(MEMBER_MARK) :]
        start = path.find(MEMBER_MARK, start + 1)
    return None


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file whose status is known."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ino)


def stamp(path: str) -> Stamp:
    """Return what tells whether the file changed; links are followed. Raises OSError."""
    try:
        return stamp_of(os.stat(_system_path(path)))
    except OSError:
        place = split_member(path)
        if place is None:
            raise
        from dicomtree.source import archive

        return archive.member_stamp(*place)


def same_bytes(path_a: str, path_b: str) -> bool:
    """Tell whether two files hold the same bytes. Raises OSError."""
    with open_file(path_a) as file_a, open_file(path_b) as file_b:
        while True:
            chunk = file_a.read(CHUNK)
            if chunk != file_b.read(CHUNK):
                return False
            if not chunk:
                return True


def sha256(path: str) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal. Raises OSError."""
    import hashlib

    digest = hashlib.sha256()
    with open_file(path) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _system_path(path: str) -> str:
    """Return the path as the system takes it: Windows needs a prefix beyond 260 characters."""
    if os.name == "nt" and len(path) > _LONGEST_PLAIN_WINDOWS_PATH and path[:4] != "\\\\?\\":
        return "\\\\?\\" + os.path.abspath(path)
    return path
