"""All attributes of what is selected, each with its values and how many instances have them."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dicomtree.compare.differences import NUMBERS
from dicomtree.header import AttributeRow, named_attribute
from dicomtree.header.frame_attributes import DEEPEST
from dicomtree.header.shown_values import is_binary
from dicomtree.library.header_values import IN_SHARED_GROUPS, CountedAttribute
from dicomtree.model import Tree, decimal_value, decimal_values
from dicomtree.query.printing import quoted
from dicomtree.session.effects import CountValues, Effect, MakeTable, StopValues
from dicomtree.session.lookup import index_of
from dicomtree.session.valuing_messages import (
    TableMade,
    TableTaken,
    TableWanted,
    ValuesAdvanced,
    ValuesCounted,
    ValuesMessage,
    ValuesToggled,
)

if TYPE_CHECKING:
    from dicomtree.session.state import NodeKey, Session

# Of several dates, times or ages the language compares one.
_ONE_AT_A_TIME = frozenset({"AS", "DA", "DT", "TM"})
_NOTHING = ("0 items", "0 bytes")
_NOT_WHOLE = re.compile(r"… \([\d,]+ bytes\)")

HIDDEN_TABLE = "While identity is hidden no table is made: it could name patients"


@dataclass(frozen=True, slots=True, eq=False)
class Valuing:
    """Whether it is shown; of which node, tree and series, how far that is, and the answer.

    `undeclared` is the character set for files that declare none; `table` is the text that waits
    for the clipboard.
    """

    shown: bool = False
    node: "NodeKey | None" = None
    tree: Tree | None = None
    undeclared: str | None = None
    series: tuple[int, ...] = ()
    done: int = 0
    total: int = 0
    counted: tuple[CountedAttribute, ...] | None = None
    table: str | None = None


def update(session: "Session", message: ValuesMessage) -> tuple["Session", tuple[Effect, ...]]:
    """Answer what concerns the values of a selection."""
    valuing = session.valuing
    match message:
        case ValuesToggled():
            return _toggled(session)
        case ValuesAdvanced(done, total):
            is_awaited = valuing.shown and valuing.counted is None
            return _with(session, done=done, total=total) if is_awaited else session, ()
        case ValuesCounted(series, counted):
            is_awaited = valuing.shown and valuing.series == series
            return _with(session, counted=counted) if is_awaited else session, ()
        case TableWanted(level, attributes, target):
            if session.identity_hidden:
                return replace(session, notice=HIDDEN_TABLE), ()
            return session, (MakeTable(valuing.series, level, attributes, target),)
        case TableMade(text):
            if session.identity_hidden:
                return replace(session, notice=HIDDEN_TABLE), ()
            return _with(session, table=text) if valuing.shown else session, ()
        case TableTaken():
            return _with(replace(session, notice="Table copied"), table=None), ()


def _toggled(session: "Session") -> tuple["Session", tuple[Effect, ...]]:
    if session.valuing.shown:
        return replace(session, valuing=Valuing()), (StopValues(),)
    return replace(session, valuing=Valuing(shown=True, node=session.selection)), ()


def follow(session: "Session") -> tuple["Session", tuple[Effect, ...]]:
    """Ask for the values in the tree as it is, once for every tree, while the window is there."""
    valuing, undeclared = session.valuing, session.settings.fallback_character_set
    if not valuing.shown or session.scanning:
        return session, ()
    if valuing.tree is session.tree and valuing.undeclared == undeclared:
        return session, ()
    series = series_under(session, valuing.node)
    asked = Valuing(True, valuing.node, session.tree, undeclared, series)
    return replace(session, valuing=asked), (CountValues(series),)


def series_under(session: "Session", node: "NodeKey | None") -> tuple[int, ...]:
    """Return the keys of the series under a node, of all where there is no such node."""
    index = index_of(session.tree)
    match node:
        case ("patient", number) if number in index.patients:
            studies = index.patients[number].studies
        case ("study", number) if number in index.studies:
            studies = (index.studies[number],)
        case (_, series_key, *_) if series_key in index.series:
            return (series_key,)
        case _:
            return tuple(index.series)
    return tuple(series.key for study in studies for series in study.series)


def as_row(one: CountedAttribute) -> AttributeRow:
    """Return an attribute as a row without a value, as filters and masks know it."""
    return AttributeRow(0, one.tag, one.path.rpartition(".")[2], one.name, one.vr, "")


def asked_name(one: CountedAttribute) -> str | None:
    """Return what queries and tables call an attribute; None where they do not look."""
    *around, name = one.path.removeprefix(IN_SHARED_GROUPS).split(".")
    known = named_attribute(name)
    if known is None or name.startswith("("):
        return None
    if one.is_in_groups:
        return None if len(around) > DEEPEST or known.is_of_object else name
    return None if around else name


def query_for(one: CountedAttribute, value: str | None) -> str | None:
    """Return the query that finds the instances with a value; None for what it cannot ask for.

    Of what has no text, and of a text that is not shown whole, it asks whether it is there.
    """
    name = asked_name(one)
    if name is None:
        return None
    is_bytes = is_binary(one.vr.encode())
    if not value or (is_bytes and value in _NOTHING):
        return f"missing:{name}"
    if is_bytes or _NOT_WHOLE.search(value):
        return f"has:{name}"
    text = _asked_text(one.vr, value)
    return f"{name}={quoted(text)}" if text else f"has:{name}"


def _asked_text(vr: str, value: str) -> str:
    """Return what is asked for of a value as it is shown; "" where it cannot be compared."""
    if vr == "UI":
        return value.partition(" (")[0]
    parts = value.split("\\")
    if vr in _ONE_AT_A_TIME:
        return next(filter(str.strip, parts), "")
    if vr in NUMBERS and decimal_values(value) is None:
        return next((part for part in parts if decimal_value(part) is not None), "")
    return value


def _with(session: "Session", **changes: object) -> "Session":
    return replace(session, valuing=replace(session.valuing, **changes))  # type: ignore[arg-type]
