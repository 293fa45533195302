"""The scan worker with files that hang or kill it: `python -m tests.scanner_for_tests`."""

import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from dicomtree.header import HeaderReader, attributes, details
from dicomtree.scanner.__main__ import answer
from dicomtree.workers import serve

Answer = TypeVar("Answer")


def treacherous(read: Callable[..., Answer], path_at: int) -> Callable[..., Answer]:
    """Return a reader that is as bad as the name of the file it reads."""

    def read_badly(*arguments: Any) -> Answer:
        path = arguments[path_at]
        name = os.path.basename(path if isinstance(path, str) else path[0])
        if name.startswith("frozen"):
            threading.Event().wait()
        if name.startswith("deadly"):
            os._exit(9)
        if name.startswith("panic"):
            raise SystemExit("a panic")
        return read(*arguments)

    return read_badly


if __name__ == "__main__":
    HeaderReader.read = treacherous(HeaderReader.read, 3)  # type: ignore[method-assign]
    details.read_details = treacherous(details.read_details, 0)
    attributes.attribute_rows = treacherous(attributes.attribute_rows, 0)
    serve(answer)
