"""Values of keywords that no header row holds, read from the file itself."""

from collections.abc import Mapping
from functools import cache

from dicomtree import header


def read_values(path: str, keywords: frozenset[str]) -> Mapping[str, str]:
    """Return the values of top-level elements by keyword; what is absent or empty is left out.

    A file that cannot be read gives none: the copy will say why.
    """
    names = sorted(keywords)
    try:
        values = header.read_values(path, [_tag(name) for name in names])
    except OSError:
        return {}
    return {name: value for name, value in zip(names, values, strict=True) if value}


@cache
def _tag(keyword: str) -> int:
    from pydicom.datadict import tag_for_keyword

    tag = tag_for_keyword(keyword)
    if tag is None:
        raise ValueError(f"{keyword} is no keyword")
    return tag
