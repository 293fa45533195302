"""Attribute types beside an instance's attributes, and what it must have and has not."""

from collections.abc import Sequence
from dataclasses import dataclass

from dicomtree.attribute_types import (
    UNCHECKED,
    AttributeType,
    Definition,
    Violation,
    definition,
    violations,
)
from dicomtree.header.attribute_row import AttributeRow
from dicomtree.session.outline import Node, keywords_of


@dataclass(frozen=True, slots=True)
class Check:
    """An instance's definition, None if it is not known, and its violations, None if unchecked."""

    known: Definition | None = None
    broken: tuple[Violation, ...] | None = None

    def types(self, node: Node) -> tuple[AttributeType, ...]:
        """Return the types of an attribute by module; none for file meta information."""
        if self.known is None or not node.line.keyword or node.line.tag.startswith("0002"):
            return ()
        return self.known.types(keywords_of(node))

    def kind(self, node: Node) -> str:
        """Return the strictest type, in brackets where only an optional module has it."""
        types = self.types(node)
        if not types:
            return ""
        return types[0].kind if types[0].usage == "M" else f"({types[0].kind})"

    def in_words(self, node: Node) -> str:
        """Return an attribute's types with their modules."""
        words = [f"type {one}" for one in self.types(node)]
        if words and node.line.tag and not node.line.value:
            words.append("empty")
        if any(not one.is_certain for one in self.types(node)):
            words.append(UNCHECKED)
        return "; ".join(words)

    def summary(self) -> str:
        """Return how many attributes are wrong, "" where that is not known."""
        if self.broken is None:
            return ""
        if not self.broken:
            return "Nothing mandatory is missing"
        return f"⚠ {len(self.broken):,} mandatory missing or empty"

    def report(self) -> str:
        """Return what is wrong, one line for each attribute."""
        lines = [str(one) for one in self.broken or ()]
        rest = f"Types 1C and 2C, and what belongs to other modules: {UNCHECKED}."
        return "\n".join([*lines, "", rest])


def checked(lines: Sequence[AttributeRow]) -> Check:
    """Return what the definition of an instance says of its attributes."""
    of_class = (row.value for row in lines if row.keyword == "SOPClassUID" and not row.depth)
    known = definition(next(of_class, "").partition(" ")[0])
    return Check(known, violations(lines))
