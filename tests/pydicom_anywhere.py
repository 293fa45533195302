"""What a data set says of an attribute itself, else in its functional groups: a plain walk."""

from collections.abc import Iterator

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag, Tag

DEEPEST = 2
"""Sequences inside a group that are looked into: its macro, and one in that."""


def elements_anywhere(data: Dataset, attribute: str | int) -> list[DataElement]:
    """Return the element of the data set; those of groups where it is absent, empty or MIXED."""
    tag = Tag(attribute)
    found = [data[tag]] if tag in data and not data[tag].is_empty else []
    if found and found[0].value != "MIXED":
        return found
    for groups in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        for item in data.get(groups, []):
            found += _inside(item, tag)
    return found


def _inside(item: Dataset, tag: BaseTag, depth: int = 0) -> Iterator[DataElement]:
    for element in item:
        if element.tag == tag and not element.is_empty:
            yield element
        if element.VR == "SQ" and depth < DEEPEST:
            for inner in element.value:
                yield from _inside(inner, tag, depth + 1)
