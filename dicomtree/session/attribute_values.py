"""Values of attributes as they are read and copied."""

from collections.abc import Callable, Mapping

from dicomtree.header.attribute_row import AttributeRow
from dicomtree.text import readable_age, readable_date, readable_date_time, readable_time

_READABLE: Mapping[str, Callable[[str | None], str]] = {
    "AS": readable_age,
    "DA": readable_date,
    "DT": readable_date_time,
    "TM": readable_time,
}


def displayed(line: AttributeRow) -> str:
    """Return a value, and beside a date, time or age how people write it.

    >>> displayed(AttributeRow(0, "0010,1010", "PatientAge", "Patient's Age", "AS", "047Y"))
    '047Y (47 years)'
    """
    readable = _READABLE.get(line.vr)
    if readable is None or not line.value:
        return line.value
    text = ", ".join(map(readable, line.value.split("\\")))
    return line.value if text == line.value else f"{line.value} ({text})"


def copied(line: AttributeRow) -> str:
    """Return a value as it stands in the file: a UID without its name."""
    return line.value.partition(" (")[0] if line.vr == "UI" else line.value
