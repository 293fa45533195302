"""Members of ZIP archives as files that can seek, unpacked only as they are read."""

import errno
import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import IO, BinaryIO, Self, cast

from dicomtree.model import Stamp

MOST_MEMBERS = 200_000


class Archive:
    """An open ZIP archive; every fault in it is an OSError."""

    def __init__(self, path: str) -> None:
        self.path = path
        status = os.stat(path)
        self._mtime_ns, self._inode = status.st_mtime_ns, status.st_ino
        with _faults_as_os_errors(path):
            self._zip = zipfile.ZipFile(path)
        if len(self._zip.filelist) > MOST_MEMBERS:
            self.close()
            raise OSError(errno.EFBIG, f"more than {MOST_MEMBERS} members", path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive; members that are open can no longer be read."""
        self._zip.close()

    def members(self) -> Iterator[zipfile.ZipInfo]:
        """Return the members that are files, by name."""
        files = (info for info in self._zip.filelist if not info.is_dir())
        return iter(sorted(files, key=lambda info: (info.filename, info.header_offset)))

    def stamp(self, info: zipfile.ZipInfo) -> Stamp:
        """Return a member's size with the archive's own time and inode."""
        return Stamp(info.file_size, self._mtime_ns, self._inode)

    def open(self, info: zipfile.ZipInfo) -> BinaryIO:
        """Open a member. Raises OSError."""
        with _faults_as_os_errors(self.path):
            stream = self._zip.open(info)
        return cast("BinaryIO", io.BufferedReader(_Member(stream, self.path)))

    def find(self, name: str) -> zipfile.ZipInfo:
        """Return the member of that name. Raises FileNotFoundError."""
        try:
            return self._zip.getinfo(name)
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, "no such member", name) from None


def open_member(path: str, name: str) -> BinaryIO:
    """Open one member of an archive; closing it closes the archive. Raises OSError."""
    archive = Archive(path)
    try:
        with _faults_as_os_errors(path):
            stream = archive._zip.open(archive.find(name))  # noqa: SLF001 - the same class's work
    except OSError:
        archive.close()
        raise
    return cast("BinaryIO", io.BufferedReader(_Member(stream, path, archive)))


def member_stamp(path: str, name: str) -> Stamp:
    """Return the stamp of one member. Raises OSError."""
    status = os.stat(path)
    archive = Stamp(status.st_size, status.st_mtime_ns, status.st_ino)
    size = _sizes(path, archive).get(name)
    if size is None:
        raise FileNotFoundError(errno.ENOENT, "no such member", name)
    return archive._replace(size=size)


@lru_cache(maxsize=2)
def _sizes(path: str, _archive: Stamp) -> dict[str, int]:
    """Return the members' sizes by name; reading them for each of thousands takes minutes."""
    with Archive(path) as archive:
        return {info.filename: info.file_size for info in archive.members()}


class _Member(io.RawIOBase):
    """A member's bytes; zipfile goes back by unpacking again from the start, in bounded memory."""

    def __init__(self, stream: IO[bytes], path: str, owner: Archive | None = None) -> None:
        self._stream = stream
        self._path = path
        self._owner = owner

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
            if self._owner is not None:
                self._owner.close()
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
