"""From a file to the row that the tree is built of."""

import functools
import os
import struct
from typing import BinaryIO, NamedTuple, cast

from dicomtree.header.columns import CHARACTER_SET, EMPTY_VALUES, FLAW, POSITION
from dicomtree.header.elements import (
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    VRS,
    DamagedError,
    NotUnderstoodError,
    Syntax,
)
from dicomtree.header.reach import Inflated, Reach
from dicomtree.header.runs import RunReader
from dicomtree.header.texts import Undecoded, Value, decode
from dicomtree.model import HeaderRow, Problem, ProblemKind, Stamp
from dicomtree.source import (
    NotRegularFileError,
    joined,
    open_descriptor,
    open_file,
    stamp,
    stamp_of,
)

FIRST_BYTES = 8192
_PREAMBLE = 128
_START = 132
_DICOMDIR_SOP_CLASS = "1.2.840.10008.1.3.10"  # Media Storage Directory Storage
_DEFLATED = "1.2.840.10008.1.2.1.99"
_SYNTAXES = {"1.2.840.10008.1.2": IMPLICIT_LITTLE, "1.2.840.10008.1.2.2": EXPLICIT_BIG}
_TRANSFER_SYNTAX = POSITION["transfer_syntax_uid"]
_IDENTITY = tuple(
    POSITION[name]
    for name in ("sop_instance_uid", "series_instance_uid", "study_instance_uid", "sop_class_uid")
)
_SIZE = (POSITION["rows"], POSITION["columns"])


class NotDicom(NamedTuple):
    """A file that is something else."""

    stamp: Stamp


class Dicomdir(NamedTuple):
    """The directory of a File-set (PS3.10 8.6), which holds no instance."""

    stamp: Stamp


Answer = HeaderRow | NotDicom | Dicomdir | Problem


class HeaderReader:
    """Reads the rows of many files, remembering what neighbouring files have in common."""

    def __init__(self) -> None:
        self._meta = RunReader(EXPLICIT_LITTLE, only_group=2)
        self._readers = {
            syntax: RunReader(syntax) for syntax in (EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG)
        }

    def read(self, root: int, absolute: str, path: str) -> Answer:
        """Return what the file is; faults of the file are in the answer, never raised."""
        try:
            descriptor, status = open_descriptor(absolute)
        except OSError as error:
            return self._read_member(root, absolute, path, error)
        try:
            data = os.read(descriptor, FIRST_BYTES)
            read_at = functools.partial(_read_at, descriptor)
            reach = Reach(read_at, data, status.st_size)
            return self.read_reach(reach, (root, path), stamp_of(status))
        except OSError as error:
            return problem_of(root, path, error)
        finally:
            os.close(descriptor)

    def read_open(self, file: BinaryIO, place: tuple[int, str], its_stamp: Stamp) -> Answer:
        """Return what an open file is, an archive's member for instance."""
        try:
            data = file.read(FIRST_BYTES)
            reach = Reach(functools.partial(_read_file_at, file), data, its_stamp.size)
            return self.read_reach(reach, place, its_stamp)
        except OSError as error:
            return problem_of(*place, error)

    def read_reach(self, reach: Reach, place: tuple[int, str], its_stamp: Stamp) -> Answer:
        """Return what the file is whose beginning is at hand. Raises OSError."""
        has_prefix = reach.data[_PREAMBLE:_START] == b"DICM"
        if not has_prefix and not _may_be_data_set(reach.data):
            return NotDicom(its_stamp)
        row: list[Value] = [*place, *its_stamp, None, *EMPTY_VALUES]
        start = _START if has_prefix else 0
        try:
            self._fill(reach, start, row)
        except DamagedError as error:
            row[FLAW] = str(error)
        except NotUnderstoodError:
            _fill_by_pydicom(reach, row)
        _decode(row)
        if row.pop() == _DICOMDIR_SOP_CLASS:
            return Dicomdir(its_stamp)
        if _has_identity(row):
            return HeaderRow._make(cast("tuple[object, ...]", row))
        if not has_prefix:
            return NotDicom(its_stamp)
        flaw = cast("str | None", row[FLAW])
        if flaw is None:
            return Problem(*place, ProblemKind.NO_IDENTITY, "no UID, and no rows and columns")
        return Problem(*place, ProblemKind.DAMAGED, flaw)

    def _fill(self, reach: Reach, start: int, row: list[Value]) -> None:
        at = self._meta.read(reach, start, row)
        if row[_TRANSFER_SYNTAX] == _DEFLATED:
            reach, at = Inflated(reach, at), 0
        syntax = _syntax(row[_TRANSFER_SYNTAX], reach.data[at : at + 6])
        self._readers[syntax].read(reach, at, row)

    def _read_member(self, root: int, absolute: str, path: str, error: OSError) -> Answer:
        """Return what an archive's member is; `error` says why there is no such plain file."""
        if "!/" not in path or not isinstance(error, FileNotFoundError | NotADirectoryError):
            return problem_of(root, path, error)
        try:
            with open_file(absolute) as file:
                return self.read_open(file, (root, path), stamp(absolute))
        except OSError as member_error:
            return problem_of(root, path, member_error)


def problem_of(root: int, path: str, error: OSError) -> Problem:
    """Return the problem that a file could not be opened or read."""
    kind = ProblemKind.UNREADABLE
    if isinstance(error, FileNotFoundError):
        kind = ProblemKind.VANISHED
    elif isinstance(error, NotRegularFileError):
        kind = ProblemKind.SPECIAL_FILE
    return Problem(root, path, kind, error.strerror or type(error).__name__)


def read_row(root: int, root_path: str, path: str) -> Answer:
    """Return what one file is.

    `path` is relative to the folder `root_path` (`source.base_folder` of a root that is a file)
    and may name an archive's member. Faults of the file are in the answer, never raised.
    """
    return _reader().read(root, joined(root_path, path), path)


@functools.cache
def _reader() -> HeaderReader:
    return HeaderReader()


def _read_at(descriptor: int, offset: int, count: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, count, offset)
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, count)


def _read_file_at(file: BinaryIO, offset: int, count: int) -> bytes:
    file.seek(offset)
    return file.read(count)


def _may_be_data_set(data: bytes) -> bool:
    """Tell whether bytes without the prefix DICM begin like file meta or group 0008.

    Older files, and what some programs cut out of messages, have no preamble (PS3.10 7.1).
    """
    if len(data) < 8:
        return False
    if data[:2] in (b"\2\0", b"\x08\0", b"\0\x08") and data[4:6] in VRS:
        return True
    group, element, length = cast("tuple[int, int, int]", struct.unpack_from("<HHI", data))
    return group == 8 and element < 0x0100 and length <= 256 and length % 2 == 0


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


def _fill_by_pydicom(reach: Reach, row: list[Value]) -> None:
    """Let pydicom read the file, from its beginning or, inflated, from that of its data set."""
    from dicomtree.header import fallback

    reach.move(-reach.base, fallback.MOST_BYTES)
    try:
        if isinstance(reach, Inflated):
            fallback.read_data_set(reach.data, EXPLICIT_LITTLE, row)
        else:
            fallback.read_file(reach.data, row)
    except Exception as error:  # noqa: BLE001 - the border of one file: pydicom raises anything
        row[FLAW] = f"not understood: {type(error).__name__}"


def _decode(row: list[Value]) -> None:
    """Turn text that is not plain ASCII into what the file's character set makes of it."""
    for column, value in enumerate(row):
        if isinstance(value, Undecoded):
            character_set = row[CHARACTER_SET]
            known = character_set if isinstance(character_set, str) else None
            try:
                row[column] = decode(value, known)
            except LookupError:
                row[column] = decode(value, None)
                row[FLAW] = row[FLAW] or "unknown Specific Character Set: read as Latin-1"


def _has_identity(row: list[Value]) -> bool:
    has_uid = any(row[column] is not None for column in _IDENTITY)
    return has_uid or all(row[column] is not None for column in _SIZE)
