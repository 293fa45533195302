"""What can happen: by the user's hand, and in answer to effects."""

from dataclasses import dataclass

from dicomtree.explain import SeriesExplanation
from dicomtree.header.attribute_row import AttributeRow
from dicomtree.model import (
    NO_CHOICE,
    Counts,
    FrameRef,
    OrderChoice,
    OrderKey,
    Problem,
    Progress,
    SeriesContent,
    Tree,
)
from dicomtree.pixels import Picture, VoiChoice
from dicomtree.session.along_messages import AlongMessage
from dicomtree.session.attribute_messages import AttributeMessage
from dicomtree.session.compare_messages import CompareMessage
from dicomtree.session.document_messages import DocumentMessage
from dicomtree.session.duplicates_messages import DuplicatesMessage
from dicomtree.session.find_messages import FindMessage
from dicomtree.session.job_messages import JobMessage
from dicomtree.session.localizer_messages import LocalizerMessage
from dicomtree.session.measuring_messages import MeasureMessage
from dicomtree.session.opening_messages import OpeningWindowFound
from dicomtree.session.refresh_messages import RefreshMessage
from dicomtree.session.splitting_messages import SplitMessage
from dicomtree.session.state import NodeKey, OpenRoot
from dicomtree.session.thumbnail_messages import ThumbnailMessage
from dicomtree.session.valuing_messages import ValuesMessage


# ---- folders
@dataclass(frozen=True, slots=True)
class OpenRequested:
    """The user chose folders or files."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """Stop reading, keep what was read."""


@dataclass(frozen=True, slots=True)
class CloseRequested:
    """Close one opened folder."""

    root: int


@dataclass(frozen=True, slots=True)
class ForgetRequested:
    """Delete what was kept for the next opening: of one opened folder, or of all when None."""

    root: int | None = None


# ---- tree
@dataclass(frozen=True, slots=True)
class NodeSelected:
    """A row of the tree was chosen."""

    key: NodeKey


@dataclass(frozen=True, slots=True)
class NodeOpened:
    """A row of the tree was expanded."""

    key: NodeKey


@dataclass(frozen=True, slots=True)
class SortChosen:
    """A column's heading was clicked."""

    column: str


# ---- slices
@dataclass(frozen=True, slots=True)
class SliceStepped:
    """So many slices on in display order; stops at the ends."""

    by: int


@dataclass(frozen=True, slots=True)
class SliceChosen:
    """The slice at this place of display order, from 0; negative counts from the end."""

    index: int


@dataclass(frozen=True, slots=True)
class VolumeStepped:
    """The next or previous value of one of the stack's dimensions."""

    by: int
    dimension: int = 0


@dataclass(frozen=True, slots=True)
class VolumeChosen:
    """A volume of the stack, from 0."""

    index: int


@dataclass(frozen=True, slots=True)
class SeriesStepped:
    """The next or previous series of the tree."""

    by: int


@dataclass(frozen=True, slots=True)
class PlayToggled:
    """Start or stop cine."""


@dataclass(frozen=True, slots=True)
class PlayTicked:
    """The time of one cine frame has passed."""


@dataclass(frozen=True, slots=True)
class PlayAxisChosen:
    """What cine runs along: 0 the slices, 1 the stack's first further dimension, and so on."""

    axis: int


# ---- order
@dataclass(frozen=True, slots=True)
class OrderPanelToggled:
    """Show why the slices stand in this order, or the picture again."""


@dataclass(frozen=True, slots=True)
class OrderKeyChosen:
    """Order the stack in the pane by this key; None: by the one that was found."""

    key: OrderKey | None


@dataclass(frozen=True, slots=True)
class OrderReversed:
    """Show the stack in the pane the other way round, and back."""


@dataclass(frozen=True, slots=True)
class SplitToggled:
    """Make a stack of each value of an attribute, or no longer."""

    attribute: str


@dataclass(frozen=True, slots=True)
class UniteToggled:
    """Make one of the stacks or volumes that differ only in an attribute, or no longer."""

    attribute: str


@dataclass(frozen=True, slots=True)
class OrderAsFound:
    """Forget all that was chosen about the order of the series in the pane."""


# ---- view
@dataclass(frozen=True, slots=True)
class WindowDragged:
    """The pointer moved (right, down) so many pixels with the window tool."""

    right: float
    down: float


@dataclass(frozen=True, slots=True)
class WindowChosen:
    """A window by choice; None returns to the picture's own."""

    window: VoiChoice | None


@dataclass(frozen=True, slots=True)
class WindowFitted:
    """A window by the values of the picture: all of them, or without the outermost one per cent."""

    to_all: bool


@dataclass(frozen=True, slots=True)
class ColormapChosen:
    """The colours of a picture of one channel, by name; None for the next one."""

    name: str | None


@dataclass(frozen=True, slots=True)
class PresetChosen:
    """Key 1-8: a CT preset, where the unit is HU; 0: the file's own."""

    number: int


@dataclass(frozen=True, slots=True)
class Panned:
    """Move the picture by (right, down) pixels of the screen."""

    right: float
    down: float


@dataclass(frozen=True, slots=True)
class Zoomed:
    """Scale by `factor` about a point of the pane, in pixels of the screen."""

    factor: float
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class FitChosen:
    """Fit the picture into the pane."""


@dataclass(frozen=True, slots=True)
class OneToOneChosen:
    """One pixel of the picture to one of the screen."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """Turn clockwise by so many quarter turns."""

    quarters: int


@dataclass(frozen=True, slots=True)
class Flipped:
    """Mirror left to right, or top to bottom."""

    horizontally: bool


@dataclass(frozen=True, slots=True)
class InvertToggled:
    """Exchange black and white."""


@dataclass(frozen=True, slots=True)
class ViewReset:
    """Window, zoom, pan, rotation, flips and inversion as at first."""


@dataclass(frozen=True, slots=True)
class PaneResized:
    """The slice pane is so many pixels wide and high."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PointerMoved:
    """The pointer is over this point of the pane; None outside it."""

    at: tuple[float, float] | None


# ---- choices
@dataclass(frozen=True, slots=True)
class FillToggled:
    """The picture fills the window, and back."""


@dataclass(frozen=True, slots=True)
class IdentityToggled:
    """Hide or show who the patient is."""


@dataclass(frozen=True, slots=True)
class CornersToggled:
    """Show or hide the texts in the picture's corners."""


@dataclass(frozen=True, slots=True)
class OverlaysToggled:
    """Show or hide the drawings that files lay over their pictures."""


@dataclass(frozen=True, slots=True)
class HistogramToggled:
    """Show or hide the histogram of the picture."""


@dataclass(frozen=True, slots=True)
class SettingChosen:
    """One field of `Settings` by the user's choice."""

    name: str
    value: object


# ---- answers
@dataclass(frozen=True, slots=True)
class ScanAdvanced:
    """What has been found by now; `tree` None where only the numbers changed.

    The last one of a scan has no `progress`.
    """

    progress: Progress | None
    counts: Counts
    tree: Tree | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class DiscsCompared:
    """What is odd about the DICOMDIRs that were found: the path of each, and a sentence."""

    remarks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RootsChanged:
    """What the user opened, and how far the reading of each is."""

    roots: tuple[OpenRoot, ...]


@dataclass(frozen=True, slots=True)
class ContentLoaded:
    """The stacks of one series, and what the user decided about them."""

    series_key: int
    content: SeriesContent
    choice: OrderChoice = NO_CHOICE


@dataclass(frozen=True, slots=True)
class OrderExplained:
    """Why the stacks of one series are as they are."""

    series_key: int
    explained: SeriesExplanation


@dataclass(frozen=True, slots=True)
class PictureReady:
    """A frame's picture with its default window, or the sentence that stands in its place."""

    frame: FrameRef
    picture: Picture | None
    reason: str | None = None
    own_window: VoiChoice | None = None


@dataclass(frozen=True, slots=True)
class AttributesLoaded:
    """The attributes of one instance."""

    path: str
    lines: tuple[AttributeRow, ...]


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something to say in the status bar."""

    text: str


@dataclass(frozen=True, slots=True)
class FileLocated:
    """What the user named, a file or one frame of it (from 1), stands in this series."""

    series_key: int
    root: int
    path: str
    frame: int | None = None


FolderMessage = (
    OpenRequested
    | CancelRequested
    | CloseRequested
    | ForgetRequested
    | ScanAdvanced
    | DiscsCompared
    | RootsChanged
    | FileLocated
)
PagingMessage = (
    NodeSelected
    | NodeOpened
    | ContentLoaded
    | SliceStepped
    | SliceChosen
    | VolumeStepped
    | VolumeChosen
    | SeriesStepped
    | PictureReady
    | AttributesLoaded
)
PlayMessage = PlayToggled | PlayTicked | PlayAxisChosen
OrderMessage = (
    OrderPanelToggled
    | OrderKeyChosen
    | OrderReversed
    | SplitToggled
    | UniteToggled
    | OrderAsFound
    | OrderExplained
)
ViewMessage = (
    WindowDragged
    | WindowChosen
    | WindowFitted
    | ColormapChosen
    | PresetChosen
    | Panned
    | Zoomed
    | FitChosen
    | OneToOneChosen
    | Rotated
    | Flipped
    | InvertToggled
    | ViewReset
    | PaneResized
    | PointerMoved
)
ChoiceMessage = (
    FillToggled
    | IdentityToggled
    | CornersToggled
    | OverlaysToggled
    | HistogramToggled
    | SettingChosen
    | SortChosen
    | Noticed
)
Message = (
    FolderMessage
    | RefreshMessage
    | LocalizerMessage
    | PagingMessage
    | PlayMessage
    | OrderMessage
    | SplitMessage
    | DocumentMessage
    | MeasureMessage
    | ThumbnailMessage
    | OpeningWindowFound
    | AttributeMessage
    | AlongMessage
    | ValuesMessage
    | DuplicatesMessage
    | CompareMessage
    | ViewMessage
    | ChoiceMessage
    | FindMessage
    | JobMessage
)
