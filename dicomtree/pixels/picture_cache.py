"""Pictures kept in memory up to a number of bytes, those not used for longest given up first."""

import threading
from collections import OrderedDict

from dicomtree.model import Stamp
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture import Picture

Found = Picture | NoPicture
Key = tuple[str, Stamp, int]

OVERHEAD_BYTES = 4096


class PictureCache:
    """Answers by path, stamp and frame: a changed file is another one. For any thread."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._found: OrderedDict[Key, Found] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """How many bytes the kept pictures take."""
        return self._bytes

    def get(self, key: Key) -> Found | None:
        """Return what is kept for `key`, and count it as used."""
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: Key, found: Found) -> None:
        """Keep an answer; one that alone is larger than the cache is not kept."""
        size = size_of(found)
        if size > self._most_bytes:
            return
        with self._lock:
            if key in self._found:
                self._bytes -= size_of(self._found.pop(key))
            self._found[key] = found
            self._bytes += size
            while self._bytes > self._most_bytes:
                _, oldest = self._found.popitem(last=False)
                self._bytes -= size_of(oldest)


def size_of(found: Found) -> int:
    """Return about how many bytes an answer takes."""
    if isinstance(found, NoPicture):
        return OVERHEAD_BYTES
    masks = sum(overlay.mask.nbytes for overlay in found.overlays)
    return OVERHEAD_BYTES + found.values.nbytes + masks
