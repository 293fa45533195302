"""DICOM files in memory, element by element: the tests decide every byte."""

import struct
import zlib

LONG_VRS = frozenset(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"])
UNDEFINED = 0xFFFFFFFF

EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
REFERENCED_DEFLATED = ("1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205")


Element = tuple[int, str, bytes]

CT = "1.2.840.10008.5.1.4.1.1.2"


def padded(value: bytes, vr: str) -> bytes:
    """Return a value of even length."""
    return value + (b"\0" if vr in ("UI", "OB", "UN") else b" ") * (len(value) % 2)


def element(
    tag: int, vr: str, value: bytes, syntax: str = EXPLICIT_LITTLE, length: int | None = None
) -> bytes:
    """Encode one element; `length` claims another length than the value has."""
    order = ">" if syntax == EXPLICIT_BIG else "<"
    value = padded(value, vr)
    claimed = len(value) if length is None else length
    head = struct.pack(f"{order}HH", tag >> 16, tag & 0xFFFF)
    if syntax == IMPLICIT_LITTLE:
        return head + struct.pack("<I", claimed) + value
    if vr in LONG_VRS:
        return head + vr.encode() + struct.pack(f"{order}HI", 0, claimed) + value
    return head + vr.encode() + struct.pack(f"{order}H", claimed) + value


def item(content: bytes, *, undefined: bool = False, order: str = "<") -> bytes:
    """Encode one item of a sequence."""
    head = struct.pack(f"{order}HH", 0xFFFE, 0xE000)
    if not undefined:
        return head + struct.pack(f"{order}I", len(content)) + content
    end = struct.pack(f"{order}HHI", 0xFFFE, 0xE00D, 0)
    return head + struct.pack(f"{order}I", UNDEFINED) + content + end


def sequence(
    tag: int, *items: bytes, undefined: bool = False, syntax: str = EXPLICIT_LITTLE
) -> bytes:
    """Encode a sequence of encoded items."""
    content = b"".join(items)
    if not undefined:
        return element(tag, "SQ", content, syntax)
    order = ">" if syntax == EXPLICIT_BIG else "<"
    end = struct.pack(f"{order}HHI", 0xFFFE, 0xE0DD, 0)
    return element(tag, "SQ", b"", syntax, UNDEFINED) + content + end


def file_meta(syntax: str | None = EXPLICIT_LITTLE, storage: str = CT) -> bytes:
    """Encode the file meta information with its group length."""
    rest = element(0x00020001, "OB", b"\0\1") + element(0x00020002, "UI", storage.encode())
    if syntax is not None:
        rest += element(0x00020010, "UI", syntax.encode())
    return element(0x00020000, "UL", struct.pack("<I", len(rest))) + rest


def part10(data_set: bytes, syntax: str | None = EXPLICIT_LITTLE, storage: str = CT) -> bytes:
    """Put preamble, prefix and file meta information in front of a data set; deflate if need be."""
    if syntax in (DEFLATED, *REFERENCED_DEFLATED):
        deflater = zlib.compressobj(wbits=-15)
        data_set = deflater.compress(data_set) + deflater.flush()
        data_set += b"\0" * (len(data_set) % 2)
    return bytes(128) + b"DICM" + file_meta(syntax, storage) + data_set


def data_set(elements: list[Element], syntax: str = EXPLICIT_LITTLE) -> bytes:
    """Encode elements in the order given."""
    plain = EXPLICIT_LITTLE if syntax == DEFLATED else syntax
    return b"".join(element(*one, plain) for one in elements)


def us(number: int, syntax: str = EXPLICIT_LITTLE) -> bytes:
    """Encode an unsigned short."""
    return struct.pack(">H" if syntax == EXPLICIT_BIG else "<H", number)


def instance_elements(syntax: str = EXPLICIT_LITTLE, **values: str) -> list[Element]:
    """Return the elements of a small CT slice; `values` replace some of them."""
    texts = {
        "sop_instance_uid": "1.2.3.1",
        "patient_name": "Doe^Jane",
        "patient_id": "P1",
        "study_instance_uid": "1.2.3",
        "series_instance_uid": "1.2.3.4",
        "instance_number": "1",
    } | values
    return [
        (0x00080016, "UI", CT.encode()),
        (0x00080018, "UI", texts["sop_instance_uid"].encode()),
        (0x00080060, "CS", b"CT"),
        (0x00100010, "PN", texts["patient_name"].encode()),
        (0x00100020, "LO", texts["patient_id"].encode()),
        (0x0020000D, "UI", texts["study_instance_uid"].encode()),
        (0x0020000E, "UI", texts["series_instance_uid"].encode()),
        (0x00200013, "IS", texts["instance_number"].encode()),
        (0x00280010, "US", us(4, syntax)),
        (0x00280011, "US", us(4, syntax)),
        (0x00280100, "US", us(16, syntax)),
        (0x7FE00010, "OW", bytes(32)),
    ]


def instance(syntax: str = EXPLICIT_LITTLE, **values: str) -> bytes:
    """Return the file of a small CT slice."""
    return part10(data_set(instance_elements(syntax, **values), syntax), syntax)
