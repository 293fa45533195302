"""Rows as bytes: by column, since most columns say the same in all rows of a series.

Every blob begins with a checksum: a bit that has flipped on the disk must not become a value.
"""

import marshal
import os
import zlib
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from dicomtree.index.errors import DamagedIndexError
from dicomtree.model import HeaderRow, Stamp
from dicomtree.source.stamps import pack_stamps, unpack_columns

_FORMAT = 4
_CHECKSUM = 4
_STAMP = slice(2, 5)  # size, mtime_ns and inode of a row
_HEADER = slice(5, None)


def seal(body: bytes, folder: str = "") -> bytes:
    """Return bytes with their checksum in front; it covers the folder that stands beside them."""
    return _checksum(body, folder) + body


def unseal(blob: bytes, folder: str = "") -> bytes:
    """Return the bytes behind their checksum. Raises DamagedIndexError if it is not theirs."""
    body = blob[_CHECKSUM:]
    if _checksum(body, folder) != blob[:_CHECKSUM]:
        raise DamagedIndexError("it is damaged")
    return body


def _checksum(body: bytes, folder: str) -> bytes:
    # Begun at 1, so that a blob of zeros is none.
    return zlib.crc32(body, zlib.crc32(folder_bytes(folder), 1)).to_bytes(_CHECKSUM, "little")


def pack(value: Any) -> bytes:
    """Return a value of plain tuples, lists, dicts, texts and numbers as bytes."""
    return seal(marshal.dumps(value, _FORMAT))


def unpack(blob: bytes) -> Any:
    """Return the value. Raises DamagedIndexError."""
    return marshal.loads(unseal(blob))  # noqa: S302 - our own, and whole


def pack_first(row: HeaderRow) -> bytes:
    """Return one row, without its root."""
    return pack(row[1:])


def unpack_first(root: int, blob: bytes) -> HeaderRow:
    """Return one row under a root. Raises DamagedIndexError."""
    return HeaderRow(root, *unpack(blob))


def pack_rows(folder: str, rows: Sequence[HeaderRow]) -> tuple[bytes, bytes]:
    """Return the stamps and the headers of rows whose files lie in one folder."""
    columns = list(zip(*rows, strict=True))
    count = len(rows)
    start = len(folder) + 1 if folder else 0
    stamps = pack_stamps([path[start:] for path in columns[1]], columns[_STAMP])
    # A list holds the values of the rows; anything else is the value of them all.
    headers = [
        column[0] if column.count(column[0]) == count else list(column)
        for column in columns[_HEADER]
    ]
    return seal(stamps, folder), pack(headers)


def unpack_rows(root: int, folder: str, stamps: bytes, headers: bytes) -> list[HeaderRow]:
    """Return the rows under a root. Raises DamagedIndexError."""
    names, columns = unpack_columns(unseal(stamps, folder))
    count = len(names)
    values = (
        column if type(column) is list else repeat(column, count) for column in unpack(headers)
    )
    paths = map(path_in(folder).__add__, names)
    together = zip(repeat(root, count), paths, *columns, *values, strict=True)
    return list(map(HeaderRow._make, together))


def pack_files(folder: str, files: Iterable[tuple[str, Stamp]]) -> bytes:
    """Return the names and stamps of files in one folder that hold no instance."""
    names, stamps = zip(*files, strict=True)
    return seal(pack_stamps(names, tuple(zip(*stamps, strict=True))), folder)


def path_in(folder: str) -> str:
    """Return what stands before a name in the path of a file in that folder."""
    return folder + "/" if folder else ""


def folder_bytes(folder: str) -> bytes:
    """Return a path as the bytes that the file system knows."""
    return os.fsencode(folder)
