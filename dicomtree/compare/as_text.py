"""What differs, as the lines that `diff` prints and the window copies."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from dicomtree.compare.differences import Comparison, Difference, Kind
from dicomtree.text import show

MARKS = {Kind.ADDED: "+", Kind.MISSING: "-", Kind.CHANGED: "~"}
MOST_VALUES = 4
LONGEST_VALUE = 120
LONGEST_PATH = 4096
LONGEST_CELL = 22
"""So many characters of several values leave room in a cell for how many there are."""

NOT_WHOLE = "not all was compared: items beyond the first 100 of a sequence, or damaged parts"


def comparison_lines(found: Comparison) -> Iterator[str]:
    """Yield a line for each difference, and what else there is to say."""
    for one in found.differences:
        yield f"{MARKS[one.kind]} {show(one.title, LONGEST_VALUE)}: {_values(one)}"
    if not found.differences:
        yield "no differences"
    if found.folded:
        yield f"{found.folded:,} more in UIDs or times"
    if not found.is_whole:
        yield NOT_WHOLE
    for path in found.unreadable:
        yield f"not read: {show(path, LONGEST_PATH)}"


def values_in_words(values: Sequence[str]) -> str:
    """Return the values of one side for a cell: "4.0, 7.0 (2 values)".

    >>> values_in_words(["4.0"]), values_in_words([]), values_in_words(list("abcde"))
    ('4.0', '', 'a, b, c, d, … (5 values)')
    """
    if len(values) < 2:
        return _first(values)
    lengths = accumulate(len(value) for value in values[:MOST_VALUES])
    count = max(sum(length <= LONGEST_CELL for length in lengths), 1)
    more = ", …" if len(values) > count else ""
    return f"{_first(values[:count])}{more} ({len(values):,} values)"


def _values(one: Difference) -> str:
    if one.kind is Kind.CHANGED:
        return f"{_some(one.first)} -> {_some(one.second)}"
    return _some(one.first or one.second)


def _some(values: Sequence[str]) -> str:
    more = len(values) - MOST_VALUES
    return f"{_first(values)}, … ({more:,} more)" if more > 0 else _first(values)


def _first(values: Sequence[str]) -> str:
    return ", ".join(show(value, LONGEST_VALUE) or "(empty)" for value in values[:MOST_VALUES])
