"""Any attribute of single frames: from their functional groups where these have it."""

from collections.abc import Callable, Iterable

from dicomtree.header.chosen_values import MOST_BYTES, ChosenValues, chosen_of
from dicomtree.header.elements import ITEM, Head
from dicomtree.header.events import ENTER, PASS, Event
from dicomtree.header.frame_elements import MOST_ELEMENTS_OF_FRAMES, PER_FRAME_GROUPS, SHARED_GROUPS

DEEPEST = 2
"""Sequences around a value inside a group: its macro (PS3.3 C.7.6.16), and one in that."""

Texts = dict[int, str]


def read_frame_values(path: str, tags: Iterable[int]) -> list[tuple[str | None, ...]]:
    """Return for each attribute its text in each frame, or one text that holds for all of them.

    A frame has what its own functional groups say, else the shared ones, else the data set as
    `read_values` has it. Of an attribute that a group has several times the first one counts.
    Raises OSError for a file that cannot be read.
    """
    wanted = list(tags)
    found = chosen_of(path, lambda order: _OfFrames(frozenset(wanted), order))
    return [found.of_frames(tag) for tag in wanted]


class _OfFrames(ChosenValues):
    """The values of a data set, of all its frames, and of each."""

    most_elements = MOST_ELEMENTS_OF_FRAMES

    def __init__(self, wanted: frozenset[int], order: str) -> None:
        super().__init__(wanted, order)
        self._shared: Texts = {}
        self._per_frame: list[Texts] = []
        self._inside: Texts = {}
        self._group = 0  # the functional groups that the present element lies in

    def of_frames(self, tag: int) -> tuple[str | None, ...]:
        """Return an attribute's texts as `read_frame_values` does."""
        common = self._shared.get(tag, self.values.get(tag))
        if not any(tag in own for own in self._per_frame):
            return (common,)
        return tuple(own.get(tag, common) for own in self._per_frame)

    def choose(self, depth: int, head: Head) -> int:
        """Go into functional groups; else as for the data set alone."""
        tag = head.tag
        if not depth:
            is_group = tag in (SHARED_GROUPS, PER_FRAME_GROUPS)
            self._group = tag if is_group else 0
            return ENTER if is_group else super().choose(depth, head)
        if not self._group:
            return PASS
        if self.is_sequence(tag, head.vr, head.length):
            return ENTER if depth <= DEEPEST else PASS
        return MOST_BYTES if tag in self.wanted else PASS

    def take(self, events: Callable[[], Iterable[Event]]) -> None:
        """Take the values from events, those inside groups for the frames that they are of."""
        super().take(lambda: filter(self._is_outside, events()))

    def _is_outside(self, event: Event) -> bool:
        """Take in what lies in functional groups; say whether the event does not."""
        if not self._group:
            return True
        if event.tag == ITEM and event.depth == 1:
            self._begin_frame()
        elif event.raw is not None:
            text = self.text(event.tag, event.vr, event.raw)
            if text is not None:  # what says nothing must not hide what others say
                self._inside.setdefault(event.tag, text)
        return False

    def _begin_frame(self) -> None:
        self._inside = self._shared if self._group == SHARED_GROUPS else {}
        if self._group == PER_FRAME_GROUPS:
            self._per_frame.append(self._inside)
