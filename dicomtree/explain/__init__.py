"""Why slices stand in this order: sentences first, the table below them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dicomtree.explain.apart import apart_section, noticed_section
from dicomtree.explain.numbers import number_section, places_by_number
from dicomtree.explain.order import (
    BY_HAND,
    by_hand_section,
    by_hand_words,
    direction_section,
    order_section,
)
from dicomtree.explain.plain import series_json
from dicomtree.explain.shape import geometry_section
from dicomtree.explain.table import PLACE, TableColumn, table_columns
from dicomtree.explain.values import Section, SeriesExplanation, SliceLine, StackExplanation
from dicomtree.explain.volumes import volume_section
from dicomtree.explain.words import attribute_name, split_words
from dicomtree.model import Duplicate, OrderChoice, SeriesContent, Stack
from dicomtree.tree import StackTrace

__all__ = [
    "BY_HAND",
    "PLACE",
    "Section",
    "SeriesExplanation",
    "SliceLine",
    "StackExplanation",
    "TableColumn",
    "attribute_name",
    "by_hand_words",
    "explain_series",
    "series_json",
    "split_words",
    "table_columns",
]


# Warnings that the sections on volumes and geometry tell in more words.
IN_THE_REPORT = frozenset(
    {
        "spacing_zones",
        "missing_slices",
        "uneven_spacing",
        "tilt",
        "not_on_a_line",
        "spacing_differs_from_header",
        "volumes_inferred",
        "incomplete_volumes",
    }
)


def explain_series(
    content: SeriesContent,
    traces: Sequence[StackTrace],
    copies: Sequence[Duplicate],
    choice: OrderChoice,
) -> SeriesExplanation:
    """Explain the stacks of a series.

    `traces` are those of `content.stacks`; `copies` are the series' further copies of instances;
    `choice` is what the user decided about it.
    """
    pairs = zip(content.stacks, traces, strict=True)
    sections = (apart_section(content, traces, copies), noticed_section(content))
    return SeriesExplanation(
        stacks=tuple(_explained(stack, trace) for stack, trace in pairs),
        sections=_finished(sections),
        choice=choice,
    )


def _explained(stack: Stack, trace: StackTrace) -> StackExplanation:
    lines = _lines(stack, trace)
    if stack.frame_count == 1:
        single = (by_hand_section(stack, trace), _single(stack))
        return StackExplanation(stack, trace, _finished(single), lines)
    sections = (
        by_hand_section(stack, trace),
        order_section(stack, trace),
        direction_section(stack, trace),
        number_section(stack, lines),
        volume_section(stack, trace),
        geometry_section(stack, trace),
        _warning_section(stack),
    )
    return StackExplanation(stack, trace, _finished(sections), lines)


def _single(stack: Stack) -> Section:
    where = "" if stack.geometry is not None else " It has no position in space."
    return Section("What decided", (f"There is one image: nothing to order.{where}",))


def _finished(sections: Iterable[Section | None]) -> tuple[Section, ...]:
    """Return the sections there are, their sentences with capitals."""
    return tuple(
        replace(section, sentences=tuple(s[:1].upper() + s[1:] for s in section.sentences))
        for section in sections
        if section is not None
    )


def _lines(stack: Stack, trace: StackTrace) -> tuple[SliceLine, ...]:
    frames = [frame for volume in stack.volumes for frame in volume]
    by_number = iter(places_by_number(frames))
    lines = []
    for number, (volume, keys) in enumerate(zip(stack.volumes, trace.key_values, strict=True), 1):
        before: float | None = None
        for place, (frame, key) in enumerate(zip(volume, keys, strict=True), 1):
            offset = frame.offset_mm
            gap = None if offset is None or before is None else round(offset - before, 4)
            lines.append(SliceLine(number, place, frame, key, gap, next(by_number)))
            before = offset
    return tuple(lines)


def _warning_section(stack: Stack) -> Section | None:
    others = [warning.detail for warning in stack.warnings if warning.kind not in IN_THE_REPORT]
    return Section("Warnings", tuple(others)) if others else None
