"""Pictures loaded in another process, which may hang, crash or eat memory without harm here."""

import logging
import warnings
from typing import Any, Self

from dicomtree.pixels.native import Values
from dicomtree.pixels.no_picture import NoPicture, refusal
from dicomtree.pixels.picture import Picture
from dicomtree.pixels.picture_messages import (
    NO_FRAME,
    NO_PICTURE,
    PICTURE,
    THUMBNAIL,
    VALUES,
    from_message,
)
from dicomtree.pixels.thumbnails import Thumbnail
from dicomtree.workers import Worker, WorkerDied, WorkerError, WorkerFailed, WorkerTimedOut

LOG = logging.getLogger(__name__)

DECODING_SECONDS = 5.0
STARTING_SECONDS = 30.0


class DecodingProcess:
    """A process that loads pictures for one thread, started when first needed.

    It answers within five seconds, counted from when it has started: a slow disk is no fault of
    the file. After a crash or a time-out the next picture gets a new process.
    """

    def __init__(self, *, nice: int = 0) -> None:
        self._worker = Worker("dicomtree.pixels", nice=nice)
        self._is_ready = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start it now: it takes half a second, which the first picture need not wait for."""
        try:
            self._worker.call(None, STARTING_SECONDS)
            self._is_ready = True
        except WorkerError:
            LOG.info("the decoding process ended while it started; it is started when needed")

    def load_picture(self, path: str, frame: int = 0, *, reduced: bool = False) -> Picture:
        """Return what `load_picture` returns. Raises NoPicture, also for an OSError; IndexError."""
        picture: Picture = self._answer((PICTURE, path, frame, reduced))
        return picture

    def thumbnail(self, path: str, frame: int = 0) -> Thumbnail:
        """Return what `load_thumbnail` does. Raises NoPicture, also for an OSError; IndexError."""
        made: Thumbnail = self._answer((THUMBNAIL, path, frame, True))
        return made

    def stored_values(self, path: str, frame: int = 0) -> Values:
        """Return what `stored_values` returns. Raises NoPicture, also for an OSError; IndexError."""
        values: Values = self._answer((VALUES, path, frame, False))
        return values

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def _answer(self, request: tuple[str, str, int, bool]) -> Any:
        kind, body, notices = self._asked(request)
        if kind == NO_FRAME:
            raise IndexError(body)
        if kind == NO_PICTURE:
            raise NoPicture(body)
        for notice in notices:
            warnings.warn(notice, UserWarning, stacklevel=3)
        return from_message(body)

    def _asked(self, request: tuple[str, str, int, bool]) -> tuple[str, Any, list[str]]:
        if not self._is_ready:
            self.start()
        try:
            answer: tuple[str, Any, list[str]] = self._worker.call(request, DECODING_SECONDS)
        except WorkerTimedOut:
            self._is_ready = False
            reason = f"Decoding took more than {DECODING_SECONDS:g} seconds: stopped."
            raise NoPicture(reason) from None
        except WorkerDied:
            self._is_ready = False
            reason = "The decoder crashed on this frame; the file is probably damaged."
            raise NoPicture(reason) from None
        except WorkerFailed as error:
            raise refusal(MemoryError() if "MemoryError" in error.reason else error) from None
        return answer
