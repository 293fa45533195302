"""What a library answers to queries, in nodes of its tree and in counted values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeVar

from dicomtree.header import named_attribute
from dicomtree.library.attribute_values import Watch
from dicomtree.library.finding import Finder, in_script
from dicomtree.model import HeaderRow, Patient, Series, Study
from dicomtree.query import Value

if TYPE_CHECKING:
    from dicomtree.library.library import Library

Level = Literal["patient", "study", "series", "instance"]
Node = Patient | Study | Series
Nodes = Node | Iterable[Node]
Found = Patient | Study | Series | HeaderRow

_CHARACTER_SET = attrgetter("specific_character_set")
_Node = TypeVar("_Node", Patient, Study, Series)


def found_nodes(finder: Finder, query: str, level: Level, watch: Watch) -> tuple[Found, ...]:
    """Return what a query finds, in the order of the tree. See `Library.find`."""
    matches = finder.matches(query, watch)
    if level == "patient":
        return _distinct(match.patient for match in matches)
    if level == "study":
        return _distinct(match.study for match in matches)
    if level == "series":
        return tuple(match.series for match in matches)
    return tuple(row for match in matches for row in finder.rows(query, match))


def _distinct(nodes: Iterable[_Node]) -> tuple[_Node, ...]:
    return tuple({id(node): node for node in nodes}.values())


def series_of(node: Nodes) -> list[Series]:
    """Return all series of a patient or study, of a series itself, or of several of them."""
    match node:
        case Patient():
            return [series for study in node.studies for series in study.series]
        case Study():
            return list(node.series)
        case Series():
            return [node]
        case _:
            return [series for one in node for series in series_of(one)]


def count_values(
    library: "Library", node: Nodes, keyword: str, watch: Watch
) -> dict[str | None, int]:
    """Return the values of an attribute with their counts. See `Library.values`."""
    rows = [row for series in series_of(node) for row in library.rows_of(series.key)]
    (counts,) = counted_values(library, rows, [keyword], watch)
    return counts


def _texts(library: "Library", value: Value, character_set: str | None) -> tuple[str | None, ...]:
    """Return a value as text, in the script that was chosen where the file declares none.

    Of an instance whose frames do not agree it is each of their values.
    """
    if character_set is None:
        value = in_script(value, library.undeclared)
    if isinstance(value, tuple):
        return value
    return (None if value is None else str(value),)


def counted_values(
    library: "Library", rows: Sequence[HeaderRow], keywords: Sequence[str], watch: Watch
) -> list[dict[str | None, int]]:
    """Return for each attribute the values that these files have, the most frequent first.

    A file whose frames have different ones counts for each of them.
    """
    attributes = [named_attribute(keyword) for keyword in keywords]
    known = [attribute for attribute in attributes if attribute is not None]
    if len(known) < len(keywords):
        unknown = keywords[attributes.index(None)]
        raise ValueError(f"{unknown} is no attribute")
    values = library.finder.values
    values.read(rows, known, watch)
    columns: list[dict[str | None, int]] = []
    for attribute in known:
        found = zip(values.of(rows, [attribute]), map(_CHARACTER_SET, rows), strict=True)
        counts: Counter[str | None] = Counter()
        for ((value,), character_set), count in Counter(found).items():
            counts.update(dict.fromkeys(_texts(library, value, character_set), count))
        columns.append(dict(counts.most_common()))
    return columns
