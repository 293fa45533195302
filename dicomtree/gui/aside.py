"""What is read beside the picture on the screen: other pictures, in a thread of their own."""

from collections.abc import Callable

from dicomtree.gui.background import Job, Lane
from dicomtree.library import Library
from dicomtree.model import FrameRef
from dicomtree.pixels.decoding_process import DecodingProcess
from dicomtree.pixels.picture import Picture, load_picture
from dicomtree.pixels.picture_file import known_file


class Aside:
    """A thread, and a process for compressed pictures, started when needed."""

    def __init__(self, library: Library, failed: Callable[[str], None]) -> None:
        self._library = library
        self._lane = Lane("reading beside the picture", failed)
        self._process = DecodingProcess()

    def put(self, job: Job) -> None:
        """Run `job` in the thread, after those before it."""
        self._lane.put(job)

    def picture(self, frame: FrameRef) -> Picture:
        """Return a picture; for jobs. Raises NoPicture, OSError, IndexError."""
        path = self._library.absolute_path(frame.root, frame.path)
        number = (frame.frame or 1) - 1
        if known_file(path).needs_decoding:
            return self._process.load_picture(path, number)
        return load_picture(path, number)

    def close(self) -> None:
        """End thread and process."""
        self._lane.close()
        self._process.close()
