"""Small pictures of series, made by a process of low priority while nothing else is asked for."""

import threading
import time
from collections.abc import Callable

from dicomtree.gui.background import Lane
from dicomtree.library import Library
from dicomtree.library.representative import representative
from dicomtree.pixels import NoPicture, Thumbnail
from dicomtree.pixels.decoding_process import DecodingProcess
from dicomtree.session.messages import Message
from dicomtree.session.thumbnail_messages import ThumbnailReady

QUIET_S = 0.6
NICE = 15


class ThumbnailMaker:
    """Answers with a `ThumbnailReady` for each series, unless others are asked for meanwhile."""

    def __init__(
        self,
        library: Library,
        send: Callable[[Message], None],
        on_failure: Callable[[str], None],
    ) -> None:
        self._library = library
        self._send = send
        self._lane = Lane("making small pictures", on_failure, latest_only=True)
        self._process = DecodingProcess(nice=NICE)
        self._asked: tuple[int, ...] = ()
        self._busy_until = 0.0
        self._closed = threading.Event()

    def make(self, series_keys: tuple[int, ...]) -> None:
        """Make the pictures of these series, and of no others any more; returns at once.

        They begin after a moment: what was chosen is shown first, and the process takes a second.
        """
        self.give_way()
        self._asked = series_keys
        if series_keys:
            self._lane.put(lambda: self._make(series_keys))

    def give_way(self) -> None:
        """Begin no further picture for a moment: the user is looking at others."""
        self._busy_until = time.monotonic() + QUIET_S

    def close(self) -> None:
        """End the process; nothing is answered any more."""
        self._asked = ()
        self._closed.set()
        self._lane.close()
        self._process.close()

    def _make(self, series_keys: tuple[int, ...]) -> None:
        for key in series_keys:
            while (wait := self._busy_until - time.monotonic()) > 0:
                self._closed.wait(wait)
            if self._asked is not series_keys:
                return
            self._send(ThumbnailReady(key, self._thumbnail(key)))

    def _thumbnail(self, series_key: int) -> Thumbnail | None:
        try:
            found = representative(self._library.rows_of(series_key))
        except KeyError:
            return None  # closed meanwhile
        if found is None:
            return None
        root, path, frame = found
        try:
            return self._process.thumbnail(self._library.absolute_path(root, path), frame)
        except (NoPicture, IndexError):
            return None
