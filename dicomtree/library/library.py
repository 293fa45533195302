"""What window, command line and scripts hold: opened roots, their tree, and the receipt."""

import threading
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomtree import scanner, settings
from dicomtree.compare import Comparison, Lenience
from dicomtree.explain import SeriesExplanation, explain_series
from dicomtree.index import Forgotten
from dicomtree.library import outputs
from dicomtree.library.as_json import library_json
from dicomtree.library.as_text import tree_text
from dicomtree.library.attribute_values import OnFindProgress, Watch
from dicomtree.library.changes import ROOT_ITSELF, changes
from dicomtree.library.comparing import Compared, compare_nodes
from dicomtree.library.copies import without_copies
from dicomtree.library.discs import ComparedDicomdir, compare_dicomdirs
from dicomtree.library.finding import Finder
from dicomtree.library.frame_attributes import FrameAttributes
from dicomtree.library.header_values import (
    AlongSlices,
    CountedAttribute,
    along_slices,
    counted_attributes,
)
from dicomtree.library.opened import OnProgress, OpenedRoots
from dicomtree.library.orders import ChosenOrders, series_identity, understood
from dicomtree.library.queries import (
    Found,
    Level,
    Nodes,
    count_values,
    found_nodes,
    series_of,
)
from dicomtree.library.stack_arrays import with_arrays
from dicomtree.model import (
    NO_CHOICE,
    Counts,
    Duplicate,
    HeaderRow,
    InstanceDetail,
    OrderChoice,
    Problem,
    RootChanges,
    SeriesContent,
    Stack,
    Tree,
)
from dicomtree.settings import KeepIndex
from dicomtree.tree import (
    PatientsBy,
    build_content,
    explain_content,
    needs_detail,
)
from dicomtree.tree.grouping import Fingerprint

if TYPE_CHECKING:
    from dicomtree.library.content_duplicates import DuplicateGroup

Built = tuple[Fingerprint, tuple[Duplicate, ...], SeriesContent]


class Library:
    """Everything found under some roots. Safe to use from several threads.

    `patients_by` "id+name" keys patients by id, issuer and name with the refinements of the
    ordering specification; "id" by id and issuer alone. Links to folders are followed only with
    `follow_links`. With `remember_orders`, `view` follows what the user chose for single series on
    other days too, and further choices are kept. `index` says whether what is read is kept in
    the user's index, and shown from there at once the next time; None: as the user has decided.
    `undeclared`, a label of `text.CHARACTER_SETS`, may be set at any time: values, tables,
    comparisons and queries then read by it the texts of files that declare no character set.
    """

    def __init__(
        self,
        *,
        patients_by: PatientsBy = "id+name",
        follow_links: bool = False,
        remember_orders: bool = False,
        index: bool | None = None,
    ) -> None:
        keep = settings.load().keep_index is not KeepIndex.NEVER if index is None else index
        self._opened = OpenedRoots(patients_by=patients_by, follow_links=follow_links, keep=keep)
        self._lock = self._opened.lock
        self._grouping = self._opened.holdings.grouping
        self._receipt = self._opened.holdings.receipt
        self._copies = self._opened.copies
        self._contents: dict[int, Built] = {}
        self._orders = ChosenOrders(remembering=remember_orders)
        self._frame_attributes = FrameAttributes(self)
        self.finder = Finder(self)
        self.undeclared: str | None = None

    # ---- what is there
    def __str__(self) -> str:
        """Return a line for each patient, study and series."""
        return tree_text(self.tree)

    @property
    def roots(self) -> tuple[str, ...]:
        """The opened folders and archives, absolute, in the order of opening."""
        return tuple(self._opened.paths)

    @property
    def cancelled(self) -> bool:
        """Whether the last scan was cancelled, so that files may be missing."""
        return self._opened.cancelled

    @property
    def tree(self) -> Tree:
        """The patients as known by now. Stacks are built when first asked for."""
        with self._lock:
            tree = self._grouping.snapshot(self.content, self._opened.patients_by)
            return without_copies(tree, self._copies.by_series)

    @property
    def counts(self) -> Counts:
        """The receipt; `files` is the sum of the others."""
        with self._lock:
            return self._receipt.counts(len(self._copies.duplicates))

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
        return self._copies.duplicates

    def to_json(self) -> dict[str, Any]:
        """Return what `tree --json` prints (docs: the public surface); builds every stack."""
        return library_json(self.roots, self.counts, self.tree, self.duplicates, self.problems)

    @property
    def revision(self) -> int:
        """Another number whenever files have been taken in or forgotten."""
        return self._grouping.revision

    def fingerprint(self, series_key: int) -> Hashable:
        """Return what tells a series' files from those that it had before they changed."""
        with self._lock:
            return self._grouping.fingerprint(series_key)

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
        not keep are read from the files, functional groups included. docs/query.md has the
        language.

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
        node: Nodes,
        keyword: str,
        *,
        progress: OnFindProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> dict[str | None, int]:
        """Return each value that instances of a node have, and how many, the most frequent first.

        `node` is a patient, study or series, or several. None counts those without a value; an
        instance whose frames have different values counts for each of them.
        Raises ValueError for what is no attribute, FindCancelledError.
        """
        return count_values(self, node, keyword, Watch(progress, cancel))

    def all_values(
        self,
        of: Nodes | None = None,
        *,
        progress: OnFindProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> tuple[CountedAttribute, ...]:
        """Return every attribute of nodes, or of everything, with its values and their counts.

        Nested ones too, each under the way to it. Headers are read for it. Raises
        FindCancelledError.
        """
        return counted_attributes(self, self.instances(of), Watch(progress, cancel))

    def along(
        self,
        stack: Stack,
        *,
        progress: OnFindProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> AlongSlices:
        """Return every attribute of a stack's slices, in canonical order, volume by volume.

        Headers are read for it. Raises FindCancelledError.
        """
        return along_slices(self, stack, Watch(progress, cancel))

    def same_content(
        self,
        *,
        progress: OnFindProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> "tuple[DuplicateGroup, ...]":
        """Return the groups of files with the same bytes, the same picture, or one UID on others.

        Files are read and pictures decoded for it. Raises FindCancelledError.
        """
        from dicomtree.library.content_duplicates import content_duplicates  # with the decoders

        return tuple(content_duplicates(self, Watch(progress, cancel)))

    def compare(
        self,
        first: Compared,
        second: Compared,
        *,
        lenience: Lenience | None = None,
        progress: OnFindProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> Comparison:
        """Say what differs between the headers of two nodes, stacks or instances; blocks.

        What many instances have counts as a set of values: two series whose slices go through the
        same values do not differ. Files that cannot be read are listed beside the differences;
        raises UnreadableError where a side has no other, and FindCancelledError.
        """
        return compare_nodes(self, first, second, lenience, Watch(progress, cancel))

    def instances(self, of: Nodes | None = None) -> tuple[HeaderRow, ...]:
        """Return the header rows of all instances of nodes, or of everything.

        Series follow each other as in the tree, files as they were met; further copies are
        included. `absolute_path(row.root, row.path)` is where one lies.
        """
        series = self.tree.series() if of is None else series_of(of)
        return tuple(row for one in series for row in self.rows_of(one.key))

    # ---- copying and exporting
    plan_copies = outputs.plan_copies
    organise = outputs.organise
    export = outputs.export
    write_dicomdir = outputs.write_dicomdir

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
        return self._opened.add(path)

    def close_root(self, root: int) -> None:
        """Forget what was read under one root; the indices of the others stay."""
        self._opened.close(root)

    def absolute_path(self, root: int, path: str) -> str:
        """Return where a file lies that is named by its root and its path below it."""
        return self._opened.absolute_path(root, path)

    # ---- reading
    def scan(
        self,
        roots: Iterable[int] | None = None,
        *,
        progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        """Read what is new or changed under `roots` (all that are open when None); blocks.

        What the index holds of them is shown before anything is read. `progress` is called on this
        thread at most ten times a second, the first time when that is shown.
        """
        self._opened.scan(roots, progress, cancel)

    def changes(
        self, roots: Iterable[int] | None = None, *, cancel: threading.Event | None = None
    ) -> tuple[RootChanges, ...]:
        """Look what has changed under `roots` (all that are open when None) since they were read.

        Nothing is taken in: `scan` does that. Unchanged files are not read. Roots not looked at
        when `cancel` was set are left out. Blocks.
        """
        chosen = self._opened.open_roots() if roots is None else roots
        return tuple(changes(self._opened, chosen, cancel or threading.Event()))

    def has_vanished(self, root: int) -> bool:
        """Whether the last scan could not read a root at all; what was read before is still held."""
        return any(one.root == root and one.path == ROOT_ITSELF for one in self.problems)

    # ---- the index
    @property
    def index_location(self) -> Path | None:
        """Where what is read is kept, patient names included; None if nowhere, or not yet."""
        return self._opened.holdings.location

    @property
    def index_trouble(self) -> str | None:
        """Why the user's index is not used although it should be; in words."""
        return self._opened.holdings.trouble

    def forget(self, root: int | None = None) -> Forgotten:
        """Take a root out of the user's index without a trace, or, when None, everything.

        What is open stays open. Blocks.
        """
        return self._opened.forget(root)

    def compare_dicomdirs(self) -> tuple[ComparedDicomdir, ...]:
        """Hold every DICOMDIR found against what is really there; blocks."""
        return compare_dicomdirs(self._opened)

    # ---- files
    def find_file(self, path: str) -> tuple[int, int, str] | None:
        """Return (series key, root, relative path) of an instance by its absolute path."""
        return self._opened.find(path)

    def find_instance(self, sop_instance_uid: str) -> tuple[int, int, str] | None:
        """Return (series key, root, relative path) of an instance by its SOP Instance UID."""
        for key in self._opened.series_keys():
            for row in self._opened.rows_of(key):
                if row.sop_instance_uid == sop_instance_uid:
                    return key, row.root, row.path
        return None

    def series_in_frame(self, frame_of_reference_uid: str, beside: int = -1) -> int | None:
        """Return the key of a series with a Frame of Reference UID, the next one after `beside`.

        After the last comes the first; None where there is none but `beside`.
        """
        keys = sorted(self._opened.series_keys(), key=lambda key: (key <= beside, key))
        for key in keys:
            rows = () if key == beside else self._opened.rows_of(key)
            if any(row.frame_of_reference_uid == frame_of_reference_uid for row in rows):
                return key
        return None

    def rows_of(self, series_key: int) -> tuple[HeaderRow, ...]:
        """Return the header rows of a series' files, further copies included."""
        return tuple(self._opened.rows_of(series_key))

    # ---- stacks
    def content(self, series_key: int) -> SeriesContent:
        """Build the stacks of a series, or return them if nothing has changed since; may block."""
        with self._lock:
            fingerprint = self._grouping.fingerprint(series_key)
            copies = self._copies.of(series_key)
            built = self._contents.get(series_key)
            if built is not None and built[:2] == (fingerprint, copies or ()):
                return built[2]
            stored = None if copies is None else self._opened.holdings.content(series_key)
        content = with_arrays(self, series_key, stored or self._build(series_key))
        with self._lock:
            self._contents[series_key] = (fingerprint, copies or (), content)
            if copies is not None and stored is None:
                self._opened.holdings.keep_content(series_key, content)
        return content

    def _build(self, series_key: int) -> SeriesContent:
        rows, duplicates = self._ingredients(series_key)
        return build_content(rows, self._details(rows, NO_CHOICE), duplicates)

    def view(
        self,
        series_key: int,
        choice: OrderChoice | None = None,
        *,
        progress: OnFindProgress | None = None,
        cancel: threading.Event | None = None,
    ) -> SeriesContent:
        """Return the stacks of a series as the user wants to see them; may block.

        Without a `choice`, the one that was made for the series holds. Everything else, exports
        and JSON too, keeps to `content`. `progress` and `cancel` are for attributes to split by
        that must be read from the files. Raises ValueError as `choose_order` does, and
        FindCancelledError.
        """
        choice = self.order_of(series_key) if choice is None else understood(choice)
        if not choice:
            return self.content(series_key)
        rows, duplicates = self._ingredients(series_key)
        values = self._frame_attributes.of(rows, choice.split_by, Watch(progress, cancel))
        content = build_content(rows, self._details(rows, choice), duplicates, choice, values)
        return with_arrays(self, series_key, content)

    def explain(self, series_key: int) -> SeriesExplanation:
        """Say why the stacks of a series are as the user sees them; may block."""
        choice = self.order_of(series_key)
        rows, duplicates = self._ingredients(series_key)
        details = self._details(rows, choice)
        values = self._frame_attributes.of(rows, choice.split_by, Watch())
        content = build_content(rows, details, duplicates, choice, values)
        traces = explain_content(rows, details, duplicates, choice, values)
        return explain_series(content, traces, duplicates, choice)

    def order_of(self, series_key: int) -> OrderChoice:
        """Return what the user decided about a series; an empty choice where nothing was."""
        with self._lock:
            return self._orders.of(series_key, self._identity(series_key))

    def choose_order(self, series_key: int, choice: OrderChoice) -> bool:
        """View the stacks of a series in another order, split or united; as found if empty.

        Attributes to split by are named by keyword, by tag in any form, or as `tree.SPLITTING` has
        them; a choice that is made has them in one form. No file is changed. Returns whether the choice is remembered, if that was asked for; it is
        not where the user's folder of settings cannot be written.

        Raises
        ------
        ValueError
            If it names what is no attribute, or none that stacks can be united across.
        """
        choice = understood(choice)
        with self._lock:
            return self._orders.choose(series_key, self._identity(series_key), choice)

    def _identity(self, series_key: int) -> str:
        first = self._grouping.first_row(series_key)
        return series_identity(first, self.absolute_path(first.root, first.path))

    def _ingredients(self, series_key: int) -> tuple[list[HeaderRow], tuple[Duplicate, ...]]:
        rows = self._opened.rows_of(series_key)
        with self._lock:
            return rows, self._copies.of(series_key) or ()

    def _details(
        self, rows: Sequence[HeaderRow], choice: OrderChoice
    ) -> dict[tuple[int, str], InstanceDetail]:
        wanted = needs_detail(rows, choice)
        if not wanted:
            return {}
        paths = [self.absolute_path(row.root, row.path) for row in wanted]
        details = scanner.read_details(paths)
        return {
            (row.root, row.path): detail
            for row, detail in zip(wanted, details, strict=True)
            if detail is not None
        }
