"""Names and VRs of elements: the Standard's (PS3.6) and, for private ones, the vendors'."""

from functools import lru_cache
from typing import NamedTuple

from pydicom.datadict import get_entry, get_private_entry

from dicomtree.header.private_creators import is_creator, is_private


class Entry(NamedTuple):
    """What a dictionary says of an element; empty where no dictionary knows it."""

    vr: str
    name: str
    keyword: str


@lru_cache(maxsize=8192)
def entry(tag: int, owner: str) -> Entry:
    """Return what the Standard's dictionary, or for a private element its owner's, says."""
    if is_creator(tag):
        return Entry("LO", "Private Creator", "")
    if tag & 0xFFFF == 0 and tag >> 16 > 2:
        return Entry("UL", "Group Length", "")
    try:
        if is_private(tag):
            vr, _, name, _ = get_private_entry(tag, owner)
            return Entry(vr[:2], name, "")
        vr, _, name, _, keyword = get_entry(tag)
    except KeyError:
        return Entry("", "Private element" if is_private(tag) else "Unknown element", "")
    return Entry(vr[:2], name, keyword)
