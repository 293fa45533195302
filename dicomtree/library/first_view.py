"""A first view of a medium by its DICOMDIR, while its files are being read."""

import os
import threading

from dicomtree.dicomdir import read_directory
from dicomtree.model import HeaderRow


class FirstView:
    """Reads the DICOMDIR in a folder, if there is one, on a thread of its own."""

    def __init__(self, root: int, base: str) -> None:
        self._rows: tuple[HeaderRow, ...] = ()
        self._read_paths: set[str] = set()
        self._done = False
        self._thread = threading.Thread(target=self._read, args=(root, base), daemon=True)
        self._thread.start()

    def note(self, paths: list[str]) -> None:
        """Note files that have been read: nothing need stand for them."""
        self._read_paths.update(paths)

    def take(self) -> list[HeaderRow]:
        """Return the rows that stand for files not read yet, once they are known."""
        if self._done or self._thread.is_alive():
            return []
        self._done = True
        return [row for row in self._rows if row.path not in self._read_paths]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self._done

    def _read(self, root: int, base: str) -> None:
        try:
            names = os.listdir(base)
        except OSError:
            return  # the scan will say so
        name = next((name for name in names if name.casefold() == "dicomdir"), None)
        if name is not None:
            self._rows = read_directory(root, base, name).rows
