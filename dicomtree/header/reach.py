"""The part of a file that is at hand, and how to reach further."""

import zlib
from collections.abc import Callable

CHUNK = 1 << 14
MOST_INFLATED = 64 << 20
# As much as a header usually takes: what lies behind are pixels, which inflate slowly.
_INFLATED_FIRST = 6 << 10
_INFLATED_AT_LEAST = 2 << 10


class Reach:
    """A piece of a file: `data` starts `base` bytes into it; positions are relative to `data`."""

    __slots__ = ("base", "data", "read_at", "size")

    def __init__(self, read_at: Callable[[int, int], bytes], data: bytes, size: int) -> None:
        self.read_at = read_at
        self.size = size
        self.base = 0
        self.data = data

    def move(self, at: int, count: int = CHUNK) -> None:
        """Let `data` begin at what was position `at`, with `count` bytes or up to the end."""
        self.base += at
        self.data = self.read_at(self.base, count)

    def holds(self, end: int) -> bool:
        """Tell whether the file reaches to position `end`."""
        return self.base + end <= self.size

    def lacks(self, end: int) -> int | None:
        """Return how many bytes the file would need more to reach to position `end`.

        None where that takes long to find out.
        """
        return max(0, self.base + end - self.size)


class Inflated(Reach):
    """A deflated data set (PS3.5 A.5), inflated as far as it is asked for, to 64 MiB."""

    __slots__ = ("_ended", "_inflated", "_inflater", "_next", "_piece")

    def __init__(self, reach: Reach, at: int) -> None:
        super().__init__(reach.read_at, b"", 0)
        self._piece = reach.data[at:]  # deflated, and not inflated yet
        self._next = reach.base + len(reach.data)
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        self._inflated = bytearray()
        self._ended = False
        self.move(0, _INFLATED_FIRST)

    def move(self, at: int, count: int = CHUNK) -> None:
        """As `Reach.move`; the end is where the stream ends, is damaged, or passes 64 MiB."""
        self.base += at
        self._inflate_to(self.base + count)
        self.data = bytes(self._inflated[self.base : self.base + count])

    def holds(self, end: int) -> bool:
        """As `Reach.holds`, of the inflated data set."""
        self._inflate_to(self.base + end)
        return self.base + end <= len(self._inflated)

    def lacks(self, end: int) -> None:
        """Return None: to count pixel data they would have to be inflated."""
        del end

    def _inflate_to(self, end: int) -> None:
        end = min(end, MOST_INFLATED)
        while len(self._inflated) < end and not self._ended:
            if not self._piece:
                self._piece = self.read_at(self._next, CHUNK)
                self._next += len(self._piece)
            wanted = min(max(end - len(self._inflated), _INFLATED_AT_LEAST), CHUNK)
            try:
                inflated = self._inflater.decompress(self._piece, wanted)
            except zlib.error:
                self._ended = True
                return
            self._inflated += inflated
            self._ended = self._inflater.eof or not (self._piece or inflated)
            self._piece = self._inflater.unconsumed_tail
