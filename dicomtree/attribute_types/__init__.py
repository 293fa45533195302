"""Which attributes an object must have (PS3.3), and which of them it has not."""

from dicomtree.attribute_types.checking import Violation, violations
from dicomtree.attribute_types.table import (
    UNCHECKED,
    AttributeType,
    Definition,
    definition,
    may_have_functional_groups,
)

__all__ = [
    "UNCHECKED",
    "AttributeType",
    "Definition",
    "Violation",
    "definition",
    "may_have_functional_groups",
    "violations",
]
