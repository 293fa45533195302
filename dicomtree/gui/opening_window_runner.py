"""Finds the window that a volume opens with where its files give none."""

from collections.abc import Callable, Iterator

from dicomtree.gui.aside import Aside
from dicomtree.model import FrameRef
from dicomtree.pixels import Picture, VoiChoice, opening_window
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.session.effects import FindOpeningWindow
from dicomtree.session.messages import Message
from dicomtree.session.opening_messages import OpeningWindowFound


class OpeningWindowRunner:
    """Looks at the pictures that decide; a volume that is left is not read to its end."""

    def __init__(self, send: Callable[[Message], None], aside: Aside) -> None:
        self._send = send
        self._aside = aside
        self._latest: FindOpeningWindow | None = None

    def run(self, effect: FindOpeningWindow) -> None:
        """Begin to look; returns at once."""
        self._latest = effect
        self._aside.put(lambda: self._find(effect))

    def close(self) -> None:
        """Look no further."""
        self._latest = None

    def _find(self, effect: FindOpeningWindow) -> None:
        window: VoiChoice | None = opening_window(self._pictures(effect))
        if window is not None and effect is self._latest:
            of = (effect.series_key, effect.stack_index, effect.volume_index)
            self._send(OpeningWindowFound(*of, window))

    def _pictures(self, effect: FindOpeningWindow) -> Iterator[Picture]:
        for frame in effect.frames:
            if effect is not self._latest:
                return
            picture = self._picture(frame)
            if picture is not None:
                yield picture

    def _picture(self, frame: FrameRef) -> Picture | None:
        try:
            return self._aside.picture(frame)
        except (NoPicture, OSError, IndexError):
            return None
