"""Finds the localizers of a series, and reads the one that stands small in the picture's corner."""

from collections.abc import Callable

from dicomtree.gui.aside import Aside
from dicomtree.library import Library
from dicomtree.library.localizers import find_localizers
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.session.effects import FindLocalizers, LoadLocalizer
from dicomtree.session.localizer_messages import LocalizerReady, LocalizersFound
from dicomtree.session.messages import Message


class LocalizerRunner:
    """Answers what is asked of localizers; where there are none, not at all."""

    def __init__(self, library: Library, send: Callable[[Message], None], aside: Aside) -> None:
        self._library = library
        self._send = send
        self._aside = aside

    def run(self, effect: FindLocalizers | LoadLocalizer) -> None:
        """Begin what `effect` asks for; returns at once."""
        self._aside.put(lambda: self._carry_out(effect))

    def _carry_out(self, effect: FindLocalizers | LoadLocalizer) -> None:
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
                    self._send(LocalizerReady(frame, self._aside.picture(frame)))
                except (NoPicture, OSError, IndexError):
                    return  # the corner stays empty
