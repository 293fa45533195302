"""The values of any attribute for the files of a library: from their rows, or read and kept."""

import sys
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from dicomtree import scanner
from dicomtree.attribute_types import may_have_functional_groups
from dicomtree.header import NamedAttribute
from dicomtree.header.vocabulary import OF_THE_OBJECT
from dicomtree.model import HeaderRow, integer_value
from dicomtree.query import Value

if TYPE_CHECKING:
    from dicomtree.library.library import Library

MOST_KEPT = 32
"""So many attributes that rows do not hold are remembered; the one asked for longest ago goes."""

PROGRESS_INTERVAL_S = 0.1
_COLUMNS = {name: index for index, name in enumerate(HeaderRow._fields)}
_KIND = attrgetter("sop_class_uid", "number_of_frames")

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
        self._kept: dict[int, dict[FileKey, Value]] = {}
        self._lock = threading.Lock()

    def is_new(self, attribute: NamedAttribute) -> bool:
        """Tell whether an attribute is one that nothing was read of yet."""
        return attribute.tag not in self._kept

    def read(
        self, rows: Sequence[HeaderRow], attributes: Sequence[NamedAttribute], watch: Watch
    ) -> None:
        """Read what is not known yet of these files; blocks. Raises FindCancelledError."""
        wanted = [one for one in attributes if one.column is None]
        if any(may_have_groups(*kind) for kind in set(map(_KIND, rows))):
            wanted = [one for one in attributes if not one.is_of_object]
        tags = [attribute.tag for attribute in wanted]
        with self._lock:
            kept = [self._kept.setdefault(tag, {}) for tag in tags]
            self._forget_oldest(tags)
        asked = list(zip([attribute.column for attribute in wanted], kept, strict=True))
        unread = [row for row in rows if any(_is_unread(row, *one) for one in asked)]
        files = [
            (self._library.absolute_path(row.root, row.path), _is_grouped(row)) for row in unread
        ]
        if not files:
            return
        watch.at(0, len(files))
        answers = scanner.read_values(files, tags, watch.cancel)
        for done, (values, row) in enumerate(zip(answers, unread, strict=False), 1):
            for (column, known), value in zip(asked, values or repeat(None), strict=False):
                if _is_to_be_read(row, column):
                    known[file_key(row)] = _interned(value)
            watch.at(done, len(files))

    def _forget_oldest(self, tags: Iterable[int]) -> None:
        for tag in tags:
            self._kept[tag] = self._kept.pop(tag)
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]

    def of(
        self, rows: Sequence[HeaderRow], attributes: Sequence[NamedAttribute]
    ) -> Iterator[tuple[Value, ...]]:
        """Return the values of each file, in the order of `attributes`; read before where need be."""
        if all(attribute.column is not None and self.is_new(attribute) for attribute in attributes):
            return held(rows, [attribute.column or "" for attribute in attributes])
        return zip(*(self._column(rows, attribute) for attribute in attributes), strict=True)

    def _column(self, rows: Sequence[HeaderRow], attribute: NamedAttribute) -> Iterable[Value]:
        known = self._kept.get(attribute.tag, {})
        if attribute.column is None:
            return [known.get(file_key(row)) for row in rows]
        values = map(itemgetter(_COLUMNS[attribute.column]), rows)
        if not known:
            return values
        pairs = zip(values, rows, strict=True)
        return [known.get(file_key(row)) if value is None else value for value, row in pairs]


def _is_to_be_read(row: HeaderRow, column: str | None) -> bool:
    """Tell whether the file alone says what an instance has of an attribute with this column.

    It does where there is no column; and of a frame's attribute that the data set lacks, where
    functional groups may have it.
    """
    if column is None:
        return True
    lacks = row[_COLUMNS[column]] is None and column not in OF_THE_OBJECT
    return lacks and _is_grouped(row)


def _is_grouped(row: HeaderRow) -> bool:
    return may_have_groups(row.sop_class_uid, row.number_of_frames)


def may_have_groups(sop_class_uid: str | None, number_of_frames: str | None) -> bool:
    """Tell whether a file may describe its frames in functional groups, from what its row says."""
    has_frames = number_of_frames is not None and (integer_value(number_of_frames) or 0) > 1
    return may_have_functional_groups(sop_class_uid, has_frames=has_frames)


def _is_unread(row: HeaderRow, column: str | None, known: Container[FileKey]) -> bool:
    return _is_to_be_read(row, column) and file_key(row) not in known


def _interned(value: Value) -> Value:
    """Return a value whose texts are kept once for all files that say the same."""
    if isinstance(value, tuple):
        return tuple(map(sys.intern, value))
    return sys.intern(value) if isinstance(value, str) else value


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
