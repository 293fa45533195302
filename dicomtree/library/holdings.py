"""What was found under all roots: sums in memory, rows in an index.

The index is the user's where that can be had, else one in memory: then the same work is done,
and ends with the program. Not locked: the library is.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from dicomtree.index import (
    Dropped,
    Index,
    IndexLostError,
    RootWriter,
    SeriesSummary,
    StoredCopies,
    StoredRoot,
    open_index,
)
from dicomtree.library.receipt import Receipt
from dicomtree.model import HeaderRow, Problem, SeriesContent, Stamp
from dicomtree.scanner import Batch
from dicomtree.tree import Grouping, Held

FLUSH_FILES = 4000
FLUSH_S = 1.0


class _Root:
    """One root: where its rows are stored, and what is not stored yet."""

    def __init__(self, path: str, stored: StoredRoot) -> None:
        self.path = path
        self.stored = stored
        self.problems: tuple[Problem, ...] | None = None  # as stored; None: not read to its end
        self.clear()

    def clear(self) -> None:
        """Forget what waits to be stored."""
        self.waiting = 0
        self.since = time.monotonic()
        self.not_dicom: list[tuple[str, Stamp]] = []
        self.dicomdirs: list[tuple[str, Stamp]] = []


class Holdings:
    """The tree's groups, the receipt, and the index behind them."""

    def __init__(self, *, keep: bool) -> None:
        self.grouping = Grouping(self._load)
        self.receipt = Receipt()
        self.trouble: str | None = None
        """Why the user's index is not used, where it should be; in words."""
        self._keep = keep
        self._index: Index | None = None
        self._memory: Index | None = None
        self._roots: dict[int, _Root] = {}
        self._copies: dict[tuple[int, int], StoredCopies] = {}

    @property
    def location(self) -> Path | None:
        """Where the index is kept; None if it ends with the program."""
        return None if self._index is None else self._index.location

    # ---- roots
    def open(self, root: int, path: str) -> None:
        """Take in what the index holds of a root, once. Opens the index, which may block."""
        if root in self._roots:
            return
        if self._index is None:
            self._index = open_index(keep=self._keep)
            self.trouble = self._index.trouble
        self._roots[root] = _Root(path, self._index.root(root, path))
        try:
            self._take_in(root)
        except IndexLostError as error:
            self.fall_back(root, error)

    def begin(self, root: int) -> dict[str, list[bytes]]:
        """Return what is known of the files of a root that is to be scanned, packed by folder.

        Raises IndexLostError.
        """
        own = self._roots[root]
        if own.stored.is_forgotten():
            raise IndexLostError("this folder has been forgotten")
        if not own.stored.is_current():
            self._take_in(root)
        own.clear()
        self.receipt.forget_problems(root)
        return own.stored.known_stamps()

    def known(self, root: int) -> dict[str, list[bytes]] | None:
        """Return the same and change nothing; None if the index holds something else by now.

        Raises IndexLostError.
        """
        own = self._roots.get(root)
        if own is None or own.stored.is_forgotten() or not own.stored.is_current():
            return None
        return own.stored.known_stamps()

    def take(self, root: int, batch: Batch) -> None:
        """Take in what a scan delivers. Raises IndexLostError."""
        own = self._roots[root]
        if batch.outdated:
            self.flush(root)
            with own.stored.writing() as writer:
                self._drop(root, writer.drop(batch.outdated))
            own.problems = None
        self.grouping.add(batch.rows)
        self.receipt.add(root, batch)
        own.not_dicom += batch.not_dicom
        own.dicomdirs += batch.dicomdir
        own.waiting += len(batch.rows) + len(batch.not_dicom) + len(batch.dicomdir)
        if own.waiting >= FLUSH_FILES or time.monotonic() - own.since > FLUSH_S:
            self.flush(root)

    def flush(self, root: int) -> None:
        """Store what waits. Raises IndexLostError."""
        own = self._roots[root]
        if own.waiting:
            with own.stored.writing() as writer:
                writer.add_not_dicom(own.not_dicom)
                writer.add_dicomdirs(own.dicomdirs)
                self.grouping.hand_over(root, self._put_into(root, writer))
            own.problems = None
        own.clear()

    def unchecked(self, root: int) -> list[int]:
        """Return the stored parts with images that are not yet checked. Raises IndexLostError."""
        return self._roots[root].stored.unchecked()

    def rows_to_check(self, root: int, part: int) -> list[HeaderRow]:
        """Return the rows of a part that are not yet checked. Raises IndexLostError."""
        return self._roots[root].stored.rows_to_check(part)

    def check(self, root: int, part: int, flaws: Mapping[str, str | None]) -> None:
        """Enter what was found wrong with images, by path. Raises IndexLostError."""
        own = self._roots[root]
        with own.stored.writing() as writer:
            series, first = writer.check(part, flaws)
        own.problems = None
        self.grouping.restate(first, series)

    def finish(self, root: int) -> None:
        """Store that a root was read to its end, and that the copies in it are known."""
        own = self._roots[root]
        problems = self.receipt.problems_of(root)
        try:
            if own.problems == problems:
                own.stored.touch()
            else:
                with own.stored.writing() as writer:
                    writer.finish(problems)
                own.problems = problems
        except IndexLostError as error:
            self.trouble = str(error)  # the rows are stored; the next scan will settle the rest

    def close_root(self, root: int) -> None:
        """Forget what was read under a root; the index keeps it."""
        self._roots.pop(root, None)
        self._clear(root)

    # ---- when the index fails
    def fall_back(self, root: int, error: IndexLostError) -> None:
        """Store a root in memory from now on: what the index held of it, as far as it can be read.

        Raises `error` where the root was in memory already.
        """
        own = self._roots[root]
        if not own.stored.is_kept:
            raise error
        self.trouble = str(error)
        self._move(root)

    def move_to_memory(self, roots: Iterable[int]) -> None:
        """Store roots in memory from now on, those of them that are open and in the user's index."""
        for root in roots:
            if root in self._roots and self._roots[root].stored.is_kept:
                self._move(root)

    def _move(self, root: int) -> None:
        own = self._roots[root]
        if self._memory is None:
            self._memory = open_index(keep=False)
        before, own.stored = own.stored, self._memory.root(root, own.path)
        try:
            everything = before.everything()
        except IndexLostError:
            pass  # then all is read anew
        else:
            with own.stored.writing() as writer:
                writer.add_everything(everything)
        self._take_in(root)

    def recover(self, error: IndexLostError) -> list[int]:
        """Get away from an index that no longer holds what it should.

        Returns the roots that must be scanned because too little could be saved.
        """
        lacking = []
        for root, own in self._roots.items():
            try:
                if own.stored.is_current():
                    continue
            except IndexLostError:
                pass  # it is not only outdated
            self.fall_back(root, error)
            if own.problems is None:
                lacking.append(root)
        return lacking

    def release(self) -> None:
        """Let go of the user's index, so that it can be deleted; what is open stays in memory."""
        self.move_to_memory(list(self._roots))
        if self._index is not None:
            self._index.close()
        self._index = self._memory = self._memory or open_index(keep=False)

    def expire(self) -> None:
        """Delete from the index what nobody has used for long."""
        if self._index is not None:
            try:
                self._index.expire()
            except (IndexLostError, OSError) as error:
                self.trouble = str(error)

    # ---- series
    def series_at(self, root: int, path: str) -> int | None:
        """Return the number under which the series of a file is stored. Raises IndexLostError."""
        return self._roots[root].stored.series_at(path) if root in self._roots else None

    def paths(self, root: int, prefix: str) -> list[str]:
        """Return the paths of the instances under a folder of a root. Raises IndexLostError."""
        return self._roots[root].stored.paths(prefix)

    def copies(self, series_key: int) -> StoredCopies | None:
        """Return the copies in a series that the index knows; None if they must be looked for."""
        held = self.grouping.stored_as(series_key)
        return None if held is None else self._copies.get((held.first.root, held.number or 0))

    def keep_copies(self, found: Iterable[tuple[int, StoredCopies]]) -> None:
        """Keep the copies found in series, by their keys."""
        by_root: dict[int, list[tuple[int, int, StoredCopies | None]]] = {}
        for series_key, copies in found:
            only = self.grouping.stored_as(series_key)
            for held in self.grouping.parts_of(series_key):
                if held.number is not None and (only is None or copies.duplicates):
                    kept = None if only is None else copies
                    by_root.setdefault(held.first.root, []).append(
                        (held.number, held.instances, kept)
                    )
        for root, entries in by_root.items():
            try:
                self._roots[root].stored.keep_copies(entries)
            except IndexLostError as error:
                self.trouble = str(error)

    def content(self, series_key: int) -> SeriesContent | None:
        """Return the stacks that are stored of a series."""
        held = self.grouping.stored_as(series_key)
        if held is None or held.number is None:
            return None
        try:
            return self._roots[held.first.root].stored.content(held.number)
        except IndexLostError:
            return None

    def keep_content(self, series_key: int, content: SeriesContent) -> None:
        """Store the stacks of a series."""
        held = self.grouping.stored_as(series_key)
        if held is None or held.number is None:
            return
        stored = self._roots[held.first.root].stored
        try:
            stored.keep_content(held.number, held.instances, content)
        except IndexLostError as error:
            self.trouble = str(error)

    # ---- parts
    def _load(self, root: int, number: int, instances: int) -> list[HeaderRow]:
        return self._roots[root].stored.rows(number, instances)

    def _clear(self, root: int) -> None:
        self.grouping.drop_root(root)
        self.receipt.forget(root)
        for place in [place for place in self._copies if place[0] == root]:
            del self._copies[place]

    def _take_in(self, root: int) -> None:
        """Hold of a root what is stored of it, and nothing else."""
        self._clear(root)
        own = self._roots[root]
        restored = own.stored.restore()
        own.clear()
        own.problems = restored.problems if restored.complete else None
        for summary in restored.series:
            self.grouping.restore(Held(*summary[1:5], summary.series))
            if summary.copies is not None:
                self._copies[root, summary.series or 0] = summary.copies
        self.receipt.restore(root, restored)

    def _drop(self, root: int, dropped: Dropped) -> None:
        self.receipt.lessen(root, dropped)
        for summary in dropped.series:
            self._copies.pop((root, summary.series or 0), None)
            self.grouping.replace(Held(*summary[1:5], summary.series))

    def _put_into(self, root: int, writer: RootWriter) -> Callable[[Held, list[HeaderRow]], int]:
        def put(held: Held, rows: list[HeaderRow]) -> int:
            self._copies.pop((root, held.number or 0), None)
            sums = (held.first, held.instances, held.frames, held.size_bytes)
            return writer.add_rows(SeriesSummary(held.number, *sums), rows)

        return put
