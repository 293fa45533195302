"""Carries out the effects that `update` asks for, on threads and in worker processes."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from dicomtree import scanner, settings, source
from dicomtree.gui.along_runner import AlongRunner
from dicomtree.gui.aside import Aside
from dicomtree.gui.background import Lane
from dicomtree.gui.compare_runner import CompareRunner
from dicomtree.gui.counter import Counter
from dicomtree.gui.duplicates_runner import DuplicatesRunner
from dicomtree.gui.find_runner import FindRunner
from dicomtree.gui.job_runner import JobRunner
from dicomtree.gui.localizer_runner import LocalizerRunner
from dicomtree.gui.look_runner import LookRunner
from dicomtree.gui.opening_window_runner import OpeningWindowRunner
from dicomtree.gui.search_runner import SearchRunner
from dicomtree.gui.split_runner import SplitRunner
from dicomtree.gui.thumbnail_maker import ThumbnailMaker
from dicomtree.gui.values_runner import ValuesRunner
from dicomtree.index import forget as forget_folder
from dicomtree.library import FindCancelledError, FindProgress, Library
from dicomtree.model import FrameRef, Progress, SeriesContent
from dicomtree.pixels import NoPicture, Picture, PictureLoader, default_window
from dicomtree.session.attribute_messages import ItemsLoaded, WholeValueLoaded
from dicomtree.session.document_messages import DocumentLoaded
from dicomtree.session.effects import (
    AlongEffect,
    CancelScan,
    ChooseOrder,
    CloseRoot,
    CompareEffect,
    CountEffect,
    CountHistogram,
    CountRegion,
    DuplicatesEffect,
    Effect,
    ExplainOrder,
    Find,
    FindFrameOfReference,
    FindInstance,
    FindLocalizers,
    FindOpeningWindow,
    FitWindow,
    Forget,
    JobEffect,
    LoadAttributes,
    LoadContent,
    LoadDocument,
    LoadItems,
    LoadLocalizer,
    LoadPicture,
    LoadThumbnails,
    LoadWholeValue,
    LookForChanges,
    PrepareFind,
    ReadingEffect,
    SaveSettings,
    Scan,
    SearchAttributes,
    SplitEffect,
    StopFind,
    ValuesEffect,
)
from dicomtree.session.messages import (
    AttributesLoaded,
    ContentLoaded,
    DiscsCompared,
    FileLocated,
    Message,
    NodeSelected,
    Noticed,
    OrderExplained,
    PictureReady,
    RootsChanged,
    ScanAdvanced,
)
from dicomtree.session.refresh_messages import IndexReported
from dicomtree.session.state import OpenRoot, ScanState, WholeValue

Send = Callable[[Message], None]

SNAPSHOT_SHARE = 0.1
"""Making the trees that are shown while reading may take this share of the time, no more."""

SAVING_S = 2.0

ATTRIBUTES_QUIET_S = 0.1
"""The attributes follow when paging pauses: drawing a list for each slice would slow the slices."""

FORGOTTEN = "What was kept is forgotten; what is open stays until it is closed."
JOURNALS_KEPT = "Journals by which copies can be undone stay, until “forget --journals”."


class Runner:
    """Owns the library, the picture cache and the threads; answers by `send`, from any thread."""

    def __init__(self, send: Send, chosen: settings.Settings) -> None:
        self._send = send
        self._library = Library(remember_orders=True)
        self._library.undeclared = chosen.fallback_character_set
        self._roots: list[OpenRoot] = []
        self._cancel = threading.Event()
        self._closing = threading.Event()
        self._scans = Lane("reading", self._failed)
        self._looks = LookRunner(self._library, send, self._scans, self._reached)
        self._contents = Lane("sorting slices", self._failed)
        self._attributes = Lane(
            "reading attributes", self._failed, latest_only=True, quiet_s=ATTRIBUTES_QUIET_S
        )
        self._more_attributes = Lane("reading attributes", self._failed)
        self._searches = SearchRunner(self._library, send, self._failed)
        self._along = AlongRunner(self._library, send, self._failed)
        self._values = ValuesRunner(self._library, send, self._failed)
        self._comparisons = CompareRunner(self._library, send, self._failed)
        self._duplicates = DuplicatesRunner(self._library, send, self._failed)
        self._documents = Lane("reading documents", self._failed, latest_only=True)
        self._saving = Lane("saving settings", self._failed)
        self._finding = FindRunner(self._library, send, self._failed)
        self._splitting = SplitRunner(self._library, send, self._failed)
        self._loader = PictureLoader(self._picture_ready, cache_bytes=chosen.cache_bytes)
        self._counter = Counter(send, self._failed)
        self._aside = Aside(self._library, self._failed)
        self._localizers = LocalizerRunner(self._library, send, self._aside)
        self._opening_windows = OpeningWindowRunner(send, self._aside)
        self._thumbnails = ThumbnailMaker(self._library, send, self._failed)
        self._jobs = JobRunner(self._library, send, self._failed)
        self._next_tree = 0.0

    def run(self, effect: Effect) -> None:
        """Begin what `effect` asks for; returns at once."""
        if isinstance(effect, JobEffect):
            self._jobs.run(effect)
        elif isinstance(effect, AlongEffect):
            self._along.run(effect)
        elif isinstance(effect, ValuesEffect):
            self._values.run(effect)
        elif isinstance(effect, CompareEffect):
            self._comparisons.run(effect)
        elif isinstance(effect, DuplicatesEffect):
            self._duplicates.run(effect)
        elif isinstance(effect, SplitEffect):
            self._splitting.run(effect)
        else:
            self._run(effect)

    def _run(self, effect: ReadingEffect) -> None:
        match effect:
            case Scan() | CancelScan() | CloseRoot() | Forget() | LookForChanges():
                self._on_roots(effect)
            case LoadContent() | ExplainOrder() | ChooseOrder():
                self._contents.put(lambda: self._on_content(effect))
            case LoadAttributes() | LoadItems() | LoadWholeValue():
                self._on_attributes(effect)
            case LoadDocument() | FindInstance() | FindFrameOfReference() | LoadThumbnails():
                self._on_objects(effect)
            case (
                LoadPicture() | FindOpeningWindow() | CountRegion() | CountHistogram() | FitWindow()
            ):
                self._on_pictures(effect)
            case FindLocalizers() | LoadLocalizer():
                self._localizers.run(effect)
            case PrepareFind() | Find() | StopFind():
                self._finding.run(effect)
            case SearchAttributes():
                self._searches.run(effect)
            case SaveSettings(chosen):
                self._library.undeclared = chosen.fallback_character_set
                self._saving.put(lambda: self._save(chosen))

    def close(self) -> None:
        """Stop everything but the saving of settings, which is waited for a moment."""
        self._cancel.set()
        self._closing.set()
        self._looks.cancel()
        for lane in (
            self._scans,
            self._contents,
            self._attributes,
            self._more_attributes,
            self._documents,
        ):
            lane.close()
        self._finding.close()
        self._searches.close()
        self._along.close()
        self._comparisons.close()
        self._values.close()
        self._duplicates.close()
        self._splitting.close()
        self._jobs.close()
        self._saving.finish(SAVING_S)
        self._loader.close()
        self._thumbnails.close()
        self._counter.close()
        self._opening_windows.close()
        self._aside.close()

    def _failed(self, text: str) -> None:
        self._send(Noticed(text))

    def _save(self, chosen: settings.Settings) -> None:
        if not settings.save(chosen):
            self._send(Noticed("the settings could not be saved; see the log"))

    # ---- folders
    def _on_roots(self, effect: Scan | CancelScan | CloseRoot | Forget | LookForChanges) -> None:
        if not isinstance(effect, LookForChanges):
            self._looks.cancel()
        match effect:
            case LookForChanges():
                self._looks.run(effect)
            case Scan(paths):
                self._scans.put(lambda: self._scan(paths))
            case CancelScan():
                self._cancel.set()
            case CloseRoot(root):
                self._cancel.set()
                self._scans.put(lambda: self._close_root(root))
            case Forget(path):
                self._scans.put(lambda: self._forget(path))

    def _scan(self, paths: Sequence[str]) -> None:
        self._cancel.clear()
        places = dict.fromkeys(self._place_of(os.path.abspath(path)) for path in paths)
        self._send(RootsChanged(tuple(self._roots)))
        wanted = [path for path in paths if _is_single_file(path)]
        for place in places:
            index = self._roots[place].index
            if index is not None:
                self._read(place, index)
        self._send_tree(None)
        self._report_index()
        self._compare_discs()
        for path in wanted:
            self._locate(os.path.abspath(path))

    def _read(self, place: int, index: int) -> None:
        """Read one opened folder; should that fail, it counts as cancelled, not as endless."""
        self._set(place, ScanState.READING)
        outcome = ScanState.CANCELLED
        try:
            self._library.scan([index], progress=self._advanced, cancel=self._cancel)
            outcome = self._outcome(index)
        finally:
            self._set(place, outcome)

    def _compare_discs(self) -> None:
        """Hold the DICOMDIRs against what was found."""
        compared = () if self._library.cancelled else self._library.compare_dicomdirs()
        remarks = [(disc.path, remark) for disc in compared for remark in disc.remarks()]
        self._send(DiscsCompared(tuple(remarks)))

    def _report_index(self) -> None:
        place = self._library.index_location
        named = None if place is None else str(place)
        self._send(IndexReported(named, self._library.index_trouble))

    def _forget(self, path: str | None) -> None:
        root = next((root.index for root in self._roots if root.path == path), None)
        if path is None or root is not None:
            forgotten = self._library.forget(root)
        else:
            forgotten = forget_folder(path)  # it could not be opened
        from dicomtree.library.forgetting import forget_beside  # loads what writes files

        journals = forget_beside(path)
        self._report_index()
        trouble = forgotten.trouble or journals.trouble
        kept = f" {JOURNALS_KEPT}" if journals.kept else ""
        told = f"{FORGOTTEN}{kept}" if trouble is None else f"not all is forgotten: {trouble}"
        self._send(Noticed(told))

    def _place_of(self, path: str) -> int:
        """Return the place of the opened folder that `path` names, after opening it if it is new.

        A single file opens the folder that it lies in.
        """
        if _is_single_file(path):
            path = os.path.dirname(path)
        known = next((i for i, root in enumerate(self._roots) if root.path == path), None)
        if known is not None and self._roots[known].index is not None:
            return known
        try:
            index = self._library.add_root(path)
        except OSError:
            opened = OpenRoot(path, ScanState.MISSING)
        else:
            opened = OpenRoot(path, ScanState.WAITING, index, source.base_folder(path))
        if known is not None:
            self._roots[known] = opened
            return known
        self._roots.append(opened)
        return len(self._roots) - 1

    def _set(self, place: int, state: ScanState) -> None:
        self._roots[place] = replace(self._roots[place], state=state)
        self._send(RootsChanged(tuple(self._roots)))

    def _outcome(self, index: int) -> ScanState:
        if self._library.cancelled:
            return ScanState.CANCELLED
        return ScanState.VANISHED if self._library.has_vanished(index) else self._found(index)

    def _found(self, index: int) -> ScanState:
        counts = self._library.counts_under(index)
        if counts.files == 0:
            return ScanState.EMPTY
        return ScanState.DONE if counts.instances else ScanState.NO_DICOM

    def _reached(self, index: int, is_there: bool) -> None:
        """Take note of whether a look could read an opened folder."""
        for place, root in enumerate(self._roots):
            if root.index == index and is_there is (root.state is ScanState.VANISHED):
                self._set(place, self._found(index) if is_there else ScanState.VANISHED)

    def _close_root(self, place: int) -> None:
        root = self._roots.pop(place)
        if root.index is not None:
            self._library.close_root(root.index)
        self._send(RootsChanged(tuple(self._roots)))
        self._send_tree(None)
        self._compare_discs()

    def _advanced(self, progress: Progress) -> None:
        self._thumbnails.give_way()
        if time.monotonic() >= self._next_tree:
            self._send_tree(progress)
        else:
            self._send(ScanAdvanced(progress, self._library.counts, None, self._library.problems))

    def _send_tree(self, progress: Progress | None) -> None:
        started = time.monotonic()
        tree = self._library.tree
        self._send(ScanAdvanced(progress, self._library.counts, tree, self._library.problems))
        now = time.monotonic()
        self._next_tree = now + (now - started) / SNAPSHOT_SHARE

    def _locate(self, path: str) -> None:
        found = self._library.find_file(path)
        if found is None:
            self._send(Noticed(f"{os.path.basename(path)} is not an image or other DICOM object"))
        else:
            self._send(FileLocated(*found))

    # ---- series, pictures, attributes
    def _on_content(self, effect: LoadContent | ExplainOrder | ChooseOrder) -> None:
        key = effect.series_key
        kept = True
        try:
            if isinstance(effect, ExplainOrder):
                self._send(OrderExplained(key, self._library.explain(key)))
                return
            if isinstance(effect, ChooseOrder):
                kept = self._library.choose_order(key, effect.choice)
            choice = self._library.order_of(key)
            self._send(ContentLoaded(key, self._viewed(key), choice))
        except (KeyError, FindCancelledError):
            return  # closed meanwhile
        if not kept:
            self._send(Noticed("This order holds until the program ends; it cannot be kept"))

    def _viewed(self, series_key: int) -> SeriesContent:
        """Return the stacks of a series; tell how far it is where files are read for its order."""
        told: list[FindProgress] = []

        def tell(progress: FindProgress) -> None:
            told.append(progress)
            files = f"{progress.done:,} of {progress.total:,} files read"
            self._send(Noticed(f"{files} for the order chosen by hand"))

        content = self._library.view(series_key, progress=tell, cancel=self._closing)
        if told:
            self._send(Noticed(""))
        return content

    def _place(self, frame: FrameRef) -> tuple[FrameRef, str, int]:
        path = self._library.absolute_path(frame.root, frame.path)
        return frame, path, (frame.frame or 1) - 1

    def _picture_ready(self, frame: FrameRef, found: Picture | NoPicture) -> None:
        self._thumbnails.give_way()
        if isinstance(found, NoPicture):
            self._send(PictureReady(frame, None, found.reason))
        else:
            self._send(PictureReady(frame, found, own_window=default_window(found)))

    def _on_objects(
        self, effect: LoadDocument | FindInstance | FindFrameOfReference | LoadThumbnails
    ) -> None:
        match effect:
            case LoadDocument(root, path):
                self._documents.put(lambda: self._load_document(root, path))
            case FindInstance(uid, frame):
                self._contents.put(lambda: self._find_instance(uid, frame))
            case FindFrameOfReference(uid, beside):
                self._contents.put(lambda: self._find_frame_of_reference(uid, beside))
            case LoadThumbnails(series_keys):
                self._thumbnails.make(series_keys)

    def _on_pictures(self, effect: LoadPicture | FindOpeningWindow | CountEffect) -> None:
        if isinstance(effect, LoadPicture):
            self._thumbnails.give_way()
            ahead = [self._place(near) for near in effect.ahead]
            self._loader.show(self._place(effect.frame), ahead)
        elif isinstance(effect, FindOpeningWindow):
            self._opening_windows.run(effect)
        else:
            self._counter.run(effect)

    def _load_document(self, root: int, path: str) -> None:
        document = scanner.read_document(self._library.absolute_path(root, path))
        self._send(DocumentLoaded(root, path, document))

    def _find_instance(self, uid: str, frame: int | None) -> None:
        found = self._library.find_instance(uid)
        if found is None:
            self._send(Noticed("what this refers to is not in the opened folders"))
        else:
            self._send(FileLocated(*found, frame))

    def _find_frame_of_reference(self, uid: str, beside: int) -> None:
        key = self._library.series_in_frame(uid, beside)
        if key is None:
            self._send(Noticed("no other series in the opened folders has this frame of reference"))
        else:
            self._send(NodeSelected(("series", key)))

    def _load_attributes(self, effect: LoadAttributes) -> None:
        path = self._library.absolute_path(effect.root, effect.path)
        lines = scanner.read_attributes(path, self._library.undeclared)
        self._send(AttributesLoaded(f"{effect.root}/{effect.path}", lines))

    def _on_attributes(self, effect: LoadAttributes | LoadItems | LoadWholeValue) -> None:
        match effect:
            case LoadAttributes():
                self._attributes.put(lambda: self._load_attributes(effect))
            case _:
                self._more_attributes.put(lambda: self._load_more(effect))

    def _load_more(self, effect: LoadItems | LoadWholeValue) -> None:
        path = self._library.absolute_path(effect.root, effect.path)
        instance, place = f"{effect.root}/{effect.path}", effect.place
        undeclared = self._library.undeclared
        match effect:
            case LoadItems(first=first):
                lines = scanner.read_items(path, place, first, undeclared)
                self._send(ItemsLoaded(instance, place, first, lines))
            case LoadWholeValue(name=name, is_copied=is_copied):
                text = scanner.read_whole_value(path, place, undeclared)
                self._send(WholeValueLoaded(instance, WholeValue(name, text, is_copied)))


def _is_single_file(path: str) -> bool:
    return os.path.isfile(path) and not source.is_archive(path)
