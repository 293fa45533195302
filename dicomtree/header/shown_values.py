"""A value as one line of text."""

import struct

from dicomtree.header.elements import UNDEFINED, tag_name
from dicomtree.header.texts import text_converter, value_text
from dicomtree.header.uid_names import uid_name

KEPT = 4096
LONGEST_SHOWN = 1000
_HEX_BYTES = 16
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
