"""What an object must have, and has not or has empty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dicomtree.attribute_types.table import Definition, Module, definition, module_name
from dicomtree.header import AttributeRow

SOP_CLASS = "SOPClassUID"
FUNCTIONAL_GROUPS = frozenset(
    {"SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"}
)
"""Which macros their items must hold, and in which of the two, depends on the object: the
attributes directly in these items are not missed, what is in the macros that are there is."""

BEHIND_HEADER = frozenset(
    {"PixelData", "FloatPixelData", "DoubleFloatPixelData", "DataSetTrailingPadding"}
)
"""What `header.attribute_rows` tells without its value, or not at all."""


@dataclass(frozen=True, slots=True)
class Violation:
    """An attribute that is absent or empty though its type (1 or 2, PS3.5 7.4) forbids that.

    `path` leads to it, items counted from 0: `BeamSequence[0].BeamName`.
    """

    path: str
    keyword: str
    kind: str
    module: str
    is_empty: bool

    def __str__(self) -> str:
        fault = "is empty" if self.is_empty else "is absent"
        return f"{self.path} {fault}: type {self.kind} in {self.module}"


@dataclass(slots=True)
class _Item:
    """A data set or sequence item: the row and items of each attribute in it."""

    path: str = ""
    rows: dict[str, AttributeRow] = field(default_factory=dict)
    items: dict[str, list["_Item"]] = field(default_factory=dict)


def violations(rows: Sequence[AttributeRow]) -> tuple[Violation, ...] | None:
    """Return what is wrong with an object, given its rows by `header.attribute_rows`.

    Checked are types 1 and 2 in mandatory modules, and in all items that are there. Types 1C and
    2C and other modules depend on conditions, which are not checked. An empty type 2 is legal.
    None where the SOP Class is unknown, or the header could not be read whole.
    """
    data_set = _nested(rows)
    sop_class = data_set.rows.get(SOP_CLASS)
    known = definition(_uid(sop_class)) if sop_class is not None else None
    if known is None or any(row.name == "Remark" and not row.tag for row in rows):
        return None
    found: dict[tuple[str, bool], Violation] = {}
    for module in known.modules:
        for one in _broken(known, module, module.group, data_set):
            before = found.get((one.path, one.is_empty))
            if before is None or one.kind < before.kind:
                found[one.path, one.is_empty] = one
    return tuple(found.values())


def _uid(row: AttributeRow) -> str:
    return row.value.partition(" ")[0]


def _nested(rows: Sequence[AttributeRow]) -> _Item:
    top = _Item()
    inside: list[_Item] = [top]
    sequences: list[str] = []
    for row in rows:
        depth = row.depth
        if row.number > 0:
            keyword, around = sequences[depth - 1], inside[depth - 1]
            path = f"{_joined(around, keyword)}[{row.number - 1}]"
            inside[depth:] = [_Item(path)]
            around.items.setdefault(keyword, []).append(inside[depth])
        elif row.tag:
            name = row.keyword or row.tag
            inside[depth].rows[name] = row
            sequences[depth:] = [name]
    return top


def _joined(item: _Item, keyword: str) -> str:
    return f"{item.path}.{keyword}" if item.path else keyword


def _broken(known: Definition, module: Module, group: int, item: _Item) -> Iterator[Violation]:
    """Yield what a group of rules finds in an item, and in the items inside it."""
    is_of_functional_groups = item.path.partition("[")[0] in FUNCTIONAL_GROUPS
    is_functional_group = is_of_functional_groups and item.path.count("[") == 1
    # At the top, other modules may be left out; an item that is there says that they are not.
    is_judged = module.usage == "M" or bool(item.path)
    for rule in known.group(group).values():
        row = item.rows.get(rule.keyword)
        is_empty = row is not None and _is_empty(row)
        is_missed = row is None and not is_functional_group and rule.keyword not in BEHIND_HEADER
        is_broken = (is_missed and rule.kind in ("1", "2")) or (is_empty and rule.kind == "1")
        if is_judged and is_broken and (item.path or known.decides(module, rule.keyword)):
            path, name = _joined(item, rule.keyword), module_name(module.key)
            yield Violation(path, rule.keyword, rule.kind, name, is_empty)
        if rule.inside is not None:
            for one in item.items.get(rule.keyword, ()):
                yield from _broken(known, module, rule.inside, one)


def _is_empty(row: AttributeRow) -> bool:
    if row.vr == "SQ":
        return row.vm == "0" or row.value.startswith("0 items")
    return row.vm == "0" or not row.value
