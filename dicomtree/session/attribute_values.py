"""Values of attributes as they are read and copied."""

import re
from collections.abc import Callable, Iterable, Mapping

from dicomtree.header.attribute_row import AttributeRow
from dicomtree.text import (
    CHARACTER_SETS,
    readable_age,
    readable_date,
    readable_date_time,
    readable_time,
)

_READABLE: Mapping[str, Callable[[str | None], str]] = {
    "AS": readable_age,
    "DA": readable_date,
    "DT": readable_date_time,
    "TM": readable_time,
}
_LATIN_1 = next(iter(CHARACTER_SETS))
_IN_CHARACTER_SETS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
_CUT = re.compile(r"(?<=…) \([\d,]+ bytes\)$|^[\d,]+ bytes: [0-9a-f ]+ …$")
"""How `header.shown_values` ends what it cuts."""


def displayed(line: AttributeRow) -> str:
    """Return a value, and beside a date, time or age how people write it.

    >>> displayed(AttributeRow(0, "0010,1010", "PatientAge", "Patient's Age", "AS", "047Y"))
    '047Y (47 years)'
    """
    readable = _readable(line)
    return f"{line.value} ({readable})" if readable else line.value


def in_a_cell(line: AttributeRow) -> str:
    """Return a value for a narrow column: what people read comes first, then the raw text.

    >>> uid = "1.2.840.10008.1.2 (Implicit VR Little Endian)"
    >>> in_a_cell(AttributeRow(0, "0002,0010", "TransferSyntaxUID", "", "UI", uid))
    'Implicit VR Little Endian · 1.2.840.10008.1.2'
    """
    uid, bracket, name = line.value.partition(" (")
    if line.vr == "UI" and bracket:
        return f"{name.removesuffix(')')} · {uid}"
    readable = _readable(line)
    return f"{readable} · {line.value}" if readable else line.value


def _readable(line: AttributeRow) -> str:
    """Return how people write a date, time or age; "" where the raw text says it."""
    write = _READABLE.get(line.vr)
    if write is None or not line.value:
        return ""
    text = ", ".join(map(write, line.value.split("\\")))
    return "" if text == line.value else text


def declares_character_set(lines: Iterable[AttributeRow]) -> bool:
    """Tell whether a header says at the top how its texts are to be read."""
    own = (line for line in lines if not line.depth)
    return any(line.keyword == "SpecificCharacterSet" and line.value for line in own)


def guess_in_words(line: AttributeRow, undeclared: str | None) -> str:
    """Return by which guess a value is read whose header does not say it; "" for plain ASCII."""
    if line.vr not in _IN_CHARACTER_SETS or line.value.isascii():
        return ""
    return f"read as {undeclared or _LATIN_1}: the file declares no character set"


def is_cut(line: AttributeRow) -> bool:
    """Tell whether a row shows only the beginning of its value.

    >>> is_cut(AttributeRow(0, "0009,1001", "", "", "OB", "99 bytes: 00 01 …"))
    True
    """
    return _CUT.search(line.value) is not None


def copied(line: AttributeRow) -> str:
    """Return a value as it stands in the file: a UID without its name."""
    return line.value.partition(" (")[0] if line.vr == "UI" else line.value
