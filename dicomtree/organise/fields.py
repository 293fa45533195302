"""What may stand in a template: DICOM keywords and fields of our own."""

import re
from datetime import datetime
from functools import cache

from dicomtree.model import HeaderRow
from dicomtree.organise.slices import SliceField

_COLUMNS = {name.replace("_", ""): name for name in HeaderRow._fields[6:]}
_NO_TEXT = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UN"))
_DATE = re.compile(r"([0-9]{4})[.-]?([0-9]{2})[.-]?([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?(?:\.[0-9]*)?")


def own_fields() -> tuple[str, ...]:
    """Return the fields that are no keywords."""
    return tuple(SliceField)


def column_of(name: str) -> str | None:
    """Return the column of a `HeaderRow` that holds a keyword's value, None if none does."""
    return _COLUMNS.get(name.lower()) if name in _keywords() else None


def is_field(name: str) -> bool:
    """Tell whether a name is a DICOM keyword or a field of our own."""
    return name in own_fields() or name in _keywords()


def has_text(name: str) -> bool:
    """Tell whether a field's value is text or numbers, not a sequence or bulk data."""
    return name in own_fields() or vr_of(name) not in _NO_TEXT


@cache
def vr_of(name: str) -> str:
    """Return a keyword's VR, "" for a field of our own."""
    from pydicom.datadict import dictionary_VR

    return "" if name in own_fields() else dictionary_VR(name)[:2]


@cache
def field_names() -> tuple[str, ...]:
    """Return every name that a template may hold."""
    return (*own_fields(), *sorted(_keywords()))


@cache
def _keywords() -> frozenset[str]:
    # Imported here because pydicom takes a quarter of a second.
    from pydicom.datadict import keyword_dict

    return frozenset(keyword_dict) - {""}


def formatted_date(value: str, spec: str, vr: str) -> str:
    """Return a Date, Time or Date Time by a strftime format; as it is where it is none."""
    moment = _moment(value, vr)
    return value if moment is None else moment.strftime(spec)


def _moment(value: str, vr: str) -> datetime | None:
    day: tuple[str, ...] = ("1900", "01", "01")
    rest = value.strip()
    if vr != "TM":
        found = _DATE.match(rest)
        if found is None:
            return None
        day, rest = found.groups(), rest[found.end() :]
    time = _TIME.match(rest)
    hours = time.groups("0") if time else ("0", "0", "0")
    year, month, day_of_month, hour, minute, second = map(int, (*day, *hours))
    try:
        return datetime(year, month, day_of_month, hour, minute, second)
    except ValueError:
        return None
