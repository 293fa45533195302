"""What window, command line and scripts hold: opened roots, their tree, and the receipt."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from dicomtree import scanner, source
from dicomtree.explain import SeriesExplanation, explain_series
from dicomtree.library.as_json import library_json
from dicomtree.library.attribute_values import OnFindProgress, Watch
from dicomtree.library.copies import Copies, copies_by_series, without_copies
from dicomtree.library.finding import Finder
from dicomtree.library.orders import ChosenOrders, check_choice
from dicomtree.library.queries import Found, Level, Node, count_values, found_nodes
from dicomtree.library.receipt import Receipt
from dicomtree.model import (
    NO_CHOICE,
    Counts,
    Duplicate,
    HeaderRow,
    InstanceDetail,
    OrderChoice,
    Problem,
    Progress,
    SeriesContent,
    Stamp,
    Tree,
)
from dicomtree.source.stamps import pack_stamps
from dicomtree.tree import (
    Grouping,
    PatientsBy,
    build_content,
    explain_content,
    find_duplicates,
    needs_detail,
)

PROGRESS_INTERVAL_S = 0.1

OnProgress = Callable[[Progress], None]


class Library:
    """Everything found under some roots. Safe to use from several threads.

    `patients_by` "id+name" keys patients by id, issuer and name with the refinements of the
    ordering specification; "id" by id and issuer alone. Links to folders are followed only with
    `follow_links`. With `remember_orders`, `view` follows what the user chose for single series on
    other days too, and further choices are kept.
    """

    def __init__(
        self,
        *,
        patients_by: PatientsBy = "id+name",
        follow_links: bool = False,
        remember_orders: bool = False,
    ) -> None:
        self._patients_by = patients_by
        self._follow_links = follow_links
        self._lock = threading.RLock()
        self._grouping = Grouping()
        self._receipt = Receipt()
        self._roots: list[str] = []
        self._bases: list[str] = []  # what the paths under each root are relative to
        self._duplicates: tuple[Duplicate, ...] = ()
        self._copies: Copies = {}
        self._contents: dict[int, tuple[int, SeriesContent]] = {}
        self._orders = ChosenOrders(remembering=remember_orders)
        self._cancelled = False
        self.finder = Finder(self)

    # ---- what is there
    @property
    def roots(self) -> tuple[str, ...]:
        """The opened folders and archives, absolute, in the order of opening."""
        return tuple(self._roots)

    @property
    def cancelled(self) -> bool:
        """Whether the last scan was cancelled, so that files may be missing."""
        return self._cancelled

    @property
    def tree(self) -> Tree:
        """The patients as known by now. Stacks are built when first asked for."""
        with self._lock:
            tree = self._grouping.snapshot(self.content, self._patients_by)
            return without_copies(tree, self._copies)

    @property
    def counts(self) -> Counts:
        """The receipt; `files` is the sum of the others."""
        with self._lock:
            return self._receipt.counts(len(self._duplicates))

    def counts_under(self, root: int) -> Counts:
        """Return the receipt of one root alone, copies not told from instances."""
        with self._lock:
            return self._receipt.counts(0, root)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be taken in, and why."""
        with self._lock:
            return self._receipt.problems()

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """Further copies of instances, known when a scan has ended."""
        return self._duplicates

    def to_json(self) -> dict[str, Any]:
        """Return what `tree --json` prints (docs: the public surface); builds every stack."""
        return library_json(self.roots, self.counts, self.tree, self.duplicates, self.problems)

    @property
    def revision(self) -> int:
        """Another number whenever files have been taken in or forgotten."""
        return self._grouping.revision

    # ---- finding
    def find(
        self,
        query: str,
        level: Level = "series",
        *,
        progress: OnFindProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> tuple[Found, ...]:
        """Return the patients, studies or series with an instance that `query` asks for.

        For the level "instance", the header rows of those instances. Attributes that a scan does
        not keep are read from the files. docs/query.md has the language.

        Raises
        ------
        QueryError
            With the place of the word that cannot be understood.
        FindCancelledError
            When `cancel` was set before the answer was complete.
        """
        return found_nodes(self.finder, query, level, Watch(progress, cancel))

    def values(
        self,
        node: Node | Iterable[Node],
        keyword: str,
        *,
        progress: OnFindProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> dict[str | None, int]:
        """Return each value that instances of a node have, and how many, the most frequent first.

        `node` is a patient, study or series, or several. None counts those without a value.
        Raises ValueError for what is no attribute, FindCancelledError.
        """
        return count_values(self, node, keyword, Watch(progress, cancel))

    # ---- roots
    def add_root(self, path: str | Path) -> int:
        """Add a folder or archive to read, and return its index.

        Raises
        ------
        FileNotFoundError
            If nothing is there.
        NotADirectoryError
            If it is neither a folder nor a ZIP archive.
        """
        root = os.path.abspath(path)
        if not os.path.lexists(root):
            raise FileNotFoundError(f"there is nothing at {root}")
        if not os.path.isdir(root) and not source.is_archive(root):
            raise NotADirectoryError(f"{root} is neither a folder nor a ZIP archive")
        with self._lock:
            if root not in self._roots:
                self._roots.append(root)
                self._bases.append(source.base_folder(root))
            return self._roots.index(root)

    def close_root(self, root: int) -> None:
        """Forget what was read under one root; the indices of the others stay."""
        with self._lock:
            self._grouping.drop(root, [row.path for row in self._rows_under(root)])
            self._receipt.forget(root)
            self._settle_duplicates()

    # ---- reading
    def scan(
        self,
        roots: Iterable[int] | None = None,
        *,
        progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        """Read what is new or changed under `roots` (all when None); blocks.

        `progress` is called on this thread at most ten times a second.
        """
        chosen = list(range(len(self._roots))) if roots is None else list(roots)
        self._cancelled = False
        started = last = time.monotonic()
        for root in chosen:
            for batch in self._scan_root(root, cancel):
                now = time.monotonic()
                if progress is not None and now - last >= PROGRESS_INTERVAL_S:
                    last = now
                    progress(self._progress(now - started, batch.folder))
        self._cancelled = cancel is not None and cancel.is_set()
        self._settle_duplicates()
        if progress is not None:
            progress(self._progress(time.monotonic() - started, ""))

    def _scan_root(self, root: int, cancel: threading.Event | None) -> Iterable[scanner.Batch]:
        with self._lock:
            known = self._known(root)
            self._receipt.forget_problems(root)
        for batch in scanner.scan(
            [self._roots[root]],
            first_root=root,
            known=known,
            follow_links=self._follow_links,
            cancel=cancel,
        ):
            with self._lock:
                self._forget_files(root, batch.outdated)
                self._grouping.add(batch.rows)
                self._receipt.add(root, batch)
            yield batch

    def _forget_files(self, root: int, paths: Iterable[str]) -> None:
        gone = frozenset(paths)
        if gone:
            self._grouping.drop(root, gone)
            self._receipt.forget_files(root, gone)

    def _known(self, root: int) -> dict[str, list[bytes]]:
        rows = self._rows_under(root)
        known = {row.path: Stamp(row.size, row.mtime_ns, row.inode) for row in rows}
        folders: dict[str, dict[str, Stamp]] = {}
        for path, stamp in (known | self._receipt.known(root)).items():
            folder, _, name = path.rpartition("/")
            folders.setdefault(folder, {})[name] = stamp
        return {
            folder: [pack_stamps(list(files), list(zip(*files.values(), strict=True)))]
            for folder, files in folders.items()
        }

    def _rows_under(self, root: int) -> list[HeaderRow]:
        return [row for row in self._grouping.rows() if row.root == root]

    def _progress(self, seconds: float, folder: str) -> Progress:
        counts = self.counts
        speed = counts.files / seconds if seconds > 0 else 0.0
        return Progress(counts.files, counts.instances, speed, folder)

    # ---- copies
    def _settle_duplicates(self) -> None:
        """Compare the files that bear one SOP Instance UID, and set further copies apart."""
        with self._lock:
            rows = self._grouping.rows()
        duplicates = find_duplicates(rows, self._same_bytes)
        with self._lock:
            keys = self._grouping.series_keys(self._patients_by)
            series = ((key, self._grouping.rows_of(key)) for key in keys)
            self._copies = copies_by_series(series, duplicates)
            self._duplicates = duplicates
            self._contents.clear()

    def _same_bytes(self, first: HeaderRow, second: HeaderRow) -> bool:
        if first.size != second.size:
            return False
        try:
            return source.same_bytes(self._path(first), self._path(second))
        except OSError:
            return False  # one of them is gone: the next scan will say so

    def absolute_path(self, root: int, path: str) -> str:
        """Return where a file lies that is named by its root and its path below it."""
        return source.joined(self._bases[root], path)

    def find_file(self, path: str) -> tuple[int, int, str] | None:
        """Return (series key, root, relative path) of an instance by its absolute path."""
        with self._lock:
            for key in self._grouping.series_keys(self._patients_by):
                for row in self._grouping.rows_of(key):
                    if self.absolute_path(row.root, row.path) == path:
                        return key, row.root, row.path
        return None

    def find_instance(self, sop_instance_uid: str) -> tuple[int, int, str] | None:
        """Return (series key, root, relative path) of an instance by its SOP Instance UID."""
        with self._lock:
            for key in self._grouping.series_keys(self._patients_by):
                for row in self._grouping.rows_of(key):
                    if row.sop_instance_uid == sop_instance_uid:
                        return key, row.root, row.path
        return None

    def rows_of(self, series_key: int) -> tuple[HeaderRow, ...]:
        """Return the header rows of a series' files, further copies included."""
        with self._lock:
            return tuple(self._grouping.rows_of(series_key))

    def _path(self, row: HeaderRow) -> str:
        return self.absolute_path(row.root, row.path)

    # ---- stacks
    def content(self, series_key: int) -> SeriesContent:
        """Build the stacks of a series, or return them if nothing has changed since; may block."""
        with self._lock:
            rows, duplicates = self._ingredients(series_key)
            built = self._contents.get(series_key)
        if built is not None and built[0] == len(rows):
            return built[1]
        content = build_content(rows, self._details(rows, NO_CHOICE), duplicates)
        with self._lock:
            self._contents[series_key] = (len(rows), content)
        return content

    def view(self, series_key: int, choice: OrderChoice | None = None) -> SeriesContent:
        """Return the stacks of a series as the user wants to see them; may block.

        Without a `choice`, the one that was made for the series holds. Everything else, exports
        and JSON too, keeps to `content`. Raises ValueError as `choose_order` does.
        """
        choice = self.order_of(series_key) if choice is None else choice
        check_choice(choice)
        if not choice:
            return self.content(series_key)
        rows, duplicates = self._ingredients(series_key)
        return build_content(rows, self._details(rows, choice), duplicates, choice)

    def explain(self, series_key: int) -> SeriesExplanation:
        """Say why the stacks of a series are as the user sees them; may block."""
        choice = self.order_of(series_key)
        rows, duplicates = self._ingredients(series_key)
        details = self._details(rows, choice)
        content = build_content(rows, details, duplicates, choice)
        traces = explain_content(rows, details, duplicates, choice)
        return explain_series(content, traces, duplicates, choice)

    def order_of(self, series_key: int) -> OrderChoice:
        """Return what the user decided about a series; an empty choice where nothing was."""
        with self._lock:
            rows, _ = self._ingredients(series_key)
            return self._orders.of(series_key, _series_uid(rows))

    def choose_order(self, series_key: int, choice: OrderChoice) -> bool:
        """View the stacks of a series in another order, split or united; as found if empty.

        No file is changed. Returns whether the choice is remembered, if that was asked for; it is
        not where the series has no UID or the user's folder of settings cannot be written.

        Raises
        ------
        ValueError
            If it names an attribute that stacks cannot be made by.
        """
        check_choice(choice)
        with self._lock:
            rows, _ = self._ingredients(series_key)
            return self._orders.choose(series_key, _series_uid(rows), choice)

    def _ingredients(self, series_key: int) -> tuple[list[HeaderRow], tuple[Duplicate, ...]]:
        with self._lock:
            copies = self._copies.get(series_key)
            rows = self._grouping.rows_of(series_key)
            return rows, () if copies is None else copies.duplicates

    def _details(
        self, rows: Sequence[HeaderRow], choice: OrderChoice
    ) -> dict[tuple[int, str], InstanceDetail]:
        wanted = needs_detail(rows, choice)
        if not wanted:
            return {}
        paths = [self._path(row) for row in wanted]
        details = scanner.read_details(paths)
        return {
            (row.root, row.path): detail
            for row, detail in zip(wanted, details, strict=True)
            if detail is not None
        }


def _series_uid(rows: Sequence[HeaderRow]) -> str | None:
    return next((row.series_instance_uid for row in rows if row.series_instance_uid), None)
