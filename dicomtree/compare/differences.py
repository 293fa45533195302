"""Compares headers by the rows of `header.comparable_rows`."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dicomtree.header import AttributeRow

TIMES = frozenset({"DA", "TM", "DT"})
PRIVATE_CREATOR = "Private Creator"
UNKNOWN_PRIVATE = "Private element"
NUMBERS = frozenset({"DS", "IS", "FL", "FD", "SL", "SS", "SV", "UL", "US", "UV"})


class Kind(StrEnum):
    """How something differs, seen from the first side."""

    ADDED = "added"
    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Lenience:
    """What counts as the same: UIDs, times, and numbers that differ by so much of their size."""

    uids: bool = False
    times: bool = False
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """An attribute that differs: its distinct values on both sides, none where it is absent.

    `path` names the sequences around it, items counted from 0; a private element stands under its
    creator, whatever block that has reserved, and `name` is what the creator calls it, if known.
    """

    kind: Kind
    path: str
    vr: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    name: str = ""

    @property
    def title(self) -> str:
        """Its path, and in front of that the name of a private element."""
        return f"{self.name} {self.path}" if self.name else self.path


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, in the order of the files; how many were folded away, and what was not read.

    `is_whole` is false where a header holds more than was read of it; `unreadable` are the paths of
    files that could not be read at all, so that what they hold is on neither side.
    """

    differences: tuple[Difference, ...]
    folded: int = 0
    is_whole: bool = True
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    vr: str
    tag: str
    name: str
    values: dict[str, None] = field(default_factory=dict)


Header = Sequence[AttributeRow]


def compare(
    first: Iterable[Header], second: Iterable[Header], lenience: Lenience | None = None
) -> Comparison:
    """Compare the headers on two sides, one or many each.

    Many have, for each attribute, the set of values that occur: two series whose slices go
    through the same values do not differ.
    """
    sides, whole = [], True
    for headers in (first, second):
        found: dict[str, _Found] = {}
        for header in headers:
            whole = _collect(header, found) and whole
        sides.append(found)
    before, after = sides
    paths = sorted({**before, **after}, key=lambda path: _order(before, after, path))
    every = (_difference(path, before.get(path), after.get(path)) for path in paths)
    found_ones = tuple(one for one in every if one is not None)
    return with_lenience(Comparison(found_ones, 0, whole), lenience or Lenience())


def with_lenience(found: Comparison, lenience: Lenience) -> Comparison:
    """Return a strict comparison as a lenient one; nothing is read or compared again for it."""
    differences, folded = [], found.folded
    for one in found.differences:
        if _is_folded(one, lenience):
            folded += 1
        elif not _is_close(one, lenience.tolerance):
            differences.append(one)
    return replace(found, differences=tuple(differences), folded=folded)


def _collect(header: Header, found: dict[str, _Found]) -> bool:
    """Add the values of one header; return whether it was read whole."""
    for path, row in rows_by_path(header):
        is_named = row.creator != "" and row.name != UNKNOWN_PRIVATE
        known = found.setdefault(path, _Found(row.vr, row.tag, row.name if is_named else ""))
        known.values.setdefault(row.value)
    return is_whole(header)


def rows_by_path(header: Header) -> Iterator[tuple[str, AttributeRow]]:
    """Yield each element with the way to it: `BeamSequence[0].BeamName`, items counted from 0.

    Private elements stand under their creator. The rows of a frame, which lie a level deeper,
    stand for themselves.
    """
    items = ["", ""]
    sequences = [""]
    for row in header:
        depth = row.depth
        if row.number > 0:
            items[depth:] = [f"{sequences[depth - 1]}[{row.number - 1}]."]
        elif row.number == 0 and row.tag:
            path = items[depth] + name_of(row)
            sequences[depth:] = [path]
            yield path, row


def is_whole(header: Header) -> bool:
    """Tell whether a header was read whole: no items left out, nothing wrong with it."""
    return all(row.number >= 0 and (row.tag or row.number) for row in header)


def name_of(row: AttributeRow) -> str:
    """Return the keyword, or what stays the same of a private tag whatever its block."""
    if row.creator:
        return f"({row.tag[:5]}xx{row.tag[7:]} {row.creator})"
    if row.name == PRIVATE_CREATOR:
        return f"({row.tag[:5]}00xx {row.value})"
    return row.keyword or f"({row.tag})"


def _order(before: dict[str, _Found], after: dict[str, _Found], path: str) -> tuple[str, ...]:
    """Return what sorts paths by the tags along them."""
    steps = path.split(".")
    known = (".".join(steps[:count]) for count in range(1, len(steps) + 1))
    return tuple(_sortable(before, after, one) for one in known)


def _sortable(before: dict[str, _Found], after: dict[str, _Found], path: str) -> str:
    plain, _, item = path.rpartition("[") if path.endswith("]") else (path, "", "")
    found = before.get(plain) or after.get(plain)
    return f"{found.tag if found else plain}{item[:-1]:0>6}"


def _difference(path: str, before: _Found | None, after: _Found | None) -> Difference | None:
    first = () if before is None else tuple(before.values)
    second = () if after is None else tuple(after.values)
    if before is None or after is None:
        known = before or after
        vr, name = ("", "") if known is None else (known.vr, known.name)
        kind = Kind.ADDED if before is None else Kind.MISSING
        return Difference(kind, path, vr, first, second, name)
    if set(first) == set(second):
        return None
    return Difference(Kind.CHANGED, path, after.vr, first, second, after.name)


def _is_close(one: Difference, tolerance: float) -> bool:
    is_number = one.kind is Kind.CHANGED and one.vr in NUMBERS
    return is_number and are_close(one.first, one.second, tolerance)


def are_close(first: Sequence[str], second: Sequence[str], tolerance: float) -> bool:
    r"""Tell whether numbers are the same but for their writing and a share of their size.

    >>> are_close(["1.50\\2"], ["1.5\\2.0"], 0), are_close(["100"], ["101"], 0.02)
    (True, True)
    """
    try:
        left, right = (sorted(map(_numbers, side)) for side in (first, second))
    except ValueError:
        return False
    return len(left) == len(right) and all(
        len(a) == len(b)
        and all(math.isclose(x, y, rel_tol=tolerance, abs_tol=0) for x, y in zip(a, b, strict=True))
        for a, b in zip(left, right, strict=True)
    )


def _numbers(value: str) -> list[float]:
    return [float(text) for text in value.split("\\")]


def _is_folded(one: Difference, lenience: Lenience) -> bool:
    if one.kind is not Kind.CHANGED:
        return False
    return (lenience.uids and one.vr == "UI") or (lenience.times and one.vr in TIMES)
