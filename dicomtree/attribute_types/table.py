"""The table of attribute types, read when it is first asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

USAGES = {"M": "mandatory", "C": "conditional", "U": "user option"}
STRICTEST_FIRST = ("1", "1C", "2", "2C", "3")
UNCHECKED = "conditional, not checked"
OVERRIDING = (
    ("encapsulated-document-series", "Modality"),  # over SC Equipment: C.24.1
    ("sc-equipment", "Modality"),  # over General Series: C.8.6.1
    ("sc-multi-frame-image", "FrameIncrementPointer"),  # over Multi-frame: C.8.6.3
)
"""Modules that PS3.3 says in words to override what other modules have of an attribute, each before
those that it overrides. Otherwise the strictest type holds (C.1.2.3)."""

FUNCTIONAL_GROUPS = "multi-frame-functional-groups"
MULTI_FRAME = "multi-frame"
"""How the keys of modules end, or read, that describe frames in groups, and in vectors."""

_SMALL_WORDS = frozenset({"and", "of", "or", "the", "in"})
_ABBREVIATIONS = frozenset(
    [
        "cr",
        "ct",
        "dvh",
        "dx",
        "ecg",
        "icc",
        "ivus",
        "lut",
        "mpr",
        "mr",
        "nm",
        "oct",
        "pet",
        "roi",
        "rt",
        "sc",
        "sop",
        "sr",
        "us",
        "uv",
        "vl",
        "voi",
        "xa",
        "xrf",
    ]
)
_WITH_HYPHENS = (
    ("Multi Frame", "Multi-frame"),
    ("X Ray", "X-Ray"),
    ("C Arm", "C-Arm"),
    ("Contrast Bolus", "Contrast/Bolus"),
    ("File Set", "File-set"),
)


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
        mandatory = {module.key for module in modules if module.usage == "M"}
        here = ((keyword, key) for key, keyword in reversed(OVERRIDING) if key in mandatory)
        self._overriding = dict(here)

    def types(self, place: Sequence[str]) -> tuple[AttributeType, ...]:
        """Return the types of an attribute, one per module that has it, the strictest first.

        `place` holds the keywords of the sequences around it and its own.
        """
        found = []
        for module in self.modules:
            if not self.decides(module, place[0]):
                continue
            rule = self._table.rule(module.group, place)
            if rule is not None and rule.kind:
                found.append(AttributeType(rule.kind, module_name(module.key), module.usage))
        return tuple(sorted(found, key=_strictness))

    def decides(self, module: Module, keyword: str) -> bool:
        """Tell whether a module's type of an attribute counts: no other one overrides it."""
        return self._overriding.get(keyword, module.key) == module.key

    def group(self, number: int) -> Mapping[str, Rule]:
        """Return the rules of a group by keyword."""
        return self._table.group(number)


def _strictness(one: AttributeType) -> tuple[bool, int]:
    return one.usage != "M", STRICTEST_FIRST.index(one.kind)


def module_name(key: str) -> str:
    """Return a module's name as people write it.

    >>> module_name("sc-multi-frame-image"), module_name("frame-of-reference")
    ('SC Multi-frame Image', 'Frame of Reference')
    """
    words = (
        word.upper() if word in _ABBREVIATIONS else word if word in _SMALL_WORDS else word.title()
        for word in key.split("-")
        if word
    )
    name = " ".join(words)
    for plain, written in _WITH_HYPHENS:
        name = name.replace(plain, written)
    return name


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


@lru_cache(maxsize=1 << 10)
def may_have_functional_groups(sop_class_uid: str | None, *, has_frames: bool) -> bool:
    """Tell whether objects of a SOP Class may describe their frames in groups (PS3.3 C.7.6.16).

    So may, where an object `has_frames`, a class that explains them in no other way, or unknown.
    """
    known = None if sop_class_uid is None else definition(sop_class_uid)
    keys = [] if known is None else [module.key for module in known.modules]
    if any(key.endswith(FUNCTIONAL_GROUPS) for key in keys):
        return True
    return has_frames and MULTI_FRAME not in keys


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
