"""Lookup tables of the Standard: modality, VOI and palette (PS3.3 C.11.1, C.11.2, C.7.6.3.1.5)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dicomtree.pixels.data_set import DataSet

LUT_DESCRIPTOR, LUT_EXPLANATION, LUT_DATA = 0x00283002, 0x00283003, 0x00283006
PALETTE_COLOURS = (1, 2, 3)
PALETTE_DESCRIPTOR, PALETTE_DATA, SEGMENTED_DATA = 0x00281100, 0x00281200, 0x00281220
MOST_ENTRIES = 1 << 16
DISCRETE, LINEAR, INDIRECT = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class LookupTable:
    """`entries[i]` belongs to the input `first + i`; inputs beyond the ends take the end entries.

    `bits` is how wide the entries are; `explanation` names the table.
    """

    first: int
    entries: NDArray[np.uint16]
    bits: int
    explanation: str | None = None

    def looked_up(self, values: NDArray[Any]) -> NDArray[np.uint16]:
        """Return the entries of `values`, which are of any integer or float type.

        The index is wide: in the width of small entries it would wrap.
        """
        index = np.clip(values.astype(np.int64) - self.first, 0, len(self.entries) - 1)
        return self.entries[index]


def lookup_table(item: DataSet, *, signed: bool) -> LookupTable | None:
    """Read a Modality or VOI LUT item; None where it holds no table.

    `signed` tells whether the table's input may be negative: the first input value, stored in 16
    bits, is read accordingly whatever its VR.
    """
    descriptor = item.words(LUT_DESCRIPTOR)
    if len(descriptor) < 3:
        return None
    entries = _entries(item, LUT_DATA, descriptor)
    if not len(entries):
        return None
    bits = max(_bits(descriptor), int(entries.max()).bit_length())
    return LookupTable(
        _first(descriptor, signed=signed), entries, bits, item.label(LUT_EXPLANATION)
    )


def palette(data_set: DataSet, *, signed: bool) -> tuple[int, NDArray[np.uint8]] | None:
    """Return the first stored value and the colours (n, 3) of a palette; None without one."""
    tables, first = [], 0
    for colour in PALETTE_COLOURS:
        descriptor = data_set.words(PALETTE_DESCRIPTOR + colour)
        if len(descriptor) < 3:
            return None
        entries = _entries(data_set, PALETTE_DATA + colour, descriptor)
        if not len(entries):
            entries = _expanded_segments(data_set, SEGMENTED_DATA + colour, descriptor)
        if not len(entries):
            return None
        first = _first(descriptor, signed=signed)
        tables.append(_in_8_bits(entries, _bits(descriptor)))
    count = min(map(len, tables))
    return first, np.stack([table[:count] for table in tables], axis=1)


def _first(descriptor: tuple[int, ...], *, signed: bool) -> int:
    first = descriptor[1]
    return first - (1 << 16) if signed and first >= 1 << 15 else first


def _bits(descriptor: tuple[int, ...]) -> int:
    return descriptor[2] if 1 <= descriptor[2] <= 16 else 16


def _entries(item: DataSet, tag: int, descriptor: tuple[int, ...]) -> NDArray[np.uint16]:
    """Return a table's entries; how many there are, the data say, not the descriptor."""
    stated = descriptor[0] or MOST_ENTRIES
    raw = item.octets(tag)
    if _bits(descriptor) <= 8 and len(raw) < 2 * stated:
        return np.frombuffer(raw, np.uint8)[:stated].astype(np.uint16)
    return np.array(item.words(tag)[:stated], dtype=np.uint16)


def _in_8_bits(entries: NDArray[np.uint16], bits: int) -> NDArray[np.uint8]:
    # Palettes stated with 16 bits that hold 8-bit values occur: they would come out black.
    shift = bits - 8 if bits > 8 and entries.max() > 255 else 0
    narrow: NDArray[np.uint8] = np.minimum(entries >> shift, 255).astype(np.uint8)
    return narrow


def _expanded_segments(
    data_set: DataSet, tag: int, descriptor: tuple[int, ...]
) -> NDArray[np.uint16]:
    """Expand a segmented palette (PS3.3 C.7.9.2); what is damaged ends it."""
    raw = data_set.octets(tag)
    width = 1 if _bits(descriptor) <= 8 else 2
    words = data_set.words(tag) if width == 2 else tuple(raw)
    out: list[int] = []
    _expand(words, width, (0, len(words)), out)
    return np.array(out[: descriptor[0] or MOST_ENTRIES], dtype=np.uint16)


def _expand(
    words: tuple[int, ...],
    width: int,
    span: tuple[int, int],
    out: list[int],
    most: int = MOST_ENTRIES,
) -> None:
    """Append the entries of up to `most` segments between the words of `span`."""
    at, end = span
    segments = 0
    while at + 3 <= end and len(out) < MOST_ENTRIES and segments < most:
        kind, count, value = words[at : at + 3]
        segments += 1
        if kind == DISCRETE:
            out.extend(words[at + 2 : at + 2 + count])
            at += 2 + count
        elif kind == LINEAR and out:
            out.extend(round(x) for x in np.linspace(out[-1], value, count + 1)[1:])
            at += 3
        elif kind == INDIRECT:
            # The offset counts bytes from the first segment, in two words or four bytes.
            parts = words[at + 2 : at + 2 + 4 // width]
            offset = sum(part << (8 * width * i) for i, part in enumerate(parts)) // width
            if offset >= at:  # only back, or a hostile table would never end
                return
            _expand(words, width, (offset, at), out, count)
            at += 2 + 4 // width
        else:
            return
