"""A decoding process that misbehaves on files named for it: `python -m tests.decoder_for_tests`."""

import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

from dicomtree.pixels.__main__ import answer
from dicomtree.workers import serve


class Panic(BaseException):
    """What a Rust library raises in Python: not an Exception."""


def misbehave(request: Any) -> Iterator[object]:
    """Answer as the real process does, unless the file's name asks for something else."""
    name = os.path.basename(request[1]) if request is not None else ""
    if name == "hang":
        threading.Event().wait()
    elif name == "crash":
        sys.stderr.write("terminate called\n")
        os.abort()
    elif name == "panic":
        raise Panic("index out of bounds")
    elif name == "eat":
        yield len(bytearray(16 << 30))
    else:
        yield from answer(request)


if __name__ == "__main__":
    serve(misbehave)
