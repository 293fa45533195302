"""The values of a data set or item, converted when asked for; nothing in a file makes this raise."""

import struct
import threading
from collections.abc import Iterator
from itertools import islice

from dicomtree.model import decimal_values, integer_value, text_values
from dicomtree.pixels.elements import UNDEFINED, Element, ElementReader, Span

LONGEST_TEXT = 64 << 10
LONGEST_TABLE = 1 << 20
KEPT_BYTES = 256
MOST_KEPT = 1000
MOST_ITEMS = 200_000
FARTHEST = 1e100
"""Nothing that is measured is so large: a slope of 1e308 would make pixels infinite."""

FORMATS = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "FL": "f", "FD": "d", "UV": "Q", "SV": "q"}
SIZES = {"H": 2, "h": 2, "I": 4, "i": 4, "f": 4, "d": 8, "Q": 8, "q": 8}
TEXT_NUMBERS = ("DS", "IS")
UTF8 = "ISO_IR 192"


class DataSet:
    """Elements by tag. Private elements are left out: nothing of a picture depends on them."""

    def __init__(self, reader: ElementReader, span: Span, character_sets: str = "") -> None:
        self._reader = reader
        self._elements: dict[int, Element] = {}
        self._values: dict[int, bytes] = {}
        self._spans: dict[int, tuple[Iterator[Span], list[Span]]] = {}
        self._finding = threading.Lock()
        self.last: Element | None = None
        for element in reader.elements(span):
            self.last = element
            if element.tag >> 16 & 1 or element.tag in self._elements:
                continue
            if (
                len(self._elements) >= MOST_KEPT
            ):  # headers are kept: a hostile one must not fill memory
                continue
            self._elements[element.tag] = element
            if element.length <= KEPT_BYTES:
                self._values[element.tag] = reader.value(element)
        reader.release()
        self._character_sets = self.text(0x00080005) or character_sets

    def __contains__(self, tag: int) -> bool:
        return tag in self._elements

    @property
    def is_little_endian(self) -> bool:
        """Whether numbers of several bytes have the lowest first."""
        return self._reader.little

    def element(self, tag: int) -> Element | None:
        """Return where the element lies, or None when it is absent."""
        return self._elements.get(tag)

    def raw(self, tag: int, longest: int = LONGEST_TABLE) -> bytes:
        """Return the value's bytes as stored, at most `longest`; b"" when absent or a sequence."""
        value = self._values.get(tag)
        if value is not None:
            return value
        element = self._elements.get(tag)
        if element is None or element.length == UNDEFINED:
            return b""
        return self._reader.source.read(element.offset, min(element.length, longest))

    def octets(self, tag: int, longest: int = LONGEST_TABLE) -> bytes:
        """Return a value as bytes in their order: in big endian, words of OW hold them in pairs."""
        value, element = self.raw(tag, longest), self._elements.get(tag)
        if self.is_little_endian or element is None or element.vr != "OW":
            return value
        swapped = bytearray(len(value) & ~1)
        swapped[::2], swapped[1::2] = value[1::2], value[: len(swapped) : 2]
        return bytes(swapped)

    def text(self, tag: int) -> str | None:
        """Return the trimmed value of a code, UID or number; None when absent or empty."""
        value = self.raw(tag, LONGEST_TEXT).decode("latin-1").strip(" \0")
        return value or None

    def codes(self, tag: int) -> tuple[str, ...]:
        """Return the trimmed values of a multi-valued text."""
        return text_values(self.text(tag))

    def label(self, tag: int) -> str | None:
        """Return a text for people, decoded by the Specific Character Set."""
        value = self.raw(tag, LONGEST_TEXT)
        if value.isascii():
            return value.decode("ascii").strip(" \0") or None
        return _decoded(value, self._character_sets).strip(" \0") or None

    def integer(self, tag: int, implied: str = "US") -> int | None:
        """Return the first value of an integer; `implied` is its VR where the file says none."""
        vr = self._vr(tag, implied)
        if vr == "IS":
            return integer_value((self.text(tag) or "").split("\\")[0])
        numbers = self.numbers(tag, implied)
        if not numbers or numbers[0] != int(numbers[0]):
            return None
        return int(numbers[0])

    def numbers(self, tag: int, implied: str = "DS") -> tuple[float, ...]:
        """Return all values of a number element; () when absent or any is beyond reason."""
        found = self._numbers(tag, self._vr(tag, implied))
        return found if all(abs(number) <= FARTHEST for number in found) else ()

    def _numbers(self, tag: int, vr: str) -> tuple[float, ...]:
        if vr in TEXT_NUMBERS:
            return decimal_values(self.text(tag)) or ()
        code = FORMATS[vr]
        value = self.raw(tag, LONGEST_TEXT)
        order = "<" if self._reader.little else ">"
        return struct.unpack_from(f"{order}{len(value) // SIZES[code]}{code}", value)

    def number(self, tag: int, implied: str = "DS") -> float | None:
        """Return the first value of a number element, None when there is none."""
        numbers = self.numbers(tag, implied)
        return numbers[0] if numbers else None

    def words(self, tag: int) -> tuple[int, ...]:
        """Return a value as unsigned 16-bit words in the file's byte order, whatever its VR."""
        value = self.raw(tag)
        order = "<" if self._reader.little else ">"
        return struct.unpack_from(f"{order}{len(value) // 2}H", value)

    def items(self, tag: int) -> Iterator["DataSet"]:
        """Yield a sequence's items; none when it is absent."""
        index = 0
        while (item := self.item(tag, index)) is not None:
            yield item
            index += 1

    def item(self, tag: int, index: int = 0) -> "DataSet | None":
        """Return one item of a sequence, None when there is no such item."""
        element = self._elements.get(tag)
        if element is None or index >= MOST_ITEMS:
            return None
        reader = self._reader.implicit() if element.vr == "UN" else self._reader
        span = self._span(tag, reader.items(element), index)
        return None if span is None else DataSet(reader, span, self._character_sets)

    def _span(self, tag: int, spans: Iterator[Span], index: int) -> Span | None:
        """Return where an item lies; what was passed on the way is remembered."""
        with self._finding:
            remaining, found = self._spans.setdefault(tag, (spans, []))
            while len(found) <= index:
                span = next(remaining, None)
                if span is None:
                    return None
                found.append(span)
            self._reader.release()
            return found[index]

    def item_count(self, tag: int) -> int:
        """Return how many items a sequence has, without looking into them."""
        element = self._elements.get(tag)
        if element is None:
            return 0
        reader = self._reader.implicit() if element.vr == "UN" else self._reader
        return sum(1 for _ in islice(reader.items(element), MOST_ITEMS))

    def _vr(self, tag: int, implied: str) -> str:
        element = self._elements.get(tag)
        vr = element.vr if element is not None else implied
        return vr if vr in FORMATS or vr in TEXT_NUMBERS else implied


def _decoded(value: bytes, character_sets: str) -> str:
    if UTF8 in character_sets:
        return value.decode("utf-8", "replace")
    # Imported here because it is rare, and pydicom alone takes a quarter of a second.
    from pydicom.charset import decode_bytes, python_encoding

    names = character_sets.split("\\")
    try:
        # Only DICOM's own names: Python knows codecs that are no character sets.
        encodings = [python_encoding[name.strip()] for name in names]
        return decode_bytes(value, encodings, set(b"\\\r\n\f"))
    except (LookupError, ValueError, Warning):
        return value.decode("latin-1")
