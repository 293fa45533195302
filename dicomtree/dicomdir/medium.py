"""Finding the files of a medium by their File IDs, and never one outside of it.

A File ID names folders and a file in capitals without extension (PS3.10 8.2). What was copied
from a disc may be in small letters, or have got an extension or a version number.
"""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

_FORBIDDEN = frozenset("/:\0")
_FIRST_PRINTABLE = " "


class RefusedError(Exception):
    """A File ID is none, or leads out of the medium; the text says which."""


@dataclass(frozen=True, slots=True)
class _Listing:
    """The entries of a folder by their names, in any letters, and without what was added."""

    real_path: str
    names: frozenset[str]
    folded: dict[str, str]
    bare: dict[str, str]

    def find(self, name: str) -> str | None:
        if name in self.names:
            return name
        folded = name.casefold()
        return self.folded.get(folded) or self.bare.get(folded)


class Medium:
    """The folder that a DICOMDIR lies in."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._real_folder = os.path.join(os.path.realpath(folder), "")
        self._listings: dict[str, _Listing] = {}

    def find(self, file_id: Sequence[str]) -> tuple[str, os.stat_result] | None:
        """Return path ("/"-separated, below the folder) and status of a file; None if missing.

        Raises RefusedError.
        """
        for component in file_id:
            _check(component)
        path = ""
        listing = self._listing("")
        for component in file_id[:-1]:
            name = listing.find(component)
            if name is None:
                return None
            path += name + "/"
            listing = self._listing(path)
        name = listing.find(file_id[-1])
        return None if name is None else self._file(listing, path, name)

    def _file(self, listing: _Listing, folder: str, name: str) -> tuple[str, os.stat_result] | None:
        place = os.path.join(listing.real_path, name)
        try:
            status = os.lstat(place)
            if stat.S_ISLNK(status.st_mode):
                if not self._is_inside(os.path.realpath(place)):
                    raise RefusedError("leads out of the medium by a link")
                status = os.stat(place)
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError("is no file")
        return folder + name, status

    def _is_inside(self, real_path: str) -> bool:
        return os.path.join(real_path, "").startswith(self._real_folder)

    def _listing(self, folder: str) -> _Listing:
        """Return what is in a folder; nothing for one that links lead out to."""
        listing = self._listings.get(folder)
        if listing is None:
            real_path = os.path.realpath(os.path.join(self._folder, folder))
            names = _names_in(real_path) if self._is_inside(real_path) else []
            listing = self._listings[folder] = _listing_of(real_path, names)
        return listing


def _names_in(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _listing_of(real_path: str, names: list[str]) -> _Listing:
    # Of names that differ only in their letters the first in the alphabet is found.
    folded = {name.casefold(): name for name in reversed(names)}
    bare = {_bare(name).casefold(): name for name in reversed(names)}
    return _Listing(real_path, frozenset(names), folded, bare)


def _bare(name: str) -> str:
    """Return a name without extension or ISO 9660's version number: `IM1.DCM;1` is `IM1`."""
    return name.partition(";")[0].partition(".")[0]


def _check(component: str) -> None:
    if component in {"", ".", ".."}:
        raise RefusedError("names a folder above or itself")
    if not _FORBIDDEN.isdisjoint(component) or min(component) < _FIRST_PRINTABLE:
        raise RefusedError("holds characters that no File ID has")
