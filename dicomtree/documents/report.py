"""Structured reports and key object selections as an indented content tree (PS3.3 C.17.3)."""

from collections.abc import Callable, Iterator

from dicomtree.documents.document import Document, Line, Reference
from dicomtree.documents.values import (
    MOST_LINES,
    coded,
    facts,
    named,
    number,
    referenced,
    references,
    when,
)
from dicomtree.pixels.data_set import DataSet
from dicomtree.text import person_name, readable_date, readable_date_time, readable_time

CONTENT, VALUE_TYPE, RELATIONSHIP, CONCEPT_NAME = 0x0040A730, 0x0040A040, 0x0040A010, 0x0040A043
TEXT_VALUE, CODE, MEASURED, PERSON = 0x0040A160, 0x0040A168, 0x0040A300, 0x0040A123
DATE_TIME, DATE, TIME, UID = 0x0040A120, 0x0040A121, 0x0040A122, 0x0040A124
NUMERIC_VALUE, UNITS, QUALIFIER = 0x0040A30A, 0x004008EA, 0x0040A301
REFERENCED_SOP, REFERENCED_ITEM = 0x00081199, 0x0040DB73
GRAPHIC_TYPE, GRAPHIC_DATA, TEMPORAL_RANGE = 0x00700023, 0x00700022, 0x0040A130
COMPLETION, VERIFICATION, OBSERVERS, OBSERVER_NAME = 0x0040A491, 0x0040A493, 0x0040A073, 0x0040A075
CONTENT_DATE, CONTENT_TIME = 0x00080023, 0x00080033
DEEPEST = 64
UNITY = ("no units", "1", "{no units}")
PERSONAL = ("PNAME", "TEXT")


def report(data_set: DataSet) -> Document:
    """Return a report: its state as facts, its content as an outline."""
    lines: list[Line] = []
    remarks: tuple[str, ...] = ()
    for line in _content(data_set, 0):
        if len(lines) == MOST_LINES:
            remarks = (f"Only the first {MOST_LINES:,} items are shown.",)
            break
        lines.append(line)
    return Document(
        title=coded(data_set, CONCEPT_NAME) or "Structured report",
        facts=_state(data_set),
        columns=("Item", "Value"),
        lines=tuple(lines),
        remarks=remarks,
    )


def _state(data_set: DataSet) -> tuple[Line, ...]:
    observers = ", ".join(
        filter(None, (named(item, OBSERVER_NAME) for item in data_set.items(OBSERVERS)))
    )
    state = (
        ("Written", when(data_set, CONTENT_DATE, CONTENT_TIME)),
        ("Completion", (data_set.text(COMPLETION) or "").lower()),
        ("Verification", (data_set.text(VERIFICATION) or "").lower()),
    )
    return facts(state) + facts((("Verified by", observers),), personal=True)


def _content(data_set: DataSet, depth: int) -> Iterator[Line]:
    for item in data_set.items(CONTENT):
        yield _line(item, depth)
        if depth < DEEPEST:
            yield from _content(item, depth + 1)


def _line(item: DataSet, depth: int) -> Line:
    kind = (item.text(VALUE_TYPE) or "").upper()
    name = coded(item, CONCEPT_NAME)
    reference = None
    if kind in ("IMAGE", "COMPOSITE", "WAVEFORM"):
        reference, value = _referenced(item)
        name = name or kind.capitalize()
    elif item.numbers(REFERENCED_ITEM, "UL"):
        value = "see item " + ".".join(f"{part:g}" for part in item.numbers(REFERENCED_ITEM, "UL"))
    else:
        value = VALUES.get(kind, _nothing)(item)
    label = name or RELATIONS.get((item.text(RELATIONSHIP) or "").upper(), kind.lower() or "item")
    return Line((label, value), depth, reference=reference, personal=kind in PERSONAL)


def _referenced(item: DataSet) -> tuple[Reference | None, str]:
    target = item.item(REFERENCED_SOP)
    if target is None:
        return None, "refers to nothing"
    reference = next(references(target), None)
    if reference is None:
        return None, referenced(target)
    frame = "" if reference.frame is None else f", frame {reference.frame}"
    return reference, f"{referenced(target)}{frame}"


def _measured(item: DataSet) -> str:
    """Return number and unit, or why there is none (PS3.3 C.18.1)."""
    measured = item.item(MEASURED)
    value = None if measured is None else measured.number(NUMERIC_VALUE)
    if measured is None or value is None:
        return coded(item, QUALIFIER) or "no value"
    unit = coded(measured, UNITS)
    return number(value) if unit.lower() in UNITY else f"{number(value)} {unit}".strip()


def _graphic(item: DataSet) -> str:
    kind = (item.text(GRAPHIC_TYPE) or "graphic").lower()
    coordinates = item.numbers(GRAPHIC_DATA, "FL")
    shown = ", ".join(map(number, coordinates[:8]))
    more = " …" if len(coordinates) > 8 else ""
    return f"{kind} at {shown}{more}" if shown else kind


def _nothing(_: DataSet) -> str:
    return ""


VALUES: dict[str, Callable[[DataSet], str]] = {
    "TEXT": lambda item: item.label(TEXT_VALUE) or "",
    "NUM": _measured,
    "CODE": lambda item: coded(item, CODE),
    "PNAME": lambda item: person_name(item.label(PERSON) or ""),
    "DATETIME": lambda item: readable_date_time(item.text(DATE_TIME)),
    "DATE": lambda item: readable_date(item.text(DATE)),
    "TIME": lambda item: readable_time(item.text(TIME)),
    "UIDREF": lambda item: item.text(UID) or "",
    "SCOORD": _graphic,
    "SCOORD3D": _graphic,
    "TCOORD": lambda item: (item.text(TEMPORAL_RANGE) or "").lower(),
}
RELATIONS = {
    "INFERRED FROM": "inferred from",
    "SELECTED FROM": "selected from",
    "HAS PROPERTIES": "has properties",
    "HAS ACQ CONTEXT": "acquired in context",
}
