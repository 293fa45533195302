"""Target paths of safe names, no two files with one, on whatever file system."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dicomtree.model import Stamp
from dicomtree.organise.existing import Existing
from dicomtree.publish import LONGEST_NAME, name_key, numbered, safe_name

_LIMITS = (LONGEST_NAME, 72, 52, 36, 24)
_WITHOUT_LIMIT = 1 << 20
_ROOM_FOR_NUMBERS = 6  # " (99)" and the separator


@dataclass(frozen=True, slots=True)
class Named:
    """A file's target, why it is that one, and whether the file is there already."""

    target: str
    reason: str = ""
    is_there: bool = False


def name_limit(texts: Iterable[tuple[str, ...]], base: int, longest_path: int) -> int:
    """Return how many bytes a name may have so that no path exceeds `longest_path` characters.

    One limit for the whole plan keeps the files of a series in one folder.
    """
    distinct = set(texts)
    for limit in _LIMITS:
        longest = max((_length(levels, limit) for levels in distinct), default=0)
        if base + 1 + longest <= longest_path:
            return limit
    return _LIMITS[-1]


def _length(levels: tuple[str, ...], limit: int) -> int:
    return sum(len(_safe(level, limit)) + 1 for level in levels) + _ROOM_FOR_NUMBERS


@lru_cache(maxsize=100_000)
def _safe(text: str, limit: int) -> str:
    return safe_name(text, limit)


class Naming:
    """Gives targets, file by file, remembering those given."""

    def __init__(self, existing: Existing, limit: int) -> None:
        self._existing = existing
        self._limit = limit
        self._taken: set[tuple[str, str]] = set()
        self._folders: dict[tuple[str, str], str] = {}
        self._next: dict[tuple[str, str], int] = {}

    def target(self, texts: tuple[str, ...], source: str, stamp: Stamp, *, compare: bool) -> Named:
        """Return the target of a file, given the text of each level.

        A name that is there already is looked into only with `compare`.
        """
        parent = ""
        for text in texts[:-1]:
            parent = self._folder(parent, text)
        wanted = _safe(texts[-1], self._limit)
        key = (parent, name_key(wanted))
        number = self._next.get(key, 1)
        while True:
            name = wanted if number == 1 else numbered(wanted, number)
            found = self._existing.find(parent, name)
            number += 1
            if (parent, name_key(name)) in self._taken:
                continue
            is_there = found is not None and compare and found.is_copy_of(source, stamp)
            if found is None or is_there or (not compare and not found.is_folder):
                break
        self._next[key] = number
        self._taken.add((parent, name_key(name)))
        if found is not None:
            name = found.name
        target = f"{parent}/{name}" if parent else name
        return Named(target, _reason(texts[-1], wanted, name, self._limit), is_there)

    def _folder(self, parent: str, text: str) -> str:
        """Return the path of the folder for a text: texts that differ never share a folder."""
        known = self._folders.get((parent, text))
        if known is not None:
            return known
        wanted = _safe(text, self._limit)
        name, number = wanted, 1
        while not self._is_free(parent, name):
            number += 1
            name = f"{wanted} ({number})"
        self._taken.add((parent, name_key(name)))
        path = f"{parent}/{name}" if parent else name
        self._folders[parent, text] = path
        return path

    def _is_free(self, parent: str, name: str) -> bool:
        if (parent, name_key(name)) in self._taken:
            return False
        found = self._existing.find(parent, name)
        return found is None or (found.is_folder and found.name == name)


def _reason(text: str, wanted: str, name: str, limit: int) -> str:
    reasons = []
    if name != wanted:
        reasons.append(f"{wanted} is taken by another file")
    whole = safe_name(text, _WITHOUT_LIMIT)
    if len(whole.encode()) > limit:
        reasons.append("the name was too long")
    if whole != text:
        reasons.append("what is not safe in names was replaced")
    return "; ".join(reasons)
