"""What a destination holds already, by names that some file system takes for one."""

import os
from dataclasses import dataclass

from dicomtree import source
from dicomtree.model import Stamp
from dicomtree.publish import name_key


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the destination, under the name it really has."""

    name: str
    is_folder: bool
    path: str

    def is_copy_of(self, path: str, stamp: Stamp) -> bool:
        """Tell whether this is a copy of a file: by size and time, else by comparing the bytes.

        Copies keep the time of their source; the bytes are compared anyway when copying.
        """
        try:
            status = os.stat(self.path, follow_symlinks=False)
            if self.is_folder or status.st_size != stamp.size:
                return False
            return status.st_mtime_ns == stamp.mtime_ns or source.same_bytes(path, self.path)
        except OSError:
            return False


class Existing:
    """The entries below a folder, each folder being read once and only if it is asked for."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._folders: dict[str, dict[str, Found]] = {}

    def find(self, parent: str, name: str) -> Found | None:
        """Return the entry whose name could be taken for `name`, in a "/"-separated folder."""
        if parent not in self._folders:
            self._folders[parent] = self._read(parent)
        return self._folders[parent].get(name_key(name))

    def _read(self, parent: str) -> dict[str, Found]:
        folder = os.path.join(self._place, *parent.split("/")) if parent else self._place
        try:
            with os.scandir(folder) as entries:
                return {
                    name_key(entry.name): Found(
                        entry.name, entry.is_dir(follow_symlinks=False), entry.path
                    )
                    for entry in entries
                }
        except OSError:
            return {}  # not there yet, or it will be reported when written to
