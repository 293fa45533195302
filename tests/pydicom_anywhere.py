"""What a data set says of an attribute itself, else in its functional groups: a plain walk."""

from collections.abc import Iterator

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag, Tag

DEEPEST = 2
"""Sequences inside a group that are looked into: its macro, and one in that."""


def elements_anywhere(data: Dataset, attribute: str | int) -> list[DataElement]:
    """Return the element of the data set; where it is absent or empty, those of the frames.

    All elements of each frame's own groups, and those of the shared ones unless every frame has
    its own.
    """
    tag = Tag(attribute)
    if tag in data and not data[tag].is_empty:
        return [data[tag]]
    frames = [list(_inside(item, tag)) for item in data.get("PerFrameFunctionalGroupsSequence", [])]
    found = [element for own in frames for element in own]
    if not frames or not all(frames):
        for item in data.get("SharedFunctionalGroupsSequence", []):
            found += _inside(item, tag)
    return found


def _inside(item: Dataset, tag: BaseTag, depth: int = 0) -> Iterator[DataElement]:
    for element in item:
        if element.tag == tag and not element.is_empty:
            yield element
        if element.VR == "SQ" and depth < DEEPEST:
            for inner in element.value:
                yield from _inside(inner, tag, depth + 1)
