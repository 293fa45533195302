"""Which instances a query asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dicomtree.query.comparing import check_of
from dicomtree.query.syntax import (
    Comparison,
    Either,
    Every,
    Not,
    Presence,
    QueryError,
    Span,
    Term,
    Word,
)
from dicomtree.query.vocabulary import Attribute, Kind, Value, Vocabulary
from dicomtree.text import folded, readable_date

WORD_ATTRIBUTES = (
    "PatientName",
    "PatientID",
    "StudyDescription",
    "SeriesDescription",
    "Modality",
    "StudyDate",
    "SeriesDate",
)
"""Where plain words are looked for."""

FINDINGS = "findings"
"""The name under which the values of one instance hold its findings, joined by a backslash."""

ANY_FINDING = "warnings"

Values = Sequence[Value]
Test = Callable[[Values], bool]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A query made ready: `matches` takes the values of `attributes`, in that order."""

    attributes: tuple[str, ...]
    matches: Test


def matcher(term: Term, vocabulary: Vocabulary) -> Matcher:
    """Make a query ready.

    Raises
    ------
    QueryError
        Where an attribute is unknown, or cannot have such a value.
    """
    builder = _Builder(vocabulary)
    test = builder.test(term)
    return Matcher(tuple(builder.places), test)


class _Builder:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.places: dict[str, int] = {}

    def test(self, term: Term) -> Test:
        """Return the test that a term stands for."""
        match term:
            case Word(text):
                return self._word(text)
            case Comparison():
                return self._comparison(term)
            case Presence():
                return self._presence(term)
            case Not(inner):
                test = self.test(inner)
                return lambda values: not test(values)
            case Every(terms):
                every = [self.test(inner) for inner in terms]
                return lambda values: all(test(values) for test in every)
            case Either(terms):
                either = [self.test(inner) for inner in terms]
                return lambda values: any(test(values) for test in either)

    def _place(self, name: str) -> int:
        return self.places.setdefault(name, len(self.places))

    def _known(self, name: str, span: Span, unknown: str = "is no attribute") -> Attribute:
        attribute = self._vocabulary(name)
        if attribute is None:
            raise QueryError(f"{name} {unknown}", span.start, span.end)
        if attribute.kind is Kind.HIDDEN:
            raise QueryError(f"{name} is hidden and cannot be asked for", span.start, span.end)
        return attribute

    def _may_tell(self, name: str) -> bool:
        attribute = self._vocabulary(name)
        return attribute is None or attribute.kind is not Kind.HIDDEN

    def _word(self, text: str) -> Test:
        wanted = folded(text.strip())
        places = [self._place(name) if self._may_tell(name) else None for name in WORD_ATTRIBUTES]
        return lambda values: (
            wanted in _known_by(*(None if place is None else values[place] for place in places))
        )

    def _comparison(self, term: Comparison) -> Test:
        attribute = self._known(term.name, term.span)
        if attribute.kind is Kind.FINDING:
            raise QueryError(
                f"{term.name} is no attribute: ask with has:{term.name}",
                term.span.start,
                term.span.end,
            )
        place, check = self._place(attribute.name), check_of(term, attribute.kind)
        without = term.operator.startswith("!")
        of_frames = all if without else any  # != and !~ say that = and ~ do not hold

        def test(values: Values) -> bool:
            value = values[place]
            if isinstance(value, tuple):
                return of_frames(map(check, value))
            return without if value is None else check(str(value))

        return test

    def _presence(self, term: Presence) -> Test:
        attribute = self._known(term.name, term.span, "is no attribute, nor a finding such as gaps")
        wanted = term.is_there
        if attribute.kind is not Kind.FINDING:
            place = self._place(attribute.name)
            return lambda values: (values[place] is not None) is wanted
        place, finding = self._place(FINDINGS), attribute.name

        def test(values: Values) -> bool:
            found = str(values[place] or "").split("\\")
            holds = found != [""] if finding == ANY_FINDING else finding in found
            return holds is wanted

        return test


@lru_cache(maxsize=1 << 15)
def _known_by(*values: Value) -> str:
    """Return all that a series is known by, as it is compared."""
    name, *texts, study_date, series_date = (str(value or "") for value in values)
    names = name.replace("^", " ").replace("=", " ")
    dates = [study_date, readable_date(study_date), series_date, readable_date(series_date)]
    return folded("\n".join([name, " ".join(names.split()), *texts, *dates]))


def without_unheld(term: Term, is_held: Callable[[str], bool]) -> Term:
    """Return what of a query can be told from the names that are held: it takes no less.

    Only terms that must all hold can be left out one by one; any other is left out as a whole.
    """
    terms = term.terms if isinstance(term, Every) else (term,)
    return Every(tuple(one for one in terms if _tells(one, is_held)))


def _tells(term: Term, is_held: Callable[[str], bool]) -> bool:
    match term:
        case Word():
            return True
        case Comparison(name) | Presence(name):
            return is_held(name)
        case Not(inner):
            return _tells(inner, is_held)
        case Every(terms) | Either(terms):
            return all(_tells(inner, is_held) for inner in terms)
