"""Searches the header on screen, beside the window's thread and in a process that can be killed."""

import threading
from collections.abc import Callable

from dicomtree import scanner
from dicomtree.gui.background import Latest, OnFailure
from dicomtree.library import Library
from dicomtree.session.attribute_messages import AttributesSearched
from dicomtree.session.effects import SearchAttributes
from dicomtree.session.messages import Message


class SearchRunner:
    """Runs one search after another; a new one ends the one before."""

    def __init__(
        self, library: Library, send: Callable[[Message], None], on_failure: OnFailure
    ) -> None:
        self._library = library
        self._send = send
        self._lane = Latest("searching a header", on_failure)
        self.close = self._lane.close

    def run(self, effect: SearchAttributes) -> None:
        """Begin a search; returns at once."""
        self._lane.put(lambda cancel: self._search(effect, cancel))

    def _search(self, effect: SearchAttributes, cancel: threading.Event) -> None:
        """Search what is shown at once, then where there is more the items not read."""
        path = self._library.absolute_path(effect.root, effect.path)
        for is_deep in (False, True):
            found = scanner.search_attributes(
                path,
                effect.text,
                is_deep=is_deep,
                cancel=cancel,
                undeclared=self._library.undeclared,
            )
            if found is None or cancel.is_set() or (is_deep and found.error):
                return
            instance = f"{effect.root}/{effect.path}"
            self._send(AttributesSearched(instance, effect.text, found))
            if found.is_all or found.error:
                return
