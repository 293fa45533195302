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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from dicomtree.model import Stamp
from dicomtree.source import open_descriptor, stamp, stamp_of
from dicomtree.source.inflating import Inflated, States

MOST_MEMBERS = 200_000

_LOCAL_HEADER = struct.Struct("<4s22x2H")  # APPNOTE.TXT 4.3.7: signature, two lengths
_SIGNATURE = b"PK\x03\x04"
_Read = Callable[[int, int], bytes]
"""Takes a position and a length; returns at least one byte unless it is the end."""

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
                read = self._reading(file, info)
        except OSError:
            file.close()
            raise
        return cast("BinaryIO", io.BufferedReader(_Member(file, info, read, self.path)))

    def _reading(self, file: BinaryIO, info: zipfile.ZipInfo) -> _Read:
        """Return what reads a member. Raises what zipfile does."""
        # ZipFile would read the whole directory again, for each of thousands of members.
        start = _data_start(file, info)
        match info.compress_type:
            case zipfile.ZIP_STORED:
                return _Stored(file, start, info.file_size).read
            case zipfile.ZIP_DEFLATED:
                key = (self.path, self.stamp_read, info.header_offset)
                place = start, info.compress_size
                return Inflated(file, place, info.file_size, (_STATES, key)).read
            case _:
                file.seek(start)
                return _Otherwise(zipfile.ZipExtFile(file, "r", info)).read

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
            found = self._archives.pop(path, None)
            if found is None or found.stamp_read != now:
                found = Archive(path)
                self._make_room_for(found)
            self._archives[path] = found  # the last one is the one used last
        return found

    def _make_room_for(self, new: Archive) -> None:
        size = sum(len(one.members) + 1 for one in (new, *self._archives.values()))
        while self._archives and size > MOST_MEMBERS:
            dropped = self._archives.pop(next(iter(self._archives)))
            size -= len(dropped.members) + 1


_KEPT = _Kept()
_STATES = States()


def _opened(path: str) -> BinaryIO:
    return os.fdopen(open_descriptor(path)[0], "rb")


def _data_start(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Return where a member's bytes begin, behind its own header. Raises what zipfile does."""
    if info.flag_bits & _NOT_PLAIN:
        raise RuntimeError("a password, or patched")
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise EOFError
    signature, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if signature != _SIGNATURE:
        raise zipfile.BadZipFile
    return file.tell() + int(name_length) + int(extra_length)


class _Stored:
    """Bytes that lie in an archive as they are."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size

    def read(self, position: int, length: int) -> bytes:
        length = min(length, self._size - position)
        if length <= 0:
            return b""
        self._file.seek(self._start + position)
        data = self._file.read(length)
        if not data:
            raise EOFError
        return data


class _Otherwise:
    """Bytes packed in a rarer way; zipfile goes back by unpacking again from the start."""

    def __init__(self, stream: zipfile.ZipExtFile) -> None:
        self._stream = stream

    def read(self, position: int, length: int) -> bytes:
        if position != self._stream.tell():
            self._stream.seek(position)
        return self._stream.read(length)


class _Member(io.RawIOBase):
    """A member's bytes, in bounded memory; read from its beginning to its end, they are proved."""

    def __init__(self, file: BinaryIO, info: zipfile.ZipInfo, read: _Read, path: str) -> None:
        self._file = file
        self._info = info
        self._read = read
        self._path = path
        self._position = 0
        self._proved, self._crc = 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        with _faults_as_os_errors(self._path):
            data = self._read(self._position, len(buffer))
            self._prove(data)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._info.file_size}
        self._position = max(begin[whence] + offset, 0)
        return self._position

    def tell(self) -> int:
        return self._position

    def close(self) -> None:
        self._file.close()
        super().close()

    def _prove(self, data: bytes) -> None:
        if self._position != self._proved:
            return  # only what follows without a gap tells
        self._crc = zlib.crc32(data, self._crc)
        self._proved += len(data)
        if data and self._proved == self._info.file_size and self._crc != self._info.CRC:
            raise zipfile.BadZipFile


@contextmanager
def _faults_as_os_errors(path: str) -> Iterator[None]:
    """Turn what zipfile raises for damage, passwords and unknown methods into OSError."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise OSError(errno.EIO, "damaged ZIP archive", path) from error
    except (RuntimeError, ValueError) as error:
        raise OSError(
            errno.ENOTSUP, "ZIP member with a password or unknown method", path
        ) from error
