"""Values told apart without keeping them: long ones as a text and a digest."""

from hashlib import blake2b

from dicomtree.header.reach import Reach
from dicomtree.header.shown_values import KEPT, shown

LONGEST_DIGESTED = 1 << 20
_PIECE = 1 << 20
_DIGEST_BYTES = 8
_SHORT_BINARY = 16


def digested(raw: bytes, length: int, vr: bytes, order: str, character_set: str | None) -> str:
    """Return a value as it is shown, one that is not shown whole with a digest of its bytes."""
    text = shown(raw[:KEPT], length, vr, order, character_set)
    if length <= _SHORT_BINARY or ("bytes" not in text and "…" not in text):
        return text
    return f"{text} #{blake2b(raw, digest_size=_DIGEST_BYTES).hexdigest()}"


def digest_of_rest(reach: Reach, at: int) -> str:
    """Return size and digest of all bytes from a position on: of pixel data."""
    digest = blake2b(digest_size=_DIGEST_BYTES)
    size = 0
    reach.move(at, _PIECE)
    while reach.data:
        digest.update(reach.data)
        size += len(reach.data)
        reach.move(len(reach.data), _PIECE)
    return f"{size:,} bytes #{digest.hexdigest()}"
