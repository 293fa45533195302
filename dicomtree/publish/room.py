"""Whether a disk has room for what is planned."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from dicomtree.publish.destination import ancestors
from dicomtree.text import readable_size

_BLOCK = 4096  # bytes; nearly every file system gives files whole ones of these
_SPARE = 1.05  # folders, and other programs that write meanwhile


class NoRoomError(Exception):
    """The destination's disk is too full for what was planned; nothing was written."""


@dataclass(frozen=True, slots=True)
class Room:
    """What files take at most and at least, in bytes with something to spare, and what is free.

    The two differ where nobody knows how small something becomes when it is compressed. `free` is
    None where nobody can tell.
    """

    most: int
    least: int
    free: int | None

    @classmethod
    def of(cls, sizes: Iterable[tuple[int, int]], free: int | None) -> Self:
        """Add up the sizes of files, each at most and at least."""
        most = least = 0
        for at_most, at_least in sizes:
            most += _on_disk(at_most)
            least += _on_disk(at_least)
        return cls(int(most * _SPARE), int(least * _SPARE), free)

    @property
    def words(self) -> str:
        """Say what is needed and what is free; "" for nothing."""
        if not self.most:
            return ""
        needed = f"needs {'' if self.most == self.least else 'up to '}{readable_size(self.most)}"
        return needed if self.free is None else f"{needed}, {readable_size(self.free)} are free"

    @property
    def refusal(self) -> str:
        """Say with numbers that it cannot fit; "" where it can."""
        if self.free is None or self.least <= self.free:
            return ""
        needed = f"{readable_size(self.least)} are needed, {readable_size(self.free)} are free"
        return f"there is not enough room on the disk: {needed}"

    @property
    def caution(self) -> str:
        """Say with numbers that it may not fit; "" where it does, or surely does not."""
        if self.free is None or self.most <= self.free or self.refusal:
            return ""
        needed = f"up to {readable_size(self.most)} are needed, {readable_size(self.free)} are free"
        return f"the disk may be too full: {needed}"

    def require(self, place: str) -> None:
        """Raise NoRoomError where the disk of a folder has not enough room now."""
        refusal = replace(self, free=free_bytes(place)).refusal
        if refusal:
            raise NoRoomError(refusal)


def _on_disk(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK


def free_bytes(place: str) -> int | None:
    """Return the room on the disk of a folder that may not be there yet; None if unknown."""
    whole = os.path.abspath(place)
    nearest = next(folder for folder in ancestors(whole) if os.path.isdir(folder))
    try:
        usage = shutil.disk_usage(nearest)
    except OSError:
        return None
    # Some network drives tell nothing, in zeros.
    return usage.free if usage.total else None
