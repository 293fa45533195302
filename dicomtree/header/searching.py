"""Searching one file's header, all its nested items and long texts included."""

import time

from dicomtree.header.attribute_row import AttributeRow
from dicomtree.header.attributes import read_data_set, read_meta
from dicomtree.header.beginning import reach_into
from dicomtree.header.elements import DamagedError, Head
from dicomtree.header.events import Event
from dicomtree.header.parts import MOST_ITEMS, Found, Place
from dicomtree.header.row_maker import RowMaker
from dicomtree.header.shown_values import LONGEST_WHOLE, is_binary, keep, searchable
from dicomtree.header.sought import PatternError, Sought, sought
from dicomtree.source import open_file

MOST_HITS = 10_000


def search(
    path: str, wanted: str, *, is_deep: bool, limit_s: float, undeclared: str | None = None
) -> Found:
    """Look for `wanted`, as `sought` takes it, in the header of a file.

    Without `is_deep`, the first `MOST_ITEMS` items of each sequence are looked at, as
    `attribute_rows` shows them. After `limit_s` seconds what was found is returned; one text that
    takes an expression for ever is not cut short. `undeclared` is as for `attribute_rows`.
    Raises OSError for a file that cannot be read.
    """
    try:
        asked = sought(wanted)
    except PatternError as error:
        return Found(error=str(error))
    if asked is None:
        return Found()
    kept = _Kept(asked, is_deep, time.monotonic() + limit_s)
    with open_file(path) as file:
        read_meta(reach_into(file), _Hits("<", kept))
        read_data_set(file, lambda order: _Hits(order, kept, undeclared))
    return Found(tuple(kept.hits.items()), kept.is_all)


class _Kept:
    """What outlives one reading: a file that is not understood is read again by pydicom."""

    def __init__(self, asked: Sought, is_deep: bool, until: float) -> None:
        self.asked, self.is_deep, self.until = asked, is_deep, until
        self.hits: dict[Place, bool] = {}
        self.named: dict[tuple[str, str], bool] = {}
        self.is_all = True


class _Hits(RowMaker):
    """Makes no rows, but notes the places of those that are wanted."""

    def __init__(self, order: str, kept: _Kept, undeclared: str | None = None) -> None:
        super().__init__(order, undeclared=undeclared)
        self._kept_hits = kept
        self._show = searchable

    def choose(self, depth: int, head: Head) -> int:
        """Go on as long as there is time."""
        kept = self._kept_hits
        if time.monotonic() > kept.until or len(kept.hits) >= MOST_HITS:
            kept.is_all = False
            raise DamagedError("stopped")
        return super().choose(depth, head)

    def _is_shown(self, depth: int, _tag: int) -> bool:
        if self._kept_hits.is_deep or not depth or self._around[depth - 1].items <= MOST_ITEMS:
            return True
        self._kept_hits.is_all = False
        return False

    def _kept(self, _tag: int, vr: bytes) -> int:
        return keep(vr) if is_binary(vr) else LONGEST_WHOLE

    def _complete(self) -> None:
        pass

    def _add_item(self, depth: int, number: int) -> None:
        pass

    def remark(self, text: str) -> None:
        """Keep quiet: the rows say what is wrong with the file."""

    def _add(self, event: Event, value: str) -> None:
        if not self._is_shown(event.depth, event.tag):
            return
        row = self._row(event, value)
        is_named = self._is_named(row)
        if is_named or (row.vr != "SQ" and self._kept_hits.asked.in_value(value)):
            around = self._around[: event.depth]
            steps = (step for one in around for step in (one.tag, one.items))
            self._kept_hits.hits[(*steps, event.tag)] = not is_named

    def _is_named(self, row: AttributeRow) -> bool:
        """Tell whether an attribute's names are wanted; asked once for each, as there are few."""
        known = self._kept_hits.named
        key = row.tag, row.creator
        if key not in known:
            known[key] = self._kept_hits.asked.in_names(row)
        return known[key]
