"""Where a file's data set begins, and how it is encoded."""

import functools
import os
import struct
from typing import BinaryIO, NamedTuple, cast

from dicomtree.header.columns import POSITION
from dicomtree.header.elements import (
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    VRS,
    Syntax,
)
from dicomtree.header.reach import Inflated, Reach
from dicomtree.header.runs import RunReader
from dicomtree.header.texts import Value

FIRST_BYTES = 8192
# Explicit VR Little Endian, and with the pixel data referenced by JPIP (PS3.5 A.5, A.7, A.12).
DEFLATED = frozenset(f"1.2.840.10008.1.2.{number}" for number in ("1.99", "4.95", "4.205"))
TRANSFER_SYNTAX = POSITION["transfer_syntax_uid"]
_PREAMBLE = 128
_PREFIX = b"DICM"
_FIRST_OF_DATA_SETS = (2, 8, 0)  # of the groups 0002 and 0008, the latter in either order
_SYNTAXES = {"1.2.840.10008.1.2": IMPLICIT_LITTLE, "1.2.840.10008.1.2.2": EXPLICIT_BIG}


class DataSet(NamedTuple):
    """A data set: it begins at position `at` of what is at hand."""

    reach: Reach
    at: int
    syntax: Syntax


def reach_into(file: BinaryIO) -> Reach:
    """Return the beginning of an open file. Raises OSError."""
    size = file.seek(0, os.SEEK_END)
    return Reach(functools.partial(_read_at, file), _read_at(file, 0, FIRST_BYTES), size)


def _read_at(file: BinaryIO, offset: int, count: int) -> bytes:
    file.seek(offset)
    return file.read(count)


def has_prefix(data: bytes) -> bool:
    """Tell whether a file begins as PS3.10 7.1 has it: 128 bytes of anything, then DICM."""
    return data[_PREAMBLE : _PREAMBLE + len(_PREFIX)] == _PREFIX


def data_set_start(data: bytes) -> int:
    """Return where the file meta information, or the data set if there is none, begins."""
    return _PREAMBLE + len(_PREFIX) if has_prefix(data) else 0


def may_be_data_set(data: bytes) -> bool:
    """Tell whether bytes without the prefix begin like file meta information or group 0008.

    Older files, and what some programs cut out of messages, have neither preamble nor prefix.
    """
    if len(data) < 8 or data[0] not in _FIRST_OF_DATA_SETS:
        return False
    if data[:2] in (b"\2\0", b"\x08\0", b"\0\x08") and data[4:6] in VRS:
        return True
    group, element, length = cast("tuple[int, int, int]", struct.unpack_from("<HHI", data))
    return group == 8 and element < 0x0100 and length <= 256 and length % 2 == 0


def find_data_set(reach: Reach, meta: RunReader, row: list[Value]) -> DataSet:
    """Read the file meta information into `row` and return the data set behind it.

    Raises DamagedError and NotUnderstoodError.
    """
    at = meta.read(reach, data_set_start(reach.data), row)
    if row[TRANSFER_SYNTAX] in DEFLATED:
        reach, at = Inflated(reach, at), 0
    return DataSet(reach, at, _syntax(row[TRANSFER_SYNTAX], reach.data[at : at + 6]))


def _syntax(transfer_syntax: Value, first_bytes: bytes) -> Syntax:
    """Return how a data set is encoded; its first element outranks the file meta information."""
    declared = _SYNTAXES.get(cast("str", transfer_syntax), EXPLICIT_LITTLE)
    vr = first_bytes[4:6]
    if len(vr) < 2:
        return declared
    if not b"AA" <= vr <= b"ZZ":
        return IMPLICIT_LITTLE
    if declared.explicit and transfer_syntax is not None:
        return declared
    # Big endian groups up to 00FF read as 0400 or more in the wrong order.
    return EXPLICIT_BIG if first_bytes[0] == 0 and first_bytes[1] else EXPLICIT_LITTLE
