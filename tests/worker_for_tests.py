"""A worker that does as it is told: `python -m tests.worker_for_tests`, started by tests only."""

import os
import sys
import threading
from collections.abc import Iterator

from dicomtree.workers import serve
from dicomtree.workers.child import announcer


def obey(request: tuple[str, int]) -> Iterator[object]:
    """Carry out one order."""
    order, number = request
    if order == "count":
        yield from range(number)
    elif order == "print":
        print("noise on standard output")
        yield number
    elif order == "raise":
        raise SystemExit("no")
    elif order == "die":
        sys.stderr.write("last words\n")
        sys.stderr.flush()
        os._exit(number)
    elif order == "hang":
        announcer()("a/b\udcff.dcm")
        threading.Event().wait()
    elif order == "grow":
        yield len(bytearray(number))
    elif order == "modules":
        yield sorted(sys.modules)


if __name__ == "__main__":
    serve(obey)
