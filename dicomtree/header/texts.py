"""Values out of the bytes of an element.

Converters are dictionaries that fill themselves: most bytes of a series repeat from file to
file, and looking them up is several times faster than decoding them again.
"""

import functools
import struct
from typing import NamedTuple

from dicomtree.header.columns import DECLARED_VRS
from dicomtree.model import integer_value

LONGEST_VALUE = 4096  # bytes; none of the columns may legally hold half as much
_LONGEST_KEPT = 128
_MOST_KEPT = 30_000
_PADDING = " \0"
_ESCAPE = b"\x1b"

UNDECLARED = "undeclared: "
"""Stands before the label of `text.CHARACTER_SETS` by which texts are to be read whose file
declares no character set; no Defined Term begins so."""

NUMBER_FORMATS = {
    b"US": "H",
    b"SS": "h",
    b"UL": "I",
    b"SL": "i",
    b"FL": "f",
    b"FD": "d",
    b"SV": "q",
    b"UV": "Q",
}
_TEXT_VRS = frozenset(b"AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT".split())


class Undecoded(NamedTuple):
    """Text that is not plain ASCII: what it says depends on Specific Character Set."""

    vr: bytes
    raw: bytes


Value = str | int | Undecoded | None


class Converter(dict[bytes, Value]):
    """Gives the value of an element's bytes."""

    def __missing__(self, raw: bytes) -> Value:
        value = self.convert(raw)
        if len(raw) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[raw] = value
        return value

    def convert(self, raw: bytes) -> Value:
        """Return the value: None, as there is none, unless a subclass knows better."""
        del raw
        return None


class Texts(Converter):
    """Trimmed text; what is not plain ASCII stays `Undecoded`."""

    def __init__(self, vr: bytes) -> None:
        super().__init__()
        self._vr = vr

    def convert(self, raw: bytes) -> Value:
        """Return the value."""
        if not raw.isascii() or _ESCAPE in raw:
            return Undecoded(self._vr, raw)
        return trimmed(raw.decode("ascii"), self._vr)


class NumbersAsText(Converter):
    """Binary numbers where text belongs, as text."""

    def __init__(self, number_format: str) -> None:
        super().__init__()
        self._unpack = struct.Struct(number_format).iter_unpack
        self._size = struct.calcsize(number_format)

    def convert(self, raw: bytes) -> Value:
        """Return the value."""
        if len(raw) % self._size:
            return None
        return "\\".join(repr(number) for (number,) in self._unpack(raw)) or None


class Integers(NumbersAsText):
    """One binary integer."""

    def convert(self, raw: bytes) -> Value:
        """Return the value."""
        return next(self._unpack(raw))[0] if len(raw) == self._size else None


class IntegerTexts(Converter):
    """An integer that is written as text."""

    def convert(self, raw: bytes) -> Value:
        """Return the value."""
        return integer_value(raw.decode("latin-1"))


def converter(vr: bytes, dictionary_vr: bytes, order: str) -> Converter:
    """Return what converts elements of that VR for a column: integers where it is US."""
    return _converter(_real_vr(vr, dictionary_vr), dictionary_vr == b"US", order)


def text_converter(vr: bytes, dictionary_vr: bytes, order: str) -> Converter:
    """Return what converts elements of that VR to text, numbers too."""
    return _converter(_real_vr(vr, dictionary_vr), False, order)


def _real_vr(vr: bytes, dictionary_vr: bytes) -> bytes:
    return dictionary_vr if vr in (b"", b"UN") else vr


@functools.cache
def _converter(vr: bytes, wants_integer: bool, order: str) -> Converter:
    if vr in _TEXT_VRS:
        return IntegerTexts() if wants_integer else Texts(vr)
    if vr not in NUMBER_FORMATS or (wants_integer and vr in (b"FL", b"FD")):
        return Converter()  # a sequence or bulk data where a value belongs
    return (Integers if wants_integer else NumbersAsText)(order + NUMBER_FORMATS[vr])


def trimmed(text: str, vr: bytes) -> str | None:
    """Return text without its padding; None if nothing is left."""
    if vr == b"PN" and "=" in text:
        # Groups that are empty at the end may be left out with their delimiter (PS3.5 6.2.1).
        names = text.rstrip(_PADDING).split("\\")
        text = "\\".join(name.rstrip("=") for name in names)
    return text.strip(_PADDING) or None


def decode(undecoded: Undecoded, character_set: str | None) -> str | None:
    """Return the text of bytes that are not plain ASCII, under a Specific Character Set.

    Bytes beyond ASCII that nothing declares are Latin-1. Raises LookupError for a character set
    that is none of DICOM's.
    """
    vr, raw = undecoded
    encoding = _plain_encoding(character_set) if vr in DECLARED_VRS else "latin-1"
    if encoding is not None and (_ESCAPE not in raw or vr not in DECLARED_VRS):
        return trimmed(raw.decode(encoding, "replace"), vr)
    from dicomtree.header import charsets

    return trimmed(charsets.decode(raw, vr, character_set), vr)


def value_text(value: Value, character_set: str | None) -> str | None:
    """Return any value as text; under a character set that is none of DICOM's as Latin-1."""
    if isinstance(value, Undecoded):
        try:
            return decode(value, character_set)
        except LookupError:
            return decode(value, None)
    return None if value is None else str(value)


def _plain_encoding(character_set: str | None) -> str | None:
    """Return the encoding of the sets that need no help from pydicom, whose import is slow."""
    if character_set in (None, "ISO_IR 6", "ISO_IR 100"):
        return "latin-1"
    return "utf-8" if character_set == "ISO_IR 192" else None
