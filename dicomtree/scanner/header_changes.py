"""Many headers between two processes: of each, only what it changes of the one before.

The headers of a series are all but alike: a thousand of them are a few values each.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from dicomtree.compare import is_whole, rows_by_path
from dicomtree.header.frame_rows import frame_rows


class Told(NamedTuple):
    """What a header says of an attribute; whether it stands in a frame's own functional groups."""

    tag: str
    vr: str
    name: str
    value: str
    is_of_frame: bool = False


_Plain = tuple[str, str, str, str, bool]


class Change(NamedTuple):
    """From one header to the next: what it has otherwise, by the way to it, and what it lacks.

    `is_first` says that there was none before; `is_whole` is false where more is in the file.
    """

    told: tuple[tuple[str, _Plain], ...]
    gone: tuple[str, ...]
    is_first: bool
    is_whole: bool


class HeaderChanges:
    """Reads files, in the worker; `undeclared` is as for `header.attribute_rows`."""

    def __init__(self, undeclared: str | None = None) -> None:
        self._undeclared = undeclared
        self._before: dict[str, _Plain] | None = None

    def of(self, path: str) -> list[tuple[Any, ...]]:
        """Return a Change for each frame of a file; one where it has no groups for each.

        Raises OSError for a file that cannot be read.
        """
        shared, frames = frame_rows(path, self._undeclared)
        common = _told(rows_by_path(shared))
        whole = is_whole(shared)
        return [
            tuple(self._change(common | own, whole and is_whole(frame)))
            for frame in frames or [[]]
            for own in [_told(rows_by_path(frame), is_of_frame=True)]
        ]

    def _change(self, now: dict[str, _Plain], whole: bool) -> Change:
        before = self._before
        self._before = now
        if before is None:
            return Change(tuple(now.items()), (), True, whole)
        told = tuple((path, told) for path, told in now.items() if before.get(path) != told)
        return Change(told, tuple(before.keys() - now.keys()), False, whole)


def _told(rows: Iterable[tuple[str, Any]], *, is_of_frame: bool = False) -> dict[str, _Plain]:
    return {path: (row.tag, row.vr, row.name, row.value, is_of_frame) for path, row in rows}


class Headers:
    """Puts headers together again, on the caller's side."""

    def __init__(self) -> None:
        self.now: dict[str, Told] = {}

    def take(self, change: Change) -> None:
        """Go on to the next header, which is then `now`."""
        if change.is_first:
            self.now.clear()
        for path in change.gone:
            del self.now[path]
        for path, told in change.told:
            self.now[path] = Told._make(told)
