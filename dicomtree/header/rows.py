"""From a file to the row that the tree is built of."""

import functools
import os
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias, cast

from dicomtree.header.beginning import (
    FIRST_BYTES,
    TRANSFER_SYNTAX,
    DataSet,
    find_data_set,
    has_prefix,
    may_be_data_set,
    reach_into,
)
from dicomtree.header.columns import (
    CHARACTER_SET,
    EMPTY_VALUES,
    FIRST,
    FLAW,
    MEDIA_STORAGE,
    NO_PIXELS,
    PIXELS,
    POSITION,
    WHOLE_PIXELS,
)
from dicomtree.header.elements import (
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    DamagedError,
    NotUnderstoodError,
)
from dicomtree.header.reach import Inflated, Reach
from dicomtree.header.runs import RunReader
from dicomtree.header.texts import Undecoded, Value, decode
from dicomtree.model import NOT_YET_CHECKED, HeaderRow, ProblemKind, Stamp
from dicomtree.source import (
    NotRegularFileError,
    joined,
    open_descriptor,
    open_file,
    stamp,
    stamp_of,
)

if TYPE_CHECKING:
    from dicomtree.model import Problem

_DICOMDIR_SOP_CLASS = "1.2.840.10008.1.3.10"  # Media Storage Directory Storage
_IDENTITY = tuple(
    POSITION[name]
    for name in ("sop_instance_uid", "series_instance_uid", "study_instance_uid", "sop_class_uid")
)
_SIZE = (POSITION["rows"], POSITION["columns"])
_IMAGE = (*_SIZE, POSITION["bits_allocated"])
# JPIP: the pixel data are elsewhere (PS3.5 A.6, A.7).
_REFERENCED = tuple(f"1.2.840.10008.1.2.4.{number}" for number in (94, 95, 204, 205))
_MISSING = "the pixel data are missing"


class NotDicom(NamedTuple):
    """A file that is something else."""

    stamp: Stamp


class Dicomdir(NamedTuple):
    """The directory of a File-set (PS3.10 8.6), which holds no instance."""

    stamp: Stamp


Answer: TypeAlias = "HeaderRow | NotDicom | Dicomdir | Problem"


class HeaderReader:
    """Reads the rows of many files, remembering what neighbouring files have in common.

    Of an image whose pixel data lie beyond what is read for the row, or are encapsulated, the
    row says `NOT_YET_CHECKED`, unless the reader is one that goes `to_the_end`.
    """

    def __init__(self, *, to_the_end: bool = False) -> None:
        self._to_the_end = to_the_end
        self.meta = RunReader(EXPLICIT_LITTLE, only_group=2)
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
            if not (has_prefix(data) or may_be_data_set(data)):
                return NotDicom(stamp_of(status))
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
            return self.read_reach(reach_into(file), place, its_stamp)
        except OSError as error:
            return problem_of(*place, error)

    def read_reach(self, reach: Reach, place: tuple[int, str], its_stamp: Stamp) -> Answer:
        """Return what the file is whose beginning is at hand. Raises OSError."""
        is_prefixed = has_prefix(reach.data)
        if not is_prefixed and not may_be_data_set(reach.data):
            return NotDicom(its_stamp)
        row: list[Value] = [*place, *its_stamp, None, *EMPTY_VALUES]
        self._fill(reach, row)
        del row[PIXELS]
        decode_row(row)
        if row.pop() == _DICOMDIR_SOP_CLASS:
            return Dicomdir(its_stamp)
        if _has_identity(row):
            return HeaderRow._make(cast("tuple[object, ...]", row))
        if not is_prefixed:
            return NotDicom(its_stamp)
        flaw = cast("str | None", row[FLAW])
        if flaw is None:
            return problem(*place, ProblemKind.NO_IDENTITY, "no UID, and no rows and columns")
        return problem(*place, ProblemKind.DAMAGED, flaw)

    def _fill(self, reach: Reach, row: list[Value]) -> None:
        data_set = None
        try:
            data_set = find_data_set(reach, self.meta, row)
            if row[MEDIA_STORAGE] == _DICOMDIR_SOP_CLASS:
                return  # its records would be walked through for nothing
            at = self._readers[data_set.syntax].read(data_set.reach, data_set.at, row)
            if row[FLAW] is None and row[PIXELS] != WHOLE_PIXELS and _pixels_belong_to(row):
                row[FLAW] = self._pixel_fault(data_set, at, row)
        except DamagedError as error:
            row[FLAW] = str(error)
        except NotUnderstoodError:
            _fill_by_pydicom(reach, data_set, row)

    def _pixel_fault(self, data_set: DataSet, at: int, row: list[Value]) -> str | None:
        """Return what is wrong with an image's pixel data, as far as it is looked for."""
        if row[PIXELS] == NO_PIXELS:
            return _MISSING
        if not self._to_the_end:
            return NOT_YET_CHECKED
        from dicomtree.header.pixel_presence import fault_behind  # a scan starts faster without

        return fault_behind(data_set.reach, data_set.syntax, at)

    def _read_member(self, root: int, absolute: str, path: str, error: OSError) -> Answer:
        """Return what an archive's member is; `error` says why there is no such plain file."""
        if "!/" not in path or not isinstance(error, FileNotFoundError | NotADirectoryError):
            return problem_of(root, path, error)
        try:
            with open_file(absolute) as file:
                return self.read_open(file, (root, path), stamp(absolute))
        except OSError as member_error:
            return problem_of(root, path, member_error)


def problem(root: int, path: str, kind: ProblemKind, detail: str) -> "Problem":
    """Return a problem; most workers meet none, and dataclasses are slow to import."""
    from dicomtree.model import Problem

    return Problem(root, path, kind, detail)


def problem_of(root: int, path: str, error: OSError) -> "Problem":
    """Return the problem that a file could not be opened or read."""
    kind = ProblemKind.UNREADABLE
    if isinstance(error, FileNotFoundError):
        kind = ProblemKind.VANISHED
    elif isinstance(error, NotRegularFileError):
        kind = ProblemKind.SPECIAL_FILE
    return problem(root, path, kind, error.strerror or type(error).__name__)


def read_row(root: int, root_path: str, path: str) -> Answer:
    """Return what one file is.

    `path` is relative to the folder `root_path` (`source.base_folder` of a root that is a file)
    and may name an archive's member. Faults of the file are in the answer, never raised.
    """
    return _reader().read(root, joined(root_path, path), path)


@functools.cache
def _reader() -> HeaderReader:
    return HeaderReader(to_the_end=True)


def _read_at(descriptor: int, offset: int, count: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, count, offset)
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, count)


def _fill_by_pydicom(reach: Reach, data_set: DataSet | None, row: list[Value]) -> None:
    """Let pydicom read the file; what was read before stays only if pydicom fails too."""
    from dicomtree.header import fallback

    fresh: list[Value] = [*row[:FIRST], *EMPTY_VALUES]
    try:
        if data_set is not None and isinstance(data_set.reach, Inflated):
            fresh[TRANSFER_SYNTAX] = row[TRANSFER_SYNTAX]
            data_set.reach.move(-data_set.reach.base, fallback.MOST_BYTES)
            fallback.read_data_set(data_set.reach.data, data_set.syntax, fresh)
        else:
            reach.move(-reach.base, fallback.MOST_BYTES)
            fallback.read_file(reach.data, fresh)
        row[:] = fresh
    except fallback.FAULTS as error:
        row[FLAW] = f"not understood: {type(error).__name__}"


def decode_row(row: list[Value]) -> None:
    """Turn text that is not plain ASCII into what the file's character set makes of it."""
    if Undecoded not in map(type, row):
        return
    for column, value in enumerate(row):
        if isinstance(value, Undecoded):
            character_set = row[CHARACTER_SET]
            known = character_set if isinstance(character_set, str) else None
            try:
                row[column] = decode(value, known)
            except LookupError:
                row[column] = decode(value, None)
                row[FLAW] = row[FLAW] or "unknown Specific Character Set: read as Latin-1"


def _pixels_belong_to(row: list[Value]) -> bool:
    """Tell whether a row describes pixel data that belong into its file (PS3.3 C.7.6.3)."""
    for column in _IMAGE:
        if row[column] is None:
            return False
    return row[TRANSFER_SYNTAX] not in _REFERENCED


def _has_identity(row: list[Value]) -> bool:
    for column in _IDENTITY:
        if row[column] is not None:
            return True
    return all(row[column] is not None for column in _SIZE)
