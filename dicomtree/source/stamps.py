"""The stamps of a folder's files as bytes: what an index keeps and a scan worker looks up."""

import marshal
import os
from collections.abc import Sequence

from dicomtree.model import Stamp

_FORMAT = 4  # of marshal: every Python that we run on reads it


def pack_stamps(names: Sequence[str], stamps: Sequence[Sequence[int]]) -> bytes:
    """Return the bytes of files' names and stamps; a name's bytes need not be UTF-8.

    `stamps` are three columns: sizes, mtimes, inodes.
    """
    sizes, mtimes, inodes = stamps
    # One string for all names, since no file system allows NUL in one.
    return marshal.dumps((_joined(names), tuple(sizes), tuple(mtimes), tuple(inodes)), _FORMAT)


def unpack_columns(packed: bytes) -> tuple[list[str], tuple[tuple[int, ...], ...]]:
    """Return names and the three columns of stamps. Raises ValueError for other bytes."""
    names, *stamps = marshal.loads(packed)  # noqa: S302 - our own, with a checksum around it
    return os.fsdecode(names).split("\0"), tuple(stamps)


def unpack_stamps(packed: bytes) -> dict[str, Stamp]:
    """Return stamps by name."""
    names, columns = unpack_columns(packed)
    return dict(zip(names, map(Stamp, *columns), strict=True))


def _joined(names: Sequence[str]) -> bytes:
    return os.fsencode("\0".join(names))
