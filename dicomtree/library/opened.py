"""The folders that were opened: reading them, and finding again what was read."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from dicomtree import scanner, source
from dicomtree.index import Forgotten, IndexLostError, forget, forget_everything, overlap
from dicomtree.library.copies import CopyBook, copies_among
from dicomtree.library.first_view import FirstView
from dicomtree.library.holdings import Holdings
from dicomtree.model import HeaderRow, Progress
from dicomtree.tree import PatientsBy

PROGRESS_INTERVAL_S = 0.1

OnProgress = Callable[[Progress], None]


class OpenedRoots:
    """Roots with what was found under them. Safe to use from several threads.

    `lock` guards `holdings` and `copies`; nobody may call a method here while holding it.
    """

    def __init__(self, *, patients_by: PatientsBy, follow_links: bool, keep: bool) -> None:
        self.patients_by = patients_by
        self.follow_links = follow_links
        self.lock = threading.RLock()
        self._scanning = threading.RLock()  # one scan at a time; taken before `lock`
        self.holdings = Holdings(keep=keep)
        self.copies = CopyBook(self.holdings)
        self.paths: list[str] = []
        self._bases: list[str] = []  # what the paths under each root are relative to
        self._closed: set[int] = set()
        self._has_expired = False
        self.cancelled = False

    # ---- roots
    def add(self, path: str | Path) -> int:
        """Add a folder or archive. Raises FileNotFoundError, NotADirectoryError."""
        root = os.path.abspath(path)
        if not os.path.lexists(root):
            raise FileNotFoundError(f"there is nothing at {root}")
        if not os.path.isdir(root) and not source.is_archive(root):
            raise NotADirectoryError(f"{root} is neither a folder nor a ZIP archive")
        with self.lock:
            if root not in self.paths:
                self.paths.append(root)
                self._bases.append(source.base_folder(root))
            number = self.paths.index(root)
            self._closed.discard(number)
            return number

    def close(self, root: int) -> None:
        """Forget what was read under a root; its number stays taken."""
        with self._scanning:
            with self.lock:
                self._closed.add(root)
                self.holdings.close_root(root)
            self._settle_copies()

    def open_roots(self) -> list[int]:
        """Return the numbers of the roots that are not closed."""
        with self.lock:
            return [root for root in range(len(self.paths)) if root not in self._closed]

    def absolute_path(self, root: int, path: str) -> str:
        """Return where a file lies that is named by its root and its path below it."""
        return source.joined(self._bases[root], path)

    def base(self, root: int) -> str:
        """Return the folder that paths of a root are relative to."""
        return self._bases[root]

    # ---- reading
    def scan(
        self,
        roots: Iterable[int] | None,
        progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        """Read what is new or changed under some roots, all that are open when None; blocks."""
        with self._scanning:
            chosen = self._open(roots)
            self.cancelled = False
            meter = _Meter(self, progress)
            meter.show(None)
            for root in chosen:
                for batch in self._scan_root(root, cancel):
                    meter.show(batch)
            self.cancelled = cancel is not None and cancel.is_set()
            self._settle_copies()
            self._finish(chosen)
            meter.close()

    def _open(self, roots: Iterable[int] | None) -> list[int]:
        """Take in what the index holds of the roots that are to be scanned; return these."""
        with self.lock:
            chosen = self.open_roots() if roots is None else list(roots)
            for root in chosen:
                self.holdings.open(root, self.paths[root])
            for _ in self.copies.unsettled(self.patients_by):
                pass  # they are looked for when everything has been read
            self.copies.publish()
        return chosen

    def _scan_root(
        self, root: int, cancel: threading.Event | None
    ) -> Iterator[scanner.Batch | None]:
        """Scan a root; once more, into memory, where the index is lost on the way."""
        view = FirstView(root, self._bases[root]) if self._is_new(root) else None
        while True:
            try:
                yield from self._batches(root, view, cancel)
            except IndexLostError as error:
                with self.lock:
                    self.holdings.fall_back(root, error)
            else:
                return

    def _batches(
        self, root: int, view: FirstView | None, cancel: threading.Event | None
    ) -> Iterator[scanner.Batch | None]:
        with self.lock:
            known = self.holdings.begin(root)
        scan = scanner.scan(
            [self.paths[root]],
            first_root=root,
            known=known,
            follow_links=self.follow_links,
            cancel=cancel,
        )
        with closing(scan):
            for batch in scan:
                with self.lock:
                    self.holdings.take(root, batch)
                    if view is not None:
                        self._promise(view, batch)
                yield batch
        with self.lock:
            self.holdings.flush(root)
            self.holdings.grouping.drop_promises(root)
        yield from self._check_images(root, cancel or threading.Event())

    def _check_images(self, root: int, cancel: threading.Event) -> Iterator[None]:
        """Look whether the pixel data of images are whole, where the scan could not see it."""
        with self.lock:
            parts = self.holdings.unchecked(root)
        for part in parts:
            if cancel.is_set():
                return
            with self.lock:
                rows = self.holdings.rows_to_check(root, part)
            files = [(self.absolute_path(root, row.path), row.stamp) for row in rows]
            flaws = list(scanner.read_flaws(files, cancel))
            if cancel.is_set():
                return
            found = {row.path: flaw for row, flaw in zip(rows, flaws, strict=True)}
            with self.lock:
                self.holdings.check(root, part, found)
            yield None

    def _is_new(self, root: int) -> bool:
        with self.lock:
            return self.holdings.receipt.counts(0, root).files == 0

    def _promise(self, view: FirstView, batch: scanner.Batch) -> None:
        """Show what a DICOMDIR lists and nobody has read yet."""
        if not view.is_over:
            view.note([row.path for row in batch.rows] + batch.other_paths())
            self.holdings.grouping.promise(view.take())

    def _finish(self, roots: Iterable[int]) -> None:
        if self.cancelled:
            return
        with self.lock:
            for root in roots:
                self.holdings.finish(root)
            if not self._has_expired:
                self._has_expired = True
                self.holdings.expire()

    # ---- copies
    def _settle_copies(self) -> None:
        """Compare the files that bear one SOP Instance UID, and set further copies apart."""
        with self.lock:
            grouping = self.holdings.grouping
            unsettled = [
                (key, grouping.fingerprint(key)) for key in self.copies.unsettled(self.patients_by)
            ]
        found = {
            key: (fingerprint, copies_among(self.rows_of(key), self._digest))
            for key, fingerprint in unsettled
        }
        with self.lock:
            self.copies.settle(found)
            self.copies.publish()

    def _digest(self, row: HeaderRow) -> str | None:
        try:
            return source.sha256(self.absolute_path(row.root, row.path))
        except OSError:
            return None  # it is gone: the next scan will say so

    # ---- finding again
    def series_keys(self) -> list[int]:
        """Return the keys of all series."""
        with self.lock:
            return self.holdings.grouping.series_keys(self.patients_by)

    def rows_of(self, series_key: int) -> list[HeaderRow]:
        """Return all rows of a series. Raises KeyError for a series that is no longer there."""
        try:
            with self.lock:
                return self.holdings.grouping.rows_of(series_key)
        except IndexLostError as error:
            self._recover(error)
        with self.lock:
            return self.holdings.grouping.rows_of(series_key)

    def paths_under(self, root: int, folder: str) -> list[str]:
        """Return the paths of the instances in a folder of a root and below it."""
        prefix = folder + "/" if folder else ""
        try:
            with self.lock:
                return self.holdings.paths(root, prefix)
        except IndexLostError as error:
            self._recover(error)
            return self.paths_under(root, folder)

    def find(self, path: str) -> tuple[int, int, str] | None:
        """Return (series key, root, relative path) of an instance by its absolute path."""
        for root, base in enumerate(self._bases):
            prefix = os.path.join(base, "")
            if root in self._closed or not path.startswith(prefix):
                continue
            below = path.removeprefix(prefix).replace(os.sep, "/")
            key = self._key_of(root, below)
            if key is not None:
                return key, root, below
        return None

    def _key_of(self, root: int, path: str) -> int | None:
        try:
            with self.lock:
                number = self.holdings.series_at(root, path)
                grouping = self.holdings.grouping
                return None if number is None else grouping.key_at(root, number, self.patients_by)
        except IndexLostError as error:
            self._recover(error)
            return self._key_of(root, path)

    def _recover(self, error: IndexLostError) -> None:
        """Get away from an index that was lost, and read again what could not be saved."""
        with self._scanning:
            with self.lock:
                lacking = self.holdings.recover(error)
            if lacking:
                self.scan(lacking)
            self._settle_copies()

    # ---- forgetting
    def forget(self, root: int | None) -> Forgotten:
        """Take a root out of the index, or everything; what is open stays open, in memory."""
        if root is None:
            with self._scanning:
                with self.lock:
                    self.holdings.release()
                self._settle_copies()
            return forget_everything()
        folder = self.paths[root]
        with self._scanning:
            with self.lock:
                same = [other for other, path in enumerate(self.paths) if overlap(path, folder)]
                self.holdings.move_to_memory(same)
            self._settle_copies()
        return forget(folder)


class _Meter:
    """Tells how far a scan is, ten times a second."""

    def __init__(self, opened: OpenedRoots, progress: OnProgress | None) -> None:
        self._opened = opened
        self._progress = progress
        self._started = time.monotonic()
        self._last = float("-inf")
        self._files = 0  # of the roots that were scanned to their end
        self._batch: scanner.Batch | None = None

    def show(self, batch: scanner.Batch | None) -> None:
        """Take note of a batch, and tell of it if it is time."""
        if batch is not None:
            if self._batch is not None and self._batch.root != batch.root:
                self._files += self._batch.files_seen
            self._batch = batch
        now = time.monotonic()
        if now - self._last >= PROGRESS_INTERVAL_S:
            self._last = now
            self._tell(now, "" if batch is None else batch.folder)

    def close(self) -> None:
        """Tell how it ended."""
        self._tell(time.monotonic(), "")

    def _tell(self, now: float, folder: str) -> None:
        if self._progress is None:
            return
        files = self._files + (0 if self._batch is None else self._batch.files_seen)
        with self._opened.lock:
            counts = self._opened.holdings.receipt.counts(len(self._opened.copies.duplicates))
        seconds = now - self._started
        speed = files / seconds if seconds > 0 else 0.0
        self._progress(Progress(files, counts.instances, speed, folder))
