"""From a DICOMDIR to rows that stand for its files until they have been read."""

import os
from collections.abc import Sequence
from typing import Any

from dicomtree.dicomdir.medium import Medium, RefusedError
from dicomtree.dicomdir.records import Listed, Records, read_records
from dicomtree.header.columns import EMPTY_VALUES, MEDIA_STORAGE
from dicomtree.source import joined

MOST_FAULTS = 20
LONGEST_NAME = 80


def read(root: int, base: str, path: str) -> tuple[list[Any], list[str], list[str]]:
    """Return rows of the files that are there, File IDs of those that are not, and faults.

    `path` is relative to the folder `base` of a root; so are those of the rows. Raises OSError,
    ValueError; pydicom may raise anything.
    """
    records = read_records(joined(base, path))
    folder = path.rpartition("/")[0]
    listing = _Reading(root, folder, Medium(joined(base, folder) if folder else base))
    for listed in records.listed():
        listing.take(listed)
    return listing.rows, listing.missing, _shortened(listing.faults, records)


class _Reading:
    def __init__(self, root: int, folder: str, medium: Medium) -> None:
        self._root = root
        self._prefix = folder + "/" if folder else ""
        self._medium = medium
        self._seen: set[str] = set()
        self.rows: list[Any] = []
        self.missing: list[str] = []
        self.faults: list[str] = []

    def take(self, listed: Listed) -> None:
        """Look for a file, and take in its row."""
        name = "/".join(listed.file_id)
        try:
            found = self._medium.find(listed.file_id)
        except RefusedError as error:
            self.faults.append(f"{name[:LONGEST_NAME]} {error}")
            return
        if found is None:
            self.missing.append(name)
        elif found[0] not in self._seen:
            self._seen.add(found[0])
            self.rows.append(self._row(*found, listed))

    def _row(self, path: str, status: os.stat_result, listed: Listed) -> Sequence[object]:
        stamp = (status.st_size, status.st_mtime_ns, status.st_ino)
        row: list[object] = [self._root, self._prefix + path, *stamp, None, *EMPTY_VALUES]
        for column, value in listed.values.items():
            row[column] = value
        return tuple(row[:MEDIA_STORAGE])


def _shortened(faults: list[str], records: Records) -> list[str]:
    every = faults + records.faults
    more = len(every) - MOST_FAULTS
    return [*every[:MOST_FAULTS], f"and {more} more"] if more > 0 else every
