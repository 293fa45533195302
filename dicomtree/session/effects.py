"""What `update` asks the outside world to do; each is answered by a message, or not at all."""

from dataclasses import dataclass

from dicomtree.header.parts import Place
from dicomtree.library.comparing import Compared
from dicomtree.library.queries import Level
from dicomtree.model import FrameRef, OrderChoice, Stack
from dicomtree.pixels import Picture
from dicomtree.session.measurements import Measurement
from dicomtree.settings import Direction, Settings


@dataclass(frozen=True, slots=True)
class Scan:
    """Read these folders, all others staying as they are."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookForChanges:
    """Look what has changed under these roots of the library; `asked`: the user waits for it."""

    roots: tuple[int, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class CancelScan:
    """Stop reading."""


@dataclass(frozen=True, slots=True)
class CloseRoot:
    """Forget one opened folder."""

    root: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Take a folder out of the user's index, all when None; what is open stays open."""

    path: str | None = None


@dataclass(frozen=True, slots=True)
class LoadContent:
    """Build the stacks of a series."""

    series_key: int


@dataclass(frozen=True, slots=True)
class ExplainOrder:
    """Say why the stacks of a series are as they are."""

    series_key: int


@dataclass(frozen=True, slots=True)
class ChooseOrder:
    """View a series as the user decided, and remember that."""

    series_key: int
    choice: OrderChoice


@dataclass(frozen=True, slots=True)
class CompleteSplit:
    """Say which keywords `text` may become."""

    text: str


@dataclass(frozen=True, slots=True)
class TrySplit:
    """Say whether a series, viewed by `choice`, is split by the attribute that `text` means."""

    series_key: int
    text: str
    choice: OrderChoice


@dataclass(frozen=True, slots=True)
class StopSplit:
    """Read no further for it."""


@dataclass(frozen=True, slots=True)
class LoadPicture:
    """Decode `frame`, then `ahead` in the order of likely need; earlier requests lapse."""

    frame: FrameRef
    ahead: tuple[FrameRef, ...]


@dataclass(frozen=True, slots=True)
class FindOpeningWindow:
    """Find the window that a volume opens with, from `frames`: its middle slice, or all."""

    series_key: int
    stack_index: int
    volume_index: int
    frames: tuple[FrameRef, ...]


@dataclass(frozen=True, slots=True)
class CountRegion:
    """Look at all pixels of a region."""

    measurement: Measurement
    picture: Picture


@dataclass(frozen=True, slots=True)
class CountHistogram:
    """Count the values of a picture."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class FitWindow:
    """Find the window of a grey picture's values: of all, or without the outermost one per cent.

    It is meant for the stack `stack_index` of a series.
    """

    series_key: int
    stack_index: int
    picture: Picture
    to_all: bool


CountEffect = CountRegion | CountHistogram | FitWindow


@dataclass(frozen=True, slots=True)
class FindLocalizers:
    """Find the localizers that share a frame of reference with a series."""

    series_key: int


@dataclass(frozen=True, slots=True)
class LoadLocalizer:
    """Decode the small localizer."""

    frame: FrameRef


@dataclass(frozen=True, slots=True)
class PrepareFind:
    """Make ready to answer queries: the first letter should wait no longer than the others."""


@dataclass(frozen=True, slots=True)
class Find:
    """Find the series that a query asks for; earlier queries lapse.

    What is typed at `cursor` is to be completed, nothing where it is -1. A guarded query does not
    look at what says who the patient is.
    """

    text: str
    cursor: int
    is_guarded: bool = False


@dataclass(frozen=True, slots=True)
class StopFind:
    """Let the query lapse."""


@dataclass(frozen=True, slots=True)
class LoadAttributes:
    """Read the attributes of an instance."""

    root: int
    path: str


@dataclass(frozen=True, slots=True)
class LoadItems:
    """Read the attributes of items, from the `first` on, of the sequence at `place`."""

    root: int
    path: str
    place: Place
    first: int


@dataclass(frozen=True, slots=True)
class LoadWholeValue:
    """Read one value in full."""

    root: int
    path: str
    place: Place
    name: str
    is_copied: bool = False


@dataclass(frozen=True, slots=True)
class SearchAttributes:
    """Look for what `text` asks for in a header; earlier searches lapse."""

    root: int
    path: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class LoadComparison:
    """Compare two nodes, stacks or instances; earlier comparisons lapse."""

    first: Compared
    second: Compared


@dataclass(frozen=True, slots=True)
class StopComparison:
    """Read no further for it."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadAlong:
    """Read the attributes along the slices of a stack, in the order of the screen."""

    stack: Stack
    direction: Direction


@dataclass(frozen=True, slots=True)
class StopAlong:
    """Read them no further."""


@dataclass(frozen=True, slots=True)
class LoadDocument:
    """Read what an instance without a picture holds."""

    root: int
    path: str


@dataclass(frozen=True, slots=True)
class FindInstance:
    """Find out where the instance of this SOP Instance UID stands; `frame` counts from 1."""

    sop_instance_uid: str
    frame: int | None


@dataclass(frozen=True, slots=True)
class FindFrameOfReference:
    """Find a series with this frame of reference: the next one after the series `beside`."""

    frame_of_reference_uid: str
    beside: int


@dataclass(frozen=True, slots=True)
class LoadThumbnails:
    """Make small pictures of these series, and of no others any more."""

    series_keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SaveSettings:
    """Keep the user's choices."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class CheckTemplate:
    """Find out what a template gives for the first file of a series; earlier ones lapse."""

    text: str
    cursor: int
    series_key: int | None


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """Find out whether may be written to a folder, apart from `roots`, which are only read."""

    path: str
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListJobs:
    """List the jobs that are remembered."""


@dataclass(frozen=True, slots=True)
class ProposeJob:
    """Let a process of its own say what a command would do; `words` are those of the command.

    Nothing may be touched in the folders that are `opened`.
    """

    words: tuple[str, ...]
    opened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListProposedFolder:
    """List a folder of what was proposed."""

    path: str


@dataclass(frozen=True, slots=True)
class SavePlan:
    """Write the "plan", or the list of "proved" sources, to a new file."""

    what: str
    path: str


@dataclass(frozen=True, slots=True)
class StartJob:
    """Do what was proposed; nothing may be touched in the folders that are `opened` by now."""

    opened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StopJob:
    """Let the job end in good order."""


@dataclass(frozen=True, slots=True)
class CloseJob:
    """Let the job's process go."""


@dataclass(frozen=True, slots=True)
class CountValues:
    """Count the values of all attributes of these series."""

    series: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StopValues:
    """Count them no further."""


@dataclass(frozen=True, slots=True)
class MakeTable:
    """Make a table of these series; without `target` for the clipboard."""

    series: tuple[int, ...]
    level: Level
    attributes: tuple[str, ...]
    target: str | None


@dataclass(frozen=True, slots=True)
class FindDuplicates:
    """Compare the content of all files."""


@dataclass(frozen=True, slots=True)
class StopDuplicates:
    """Compare them no further."""


JobEffect = (
    CheckTemplate
    | CheckTarget
    | ListJobs
    | ProposeJob
    | ListProposedFolder
    | SavePlan
    | StartJob
    | StopJob
    | CloseJob
)

ReadingEffect = (  # all that the runner sees to itself
    Scan
    | LookForChanges
    | CancelScan
    | CloseRoot
    | Forget
    | LoadContent
    | ExplainOrder
    | ChooseOrder
    | LoadPicture
    | CountEffect
    | FindLocalizers
    | LoadLocalizer
    | FindOpeningWindow
    | LoadAttributes
    | LoadItems
    | LoadWholeValue
    | SearchAttributes
    | LoadDocument
    | FindInstance
    | FindFrameOfReference
    | LoadThumbnails
    | SaveSettings
    | PrepareFind
    | Find
    | StopFind
)

AlongEffect = LoadAlong | StopAlong
DuplicatesEffect = FindDuplicates | StopDuplicates
ValuesEffect = CountValues | StopValues | MakeTable
SplitEffect = CompleteSplit | TrySplit | StopSplit
CompareEffect = LoadComparison | StopComparison
HeaderEffect = AlongEffect | ValuesEffect | DuplicatesEffect | CompareEffect
Effect = ReadingEffect | HeaderEffect | SplitEffect | JobEffect
