"""The child's side: limits, and the loop that answers requests."""

import contextlib
import faulthandler
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from dicomtree.workers import board
from dicomtree.workers.frames import packed, read_message

MEMORY_BYTES = 2 << 30
_REASON_LENGTH = 300


def serve(handler: Callable[[Any], Iterable[object]]) -> None:
    """Answer requests until the parent closes its end; each answer may be many messages."""
    faulthandler.enable()
    limit_memory()
    if sys.platform != "win32":
        os.nice(int(os.environ.get("DICOMTREE_NICE", "0")))
    requests, replies = claim_pipes()
    with contextlib.suppress(BrokenPipeError, EOFError):
        while (message := read_message(requests)) is not None:
            answer(handler, message[0], replies)


def answer(handler: Callable[[Any], Iterable[object]], request: object, replies: BinaryIO) -> None:
    """Send what the handler yields, then that it ended or failed."""
    try:
        for reply in handler(request):
            replies.write(packed(("reply", reply)))
            replies.flush()
        end: tuple[str, str | None] = ("end", None)
    except BrokenPipeError:
        raise
    except BaseException as error:  # noqa: BLE001 - the border: decoders panic with BaseException
        end = ("failed", f"{type(error).__name__}: {error}"[:_REASON_LENGTH])
    replies.write(packed(end))
    replies.flush()


def announcer() -> Callable[[str], None]:
    """Return the function that notes, for the parent, what is about to be touched."""
    page = board.inherited()
    if page is None:
        return lambda _: None
    return lambda note: board.write(page, note)


def claim_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for messages alone: a library that prints must not break the framing."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(requests, "rb"), os.fdopen(replies, "wb")


def limit_memory() -> None:
    """Hold the process to what it has plus `MEMORY_BYTES`, and let it leave no core file."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # no /proc on macOS, which enforces no limit
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        limit = pages * resource.getpagesize() + MEMORY_BYTES
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
