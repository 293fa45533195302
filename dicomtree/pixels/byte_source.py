"""Ranges of bytes out of a file, or out of the deflated part of one, never more than asked for."""

import threading
import zlib
from typing import BinaryIO

from dicomtree.source import open_file

WINDOW_BYTES = 64 << 10
HEAD_BYTES = 12
MOST_INFLATED_HEADER = 64 << 20
INFLATE_STEP = 1 << 20


class FileBytes:
    """A file's bytes. May be read from several threads; the file is open only between uses."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: BinaryIO | None = None
        self._size = 0
        self._buffer = b""
        self._buffer_start = 0
        self._lock = threading.RLock()

    def window(self, offset: int) -> tuple[bytes, int]:
        """Return buffered bytes and where `offset` is in them: 12 follow unless at the end."""
        with self._lock:
            position = offset - self._buffer_start
            if position < 0 or position + HEAD_BYTES > len(self._buffer):
                self._buffer = self._fetch(offset, WINDOW_BYTES)
                self._buffer_start = offset
                position = 0
            return self._buffer, position

    def read(self, offset: int, length: int) -> bytes:
        """Return `length` bytes from `offset` on, fewer at the end of the file."""
        with self._lock:
            position = offset - self._buffer_start
            if position >= 0 and position + length <= len(self._buffer):
                return self._buffer[position : position + length]
            return self._fetch(offset, length)

    def read_into(self, offset: int, target: memoryview) -> int:
        """Fill `target` with the bytes from `offset` on; return how many there were."""
        with self._lock:
            file = self._opened()
            file.seek(offset)
            filled = 0
            while filled < len(target):
                count = file.readinto(target[filled:])  # type: ignore[attr-defined]
                if not count:
                    break
                filled += count
            return filled

    def end(self) -> int:
        """Return an offset that nothing lies behind."""
        with self._lock:
            self._opened()
            return self._size

    def close(self) -> None:
        """Give file and buffer back; a later read opens the file again."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None
            self._buffer = b""

    def _opened(self) -> BinaryIO:
        if self._file is None:
            self._file = open_file(self.path)
            self._size = self._file.seek(0, 2)
        return self._file

    def _fetch(self, offset: int, length: int) -> bytes:
        file = self._opened()
        # A hostile length must not be allocated: never ask for more than the file has.
        length = min(length, self._size - offset)
        if length <= 0:
            return b""
        file.seek(offset)
        return file.read(length)


class InflatedBytes:
    """The data set of a file in Deflated Explicit VR Little Endian, inflated as far as needed.

    Offsets count in the inflated bytes. What is inflated is bounded by `limit`, which a reader of
    pixel data raises once it knows how far it must go.
    """

    def __init__(self, file: FileBytes, start: int) -> None:
        self.path = file.path
        self.limit = MOST_INFLATED_HEADER
        self._file = file
        self._start = start
        self._lock = threading.RLock()
        self._restart()

    def window(self, offset: int) -> tuple[bytes, int]:
        """See `FileBytes.window`."""
        return self.read(offset, WINDOW_BYTES), 0

    def read(self, offset: int, length: int) -> bytes:
        """See `FileBytes.read`."""
        with self._lock:
            self._inflate_to(offset + length)
            return bytes(memoryview(self._inflated)[offset : offset + length])

    def read_into(self, offset: int, target: memoryview) -> int:
        """See `FileBytes.read_into`."""
        found = self.read(offset, len(target))
        target[: len(found)] = found
        return len(found)

    def end(self) -> int:
        """See `FileBytes.end`."""
        return self.limit

    def close(self) -> None:
        """See `FileBytes.close`."""
        with self._lock:
            self._restart()
            self._file.close()

    def _restart(self) -> None:
        self._inflated = bytearray()
        self._inflator = zlib.decompressobj(-zlib.MAX_WBITS)
        self._compressed = self._start
        self._finished = False

    def _inflate_to(self, end: int) -> None:
        end = min(end, self.limit)
        while len(self._inflated) < end and not self._finished:
            source = self._inflator.unconsumed_tail
            if not source:
                source = self._file.read(self._compressed, WINDOW_BYTES)
                self._compressed += len(source)
            try:
                piece = self._inflator.decompress(source, INFLATE_STEP)
            except zlib.error:  # a damaged stream: what came before it stands
                self._finished = True
                return
            self._inflated += piece
            self._finished = self._inflator.eof or (not source and not piece)


ByteSource = FileBytes | InflatedBytes
