"""What `update` asks the outside world to do; each is answered by a message, or not at all."""

from dataclasses import dataclass

from dicomtree.model import FrameRef, OrderChoice
from dicomtree.settings import Settings


@dataclass(frozen=True, slots=True)
class Scan:
    """Read these folders, all others staying as they are."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CancelScan:
    """Stop reading."""


@dataclass(frozen=True, slots=True)
class CloseRoot:
    """Forget one opened folder."""

    root: int


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
class LoadPicture:
    """Decode `frame`, then `ahead` in the order of likely need; earlier requests lapse."""

    frame: FrameRef
    ahead: tuple[FrameRef, ...]


@dataclass(frozen=True, slots=True)
class LoadAttributes:
    """Read the attributes of the instance that holds `frame`."""

    root: int
    path: str


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
class SaveSettings:
    """Keep the user's choices."""

    settings: Settings


Effect = (
    Scan
    | CancelScan
    | CloseRoot
    | LoadContent
    | ExplainOrder
    | ChooseOrder
    | LoadPicture
    | LoadAttributes
    | LoadDocument
    | FindInstance
    | SaveSettings
)
