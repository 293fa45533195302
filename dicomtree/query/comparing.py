"""Values held against what a query asks for, each kind in its own way."""

import operator
import re
from collections.abc import Callable, Iterable
from fnmatch import translate
from functools import lru_cache
from typing import Any

from dicomtree.model import decimal_value, decimal_values
from dicomtree.query.syntax import Comparison, QueryError
from dicomtree.query.vocabulary import Kind
from dicomtree.text import folded

Check = Callable[[str], bool]
"""Whether an attribute's text, which is there, is as wanted."""

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_DATE = re.compile(r"\d{4}([-.]?\d\d([-.]?\d\d)?)?", re.ASCII)
_TIME = re.compile(r"\d\d(:?\d\d(:?\d\d(\.\d{1,6})?)?)?", re.ASCII)
_DATE_TIME = re.compile(
    r"\d{4}([-.]?\d\d([-.]?\d\d([T ]?\d\d(:?\d\d(:?\d\d(\.\d{1,6})?)?)?)?)?)?", re.ASCII
)
_AGE = re.compile(r"(\d{1,3})([DWMY]?)", re.ASCII | re.IGNORECASE)
_DAYS = {"D": 1.0, "W": 7.0, "M": 30.436875, "Y": 365.2425, "": 365.2425}
_EXAMPLES = {
    Kind.NUMBER: "a number such as 2 or 0.5",
    Kind.DATE: "a date such as 2019, 2019-03 or 2019-03-25",
    Kind.TIME: "a time such as 14:30",
    Kind.DATE_TIME: "a date and time such as 2019-03-25T14:30",
    Kind.AGE: "an age such as 60Y, 6M or 10D",
}
_WHEN = {Kind.DATE: _DATE, Kind.TIME: _TIME, Kind.DATE_TIME: _DATE_TIME}


def check_of(comparison: Comparison, kind: Kind) -> Check:
    """Return the check that a comparison asks for. Raises QueryError for a value of no use."""
    negated = comparison.operator.startswith("!")
    symbol = comparison.operator.lstrip("!")
    check = _like(comparison.value) if symbol == "~" else _ordered(comparison, symbol, kind)
    return (lambda text: not check(text)) if negated else check


def _like(pattern: str) -> Check:
    """Find the pattern anywhere; with * or ? the whole value must be like it."""
    wanted = folded(pattern)
    if "*" not in wanted and "?" not in wanted:
        return lambda text: wanted in folded(text)
    # Square brackets mean themselves: descriptions are full of them.
    is_like = re.compile(translate(wanted.replace("[", "[[]"))).match
    return lambda text: any(is_like(folded(value)) for value in _values(text))


def _ordered(comparison: Comparison, symbol: str, kind: Kind) -> Check:
    compare = _ORDERS[symbol]
    if kind in (Kind.TEXT, Kind.FINDING, Kind.UNKNOWN):
        wanted_number = decimal_value(comparison.value) if kind is Kind.UNKNOWN else None
        return _text_check(compare, folded(comparison.value.strip()), wanted_number)
    if kind is Kind.NUMBER and symbol == "=" and "\\" in comparison.value:
        several = decimal_values(comparison.value)
        if several is None:
            raise _unusable(comparison, kind)
        return lambda text: decimal_values(text) == several
    wanted = _parsed(comparison, kind)
    if isinstance(wanted, str):
        return _prefix_check(compare, wanted)
    number = _number_of_age if kind is Kind.AGE else decimal_value

    def check(text: str) -> bool:
        numbers = (number(part) for part in text.split("\\"))
        return any(found is not None and compare(found, wanted) for found in numbers)

    return check


def _text_check(
    compare: Callable[[Any, Any], bool], wanted: str, wanted_number: float | None
) -> Check:
    """Compare texts; with a number, those values as numbers that are some."""

    def holds(value: str) -> bool:
        number = None if wanted_number is None else decimal_value(value)
        return compare(folded(value), wanted) if number is None else compare(number, wanted_number)

    return lambda text: any(map(holds, _values(text)))


def _prefix_check(compare: Callable[[Any, Any], bool], wanted: str) -> Check:
    """Compare as much of a moment as was asked for: March is the same as its every day."""
    length = len(wanted)

    def check(text: str) -> bool:
        moments = (digits(part) for part in text.split("\\"))
        return any(moment != "" and compare(moment[:length], wanted) for moment in moments)

    return check


def _parsed(comparison: Comparison, kind: Kind) -> float | str:
    """Return the wanted value as a number, or a moment as its digits."""
    value = comparison.value.strip()
    wanted: float | str | None
    if kind is Kind.NUMBER:
        wanted = decimal_value(value)
    elif kind is Kind.AGE:
        wanted = _number_of_age(value)
    else:
        wanted = digits(value) if _WHEN[kind].fullmatch(value) else None
        wanted = wanted if wanted is not None and _is_possible(wanted, kind) else None
    if wanted is None:
        raise _unusable(comparison, kind)
    return wanted


def _unusable(comparison: Comparison, kind: Kind) -> QueryError:
    span = comparison.value_span
    return QueryError(f"{comparison.name} needs {_EXAMPLES[kind]}", span.start, span.end)


def _is_possible(moment: str, kind: Kind) -> bool:
    """Tell whether there are such a month, day, hour …: 2019-13 is a slip that finds nothing."""
    date, time = ("", moment) if kind is Kind.TIME else (moment[:8], moment[8:])
    parts = (
        (date[4:6], range(1, 13)),
        (date[6:8], range(1, 32)),
        (time[:2], range(24)),
        (time[2:4], range(60)),
        (time[4:6], range(61)),  # 60 is a leap second (PS3.5 6.2)
    )
    return all(int(text) in possible for text, possible in parts if text)


@lru_cache(maxsize=1 << 14)
def digits(moment: str) -> str:
    """Return the digits of a date or time up to its zone, one of ACR-NEMA's style too."""
    return "".join(filter(str.isdigit, re.split(r"[+]|(?<=\d{4})-(?=\d{4}$)", moment)[0]))


def _number_of_age(text: str) -> float | None:
    """Return an age in days; a number without a unit is in years."""
    found = _AGE.fullmatch(text.strip())
    return None if found is None else int(found[1]) * _DAYS[found[2].upper()]


def _values(text: str) -> Iterable[str]:
    """Return the values of a text, and it itself where it has several: ImageType=ORIGINAL."""
    if "\\" not in text:
        return (text.strip(),)
    return (text.strip(), *(part.strip() for part in text.split("\\")))
