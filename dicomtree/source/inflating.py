"""Deflated bytes from any place: on the way states are kept from which inflating can go on.

Without them each frame of a multi-frame file in an archive cost inflating all before it.
"""

import threading
import zlib
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

STEP = 4 << 20
"""Bytes of output between two kept states: inflating so many takes some 20 ms."""

MOST_STATES = 1000
"""Each takes some 60 kB: the window of the last 32 kB, and input that is not used up."""

_INPUT = 1 << 14
_OUTPUT = 1 << 20

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state of inflating: bytes that came out, bytes that went in, and zlib's own object."""

    out: int
    fed: int
    inflator: Any  # zlib has no public name for its type

    def copied(self) -> "State":
        """Return a state that can go on by itself."""
        return replace(self, inflator=self.inflator.copy())


class States:
    """The states of what was inflated last, by its key; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Key, list[State]] = {}

    def nearest(self, key: Key, position: int) -> State:
        """Return the last state at or before a position of the output."""
        with self._lock:
            states = self._kept.get(key, [])
            place = bisect_right(states, position, key=lambda state: state.out)
            return states[place - 1].copied() if place else State(0, 0, zlib.decompressobj(-15))

    def pass_by(self, key: Key, state: State) -> None:
        """Keep a state if it is far enough behind the last that is kept."""
        with self._lock:
            states = self._kept.get(key, [])
            last = states[-1].out if states else 0
            if state.out < last + STEP or len(states) >= MOST_STATES:
                return
            self._kept.pop(key, None)
            self._kept[key] = [*states, state.copied()]  # the last one is the one used last
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > MOST_STATES:
                del self._kept[next(iter(self._kept))]


class Inflated:
    """`size` bytes that lie deflated in a file, `packed` bytes from `start` on."""

    def __init__(
        self, file: BinaryIO, place: tuple[int, int], size: int, states: tuple[States, Key]
    ) -> None:
        self._file = file
        self._start, self._packed = place
        self._size = size
        self._states, self._key = states
        self._state = self._states.nearest(self._key, 0)

    def read(self, position: int, length: int) -> bytes:
        """Return bytes from a position on: at least one, unless it is the end.

        Raises zlib.error, and EOFError where there are fewer than said.
        """
        if position >= self._size or length <= 0:
            return b""
        self._go_near(position)
        while self._state.out < position:
            self._inflate(position - self._state.out)
        return self._inflate(min(length, self._size - position))

    def _go_near(self, position: int) -> None:
        if self._state.out <= position < self._state.out + STEP:
            return
        nearest = self._states.nearest(self._key, position)
        if not nearest.out <= self._state.out <= position:
            self._state = nearest

    def _inflate(self, most: int) -> bytes:
        """Return the next bytes, so many at most."""
        while True:
            out, fed, inflator = self._state.out, self._state.fed, self._state.inflator
            packed = inflator.unconsumed_tail
            if not packed and not inflator.eof:
                self._file.seek(self._start + fed)
                packed = self._file.read(min(_INPUT, self._packed - fed))
                fed += len(packed)
            piece: bytes = inflator.decompress(packed, min(most, _OUTPUT))
            # Also without output: should the next read fail, nothing goes in twice.
            self._state = State(out + len(piece), fed, inflator)
            if piece:
                self._states.pass_by(self._key, self._state)
                return piece
            if inflator.eof or not packed:
                raise EOFError
