"""Ranges of bytes out of a file, or out of the deflated part of one, never more than asked for."""

import threading
import zlib
from collections.abc import Iterator
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
    """The data set of a file in Deflated Explicit VR Little Endian; offsets count in it inflated.

    `read` and `window` reach as far as a header may, keeping what they inflated; `read_into` goes
    on behind that, keeping nothing else.
    """

    def __init__(self, file: FileBytes, start: int) -> None:
        self.path = file.path
        self._file = file
        self._start = start
        self._lock = threading.RLock()
        self._inflated = bytearray()
        self._pieces = self._inflating()

    def window(self, offset: int) -> tuple[bytes, int]:
        """See `FileBytes.window`."""
        return self.read(offset, WINDOW_BYTES), 0

    def read(self, offset: int, length: int) -> bytes:
        """See `FileBytes.read`."""
        end = min(offset + length, MOST_INFLATED_HEADER)
        with self._lock:
            while len(self._inflated) < end and (piece := next(self._pieces, None)) is not None:
                self._inflated += piece
            return bytes(memoryview(self._inflated)[offset:end])

    def read_into(self, offset: int, target: memoryview) -> int:
        """See `FileBytes.read_into`."""
        start, filled = 0, 0
        with self._lock:
            for piece in self._inflating():
                part = memoryview(piece)[max(offset - start, 0) :][: len(target) - filled]
                target[filled : filled + len(part)] = part
                filled += len(part)
                start += len(piece)
                if filled == len(target):
                    break
        return filled

    def end(self) -> int:
        """See `FileBytes.end`."""
        return MOST_INFLATED_HEADER

    def close(self) -> None:
        """See `FileBytes.close`."""
        with self._lock:
            self._inflated = bytearray()
            self._pieces = self._inflating()
            self._file.close()

    def _inflating(self) -> Iterator[bytes]:
        """Yield what is inflated from the start on, a bounded piece at a time."""
        inflator = zlib.decompressobj(-zlib.MAX_WBITS)
        at = self._start
        while not inflator.eof:
            source = inflator.unconsumed_tail or self._file.read(at, WINDOW_BYTES)
            if not source:
                return
            if not inflator.unconsumed_tail:
                at += len(source)
            try:
                piece = inflator.decompress(source, INFLATE_STEP)
            except zlib.error:  # a damaged stream: what came before it stands
                return
            yield piece


ByteSource = FileBytes | InflatedBytes
