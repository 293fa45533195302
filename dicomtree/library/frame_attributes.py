"""The attributes that stacks are split by and that no scan keeps: read from the files, and kept."""

import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dicomtree import scanner
from dicomtree.header import named_attribute
from dicomtree.library.attribute_values import FileKey, Watch, file_key
from dicomtree.model import HeaderRow
from dicomtree.tree import SPLITTING, ReadValues

if TYPE_CHECKING:
    from dicomtree.library.library import Library

MOST_KEPT = 8
"""So many attributes are remembered; the one asked for longest ago goes."""

Texts = tuple[str | None, ...]


class FrameAttributes:
    """Texts by frame; those that had to be read are remembered."""

    def __init__(self, library: "Library") -> None:
        self._library = library
        self._kept: dict[str, dict[FileKey, Texts]] = {}
        self._lock = threading.Lock()

    def of(self, rows: Sequence[HeaderRow], names: Iterable[str], watch: Watch) -> ReadValues:
        """Return what these files say of attributes beside `SPLITTING`; reads, and blocks.

        Raises FindCancelledError.
        """
        wanted = [name for name in names if name not in SPLITTING]
        return {name: self._column(rows, name, watch) for name in wanted}

    def _column(
        self, rows: Sequence[HeaderRow], name: str, watch: Watch
    ) -> dict[tuple[int, str], Texts]:
        known = self._of_attribute(name)
        self._read([row for row in rows if file_key(row) not in known], name, known, watch)
        return {(row.root, row.path): known.get(file_key(row), ()) for row in rows}

    def _of_attribute(self, name: str) -> dict[FileKey, Texts]:
        with self._lock:
            known = self._kept[name] = self._kept.pop(name, {})
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return known

    def _read(
        self, rows: Sequence[HeaderRow], name: str, known: dict[FileKey, Texts], watch: Watch
    ) -> None:
        attribute = named_attribute(name)
        if not rows or attribute is None:
            return
        paths = [self._library.absolute_path(row.root, row.path) for row in rows]
        watch.at(0, len(paths))
        answers = scanner.read_frame_values(paths, [attribute.tag], watch.cancel)
        same: dict[Texts, Texts] = {}  # most files say what others say: it is kept once
        for done, (values, row) in enumerate(zip(answers, rows, strict=False), 1):
            texts = () if values is None else values[0]
            known[file_key(row)] = same.setdefault(texts, texts)
            watch.at(done, len(paths))
