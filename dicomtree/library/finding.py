"""Finding what a query asks for among the files of a library."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dicomtree.header import NamedAttribute, named_attribute
from dicomtree.library.attribute_values import AttributeValues, Watch
from dicomtree.library.findings import NAMES, findings_of
from dicomtree.library.summaries import Summaries, Values
from dicomtree.model import HeaderRow, Patient, Series, Study
from dicomtree.query import (
    FINDINGS,
    Attribute,
    Kind,
    Matcher,
    Value,
    Vocabulary,
    matcher,
    parse,
    without_unheld,
)
from dicomtree.text import redecoded

if TYPE_CHECKING:
    from dicomtree.library.library import Library

_KINDS = {
    "DA": Kind.DATE,
    "TM": Kind.TIME,
    "DT": Kind.DATE_TIME,
    "AS": Kind.AGE,
    **dict.fromkeys(("DS", "IS", "FL", "FD", "SS", "US", "SL", "UL", "SV", "UV"), Kind.NUMBER),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A series of which a query asks for every file, or some; which ones `Finder.rows` says."""

    patient: Patient
    study: Study
    series: Series
    is_whole: bool


def vocabulary(name: str) -> Attribute | None:
    """Return the attribute or finding that a name in a query means."""
    found = named_attribute(name)
    if found is not None:
        return Attribute(found.name, _KINDS.get(found.vr, Kind.TEXT))
    return Attribute(name.casefold(), Kind.FINDING) if name.casefold() in NAMES else None


class Finder:
    """Answers queries about a library. Safe to use from several threads, one after the other."""

    def __init__(self, library: "Library") -> None:
        self._library = library
        self.values = AttributeValues(library)
        self._lock = threading.Lock()
        self._revision = -1
        self._series: tuple[Match, ...] = ()
        self._summaries = Summaries()

    def matches(
        self,
        query: str,
        watch: Watch,
        *,
        names: Vocabulary = vocabulary,
    ) -> list[Match]:
        """Return every series with a file that matches, in the order of the tree; may block.

        `names` may leave attributes out or hide them. Raises QueryError, FindCancelledError.
        """
        term, undeclared = parse(query), self._library.undeclared
        ready = _in_script(matcher(term, names), undeclared)
        with self._lock:
            self._keep_up()
            if all(map(_is_column, ready.attributes)):
                return self._by_rows(ready)
            held = matcher(without_unheld(term, _is_column), names)
            first = self._by_rows(_in_script(held, undeclared))
        return self._by_reading(first, ready, watch)

    def rows(self, query: str, match: Match) -> tuple[HeaderRow, ...]:
        """Return the files of a match that the query asks for; what it needs has been read."""
        rows = self._library.rows_of(match.series.key)
        if match.is_whole:
            return rows
        ready = _in_script(matcher(parse(query), vocabulary), self._library.undeclared)
        pairs = zip(rows, self._values_of(match, rows, ready.attributes), strict=True)
        return tuple(row for row, values in pairs if ready.matches(values))

    def needs_time(self, query: str) -> bool:
        """Tell whether files must be read or stacks built for an answer. Raises QueryError."""
        names = matcher(parse(query), vocabulary).attributes
        return FINDINGS in names or self.values.needs_reading(_attributes(names))

    def _keep_up(self) -> None:
        """Look at the library again if it has changed."""
        revision = self._library.revision
        if revision == self._revision:
            return
        self._series = tuple(
            Match(patient, study, series, is_whole=True)
            for patient in self._library.tree.patients
            for study in patient.studies
            for series in study.series
        )
        self._summaries.keep_only(place.series.key for place in self._series)
        self._revision = revision

    def _by_rows(self, ready: Matcher) -> list[Match]:
        """Answer from the rows: most of a series' files say the same of what is asked."""
        columns = [attribute.column or "" for attribute in _attributes(ready.attributes)]
        distinct = [self._distinct(place, columns) for place in self._series]
        # Many series have values in common: each is judged once.
        wanted = frozenset(filter(ready.matches, frozenset().union(*distinct)))
        found: list[Match] = []
        for place, values in zip(self._series, distinct, strict=True):
            count = len(values & wanted)
            if count:
                found.append(place if count == len(values) else _partly(place))
        return found

    def _distinct(self, place: Match, columns: Sequence[str]) -> frozenset[Values]:
        key = place.series.key
        rows_of = partial(self._library.rows_of, key)
        summary = self._summaries.of(key, self._library.fingerprint(key), rows_of)
        return summary.distinct(columns, rows_of)

    def _by_reading(self, first: list[Match], ready: Matcher, watch: Watch) -> list[Match]:
        """Answer by reading files and building stacks, of those alone that may match."""
        attributes = _attributes(ready.attributes)
        if any(attribute.column is None for attribute in attributes):
            rows = [row for match in first for row in self._library.rows_of(match.series.key)]
            self.values.read(rows, attributes, watch)
        found: list[Match] = []
        for done, match in enumerate(first, 1):
            own = self._library.rows_of(match.series.key)
            values = set(self._values_of(match, own, ready.attributes))
            wanted = sum(map(ready.matches, values))
            if wanted:
                found.append(match if wanted == len(values) else _partly(match))
            watch.at(done, len(first))
        return found

    def _values_of(
        self, match: Match, rows: Sequence[HeaderRow], names: Sequence[str]
    ) -> Iterable[Values]:
        values = self.values.of(rows, _attributes(names))
        if FINDINGS not in names:
            return values
        place = names.index(FINDINGS)
        findings = findings_of(match.patient, match.study, match.series)
        return ((*own[:place], findings, *own[place:]) for own in values)


def _in_script(ready: Matcher, undeclared: str | None) -> Matcher:
    """Return a query that looks at texts as the tree shows them, in the script that was chosen."""
    if undeclared is None:
        return ready

    def matches(values: Sequence[Value]) -> bool:
        *own, character_set = values
        if character_set is not None:
            return ready.matches(own)
        return ready.matches([in_script(value, undeclared) for value in own])

    return Matcher((*ready.attributes, "SpecificCharacterSet"), matches)


def in_script(value: Value, undeclared: str | None) -> Value:
    """Return the value of a file that declares no character set, as the chosen one reads it."""
    if not isinstance(value, str) or value.isascii():
        return value
    return redecoded(value, undeclared)


def _partly(match: Match) -> Match:
    return replace(match, is_whole=False)


def _attributes(names: Iterable[str]) -> list[NamedAttribute]:
    found = [named_attribute(name) for name in names]
    return [attribute for attribute in found if attribute is not None]


def _is_column(name: str) -> bool:
    attribute = named_attribute(name)
    return attribute is not None and attribute.column is not None
