"""Files with the same content: same bytes, same pictures, one UID on different ones."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dicomtree.model import Tree
from dicomtree.session.duplicates_messages import (
    DuplicatesAdvanced,
    DuplicatesFound,
    DuplicatesMessage,
    DuplicatesToggled,
    SameGroup,
)
from dicomtree.session.effects import Effect, FindDuplicates, StopDuplicates
from dicomtree.text import counted

if TYPE_CHECKING:
    from dicomtree.session.state import Session


@dataclass(frozen=True, slots=True, eq=False)
class Duplicates:
    """Whether they are shown, of which tree, how far the comparing is, and the answer."""

    shown: bool = False
    tree: Tree | None = None
    done: int = 0
    total: int = 0
    instances: int = 0
    groups: tuple[SameGroup, ...] | None = None

    @property
    def in_words(self) -> str:
        """How far it is, or what was found."""
        if self.groups is None:
            return f"Comparing … {self.done:,} of {self.total:,}" if self.total else "Comparing …"
        if not self.groups:
            return f"No duplicates among {counted(self.instances, 'instance')}"
        files = sum(len(group.files) for group in self.groups)
        return f"{counted(len(self.groups), 'group')} of {files:,} files"


def update(session: "Session", message: DuplicatesMessage) -> tuple["Session", tuple[Effect, ...]]:
    """Answer what concerns files with the same content."""
    duplicates = session.duplicates
    match message:
        case DuplicatesToggled():
            if duplicates.shown:
                return replace(session, duplicates=Duplicates()), (StopDuplicates(),)
            return replace(session, duplicates=Duplicates(shown=True)), ()
        case DuplicatesAdvanced(done, total):
            if not duplicates.shown or duplicates.groups is not None:
                return session, ()
            return replace(session, duplicates=replace(duplicates, done=done, total=total)), ()
        case DuplicatesFound(groups, instances):
            if not duplicates.shown:
                return session, ()
            found = replace(duplicates, groups=groups, instances=instances)
            return replace(session, duplicates=found), ()


def follow(session: "Session") -> tuple["Session", tuple[Effect, ...]]:
    """Ask for those of the tree as it is, once for every tree, while the window is there."""
    duplicates = session.duplicates
    if not duplicates.shown or session.scanning or duplicates.tree is session.tree:
        return session, ()
    asked = Duplicates(shown=True, tree=session.tree)
    return replace(session, duplicates=asked), (FindDuplicates(),)
