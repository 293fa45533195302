"""Any attribute of single frames: from their functional groups where these have it."""

import struct
from collections.abc import Callable, Iterable
from time import monotonic

from dicomtree.header.chosen_values import MOST_BYTES, ChosenValues, chosen_of
from dicomtree.header.elements import ITEM, Head, TooManyError
from dicomtree.header.events import ENTER, PASS, Event
from dicomtree.header.frame_elements import MOST_ELEMENTS_OF_FRAMES, PER_FRAME_GROUPS, SHARED_GROUPS
from dicomtree.header.private_creators import is_creator
from dicomtree.header.walk import Walk

DEEPEST = 2
"""Sequences around a value inside a group: its macro (PS3.3 C.7.6.16), and one in that."""

LEFT_TO_FRAMES = (None, "MIXED")
"""What a data set says of that which its frames say (MIXED: PS3.3 C.8.13.3.1)."""

MOST_ELEMENTS_OF_GROUPS = 1_000_000
"""So many of one file are looked at for a question about many: 20,000 frames of 50. What lies
behind counts as absent."""

LONGEST_IN_GROUPS_S = 3.0
"""So long they are looked at: less than a file may take until nothing counts of what it says."""

MOST_TEXT = 8 << 20
"""About as many bytes are kept of one file's different values: 90,000 times of frames."""

_GROUPS = frozenset((SHARED_GROUPS, PER_FRAME_GROUPS))
_BESIDE_TEXT = 64  # bytes, what a text takes in memory beside its characters

Texts = dict[int, str]
ValueAnywhere = str | tuple[str, ...] | None
"""A text, the different texts of frames that do not agree, or None where there is none."""


def read_frame_values(path: str, tags: Iterable[int]) -> list[tuple[str | None, ...]]:
    """Return for each attribute its text in each frame, or one text that holds for all of them.

    A frame has what its own functional groups say, else the shared ones, else the data set as
    `read_values` has it. Of an attribute that a group has several times the first one counts.
    Raises OSError for a file that cannot be read.
    """
    wanted = list(tags)
    found = chosen_of(path, lambda order: _OfFrames(frozenset(wanted), order))
    return [found.of_frames(tag) for tag in wanted]


def read_values_anywhere(path: str, tags: Iterable[int]) -> list[ValueAnywhere]:
    """Return for each attribute its text in the data set, else those in its functional groups.

    The text of the data set is that of `read_values`. Where there is none, or MIXED, each different
    text counts that stands in the shared groups or in those of a frame, as deep as `DEEPEST`. ""
    stands for a sequence with items and for bytes. Raises OSError for a file that cannot be read.
    """
    wanted = list(tags)
    found = chosen_of(path, lambda order: _Anywhere(frozenset(wanted), order))
    return [found.anywhere(tag) for tag in wanted]


class _InGroups(ChosenValues):
    """The values of a data set and, told by `begin_item` and `say`, those in functional groups."""

    most_elements = MOST_ELEMENTS_OF_FRAMES
    group = 0  # the functional groups that the present element lies in
    _sought: frozenset[int] = frozenset()
    _sought_bytes: tuple[bytes, ...] = ()
    _path: list[int]

    def __init__(self, asked: frozenset[int], order: str) -> None:
        super().__init__(asked | _GROUPS, order)
        self.asked = asked

    def lacking(self) -> frozenset[int]:
        """Return what is to be looked for in groups."""
        return self.asked

    def begin_item(self) -> None:
        """Begin the shared groups, or those of a frame."""

    def say(self, tag: int, text: str) -> None:
        """Take what the present groups say of an attribute, as often as they say it."""

    def choose_wanted(self, head: Head) -> int:
        """Go into functional groups if they may hold what is asked for."""
        is_sequence = self.is_sequence(head.tag, head.vr, head.length)
        if head.tag not in _GROUPS or not is_sequence:
            self.group = 0
            return super().choose_wanted(head) if head.tag in self.asked else PASS
        self._sought = self.lacking()
        pairs = ((tag >> 16, tag & 0xFFFF) for tag in self._sought)
        self._sought_bytes = tuple(struct.pack(f"{self._order}HH", *pair) for pair in pairs)
        self.group = head.tag if self._sought else 0
        return ENTER if self.group else PASS

    def choose_inside(self, depth: int, head: Head) -> int:
        """Look for what is asked for, in sequences as deep as `DEEPEST`."""
        tag = head.tag
        if not self.group or depth > DEEPEST + 1:
            return PASS
        if self.is_sequence(tag, head.vr, head.length, depth):
            return ENTER if depth <= DEEPEST or tag in self._sought else PASS
        is_needed = tag in self._sought or (self.wants_private and is_creator(tag))
        return MOST_BYTES if is_needed else PASS

    def shortcut(self, walk: Walk, end: int | None) -> bool:
        """Pass by the rest of an item in which the bytes of no tag stand that is looked for."""
        if not self.group or end is None:
            return False
        data, stop = walk.reach.data, end - walk.reach.base
        if not walk.at < stop <= len(data):
            return False
        if any(data.find(tag, walk.at, stop) >= 0 for tag in self._sought_bytes):
            return False
        walk.at = stop
        return True

    def take(self, events: Callable[[], Iterable[Event]]) -> None:
        """Take the values from events, those inside groups for the frames that they are of."""
        super().take(lambda: filter(self._is_outside, events()))

    def _is_outside(self, event: Event) -> bool:
        """Take in what lies in functional groups; say whether the event does not."""
        if not (self.group and event.depth):
            self._path = [event.tag]
            return True
        if event.tag == ITEM:
            self._begin(event.depth)
        elif event.raw is None:
            self._path[event.depth :] = [event.tag]
        else:
            self._add_inside(event, event.raw)
        return False

    def _begin(self, depth: int) -> None:
        self.creators.begin_item(depth)
        sequence = self._path[depth - 1]
        if depth == 1:
            self.begin_item()
        if sequence in self._sought:
            self.say(sequence, "")

    def _add_inside(self, event: Event, raw: bytes) -> None:
        if is_creator(event.tag):
            self.creators.reserve(event.depth, event.tag, raw)
        if event.tag in self._sought:
            text = self.text(event.tag, event.vr, raw, event.depth)
            if text is not None:  # what says nothing must not hide what others say
                self.say(event.tag, text)


class _OfFrames(_InGroups):
    """The values of a data set, of all its frames, and of each."""

    def __init__(self, asked: frozenset[int], order: str) -> None:
        super().__init__(asked, order)
        self._shared: Texts = {}
        self._per_frame: list[Texts] = []
        self._inside: Texts = {}

    def of_frames(self, tag: int) -> tuple[str | None, ...]:
        """Return an attribute's texts as `read_frame_values` does."""
        common = self._shared.get(tag, self.values.get(tag))
        if not any(tag in own for own in self._per_frame):
            return (common,)
        return tuple(own.get(tag, common) for own in self._per_frame)

    def begin_item(self) -> None:
        """Begin the shared groups, or those of a frame."""
        self._inside = self._shared if self.group == SHARED_GROUPS else {}
        if self.group == PER_FRAME_GROUPS:
            self._per_frame.append(self._inside)

    def say(self, tag: int, text: str) -> None:
        """Take what the present groups say first."""
        self._inside.setdefault(tag, text)


class _Anywhere(_InGroups):
    """The values of a data set, and of what it lacks the different ones of its frames."""

    most_elements = MOST_ELEMENTS_OF_GROUPS

    def __init__(self, asked: frozenset[int], order: str) -> None:
        super().__init__(asked, order)
        self._texts: dict[int, dict[str, None]] = {}
        self._room = MOST_TEXT
        self._end: float | None = None  # by the monotonic clock

    def anywhere(self, tag: int) -> ValueAnywhere:
        """Return an attribute's texts as `read_values_anywhere` does."""
        own = self.values.get(tag)
        if own not in LEFT_TO_FRAMES:
            return own
        texts = tuple(dict.fromkeys(filter(None, [own])) | self._texts.get(tag, {}))
        return texts if len(texts) > 1 else next(iter(texts), None)

    def lacking(self) -> frozenset[int]:
        """Return what the data set lacks; what comes behind the groups in it is seldom asked."""
        self._end = self._end or monotonic() + LONGEST_IN_GROUPS_S
        return frozenset(tag for tag in self.asked if self.values.get(tag) in LEFT_TO_FRAMES)

    def begin_item(self) -> None:
        """Begin the groups of a frame, if there is still time. Raises TooManyError."""
        self._check_time()

    def _check_time(self) -> None:
        if self._end is not None and monotonic() > self._end:
            raise TooManyError("more frames than can be looked at in time")

    def say(self, tag: int, text: str) -> None:
        """Take each different text, as long as there is room. Raises TooManyError."""
        self._check_time()
        texts = self._texts.setdefault(tag, {})
        if text not in texts and self._room > 0:
            self._room -= len(text) + _BESIDE_TEXT
            texts[text] = None
