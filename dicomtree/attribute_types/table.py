"""The table of attribute types, read when it is first asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

USAGES = {"M": "mandatory", "C": "conditional", "U": "user option"}
STRICTEST_FIRST = ("1", "1C", "2", "2C", "3")
UNCHECKED = "conditional, not checked"
_SMALL_WORDS = frozenset({"and", "of", "or", "the", "in"})
_ABBREVIATIONS = {
    "ct",
    "mr",
    "rt",
    "pet",
    "sop",
    "voi",
    "lut",
    "ecg",
    "us",
    "dx",
    "xa",
    "xrf",
    "sr",
}


class Rule(NamedTuple):
    """What a module says of one attribute: its type, and the group of what is in its items."""

    keyword: str
    kind: str
    inside: int | None


@dataclass(frozen=True, slots=True)
class AttributeType:
    """The type of an attribute by one module; `usage` is the module's in this object (M, C, U)."""

    kind: str
    module: str
    usage: str

    @property
    def is_certain(self) -> bool:
        """Whether the type alone says if the attribute must be there: 1, 2 or 3 of an M module."""
        return self.usage == "M" and not self.kind.endswith("C")

    def __str__(self) -> str:
        usage = "" if self.usage == "M" else f" ({USAGES[self.usage]})"
        return f"{self.kind} · {self.module}{usage}"


@dataclass(frozen=True, slots=True)
class Module:
    """A module of an object's definition."""

    key: str
    usage: str
    group: int


class Definition:
    """The definition (IOD) of the objects of one SOP Class."""

    def __init__(self, name: str, modules: Sequence[Module], table: "_Table") -> None:
        self.name = name
        self.modules = modules
        self._table = table

    def types(self, place: Sequence[str]) -> tuple[AttributeType, ...]:
        """Return the types of an attribute, one per module that has it, the strictest first.

        `place` holds the keywords of the sequences around it and its own.
        """
        found = []
        for module in self.modules:
            rule = self._table.rule(module.group, place)
            if rule is not None and rule.kind:
                found.append(AttributeType(rule.kind, module_name(module.key), module.usage))
        return tuple(sorted(found, key=_strictness))

    def group(self, number: int) -> Mapping[str, Rule]:
        """Return the rules of a group by keyword."""
        return self._table.group(number)


def _strictness(one: AttributeType) -> tuple[bool, int]:
    return one.usage != "M", STRICTEST_FIRST.index(one.kind)


def module_name(key: str) -> str:
    """Return a module's name as people write it.

    >>> module_name("ct-image"), module_name("frame-of-reference")
    ('CT Image', 'Frame of Reference')
    """
    words = (
        word.upper() if word in _ABBREVIATIONS else word if word in _SMALL_WORDS else word.title()
        for word in key.split("-")
    )
    return " ".join(words)


@cache
def definition(sop_class_uid: str) -> Definition | None:
    """Return the definition of a SOP Class, None for one that the table does not have."""
    table = _table()
    name = table.classes.get(sop_class_uid)
    if name is None:
        return None
    modules = []
    for word in table.definitions[name]:
        key, _, usage = word.partition(":")
        if key in table.modules:
            modules.append(Module(key, usage, table.modules[key]))
    return Definition(name, tuple(modules), table)


class _Table:
    """The lines of the file by what they are about; groups are taken apart when asked for."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines: list[str] = []
        self._groups: dict[int, dict[str, Rule]] = {}
        self.modules: dict[str, int] = {}
        self.definitions: dict[str, list[str]] = {}
        self.classes: dict[str, str] = {}
        for line in lines:
            kind, _, rest = line.partition(" ")
            first, _, others = rest.partition(" ")
            if kind == "G":
                self._lines.append(rest)
            elif kind == "M":
                self.modules[first] = int(others)
            elif kind == "I":
                self.definitions[first] = others.split()
            elif kind == "S":
                self.classes[first] = others

    def group(self, number: int) -> Mapping[str, Rule]:
        if number not in self._groups:
            rules = (_rule(word) for word in self._lines[number].split())
            self._groups[number] = {rule.keyword: rule for rule in rules}
        return self._groups[number]

    def rule(self, group: int, place: Sequence[str]) -> Rule | None:
        rule = self.group(group).get(place[0])
        for keyword in place[1:]:
            if rule is None or rule.inside is None:
                return None
            rule = self.group(rule.inside).get(keyword)
        return rule


def _rule(word: str) -> Rule:
    keyword, kind, *inside = word.split(":")
    return Rule(keyword, kind, int(inside[0]) if inside else None)


@cache
def _table() -> _Table:
    file = resources.files("dicomtree.attribute_types") / "table.txt"
    return _Table(file.read_text("utf-8").splitlines())
