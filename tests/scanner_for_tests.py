"""The scan worker with files that hang or kill it: `python -m tests.scanner_for_tests`."""

import os
import threading

from dicomtree.header import Answer, HeaderReader
from dicomtree.scanner.__main__ import answer
from dicomtree.workers import serve

_read = HeaderReader.read


def _treacherous(reader: HeaderReader, root: int, absolute: str, path: str) -> Answer:
    name = os.path.basename(path)
    if name.startswith("frozen"):
        threading.Event().wait()
    if name.startswith("deadly"):
        os._exit(9)
    if name.startswith("panic"):
        raise SystemExit("a panic")
    return _read(reader, root, absolute, path)


if __name__ == "__main__":
    HeaderReader.read = _treacherous  # type: ignore[assignment,method-assign]
    serve(answer)
