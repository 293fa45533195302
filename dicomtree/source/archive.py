"""Members of ZIP archives as files that can seek, unpacked only as they are read.

What an archive's directory says is read once and kept; the archive is open only while a member is.
"""

import errno
import io
import os
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from dicomtree.model import Stamp
from dicomtree.source import open_descriptor, stamp, stamp_of

MOST_MEMBERS = 200_000

_LOCAL_HEADER = struct.Struct("<4s22x2H")  # APPNOTE.TXT 4.3.7: signature, two lengths
_SIGNATURE = b"PK\x03\x04"
_NOT_PLAIN = 0x61  # APPNOTE.TXT 4.4.4: encrypted, patched, or strongly encrypted


class Archive:
    """What a ZIP archive holds, by its directory as it was read; every fault is an OSError.

    `stamp_read` is the archive's own stamp then: one that has another is no longer read.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        with _opened(path) as file:
            self.stamp_read = stamp_of(os.fstat(file.fileno()))
            with _faults_as_os_errors(path), zipfile.ZipFile(file) as directory:
                found = directory.filelist
        if len(found) > MOST_MEMBERS:
            raise OSError(errno.EFBIG, f"more than {MOST_MEMBERS} members", path)
        files = (info for info in found if not info.is_dir())
        self.members = sorted(files, key=lambda info: (info.filename, info.header_offset))
        # Of two of one name the first counts, as when scanning.
        self._by_name = {info.filename: info for info in reversed(self.members)}

    def stamp(self, info: zipfile.ZipInfo) -> Stamp:
        """Return a member's size with the archive's own time and inode."""
        return self.stamp_read._replace(size=info.file_size)

    def find(self, name: str) -> zipfile.ZipInfo:
        """Return the member of that name. Raises FileNotFoundError."""
        info = self._by_name.get(name)
        if info is None:
            raise FileNotFoundError(errno.ENOENT, "no such member", name)
        return info

    def open(self, info: zipfile.ZipInfo) -> BinaryIO:
        """Open a member. Raises OSError, also where the archive has changed since."""
        file = _opened(self.path)
        try:
            self._check(file)
            with _faults_as_os_errors(self.path):
                # ZipFile would read the whole directory again, for each of thousands of members.
                _go_to_data(file, info)
                stream = zipfile.ZipExtFile(file, "r", info, None, True)
        except OSError:
            file.close()
            raise
        return cast("BinaryIO", io.BufferedReader(_Member(stream, self.path)))

    def _check(self, file: BinaryIO) -> None:
        if stamp_of(os.fstat(file.fileno())) != self.stamp_read:
            raise OSError(errno.EBUSY, "the archive has changed since it was read", self.path)


def open_member(path: str, name: str) -> BinaryIO:
    """Open one member of an archive. Raises OSError."""
    archive = _KEPT.archive(path)
    return archive.open(archive.find(name))


def member_stamp(path: str, name: str) -> Stamp:
    """Return the stamp of one member. Raises OSError."""
    archive = _KEPT.archive(path)
    return archive.stamp(archive.find(name))


class _Kept:
    """The directories of the archives that were last asked for, up to `MOST_MEMBERS` in all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._archives: dict[str, Archive] = {}

    def archive(self, path: str) -> Archive:
        """Return what an archive holds now. Raises OSError."""
        now = stamp(path)
        with self._lock:
            kept = self._archives.pop(path, None)
            found = kept if kept is not None and kept.stamp_read == now else Archive(path)
            self._archives[path] = found  # the last one is the one used last
            while len(self._archives) > 1 and self._size() > MOST_MEMBERS:
                del self._archives[next(iter(self._archives))]
        return found

    def _size(self) -> int:
        return sum(len(one.members) + 1 for one in self._archives.values())


_KEPT = _Kept()


def _opened(path: str) -> BinaryIO:
    return os.fdopen(open_descriptor(path)[0], "rb")


def _go_to_data(file: BinaryIO, info: zipfile.ZipInfo) -> None:
    """Go behind a member's own header. Raises what zipfile does."""
    if info.flag_bits & _NOT_PLAIN:
        raise NotImplementedError
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise EOFError
    signature, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if signature != _SIGNATURE:
        raise zipfile.BadZipFile
    file.seek(name_length + extra_length, os.SEEK_CUR)


class _Member(io.RawIOBase):
    """A member's bytes; zipfile goes back by unpacking again from the start, in bounded memory."""

    def __init__(self, stream: zipfile.ZipExtFile, path: str) -> None:
        self._stream = stream
        self._path = path

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        with _faults_as_os_errors(self._path):
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        with _faults_as_os_errors(self._path):
            return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


@contextmanager
def _faults_as_os_errors(path: str) -> Iterator[None]:
    """Turn what zipfile raises for damage, passwords and unknown methods into OSError."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise OSError(errno.EIO, "damaged ZIP archive", path) from error
    except (RuntimeError, NotImplementedError, ValueError) as error:
        raise OSError(
            errno.ENOTSUP, "ZIP member with a password or unknown method", path
        ) from error
