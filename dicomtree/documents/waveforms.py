"""Waveforms as channels with names, units and values (PS3.3 C.10.9)."""

import numpy as np
from numpy.typing import NDArray

from dicomtree.documents.document import Channel, Document, Line, Waveform
from dicomtree.documents.values import MOST_LINES, coded, decimal, facts, when
from dicomtree.pixels.data_set import DataSet
from dicomtree.text import counted, readable_date_time

GROUPS, GROUP_LABEL, RATE = 0x54000100, 0x003A0020, 0x003A001A
CHANNEL_COUNT, SAMPLE_COUNT = 0x003A0005, 0x003A0010
CHANNELS, CHANNEL_LABEL, SOURCE = 0x003A0200, 0x003A0203, 0x003A0208
SENSITIVITY, UNITS, CORRECTION, BASELINE = 0x003A0210, 0x003A0211, 0x003A0212, 0x003A0213
BITS, INTERPRETATION, DATA, PADDING = 0x54001004, 0x54001006, 0x54001010, 0x5400100A
ANNOTATIONS, ANNOTATION_TEXT, CONCEPT, VALUE = 0x0040B020, 0x00700006, 0x0040A043, 0x0040A30A
VALUE_UNITS, CONCEPT_CODE = 0x004008EA, 0x0040A168
KINDS = {"SB": "i1", "UB": "u1", "SS": "i2", "US": "u2", "SL": "i4", "UL": "u4"}
BITS_OF = {"i1": 8, "u1": 8, "i2": 16, "u2": 16, "i4": 32, "u4": 32}
UNIT_SIGNS = {"microvolt": "µV", "millivolt": "mV", "volt": "V"}
MOST_GROUPS, MOST_CHANNELS, MOST_BYTES = 16, 256, 64 << 20
MOST_POINTS = 4000
"""A screen has fewer columns than half of this: every peak is still seen."""


def waveforms(data_set: DataSet) -> Document:
    """Return all groups of channels, and what is noted of them."""
    groups = [
        group
        for item, _ in zip(data_set.items(GROUPS), range(MOST_GROUPS), strict=False)
        if (group := _group(item)) is not None
    ]
    notes = [_annotation(item) for item in data_set.items(ANNOTATIONS)][:MOST_LINES]
    acquired = readable_date_time(data_set.text(0x0008002A))
    pairs = [("Recorded", acquired or when(data_set, 0x00080022, 0x00080032))]
    pairs += [
        (line.name or f"Group {place}", _extent(line)) for place, line in enumerate(groups, 1)
    ]
    return Document(
        title="Waveform",
        facts=facts(pairs),
        columns=("Annotation", "Value") if notes else (),
        lines=tuple(notes),
        waveforms=tuple(groups),
    )


def _extent(waveform: Waveform) -> str:
    channels = counted(len(waveform.channels), "channel")
    return " · ".join(filter(None, (channels, f"{waveform.seconds:.4g} s", waveform.note)))


def _annotation(item: DataSet) -> Line:
    value = decimal(item, VALUE)
    measured = f"{value} {coded(item, VALUE_UNITS)}".strip() if value else ""
    text = item.label(ANNOTATION_TEXT) or ""
    shown = " ".join(filter(None, (text, measured, coded(item, CONCEPT_CODE))))
    return Line((coded(item, CONCEPT) or "note", shown), personal=bool(text))


def _group(item: DataSet) -> Waveform | None:
    """Return one group; None where its size or rate makes no sense."""
    count, samples = item.integer(CHANNEL_COUNT) or 0, item.integer(SAMPLE_COUNT, "UL") or 0
    rate = item.number(RATE) or 0.0
    if not (count > 0 and samples > 0 and rate > 0):
        return None
    name = item.label(GROUP_LABEL) or ""
    values, note = _values(item, count, samples)
    if values is None:
        return Waveform(name, samples / rate, (), note)
    channels = tuple(
        _channel(definition, values[:, place], place)
        for place, definition in enumerate(_definitions(item, count))
    )
    return Waveform(name, len(values) / rate, channels, note)


def _definitions(item: DataSet, count: int) -> list[DataSet | None]:
    return [item.item(CHANNELS, place) for place in range(min(count, MOST_CHANNELS))]


def _values(item: DataSet, count: int, samples: int) -> tuple[NDArray[np.float64] | None, str]:
    """Return (samples, channels) as stored, NaN for padding; and what is lacking, in words."""
    kind = (item.text(INTERPRETATION) or "").upper()
    code = KINDS.get(kind)
    if code is None or item.integer(BITS) != BITS_OF[code]:
        return None, f"samples of kind {kind or 'unknown'} are not shown"
    order = "<" if item.is_little_endian else ">"
    dtype = np.dtype(f"{order}{code}")
    raw = item.raw(DATA, min(samples * count * dtype.itemsize, MOST_BYTES))
    found = min(len(raw) // (count * dtype.itemsize), samples)
    if not found:
        return None, "its samples are missing"
    stored = np.frombuffer(raw, dtype, found * count).reshape(found, count)
    values = stored.astype(np.float64)
    padding = item.raw(PADDING, dtype.itemsize)
    if len(padding) >= dtype.itemsize:
        values[stored == np.frombuffer(padding, dtype, 1)[0]] = np.nan
    note = "" if found == samples else f"only the first {found:,} of {samples:,} samples"
    return values, note


def _channel(definition: DataSet | None, stored: NDArray[np.float64], place: int) -> Channel:
    if definition is None:
        return Channel(f"channel {place + 1}", "stored", _points(stored))
    name = definition.label(CHANNEL_LABEL) or coded(definition, SOURCE) or f"channel {place + 1}"
    sensitivity = definition.number(SENSITIVITY)
    if sensitivity is None:
        return Channel(name, "stored", _points(stored))
    correction = definition.number(CORRECTION)
    scale = sensitivity * (1.0 if correction is None else correction)
    unit = coded(definition, UNITS)
    values = stored * scale + (definition.number(BASELINE) or 0.0)
    return Channel(name, UNIT_SIGNS.get(unit.lower(), unit) or "no unit", _points(values))


def _points(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Return all values, or of many the lowest and the highest of each short piece in turn."""
    if len(values) > MOST_POINTS:
        pieces = MOST_POINTS // 2
        starts = np.linspace(0, len(values), pieces, endpoint=False).astype(np.int64)
        low = np.fmin.reduceat(values, starts)
        high = np.fmax.reduceat(values, starts)
        values = np.column_stack((low, high)).ravel()
    return tuple(values.tolist())
