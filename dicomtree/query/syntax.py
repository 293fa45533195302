"""What a query is made of."""

from dataclasses import dataclass, field

OPERATORS = ("!=", "!~", "<=", ">=", "=", "<", ">", "~")
RESERVED = frozenset({"not", "and", "or"})


class QueryError(ValueError):
    """A query that cannot be understood.

    The text from `start` to before `end` is at fault.
    """

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the query's text something stands: from `start` to before `end`."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a quoted text, to be found in what people know a series by."""

    text: str
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An attribute compared with a value."""

    name: str
    operator: str
    value: str
    span: Span = field(default=Span(), compare=False)
    value_span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Presence:
    """An attribute with a value, or a finding such as gaps: there, or not."""

    name: str
    is_there: bool
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    term: "Term"


@dataclass(frozen=True, slots=True)
class Every:
    """Terms that must all hold; without terms it always does."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Terms of which one at least must hold."""

    terms: tuple["Term", ...]


Term = Word | Comparison | Presence | Not | Every | Either
