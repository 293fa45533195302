"""A stack in the making: frames with all that was found out about their order."""

from dataclasses import dataclass, field

from dicomtree.geometry import Orientation
from dicomtree.model import ByHand, DataWarning, Dimension
from dicomtree.tree.dimensions import Trial
from dicomtree.tree.frames import Frame

POSITION = "position"


@dataclass(slots=True)
class Draft:
    """A stack before it is handed out.

    `orientation` is the leader's and None without geometry; `positions` are the frames by place
    along its normal, all volumes together. `by_hand` is what the user chose otherwise.
    """

    kind: str
    localizer: bool
    volumes: list[list[Frame]]
    ordered_by: str
    orientation: Orientation | None = None
    positions: list[list[Frame]] = field(default_factory=list)
    dimensions: tuple[Dimension, ...] = ()
    ranked: bool = False
    trials: tuple[Trial, ...] = ()
    companions: tuple[Dimension, ...] = ()
    by_hand: ByHand | None = None
    warnings: list[DataWarning] = field(default_factory=list)

    def frames(self) -> list[Frame]:
        """Return all frames, volume by volume."""
        return [frame for volume in self.volumes for frame in volume]

    def warn(self, kind: str, detail: str) -> None:
        """Note something a user of the data should know."""
        self.warnings.append(DataWarning(kind, detail))
