"""A row of the inspector."""

from typing import NamedTuple


class AttributeRow(NamedTuple):
    """One element, item or remark.

    `depth` counts the sequences around it; `tag` is written as "0010,0010"; items and remarks have
    no tag, and remarks say what is wrong with the file or what is not shown. `vm` is the number of
    values, "" where that says nothing; `creator` is the owner of a private element. `number` is
    that of an item, from 1; a row that stands for items not read has minus that of their first.
    """

    depth: int
    tag: str
    keyword: str
    name: str
    vr: str
    value: str
    vm: str = ""
    creator: str = ""
    number: int = 0


def remark(text: str) -> AttributeRow:
    """Return a row that only says something."""
    return AttributeRow(0, "", "", "Remark", "", text)
