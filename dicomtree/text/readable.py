"""Values as people write them; what is not of its form is returned as it is."""

import re
import unicodedata
from datetime import date

_DATE = re.compile(r"(\d{4})([.-]?)(\d\d)\2(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d*)?)?", re.ASCII)
_DATE_TIME = re.compile(r"(\d{8})(\d{4,6}(?:\.\d*)?)([+-]\d{4})?", re.ASCII)
_AGE = re.compile(r"(\d{3})([DWMY])", re.ASCII)
_AGE_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_SIZE_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")


def person_name(value: str) -> str:
    r"""Return a Person Name (PS3.5 6.2.1) the way people write it.

    Families come first, in capitals or not, as in the file.  The ideographic and phonetic groups
    follow in brackets; names in wide scripts take no comma.

    >>> person_name("Adams^John Robert^Quincy^Rev.^B.A.")
    'Adams, John Robert Quincy, Rev., B.A.'
    >>> person_name("Yamada^Taro=山田^太郎=やまだ^たろう")
    'Yamada, Taro (山田 太郎, やまだ たろう)'
    """
    return "; ".join(filter(None, map(_one_name, value.split("\\"))))


def _one_name(value: str) -> str:
    groups = [name for name in map(_name_group, value.split("=")) if name]
    return f"{groups[0]} ({', '.join(groups[1:])})" if len(groups) > 1 else "".join(groups)


def _name_group(group: str) -> str:
    components = [" ".join(component.split()) for component in group.split("^")]
    first = "".join(components)[:1]
    if first and unicodedata.east_asian_width(first) in "WFH":
        return " ".join(filter(None, components))
    family, given, middle, *titles = [*components, "", ""][: max(len(components), 3)]
    return ", ".join(filter(None, [family, f"{given} {middle}".strip(), *titles]))


def readable_date(value: str | None) -> str:
    """Return a Date (also ACR-NEMA's, with points) as `2015-02-06`; "" for None."""
    text = (value or "").strip()
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    try:
        return date(int(found[1]), int(found[3]), int(found[4])).isoformat()
    except ValueError:
        return text


def readable_time(value: str | None) -> str:
    """Return a Time as `14:25:01` or `14:25`, without the fraction; "" for None."""
    text = (value or "").strip()
    found = _TIME.fullmatch(text)
    if found is None or found[1] > "23" or found[2] > "59" or (found[3] or "") > "60":
        return text
    return ":".join(part for part in found.groups() if part is not None)


def readable_date_time(value: str | None) -> str:
    """Return a Date Time as `2015-02-06 14:25:01 +01:00`; a date alone as a date; "" for None."""
    text = (value or "").strip()
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return readable_date(text)
    day, time = readable_date(found[1]), readable_time(found[2])
    if day == found[1] or time == found[2]:
        return text
    offset = f" {found[3][:3]}:{found[3][3:]}" if found[3] else ""
    return f"{day} {time}{offset}"


def readable_age(value: str | None) -> str:
    """Return an Age String such as 044Y as `44 years`; "" for None."""
    text = (value or "").strip()
    found = _AGE.fullmatch(text)
    if found is None:
        return text
    number, unit = int(found[1]), _AGE_UNITS[found[2]]
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def readable_size(size_bytes: int) -> str:
    """Return a size with a decimal prefix and two or three figures, such as `1.2 MB`."""
    size = float(size_bytes)
    unit = 0
    while size >= 999.5 and unit + 1 < len(_SIZE_UNITS):
        size /= 1000
        unit += 1
    figures = f"{size:.1f}" if unit and size < 9.95 else f"{size:.0f}"
    return f"{figures} {_SIZE_UNITS[unit]}"
