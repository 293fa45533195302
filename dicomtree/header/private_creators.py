"""Who owns a private element: the creator that reserved its block (PS3.5 7.8.1)."""


class PrivateCreators:
    """The creators met so far in the data set and in the items around the present place."""

    def __init__(self) -> None:
        self._blocks: list[dict[tuple[int, int], str]] = [{}]

    def begin_item(self, depth: int) -> None:
        """Begin an item: blocks are reserved in each item anew."""
        self._blocks[depth:] = [{}]

    def owner(self, depth: int, tag: int) -> str:
        """Return the creator of a private element, "" where no block was reserved."""
        return self._blocks[depth].get((tag >> 16, (tag & 0xFFFF) >> 8), "")

    def reserve(self, depth: int, tag: int, raw: bytes) -> None:
        """Take in a Private Creator element."""
        self._blocks[depth][tag >> 16, tag & 0xFFFF] = raw.decode("latin-1").strip(" \0")


def is_private(tag: int) -> bool:
    """Tell whether a tag is private: its group is odd."""
    return bool(tag & 0x10000)


def is_creator(tag: int) -> bool:
    """Tell whether a tag is that of a Private Creator, (gggg,0010) to (gggg,00FF)."""
    return is_private(tag) and 0x10 <= tag & 0xFFFF <= 0xFF
