"""A child for work that takes long: apart from `child`, which starts faster without threads."""

import contextlib
import faulthandler
import queue
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from dicomtree.workers.child import answer, claim_pipes
from dicomtree.workers.frames import STOP, packed, read_message


def serve_long(
    make_handler: Callable[[Callable[[object], None], threading.Event], Callable[[Any], object]],
) -> None:
    """Answer requests that take long; ends when the parent has closed and the work is done.

    The handler is made from a function that tells the parent something at once, and an event that
    is set when the parent wants no more. Nothing limits the memory, and work that is under way
    goes on without the parent.
    """
    faulthandler.enable()
    requests, replies = claim_pipes()
    waiting: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
    stop = threading.Event()
    reader = threading.Thread(target=_sort, args=(requests, waiting, stop), daemon=True)
    reader.start()

    def tell(value: object) -> None:
        with contextlib.suppress(BrokenPipeError):
            replies.write(packed(("reply", value)))
            replies.flush()

    handler = make_handler(tell, stop)
    with contextlib.suppress(BrokenPipeError):
        while (message := waiting.get()) is not None:
            answer(lambda request: [handler(request)], message[0], replies)


def _sort(
    requests: BinaryIO, waiting: "queue.SimpleQueue[tuple[Any, ...] | None]", stop: threading.Event
) -> None:
    """Let requests wait for their turn, and the wish to stop take effect at once."""
    with contextlib.suppress(EOFError, OSError):
        while (message := read_message(requests)) is not None:
            if message[0] == STOP:
                stop.set()
            else:
                stop.clear()
                waiting.put(message)
    waiting.put(None)
