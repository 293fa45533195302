"""When a scan worker has done enough: what leaks in a long life ends with the process."""

import os

MOST_FILES = 20_000
MOST_GROWTH_BYTES = 256 << 20


class Wear:
    """How many files a process has read, and how it has grown since."""

    def __init__(self) -> None:
        self._files = 0
        self._resident = _resident()

    def add(self, files: int) -> None:
        """Count files that were read."""
        self._files += files

    def is_too_much(self) -> bool:
        """Tell whether a fresh process should go on."""
        grown = _resident() - self._resident
        return self._files >= MOST_FILES or grown > MOST_GROWTH_BYTES


def _resident() -> int:
    """Return the bytes of memory in use; 0 where there is no /proc."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
