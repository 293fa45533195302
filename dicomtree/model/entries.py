"""What a scan worker notes of an entry; apart from the dataclasses, which are slow to import."""

from enum import StrEnum
from typing import NamedTuple


class Stamp(NamedTuple):
    """What tells a changed file from an unchanged one."""

    size: int
    mtime_ns: int
    inode: int


class ProblemKind(StrEnum):
    """Why a file is not in the tree although it should be."""

    UNREADABLE = "unreadable"
    TIMED_OUT = "timed_out"
    VANISHED = "vanished"
    LINK = "link"
    SPECIAL_FILE = "special_file"
    NO_IDENTITY = "no_identity"
    DAMAGED = "damaged"
