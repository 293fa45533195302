"""What all files of a series agree on, kept so that queries need not look at each of them."""

from collections.abc import Callable, Hashable, Iterable, Sequence

from dicomtree.library.attribute_values import held
from dicomtree.model import HeaderRow
from dicomtree.query import Value

MOST_VARYING = 4
"""So many sets of values that differ within a series are remembered, those asked for last."""

Values = tuple[Value, ...]
RowsOf = Callable[[], Sequence[HeaderRow]]


class SeriesSummary:
    """The values that all files of a series have in common; others are looked at when asked for."""

    def __init__(self, rows: Sequence[HeaderRow]) -> None:
        columns = zip(HeaderRow._fields, zip(*rows, strict=True), strict=True)
        self._common: dict[str, Value] = {
            name: values[0] for name, values in columns if values.count(values[0]) == len(values)
        }
        self._varying: dict[tuple[str, ...], frozenset[Values]] = {}

    def distinct(self, columns: Sequence[str], rows_of: RowsOf) -> frozenset[Values]:
        """Return the different values of these columns, each once; `rows_of` gives the files."""
        varying = tuple(name for name in columns if name not in self._common)
        if not varying:
            return frozenset((tuple(self._common[name] for name in columns),))
        found = self._different(varying, rows_of)
        if len(varying) == len(columns):
            return found
        places = {name: place for place, name in enumerate(varying)}
        return frozenset(
            tuple(
                values[places[name]] if name in places else self._common[name] for name in columns
            )
            for values in found
        )

    def _different(self, varying: tuple[str, ...], rows_of: RowsOf) -> frozenset[Values]:
        if varying not in self._varying:
            while len(self._varying) >= MOST_VARYING:
                del self._varying[next(iter(self._varying))]
            self._varying[varying] = frozenset(held(rows_of(), varying))
        return self._varying[varying]


class Summaries:
    """The summaries of all series, each made anew when its files have changed."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Hashable, SeriesSummary]] = {}

    def of(self, key: int, fingerprint: Hashable, rows_of: RowsOf) -> SeriesSummary:
        """Return the summary of a series whose files `fingerprint` tells from others."""
        known = self._known.get(key)
        if known is None or known[0] != fingerprint:
            known = self._known[key] = (fingerprint, SeriesSummary(rows_of()))
        return known[1]

    def keep_only(self, keys: Iterable[int]) -> None:
        """Forget the series that are gone."""
        for key in self._known.keys() - set(keys):
            del self._known[key]
