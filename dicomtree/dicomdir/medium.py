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
        for component in file_id:
            name = self._listing(path).find(component)
            if name is None:
                return None
            path = f"{path}/{name}" if path else name
        real = os.path.realpath(os.path.join(self._folder, path))
        if not real.startswith(self._real_folder):
            raise RefusedError("leads out of the medium by a link")
        try:
            status = os.stat(real)
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError("is no file")
        return path, status

    def _listing(self, folder: str) -> _Listing:
        listing = self._listings.get(folder)
        if listing is None:
            listing = self._listings[folder] = self._listed(folder)
        return listing

    def _listed(self, folder: str) -> _Listing:
        absolute = os.path.join(self._folder, folder)
        inside = os.path.join(os.path.realpath(absolute), "").startswith(self._real_folder)
        try:
            names = sorted(os.listdir(absolute)) if inside else []
        except OSError:
            names = []
        # Of names that differ only in their letters the first in the alphabet is found.
        folded = {name.casefold(): name for name in reversed(names)}
        bare = {_bare(name).casefold(): name for name in reversed(names)}
        return _Listing(frozenset(names), folded, bare)


def _bare(name: str) -> str:
    """Return a name without extension or ISO 9660's version number: `IM1.DCM;1` is `IM1`."""
    return name.partition(";")[0].partition(".")[0]


def _check(component: str) -> None:
    if component in {"", ".", ".."}:
        raise RefusedError("names a folder above or itself")
    if not _FORBIDDEN.isdisjoint(component) or min(component) < _FIRST_PRINTABLE:
        raise RefusedError("holds characters that no File ID has")
