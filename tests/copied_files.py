"""Invented files to copy, and looks at what copying has left."""

import os
from pathlib import Path
from typing import Any

from dicomtree.model import HeaderRow
from dicomtree.organise import PlanOptions, SourceFile, parse_template
from tests.phantoms import row


def source_file(
    folder: Path, name: str, content: bytes, *, copy_of: str | None = None, **values: Any
) -> SourceFile:
    """Write a file and return it with the row of a scan that found these header values in it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    status = path.stat()
    found: HeaderRow = row(
        name, size=status.st_size, mtime_ns=status.st_mtime_ns, inode=status.st_ino, **values
    )
    return SourceFile(found, str(path), copy_of=copy_of)


def options(template: str, **values: Any) -> PlanOptions:
    """Return options with this template."""
    return PlanOptions(parse_template(template), **values)


def files_below(folder: Path) -> dict[str, bytes]:
    """Return what every file below a folder holds; links are not followed."""
    return {
        os.path.relpath(os.path.join(where, name), folder): Path(where, name).read_bytes()
        for where, _, names in os.walk(folder)
        for name in names
    }


def no_values(_path: str, _names: frozenset[str]) -> dict[str, str]:
    """Read no further keywords."""
    return {}
