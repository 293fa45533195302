"""Gathering what a data set says of its frames, event by event."""

import struct
from collections.abc import Iterable

from dicomtree.header.elements import ITEM, UNDEFINED, Head, Syntax
from dicomtree.header.events import ENTER, PASS, Event
from dicomtree.header.frame_elements import (
    ANYWHERE,
    CODE_MEANING,
    CODE_VALUE,
    CODES,
    CONCEPT,
    CONCEPT_NAME,
    DETECTORS,
    ENTERED,
    INSIDE,
    MACROS,
    PER_FRAME_GROUPS,
    PRIVATE,
    PRIVATE_GROUPS,
    QUANTITY_CODES,
    QUANTITY_DEFINITIONS,
    TOP,
    VECTORS,
    Said,
)
from dicomtree.header.macro_runs import MacroRuns
from dicomtree.header.private_creators import PrivateCreators, is_creator, is_private
from dicomtree.header.texts import Value, text_converter
from dicomtree.header.walk import Walk

_FRAME_INCREMENT_POINTER = 0x00280009
_LONGEST_LIST = 1 << 20
_LONGEST_VALUE = 1024
_SEQUENCE_VRS = (b"SQ", b"UN", b"")
_AT_TOP = TOP | VECTORS | ANYWHERE
_INSIDE = INSIDE.keys() | CODES.keys()

Values = dict[str, Value]


def choose(depth: int, head: Head) -> int:
    """Return which sequences to go into and which values to keep (an `events.Chooser`)."""
    tag = head.tag
    if is_private(tag):
        return (
            _LONGEST_VALUE
            if tag >> 16 in PRIVATE_GROUPS and head.length <= _LONGEST_VALUE
            else PASS
        )
    if depth:
        if tag in MACROS and head.vr in _SEQUENCE_VRS:
            return ENTER
        return _LONGEST_VALUE if tag in _INSIDE and head.length != UNDEFINED else PASS
    if tag in ENTERED and head.vr in _SEQUENCE_VRS:
        return ENTER
    return _LONGEST_LIST if tag in _AT_TOP and head.length != UNDEFINED else PASS


class FrameValues:
    """What was said at the top, for all frames, for each frame, and for each detector."""

    def __init__(self, syntax: Syntax) -> None:
        self.top: Values = {}
        self.shared: Values = {}
        self.per_frame: list[Values] = []
        self.detectors: list[Values] = []
        self.pointer: tuple[int, ...] = ()
        self.has_functional_groups = False
        self._order = syntax.order
        self._runs = MacroRuns(syntax, choose)
        self._inside = self.shared  # where values in the present item go
        self._path: list[int] = []
        self._creators = PrivateCreators()
        self._concept = ""

    def gather(self, events: Iterable[Event]) -> None:
        """Take in events; what they raise is for the caller."""
        for event in events:
            if event.tag == ITEM:
                self._creators.begin_item(event.depth)
                if event.depth == 1:
                    self._begin_item(self._path[0])
            elif event.raw is None:
                self._path[event.depth :] = [event.tag]
            elif is_private(event.tag):
                self._take_private(event, event.raw)
            elif event.tag in CODES:
                self._take_code(event, event.raw)
            else:
                self._take(event, event.raw)

    def shortcut(self, walk: Walk, end: int | None) -> bool:
        """Read macros that look like those of the frames before (an `events.Shortcut`)."""
        return self._runs.read(walk, end, self._inside)

    def _begin_item(self, sequence: int) -> None:
        values: Values = {}
        if sequence == PER_FRAME_GROUPS:
            self.per_frame.append(values)
        elif sequence == DETECTORS:
            self.detectors.append(values)
        else:
            values = self.shared
        self.has_functional_groups |= sequence != DETECTORS
        self._inside = values
        self._runs.forget_place()

    def _take(self, event: Event, raw: bytes) -> None:
        if event.tag == _FRAME_INCREMENT_POINTER:
            tags = struct.iter_unpack(f"{self._order}HH", raw[: len(raw) // 4 * 4])
            self.pointer = tuple(group << 16 | element for group, element in tags)
            return
        said = (INSIDE if event.depth else _AT_TOP)[event.tag]
        self._say(event.depth, said, self._value(event.vr, said.vr, raw))

    def _take_code(self, event: Event, raw: bytes) -> None:
        """Take in a code of a parametric map's quantity definition (PS3.3 C.7.6.16.2.11)."""
        if QUANTITY_DEFINITIONS not in self._path[: event.depth]:
            return
        sequence = self._path[event.depth - 1]
        value = self._value(event.vr, CODES[event.tag].vr, raw)
        if sequence == CONCEPT_NAME and event.tag == CODE_VALUE:
            self._concept = str(value)
        elif sequence == CONCEPT and event.tag == CODE_MEANING and self._concept in QUANTITY_CODES:
            self._inside.setdefault("quantity", value)

    def _take_private(self, event: Event, raw: bytes) -> None:
        if is_creator(event.tag):
            self._creators.reserve(event.depth, event.tag, raw)
            return
        owner = self._creators.owner(event.depth, event.tag)
        said = PRIVATE.get((owner, event.tag >> 16, event.tag & 0xFF))
        if said is not None:
            self._say(event.depth, said, self._value(event.vr, said.vr, raw))

    def _value(self, vr: bytes, dictionary_vr: bytes, raw: bytes) -> Value:
        # Numbers as text: a frame's values are texts, whatever their VR.
        return text_converter(vr, dictionary_vr, self._order)[raw]

    def _say(self, depth: int, said: Said, value: Value) -> None:
        """Keep a value, be it none; what was said last holds."""
        (self._inside if depth else self.top)[said.name] = value
