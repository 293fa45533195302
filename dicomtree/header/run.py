"""A run of elements: one compiled `struct` that cuts heads and wanted values out of the data."""

import struct
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple, TypeAlias

from dicomtree.header.columns import COLUMN_OF_TAG
from dicomtree.header.elements import Syntax
from dicomtree.header.texts import Converter, Value, converter
from dicomtree.header.walk import Element

KEY_LENGTH = 8
_NOTES = 3
# Of fewer elements that stay the same, comparing whole stretches gains nothing.
_FEWEST = 4
_NO_COLUMN = (0, b"")

# Which value of a run goes to which column, and through which converter.
Wanted = tuple[int, int, Converter]


class Run(NamedTuple):
    """Elements that followed each other, compiled.

    `unpack_from` gives in turns the bytes that must be `repeated` and a value. `fixed` are the
    columns whose values are among what repeats, `wanted` those whose values may change. A `watch`
    finds out which do. `loose` is what reads the same elements whatever their values, where this
    run does not.
    """

    size: int
    unpack_from: Callable[[bytes, int], tuple[bytes, ...]]
    repeated: tuple[bytes, ...]
    fixed: list[tuple[int, Value]]
    wanted: list[Wanted]
    watch: "Watch | None"
    head_count: int
    elements: list[Element]
    loose: "PlainRun | None"


# A run as it is looked up: plain tuples are taken apart twice as fast as named ones.
PlainRun: TypeAlias = tuple[
    int,
    Callable[[bytes, int], tuple[bytes, ...]],
    tuple[bytes, ...],
    list[tuple[int, Value]],
    list[Wanted],
    "Watch | None",
    int,
    list[Element],
    "PlainRun | None",
]


class Watch:
    """Finds out which values of a run stay the same from file to file.

    It looks at a few files; then the run is made anew with what did not change among what must
    repeat. Where that does not hold in a later file, the loose run reads it, what changed is known
    to change from then on, and the run is made anew at once: at most once for each element.
    """

    __slots__ = ("_changing", "_left", "_previous")

    def __init__(self) -> None:
        self._changing: set[int] = set()
        self._previous = b""
        self._left = _NOTES

    def held(self, loose: PlainRun, sample: bytes) -> "PlainRun | None":
        """Take note of the bytes of one file; return the run that takes its place, if it is time."""
        previous, self._previous = self._previous, sample
        elements = Run._make(loose).elements
        if previous and previous != sample:
            self._changing.update(_changed(elements, previous, sample))
        self._left -= 1
        if len(elements) - len(self._changing) < _FEWEST:
            return _unwatched(loose)
        return None if self._left > 0 else _held(loose, sample, self._changing)


def _unwatched(loose: PlainRun) -> PlainRun:
    """Return a run of which too much changes: nobody looks at it any more."""
    size, unpack_from, repeated, fixed, wanted, _, head_count, elements, _ = loose
    return size, unpack_from, repeated, fixed, wanted, None, head_count, elements, None


def _changed(elements: list[Element], previous: bytes, sample: bytes) -> Iterator[int]:
    """Yield the places of the elements whose values differ between the bytes of two files."""
    begin = elements[0].value_at - len(elements[0].heads[0][0])
    for index, element in enumerate(elements):
        place = slice(element.value_at - begin, element.end - begin)
        if previous[place] != sample[place]:
            yield index


def watched(elements: list[Element], syntax: Syntax) -> PlainRun:
    """Return the run that reads such elements, whatever their values."""
    layout = ["<"]
    heads: list[bytes] = []
    wanted: list[Wanted] = []
    for element in elements:
        column, dictionary_vr = COLUMN_OF_TAG.get(element.tag, _NO_COLUMN)
        is_wanted = column > 0 and len(element.heads) == 1
        if is_wanted:
            values = converter(element.vr, dictionary_vr, syntax.order)
            wanted.append((2 * len(heads) + 1, column, values))
        for head, length in element.heads:
            heads.append(head)
            layout.append(f"{len(head)}s{length}s" if is_wanted else f"{len(head)}s0s{length}x")
    cut = struct.Struct("".join(layout))
    watch = Watch() if len(elements) >= _FEWEST else None
    its_heads = tuple(heads)
    return cut.size, cut.unpack_from, its_heads, [], wanted, watch, len(heads), elements, None


def _held(loose: PlainRun, sample: bytes, changing: Collection[int]) -> PlainRun:
    """Return the run that takes only the values of the `changing` elements out of the data.

    The others must be as in `sample`, the bytes of all elements of the `loose` run.
    """
    run = Run._make(loose)
    columns = {value: (column, values) for value, column, values in run.wanted}
    layout = ["<"]
    repeated: list[bytes] = []
    fixed: list[tuple[int, Value]] = []
    wanted: list[Wanted] = []
    begin = at = 0
    value = -1
    for index, element in enumerate(run.elements):
        for head, length in element.heads:
            at += len(head)
            value += 2
            column, values = columns.get(value, (0, None))
            if index in changing:
                repeated.append(sample[begin:at])
                begin = at + length
                if values is None:
                    layout.append(f"{len(repeated[-1])}s0s{length}x")
                else:
                    layout.append(f"{len(repeated[-1])}s{length}s")
                    wanted.append((2 * len(repeated) - 1, column, values))
            elif values is not None:
                fixed.append((column, values[sample[at : at + length]]))
            at += length
    repeated.append(sample[begin:])
    layout.append(f"{len(repeated[-1])}s")
    cut = struct.Struct("".join(layout))
    stretches = tuple(repeated)
    rest = (None, run.head_count, run.elements, loose)
    return (cut.size, cut.unpack_from, stretches, fixed, wanted, *rest)


def key_of(elements: list[Element]) -> bytes:
    """Return the bytes by which a run is found."""
    return elements[0].heads[0][0][:KEY_LENGTH]


def first_differing(elements: list[Element], data: bytes, at: int) -> int:
    """Return the place of the first element whose heads are others in the data at a position.

    Return the number of elements where all are the same.
    """
    for index, element in enumerate(elements):
        for head, length in element.heads:
            if not data.startswith(head, at):
                return index
            at += len(head) + length
    return len(elements)
