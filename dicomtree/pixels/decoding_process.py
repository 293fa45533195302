"""Pictures loaded in another process, which may hang, crash or eat memory without harm here."""

import logging
from typing import Self

from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture_cache import Found
from dicomtree.pixels.picture_messages import PICTURE, from_message
from dicomtree.workers import Worker, WorkerDied, WorkerError, WorkerFailed, WorkerTimedOut

LOG = logging.getLogger(__name__)

DECODING_SECONDS = 5.0
STARTING_SECONDS = 30.0


class DecodingProcess:
    """A process that loads pictures for one thread, started when first needed.

    After a crash or a time-out the next picture gets a new one.
    """

    def __init__(self) -> None:
        self._worker = Worker("dicomtree.pixels")
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

    def load(self, path: str, frame: int = 0, *, reduced: bool = False) -> Found:
        """Return the picture, or within five seconds why there is none; raises nothing.

        The seconds count from when the process has started: a slow disk is no fault of the file.
        """
        if not self._is_ready:
            self.start()
        try:
            kind, body = self._worker.call((path, frame, reduced), DECODING_SECONDS)
        except WorkerTimedOut:
            self._is_ready = False
            return NoPicture(f"Decoding took more than {DECODING_SECONDS:g} seconds: stopped.")
        except WorkerDied:
            self._is_ready = False
            return NoPicture("The decoder crashed on this frame; the file is probably damaged.")
        except WorkerFailed as error:
            return refusal(MemoryError() if "MemoryError" in error.reason else error)
        return from_message(body) if kind == PICTURE else NoPicture(body)

    def close(self) -> None:
        """End the process."""
        self._worker.close()


def refusal(error: Exception) -> NoPicture:
    """Return what to say of a frame that could not be loaded."""
    if isinstance(error, NoPicture):
        return error
    if isinstance(error, OSError):
        return NoPicture(f"The file cannot be read: {error.strerror or 'unknown reason'}.")
    if isinstance(error, MemoryError):
        return NoPicture("This frame needs more memory than a picture may take.")
    if isinstance(error, IndexError):
        return NoPicture("The file no longer has this frame.")
    LOG.error("a picture could not be loaded", exc_info=error)
    return NoPicture(f"This frame could not be shown ({type(error).__name__}).")
