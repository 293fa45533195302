"""The two sides of a comparison, and how far it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomtree.compare import Comparison
from dicomtree.library.comparing import Compared
from dicomtree.session.effects import LoadComparison

if TYPE_CHECKING:
    from dicomtree.session.state import NodeKey


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What is compared: `key` where it is a row of the tree, what it is ("series"), its name.

    The name may say who the patient is.
    """

    node: Compared
    kind: str
    name: str
    key: "NodeKey | None" = None

    def title(self, *, hidden: bool) -> str:
        """Return its name, or what it is while identity is hidden."""
        return f"the remembered {self.kind}" if hidden else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Comparing:
    """What is remembered; the two sides that are compared, how far that is, and the answer."""

    remembered: Side | None = None
    sides: tuple[Side, Side] | None = None
    asked: LoadComparison | None = None
    done: int = 0
    total: int = 0
    comparison: Comparison | None = None
