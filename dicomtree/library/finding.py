"""Finding what a query asks for among the files of a library."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dicomtree.header import NamedAttribute, named_attribute
from dicomtree.library.attribute_values import AttributeValues, Watch, may_have_groups
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
    **dict.fromkeys(("", "UN"), Kind.UNKNOWN),
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
        self._with_groups: frozenset[int] | None = None  # keys of series; None: not looked at yet
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
        found: list[Match] = []
        first: list[Match] = []
        with self._lock:
            for places, is_held in self._apart(ready.attributes):
                if all(map(is_held, ready.attributes)):
                    found += self._by_rows(places, ready)
                else:
                    held = matcher(without_unheld(term, is_held), names)
                    first += self._by_rows(places, _in_script(held, undeclared))
        return self._in_order(found, self._by_reading(first, ready, watch) if first else [])

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
        new = [one.name for one in _attributes(names) if self.values.is_new(one)]
        with self._lock:
            read = [not all(map(is_held, new)) for places, is_held in self._apart(new) if places]
        return FINDINGS in names or any(read)

    def _apart(self, names: Sequence[str]) -> list[tuple[Sequence[Match], Callable[[str], bool]]]:
        """Return the series whose rows hold what they can, and those with groups, where they differ.

        With each group stands what tells whether its rows hold an attribute, whatever it is.
        """
        self._keep_up()
        if not any(_is_column(name) and not _is_of_object(name) for name in names):
            return [(self._series, _is_column)]
        if self._with_groups is None:
            keys = (place.series.key for place in self._series if self._may_have_groups(place))
            self._with_groups = frozenset(keys)
        if not self._with_groups:
            return [(self._series, _is_column)]
        others = [place for place in self._series if place.series.key not in self._with_groups]
        grouped = [place for place in self._series if place.series.key in self._with_groups]
        return [(others, _is_column), (grouped, _is_of_object)]

    def _may_have_groups(self, place: Match) -> bool:
        kinds = self._distinct(place, ("sop_class_uid", "number_of_frames"))
        return any(may_have_groups(uid, frames) for uid, frames in kinds)  # type: ignore[arg-type]

    def _in_order(self, found: list[Match], read: list[Match]) -> list[Match]:
        """Return matches in the order of the tree."""
        if not (found and read):
            return found or read
        places = {place.series.key: number for number, place in enumerate(self._series)}
        return sorted(found + read, key=lambda match: places.get(match.series.key, len(places)))

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
        self._with_groups = None
        self._revision = revision

    def _by_rows(self, places: Sequence[Match], ready: Matcher) -> list[Match]:
        """Answer from the rows: most of a series' files say the same of what is asked."""
        columns = [attribute.column or "" for attribute in _attributes(ready.attributes)]
        distinct = [self._distinct(place, columns) for place in places]
        # Many series have values in common: each is judged once.
        wanted = frozenset(filter(ready.matches, frozenset().union(*distinct)))
        found: list[Match] = []
        for place, values in zip(places, distinct, strict=True):
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
    if isinstance(value, tuple):
        return tuple(redecoded(text, undeclared) for text in value)
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


def _is_of_object(name: str) -> bool:
    attribute = named_attribute(name)
    return attribute is not None and attribute.is_of_object
