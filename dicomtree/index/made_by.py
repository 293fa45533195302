"""Which code made what is kept: what other code made is read anew."""

import functools
import zlib
from pathlib import Path

# What they make of a file or a series is what the index keeps.
PARTS = ("model", "text", "source", "geometry", "header", "tree", "index")


@functools.cache
def made_by() -> str:
    """Return a checksum of the sources that matter: no version need be raised by hand."""
    package = Path(__file__).parent.parent
    checksum = 0
    for part in PARTS:
        for path in sorted((package / part).glob("*.py*")):
            checksum = zlib.crc32(path.read_bytes(), checksum)
    return f"{checksum:08x}"
