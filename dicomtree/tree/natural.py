"""Natural order of paths: IM9 before IM10, folder by folder."""

import re

from dicomtree.model import HeaderRow

_DIGITS = re.compile("([0-9]+)")

NaturalKey = tuple[tuple[str | tuple[int, str], ...], str]


def natural_key(path: str) -> NaturalKey:
    """Return a key that sorts runs of digits by value and, letters being equal, by case last."""
    # Folders are compared before what their names go on with: "a/x" before "a-b/x".
    pieces = _DIGITS.split(path.casefold().replace("/", "\0"))
    # Length and digits stand for the number: int() refuses more than 4300 digits.
    return (
        tuple(_number_key(piece) if index % 2 else piece for index, piece in enumerate(pieces)),
        path,
    )


def _number_key(digits: str) -> tuple[int, str]:
    significant = digits.lstrip("0")
    return (len(significant), significant)


def place_key(row: HeaderRow) -> tuple[int, NaturalKey]:
    """Return the key of a file's place: root by root, naturally within each."""
    return (row.root, natural_key(row.path))
