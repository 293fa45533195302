"""Runs: the elements that followed each other in the last files, read again in one step.

Neighbouring files of a series have nearly the same element heads. A run holds the heads that
followed a head last time, and one compiled `struct` that cuts them and the wanted values out of
the data. Every head is compared, so nothing is assumed: at the first difference the run is split.
In a series that goes on for a while, values that did not change are compared as one stretch with
the heads around them. Reading a homogeneous series takes two fifths of the time without runs.
"""

import struct
from collections import Counter

from dicomtree.header.columns import COLUMN_OF_TAG, FLAW, NO_PIXELS, PIXELS, WHOLE_PIXELS
from dicomtree.header.elements import (
    EXPLICIT_LITTLE,
    UNDEFINED,
    DamagedError,
    Head,
    NotUnderstoodError,
    Syntax,
    tag_name,
)
from dicomtree.header.reach import CHUNK, Reach
from dicomtree.header.run import KEY_LENGTH, PlainRun, Run, first_differing, key_of, watched
from dicomtree.header.texts import LONGEST_VALUE, Value, converter
from dicomtree.header.walk import Element, Walk

LAST_WANTED = 0x0028FFFF
PIXEL_DATA = (0x7FE00008, 0x7FE00009, 0x7FE00010)
_PIXELS = 0x7FE0
# From here on sequences are long (contours, plans, functional groups) and hold nothing wanted.
_FIRST_LONG = 0x3000
_LONGEST_HEAD = 12
_MOST_IN_RUN = 64
_MOST_HEADS = 256
_MOST_RUNS = 4000
_MOST_STEPS = 40
_MOST_MISSES = 8
_MOST_ENDS = 1000
_MOST_FRAGMENTED = 20
_CALM = 8  # files without anything new: a series, of which it pays to know what repeats
# How nearly every native data set ends: looked at without taking the head apart.
_PIXEL_HEADS = (b"\xe0\x7f\x10\0OW\0\0", b"\xe0\x7f\x10\0OB\0\0")
_PIXEL_HEAD_LENGTH = 12
_PIXEL_LENGTH = struct.Struct("<I").unpack_from


class RunReader:
    """Reads data sets of one syntax, remembering the runs of those it has read."""

    def __init__(self, syntax: Syntax, only_group: int | None = None) -> None:
        self._syntax = syntax
        self._only_group = only_group
        self._runs: dict[bytes, PlainRun] = {}
        self._ends: set[bytes] = set()
        self._misses: Counter[bytes] = Counter()
        self._fragmented = 0
        self._calm = 0
        self._pixel_heads = _PIXEL_HEADS if syntax == EXPLICIT_LITTLE else ()

    def read(self, reach: Reach, at: int, row: list[Value]) -> int:
        """Fill `row` from the data set at `at`; return the position where reading stopped.

        Raises DamagedError and NotUnderstoodError; what was read before is in `row`.
        """
        walk = Walk(reach, self._syntax, at)
        steps, has_learnt = 0, False
        while True:
            run, done = self._repeat(walk, row)
            steps += done + 1
            if run is not None and self._adapt(run, walk):
                continue
            key = reach.data[walk.at : walk.at + KEY_LENGTH]
            if key in self._pixel_heads and _are_whole(walk):
                row[PIXELS] = WHOLE_PIXELS
                break
            if key in self._ends:
                break
            has_learnt = True
            if not self._learn(walk, row):
                break
        self._calm = 0 if has_learnt else self._calm + 1
        if has_learnt or steps > _MOST_STEPS:
            self._tidy(steps)
        return walk.at

    def _repeat(self, walk: Walk, row: list[Value]) -> tuple[Run | None, int]:
        """Read known runs, each in one step, while the data are as they say.

        Return the run that the data are no more like, if there is one, and the number of steps.
        """
        data, at, runs = walk.reach.data, walk.at, self._runs
        last, total, steps = None, 0, 0
        is_calm = self._calm > _CALM
        while (run := runs.get(key := data[at : at + KEY_LENGTH])) is not None:
            size, unpack_from, repeated, fixed, wanted, watch, count, elements, _ = run
            if at + size > len(data):
                break
            got = unpack_from(data, at)
            if got[::2] != repeated:
                break
            for column, its_value in fixed:
                row[column] = its_value
            for value, column, values in wanted:
                row[column] = values[got[value]]
            if is_calm and watch is not None:
                runs[key] = watch.held(run, data[at : at + size]) or run
            at += size
            total += count
            last = elements
            steps += 1
        if last is not None:
            walk.last_tag = last[-1].tag
        walk.at = at
        walk.count(total)
        return None if run is None else Run._make(run), steps

    def _adapt(self, run: Run, walk: Walk) -> bool:
        """Reach further where a run does not fit into the data at hand, loosen it, or split it.

        Return False where its first element is another one this time, or nothing more is wanted.
        """
        if walk.at + run.size <= len(walk.reach.data):
            if run.loose is not None:
                self._runs[key_of(run.elements)] = run.loose
                return True
            return self._split(run, first_differing(run.elements, walk.reach.data, walk.at))
        if run.elements[0].tag > LAST_WANTED:
            return False
        walk.reach.move(walk.at, max(CHUNK, run.size))
        walk.at = 0
        return run.size <= len(walk.reach.data)

    def _learn(self, walk: Walk, row: list[Value]) -> bool:
        """Read elements one by one until a known run begins; False where reading stops."""
        reach, base = walk.reach, walk.reach.base
        elements: list[Element] = []
        while len(elements) < _MOST_IN_RUN:
            element = self._element(walk, row)
            if element is None:
                self._keep(elements)
                return False
            if not _can_repeat(element, walk, base):
                break
            if elements and not _may_follow(element, elements[-1]):
                self._keep(elements)
                elements = []
            elements.append(element)
            if reach.data[walk.at : walk.at + KEY_LENGTH] in self._runs:
                break
        self._keep(elements)
        return True

    def _element(self, walk: Walk, row: list[Value]) -> Element | None:
        """Read one element; None where reading stops."""
        behind = walk.at + _LONGEST_HEAD
        is_beyond = walk.last_tag > LAST_WANTED and behind > len(walk.reach.data)
        if is_beyond and walk.reach.holds(behind):
            return None  # what may still follow is not worth another read
        if self._only_group is not None and self._has_left_group(walk):
            return None
        head = walk.head()
        if head is None or self._is_end(head, walk, row):
            if head is None or head.tag > PIXEL_DATA[-1] or head.tag == 0:
                row[PIXELS] = NO_PIXELS
            return None
        walk.last_tag = head.tag
        column, dictionary_vr = COLUMN_OF_TAG.get(head.tag, (0, b""))
        element = walk.element(head, wanted=column > 0)
        if column and head.length != UNDEFINED:
            end = min(element.end, element.value_at + LONGEST_VALUE)
            values = converter(head.vr, dictionary_vr, self._syntax.order)
            row[column] = values[walk.reach.data[element.value_at : end]]
            if end < element.end:
                row[FLAW] = f"{tag_name(head.tag)} is longer than {LONGEST_VALUE:,} bytes: cut"
        return element

    def _has_left_group(self, walk: Walk) -> bool:
        """Tell whether the only group ends here: what follows may be deflated, so no element."""
        if walk.at + KEY_LENGTH > len(walk.reach.data):
            walk.reach.move(walk.at)
            walk.at = 0
        key = walk.reach.data[walk.at : walk.at + KEY_LENGTH]
        if int.from_bytes(key[:2], "little") == self._only_group:
            return False
        if len(self._ends) >= _MOST_ENDS:
            self._ends.clear()
        if len(key) == KEY_LENGTH:  # less is where the data at hand or the file end, not the group
            self._ends.add(key)
        return True

    def _is_end(self, head: Head, walk: Walk, row: list[Value]) -> bool:
        """Tell whether nothing of interest follows."""
        group = head.tag >> 16
        if group == 0 and head.length == 0:
            return True  # zeros behind the data set
        if group >= _PIXELS:
            row[PIXELS] = check_pixels(head, walk)
            return True
        if group == 0 or (self._syntax.explicit and not head.vr):
            raise NotUnderstoodError
        return group >= _FIRST_LONG and head.length == UNDEFINED

    def _keep(self, elements: list[Element]) -> None:
        """Remember elements that followed each other, instead of what began like them before."""
        if elements and self._misses[key_of(elements)] > _MOST_MISSES:
            elements = elements[1:]
        if elements:
            self._runs[key_of(elements)] = watched(elements, self._syntax)

    def _split(self, run: Run, count: int) -> bool:
        """Cut a run behind so many elements; False if its first one is another."""
        rest = run.elements[count + 1 :]
        if rest:
            self._runs.setdefault(key_of(rest), watched(rest, self._syntax))
        key = key_of(run.elements)
        del self._runs[key]
        self._misses[key] += count == 0
        self._keep(run.elements[:count])
        return key in self._runs

    def _tidy(self, steps: int) -> None:
        """Forget everything when the runs have become too short or too many to help."""
        self._fragmented += steps > _MOST_STEPS
        kept = len(self._runs) + len(self._misses)
        if self._fragmented > _MOST_FRAGMENTED or kept > _MOST_RUNS:
            self._runs.clear()
            self._misses.clear()
            self._fragmented = 0


def _are_whole(walk: Walk) -> bool:
    """Tell whether native pixel data at a walk's position are known to be whole."""
    behind = walk.at + _PIXEL_HEAD_LENGTH
    if behind > len(walk.reach.data):
        return False
    (length,) = _PIXEL_LENGTH(walk.reach.data, behind - 4)
    return length != UNDEFINED and walk.reach.lacks(behind + length) == 0


def check_pixels(head: Head, walk: Walk) -> int | None:
    """Return `WHOLE_PIXELS` for native pixel data at a walk's position, None if it is not known.

    Raises DamagedError where the file ends before they do.
    """
    if head.tag not in PIXEL_DATA or head.length == UNDEFINED:
        return None
    lacking = walk.reach.lacks(walk.at + head.size + head.length)
    if lacking:
        raise DamagedError(f"the pixel data are cut short: {lacking:,} bytes are missing")
    return None if lacking is None else WHOLE_PIXELS


def _may_follow(element: Element, last: Element) -> bool:
    """Tell whether a run may hold both: in order, as the last value of a tag counts."""
    return last.tag < element.tag and not last.tag <= LAST_WANTED < element.tag


def _can_repeat(element: Element, walk: Walk, base: int) -> bool:
    """Tell whether an element can be part of a run: at hand as a whole, and not too long."""
    at_hand = walk.reach.base == base and element.end <= len(walk.reach.data)
    longest = LONGEST_VALUE if element.tag in COLUMN_OF_TAG else CHUNK
    return (
        at_hand and element.end - element.value_at <= longest and len(element.heads) <= _MOST_HEADS
    )
