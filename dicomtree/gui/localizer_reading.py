"""Decodes what is needed beside the picture: the small localizer, a stack's middle slice."""

from collections.abc import Callable

from dicomtree.gui.background import Lane
from dicomtree.library import Library
from dicomtree.library.localizers import find_localizers
from dicomtree.model import FrameRef
from dicomtree.pixels import default_window
from dicomtree.pixels.decoding_process import DecodingProcess
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture import Picture, load_picture
from dicomtree.pixels.picture_file import known_file
from dicomtree.session.effects import FindLocalizers, LoadLocalizer, LoadMiddleWindow
from dicomtree.session.localizer_messages import LocalizerReady, LocalizersFound
from dicomtree.session.messages import Message
from dicomtree.session.middle_messages import MiddleWindowFound


class LocalizerReader:
    """Has a thread of its own, and a process for compressed pictures, started when needed."""

    def __init__(
        self, library: Library, send: Callable[[Message], None], failed: Callable[[str], None]
    ) -> None:
        self._library = library
        self._send = send
        self._lane = Lane("finding localizers", failed)
        self._process = DecodingProcess()

    def run(self, effect: FindLocalizers | LoadLocalizer | LoadMiddleWindow) -> None:
        """Begin what `effect` asks for; returns at once."""
        self._lane.put(lambda: self._carry_out(effect))

    def close(self) -> None:
        """End thread and process."""
        self._lane.close()
        self._process.close()

    def _carry_out(self, effect: FindLocalizers | LoadLocalizer | LoadMiddleWindow) -> None:
        match effect:
            case FindLocalizers(series_key):
                try:
                    found = find_localizers(self._library, series_key)
                except KeyError:
                    return  # closed meanwhile
                if found:
                    self._send(LocalizersFound(series_key, found))
            case LoadLocalizer(frame):
                try:
                    self._send(LocalizerReady(frame, self._picture(frame)))
                except (NoPicture, OSError):
                    return  # the corner stays empty
            case LoadMiddleWindow(series_key, stack_index, volume_index, frame):
                self._find_window((series_key, stack_index, volume_index), frame)

    def _find_window(self, of: tuple[int, int, int], middle: FrameRef) -> None:
        try:
            window = default_window(self._picture(middle))
        except (NoPicture, OSError, IndexError):
            return  # each slice keeps its own
        if window is not None:
            self._send(MiddleWindowFound(*of, window))

    def _picture(self, frame: FrameRef) -> Picture:
        path = self._library.absolute_path(frame.root, frame.path)
        number = (frame.frame or 1) - 1
        if known_file(path).needs_decoding:
            return self._process.load_picture(path, number)
        return load_picture(path, number)
