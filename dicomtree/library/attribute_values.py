"""The values of any attribute for the files of a library: from their rows, or read and kept."""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING

from dicomtree import scanner
from dicomtree.header import NamedAttribute
from dicomtree.model import HeaderRow
from dicomtree.query import Value

if TYPE_CHECKING:
    from dicomtree.library.library import Library

MOST_KEPT = 32
"""So many attributes that rows do not hold are remembered; the one asked for longest ago goes."""

PROGRESS_INTERVAL_S = 0.1
_COLUMNS = {name: index for index, name in enumerate(HeaderRow._fields)}

FileKey = tuple[int, str, int, int]
OnFindProgress = Callable[["FindProgress"], None]


@dataclass(frozen=True, slots=True)
class FindProgress:
    """How many of the files or series that must be looked at have been."""

    done: int
    total: int
    current: str = ""


class FindCancelledError(Exception):
    """The search was cancelled before it could answer."""


class Watch:
    """Tells how far a search is, and ends it when asked to."""

    def __init__(
        self, progress: OnFindProgress | None = None, cancel: threading.Event | None = None
    ) -> None:
        self.progress = progress
        self.cancel = cancel or threading.Event()
        self._last = 0.0

    def at(self, done: int, total: int) -> None:
        """Say how far it is, ten times a second. Raises FindCancelledError."""
        if self.cancel.is_set():
            raise FindCancelledError
        now = time.monotonic()
        if self.progress is not None and (now - self._last >= PROGRESS_INTERVAL_S or done == total):
            self._last = now
            self.progress(FindProgress(done, total))


class AttributeValues:
    """Values by file, asked for by attribute; those that had to be read are remembered."""

    def __init__(self, library: "Library") -> None:
        self._library = library
        self._kept: dict[int, dict[FileKey, str | None]] = {}
        self._lock = threading.Lock()

    def needs_reading(self, attributes: Iterable[NamedAttribute]) -> bool:
        """Tell whether an attribute is one that rows do not hold and nobody asked for yet."""
        return any(a.column is None and a.tag not in self._kept for a in attributes)

    def read(
        self, rows: Sequence[HeaderRow], attributes: Iterable[NamedAttribute], watch: Watch
    ) -> None:
        """Read what is not known yet of these files; blocks. Raises FindCancelledError."""
        tags = [attribute.tag for attribute in attributes if attribute.column is None]
        with self._lock:
            kept = [self._kept.setdefault(tag, {}) for tag in tags]
            self._forget_oldest(tags)
        unread = [row for row in rows if any(file_key(row) not in known for known in kept)]
        paths = [self._library.absolute_path(row.root, row.path) for row in unread]
        if not paths:
            return
        watch.at(0, len(paths))
        answers = scanner.read_values(paths, tags, watch.cancel)
        for done, (values, row) in enumerate(zip(answers, unread, strict=False), 1):
            for known, value in zip(kept, values or repeat(None), strict=False):
                known[file_key(row)] = None if value is None else sys.intern(value)
            watch.at(done, len(paths))

    def _forget_oldest(self, tags: Iterable[int]) -> None:
        for tag in tags:
            self._kept[tag] = self._kept.pop(tag)
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]

    def of(
        self, rows: Sequence[HeaderRow], attributes: Sequence[NamedAttribute]
    ) -> Iterator[tuple[Value, ...]]:
        """Return the values of each file, in the order of `attributes`; read before where need be."""
        if all(attribute.column is not None for attribute in attributes):
            return held(rows, [attribute.column or "" for attribute in attributes])
        return zip(*(self._column(rows, attribute) for attribute in attributes), strict=True)

    def _column(self, rows: Sequence[HeaderRow], attribute: NamedAttribute) -> Iterable[Value]:
        if attribute.column is not None:
            return map(itemgetter(_COLUMNS[attribute.column]), rows)
        known = self._kept.get(attribute.tag, {})
        return [known.get(file_key(row)) for row in rows]


def held(rows: Sequence[HeaderRow], columns: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    """Return the values of each row's columns."""
    places = [_COLUMNS[column] for column in columns]
    if not places:
        return (() for _ in rows)
    found = map(itemgetter(*places), rows)
    return zip(found) if len(places) == 1 else found


def file_key(row: HeaderRow) -> FileKey:
    """Return what tells a file's content from that of others, and from what it was before."""
    return row.root, row.path, row.mtime_ns, row.size
