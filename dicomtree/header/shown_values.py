"""A value as one line of text."""

import struct

from dicomtree.header.elements import UNDEFINED, tag_name
from dicomtree.header.texts import NUMBER_FORMATS, text_converter, value_text
from dicomtree.header.uid_names import uid_name

KEPT = 4096
LONGEST_SHOWN = 1000
LONGEST_WHOLE = 64 * 1024
_HEX_BYTES = 16
_SINGLE = frozenset(b"LT ST UT UR SQ OB OD OF OL OV OW UN".split())
_SIZES = {b"AT": 4, b"FD": 8, b"FL": 4, b"SL": 4, b"SS": 2, b"SV": 8, b"UL": 4, b"US": 2, b"UV": 8}
_BINARY = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"UN", b""))


def keep(vr: bytes) -> int:
    """Return how many bytes of a value are enough to show it."""
    return _HEX_BYTES if vr in _BINARY else KEPT


def shown(raw: bytes, length: int, vr: bytes, order: str, character_set: str | None) -> str:
    """Return a value, or the beginning of a long one, as text.

    `raw` holds the first bytes of the `length` that the value has. Binary values are described
    by their length and first bytes in hexadecimal.
    """
    if vr in _BINARY:
        return binary(raw, length)
    text = tags_text(raw, order) if vr == b"AT" else _text(raw, vr, order, character_set)
    if vr == b"UI" and (name := uid_name(text)) != text:
        return f"{text} ({name})"
    if length > len(raw) or len(text) > LONGEST_SHOWN:
        return f"{text[:LONGEST_SHOWN]}… ({length:,} bytes)"
    return text


def is_binary(vr: bytes) -> bool:
    """Tell whether values of a VR are bytes that are no text."""
    return vr in _BINARY


def searchable(raw: bytes, length: int, vr: bytes, order: str, character_set: str | None) -> str:
    """Return all that `raw` holds of a value as one line of text; UIDs with their names."""
    if vr in _BINARY:
        return binary(raw, length)
    text = tags_text(raw, order) if vr == b"AT" else _text(raw, vr, order, character_set)
    return f"{text} ({name})" if vr == b"UI" and (name := uid_name(text)) != text else text


def whole(raw: bytes, length: int, vr: bytes, order: str, character_set: str | None) -> str:
    """Return a value in full, or what `raw` holds of it: text, one number a line, hexadecimal."""
    if vr in _BINARY:
        text = hexadecimal(raw)
    elif vr == b"AT":
        text = tags_text(raw, order)
    elif vr in _SIZES:
        format_ = f"{order}{len(raw) // _SIZES[vr]}{NUMBER_FORMATS[vr]}"
        numbers = struct.unpack_from(format_, raw)
        text = "\n".join(map(str, numbers))
    else:
        text = _text(raw, vr, order, character_set)
    left = length - len(raw)
    if length == UNDEFINED or left <= 0:
        return text
    return f"{text}\n… {left:,} more of {length:,} bytes"


def hexadecimal(raw: bytes) -> str:
    """Return bytes as lines of offset, hexadecimal and ASCII.

    >>> hexadecimal(b"DICM")
    '00000000  44 49 43 4d                                      DICM'
    """
    lines = []
    for at in range(0, len(raw), _HEX_BYTES):
        part = raw[at : at + _HEX_BYTES]
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)
        lines.append(f"{at:08x}  {part.hex(' '):<48} {letters}")
    return "\n".join(lines)


def multiplicity(raw: bytes, length: int, vr: bytes) -> str:
    """Return how many values an element has (PS3.5 6.4), "" where only all its bytes would tell."""
    if length == 0:
        return "0"
    if vr in _SIZES:
        return str(length // _SIZES[vr])
    if vr in _SINGLE:
        return "1"
    return "" if length > len(raw) else str(raw.count(b"\\") + 1)


def binary(raw: bytes, length: int) -> str:
    """Describe bytes by their number and beginning."""
    if length == UNDEFINED:
        return "undefined length"
    start = raw[:_HEX_BYTES].hex(" ")
    more = " …" if length > _HEX_BYTES else ""
    return f"{length:,} bytes: {start}{more}" if start else f"{length:,} bytes"


def tags_text(raw: bytes, order: str) -> str:
    """Return the tags that an element holds as its value, as they are written."""
    pairs = struct.iter_unpack(f"{order}HH", raw[: len(raw) // 4 * 4])
    return "\\".join(tag_name(group << 16 | element) for group, element in pairs)


def _text(raw: bytes, vr: bytes, order: str, character_set: str | None) -> str:
    whole = raw[: len(raw) // 8 * 8] if len(raw) == KEPT else raw
    value = text_converter(vr, vr, order).convert(whole)
    return value_text(value, character_set) or ""
