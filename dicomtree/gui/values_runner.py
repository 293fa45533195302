"""Counts the values of a selection and makes tables of it, beside the window's thread."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dicomtree.gui.background import Lane, OnFailure
from dicomtree.gui.saving import MOST_COPIED, TOO_MUCH, write_anew, write_csv
from dicomtree.library import FindCancelledError, FindProgress, Library
from dicomtree.library.attribute_values import Watch
from dicomtree.library.tables import USUAL_ATTRIBUTES, clipboard_text, table_lines, table_of
from dicomtree.session.effects import CountValues, MakeTable, ValuesEffect
from dicomtree.session.messages import Message, Noticed
from dicomtree.session.valuing_messages import TableMade, ValuesAdvanced, ValuesCounted


class ValuesRunner:
    """Counts one selection after another; a new one ends the one before."""

    def __init__(
        self, library: Library, send: Callable[[Message], None], on_failure: OnFailure
    ) -> None:
        self._library = library
        self._send = send
        self._cancel = threading.Event()
        self._lane = Lane("reading headers", on_failure)

    def run(self, effect: ValuesEffect) -> None:
        """Begin to count, make a table, or stop; returns at once."""
        if isinstance(effect, MakeTable):
            cancel = self._cancel
            self._lane.put(lambda: self._make(effect, cancel))
            return
        self._cancel.set()
        cancel = self._cancel = threading.Event()
        if isinstance(effect, CountValues):
            self._lane.put(lambda: self._count(effect.series, cancel))

    def close(self) -> None:
        """Let it lapse."""
        self._cancel.set()
        self._lane.close()

    def _count(self, series: tuple[int, ...], cancel: threading.Event) -> None:
        def advanced(progress: FindProgress) -> None:
            self._send(ValuesAdvanced(progress.done, progress.total))

        wanted = frozenset(series)
        nodes = [one for one in self._library.tree.series() if one.key in wanted]
        try:
            counted = self._library.all_values(nodes, progress=advanced, cancel=cancel)
        except (FindCancelledError, KeyError):
            return  # a folder was closed meanwhile: what is there now is asked for anew
        self._send(ValuesCounted(series, counted))

    def _make(self, effect: MakeTable, cancel: threading.Event) -> None:
        level, watch = effect.level, Watch(cancel=cancel)
        attributes = effect.attributes or USUAL_ATTRIBUTES[level]
        try:
            table = table_of(
                self._library, "", level, attributes, watch, series=frozenset(effect.series)
            )
        except (FindCancelledError, KeyError):
            return
        except ValueError as error:
            self._send(Noticed(f"No table: {error}"))
            return
        if effect.target is None and len(table.rows) * (len(attributes) + 1) > MOST_COPIED:
            self._send(Noticed(TOO_MUCH))
            return
        lines = list(table_lines(table))
        if effect.target is None:
            self._send(TableMade(clipboard_text(lines)))
            return
        said = f"Saved {len(table.rows):,} rows"
        write_anew(
            Path(effect.target), self._library.roots, partial(write_csv, lines), self._send, said
        )
