"""What is on screen, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dicomtree.documents import Document
from dicomtree.explain import SeriesExplanation
from dicomtree.header.attribute_row import AttributeRow
from dicomtree.header.parts import Place
from dicomtree.model import (
    Counts,
    FrameRef,
    OrderChoice,
    Problem,
    Progress,
    SeriesContent,
    Stack,
    Tree,
)
from dicomtree.pixels import GREY, Picture, Thumbnail, VoiChoice
from dicomtree.session.along import Along
from dicomtree.session.attribute_filter import AttributeFilter
from dicomtree.session.compared import Comparing
from dicomtree.session.counting import Counting
from dicomtree.session.duplicates import Duplicates
from dicomtree.session.freshness import Freshness
from dicomtree.session.job_state import JobDialog
from dicomtree.session.localized import Localizing
from dicomtree.session.measurements import Measurement
from dicomtree.session.measuring_messages import Tool
from dicomtree.session.split_line import SplitLine
from dicomtree.session.tree_filter import TreeFilter
from dicomtree.session.valuing import Valuing
from dicomtree.session.viewport import Viewport
from dicomtree.settings import Settings
from dicomtree.source import joined

NodeKey = tuple[str, int, *tuple[int, ...]]
"""A tree node: ("patient", k), ("study", k), ("series", k), ("stack", series, stack),
("slice", series, stack, volume, slice in canonical order), ("object", series, index).
The number of a patient or study is the smallest series key under it."""


class ScanState(StrEnum):
    """How far the reading of one opened folder is."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    CANCELLED = "cancelled"
    EMPTY = "empty"
    NO_DICOM = "no DICOM"
    MISSING = "missing"
    VANISHED = "vanished"  # it was there, and cannot be read now


@dataclass(frozen=True, slots=True)
class OpenRoot:
    """A folder or archive that the user opened.

    `index` is its place among the library's roots, None where there was nothing to open. Paths of
    instances are relative to `folder`.
    """

    path: str
    state: ScanState
    index: int | None = None
    folder: str = ""

    @property
    def is_being_read(self) -> bool:
        """Whether its reading has not ended."""
        return self.state in (ScanState.WAITING, ScanState.READING)


@dataclass(frozen=True, slots=True)
class OpeningWindow:
    """The window that a volume opens with whose files give none; None while it is being found.

    `volume_index` is -1 where none was asked for. `until_then` is the window that nobody chose and
    that stands in for it.
    """

    volume_index: int = -1
    window: VoiChoice | None = None
    until_then: VoiChoice | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """What the slice pane shows of one stack.

    `place` counts from 0 in display order and `target` is the frame there. `picture` may lag
    behind it while a frame is being read: `shown` says which frame it is. `reason` is the
    sentence that stands in place of a picture. `own_window` is what the shown picture would open
    with; `window` None means just that, for each picture anew. `opening_window` is what pictures
    open with whose files give no window.
    `stack_index` is -1 while an instance without a picture is shown. `play_axis` is what cine runs
    along: 0 the slices, 1 the first further dimension, and so on.
    """

    series_key: int
    stack_index: int
    volume_index: int = 0
    place: int = 0
    target: FrameRef | None = None
    shown: FrameRef | None = None
    picture: Picture | None = None
    reason: str | None = None
    own_window: VoiChoice | None = None
    opening_window: OpeningWindow = field(default_factory=OpeningWindow)
    window: VoiChoice | None = None
    inverted: bool = False
    colormap: str = GREY
    viewport: Viewport = field(default_factory=Viewport)
    playing: bool = False
    play_axis: int = 0
    play_rate: float = 10.0
    direction: int = 1


@dataclass(frozen=True, slots=True)
class WholeValue:
    """One value in full, or what 64 KiB hold of it, to be seen or copied; `name` says whose.

    `is_harmless` where it says nothing of the patient, and may be seen while identity is hidden.
    """

    name: str
    text: str
    is_copied: bool = False
    is_harmless: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that decides what the window shows; changed only by `update`.

    `requested` says for each series whose content was asked for how many instances it then had.
    `wanted` is the file (root, path, frame) to show once its series' content is there.
    `document` is what the instance without a picture at `document_of` (root, path) holds.
    `more_attributes` holds items of long sequences by place and first item, empty while they are
    being read; they and `whole_value` go with the instance that the attributes are of.
    `thumbnails` are those made by now for the series `thumbnails_of`.
    `tool` is what the left button measures, `measuring` whether the latest of `measurements` is
    still being drawn. `job` is the dialog for copying and exporting, if it is open.
    `disc_remarks` are those of `DiscsCompared`.
    `forgotten` are the paths of opened folders of which nothing is to be kept any more.
    `choices` are the user's decisions on the order of series. `explained` is the explanation of a
    series' stacks by its key; `explaining` the content that the latest one was asked for.
    """

    settings: Settings = field(default_factory=Settings)
    roots: tuple[OpenRoot, ...] = ()
    tree: Tree = field(default_factory=Tree)
    counts: Counts = field(default_factory=Counts)
    problems: tuple[Problem, ...] = ()
    disc_remarks: tuple[tuple[str, str], ...] = ()
    progress: Progress | None = None
    contents: Mapping[int, SeriesContent] = field(default_factory=dict)
    requested: Mapping[int, int] = field(default_factory=dict)
    selection: NodeKey | None = None
    viewer: Viewer | None = None
    attributes: tuple[AttributeRow, ...] = ()
    attributes_of: str | None = None
    more_attributes: Mapping[tuple[Place, int], tuple[AttributeRow, ...]] = field(
        default_factory=dict
    )
    whole_value: WholeValue | None = None
    attribute_filter: AttributeFilter = field(default_factory=AttributeFilter)
    comparing: Comparing = field(default_factory=Comparing)
    pane: tuple[int, int] = (1, 1)
    pointer: tuple[float, float] | None = None
    identity_hidden: bool = False
    picture_filled: bool = False
    sort: tuple[str, bool] = ("", False)
    filter: TreeFilter = field(default_factory=TreeFilter)
    notice: str = ""
    wanted: tuple[int, str, int | None] | None = None
    choices: Mapping[int, OrderChoice] = field(default_factory=dict)
    order_shown: bool = False
    explained: tuple[int, SeriesExplanation] | None = None
    explaining: SeriesContent | None = None
    split_line: SplitLine = field(default_factory=SplitLine)
    localizing: Localizing = field(default_factory=Localizing)
    document: Document | None = None
    document_of: tuple[int, str] | None = None
    thumbnails: Mapping[int, Thumbnail | None] = field(default_factory=dict)
    thumbnails_of: tuple[int, ...] = ()
    tool: Tool | None = None
    measurements: tuple[Measurement, ...] = ()
    measuring: bool = False
    counting: Counting = field(default_factory=Counting)
    job: JobDialog | None = None
    along: Along = field(default_factory=Along)
    freshness: Freshness = field(default_factory=Freshness)
    forgotten: frozenset[str] = frozenset()
    valuing: Valuing = field(default_factory=Valuing)
    duplicates: Duplicates = field(default_factory=Duplicates)

    @property
    def stack(self) -> Stack | None:
        """The stack in the slice pane."""
        if self.viewer is None:
            return None
        content = self.contents.get(self.viewer.series_key)
        if content is None or not 0 <= self.viewer.stack_index < len(content.stacks):
            return None
        return content.stacks[self.viewer.stack_index]

    def absolute_path(self, root: int, path: str) -> str:
        """Return where a file lies that is named by its root and its path below it."""
        folder = next(known.folder for known in self.roots if known.index == root)
        return joined(folder, path)

    @property
    def scanning(self) -> bool:
        """Whether any opened folder is still being read."""
        return any(root.is_being_read for root in self.roots)
