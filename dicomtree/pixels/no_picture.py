"""The one exception of this package: a file or frame of which there is no picture."""

import logging

LOG = logging.getLogger(__name__)


class NoPicture(ValueError):  # noqa: N818 - says what there is, as design and scripts name it
    """There is no picture, and `reason` says why in a sentence meant for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refusal(error: Exception) -> NoPicture:
    """Return what to say of a frame that could not be loaded, whatever was raised."""
    if isinstance(error, NoPicture):
        return error
    if isinstance(error, OSError):
        return NoPicture(f"The file cannot be read: {error.strerror or 'unknown reason'}.")
    if isinstance(error, MemoryError):
        return NoPicture("This frame needs more memory than a picture may take.")
    if isinstance(error, IndexError):
        return NoPicture("The file no longer has this frame.")
    # No more than the type: a message may hold what stands in the file.
    LOG.error("a picture could not be loaded: %s", type(error).__name__)
    return NoPicture(f"This frame could not be shown ({type(error).__name__}).")
