"""Natural order of texts and paths: IM9 before IM10."""

import re

_DIGITS = re.compile("([0-9]+)")

NaturalKey = tuple[tuple[str | tuple[int, str], ...], str]


def natural_key(text: str) -> NaturalKey:
    """Return a key that sorts runs of digits by value, case last, and paths folder by folder.

    >>> sorted(["IM10", "im9", "IM9", "IM010"], key=natural_key)
    ['IM9', 'im9', 'IM010', 'IM10']
    """
    # A folder is compared before what follows it: "a/x" comes before "a-b/x".
    pieces = _DIGITS.split(text.casefold().replace("/", "\0"))
    key = tuple(_number(piece) if index % 2 else piece for index, piece in enumerate(pieces))
    return key, text


def _number(digits: str) -> tuple[int, str]:
    # As good as the number, and int() refuses more than 4300 digits.
    significant = digits.lstrip("0")
    return len(significant), significant
