"""Framed marshal messages over a pipe: four bytes of length, then the message."""

import marshal
import struct
from typing import Any, Protocol

_LENGTH = struct.Struct("<I")
LONGEST_MESSAGE = 1 << 30
STOP = "stop"
"""What a parent sends, instead of a request, to end the work that is under way."""


class Readable(Protocol):
    """Something to read bytes from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; fewer only at the end."""


def packed(message: Any) -> bytes:
    """Return a message with its length in front. Raises ValueError for what cannot travel."""
    body = marshal.dumps(message)
    if len(body) > LONGEST_MESSAGE:
        raise ValueError("message too long")
    return _LENGTH.pack(len(body)) + body


def read_message(pipe: Readable) -> tuple[Any, ...] | None:
    """Return the next message, None when the other end has closed. Raises EOFError if cut short."""
    head = pipe.read(_LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise EOFError("cut short")
    (length,) = _LENGTH.unpack(head)
    if length > LONGEST_MESSAGE:
        raise EOFError("not a message")
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError("cut short")
    message: tuple[Any, ...] = marshal.loads(body)  # noqa: S302 - from our own child process
    return message
