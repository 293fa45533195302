"""Type to find: letters typed while the tree has the keys go to the next row that has them."""

import sys
import time
from collections.abc import Callable
from typing import Any

from dicomtree.gui.tree_nodes import TreeNodes
from dicomtree.text import folded

PAUSE_S = 1.0
"""Letters typed after a longer pause begin anew, as in file managers."""

CONTROL, MOD1 = 0x4, 0x8
# Windows tells Num Lock, not Alt, by the bit of X11's first modifier.
COMMAND_KEYS = CONTROL if sys.platform == "win32" else CONTROL | MOD1


class TreeFinder:
    """Collects the letters typed and chooses the row they lead to."""

    def __init__(self, nodes: TreeNodes, choose: Callable[[str], None]) -> None:
        self._nodes = nodes
        self._choose = choose
        self._typed = ""
        self._last = 0.0

    def on_key(self, event: Any) -> str | None:
        """Take one key; anything but a letter is left to the tree."""
        typed = event.char
        if not typed or not typed.isprintable() or event.state & COMMAND_KEYS:
            return None
        now = time.monotonic()
        if now - self._last > PAUSE_S:
            if typed == " ":
                return None  # Space alone opens and closes the row
            self._typed = ""
        self._last = now
        self._typed += folded(typed)
        found = self._find(event.widget.focus())
        if found is not None:
            self._choose(found)
        return "break"

    def _find(self, current: str) -> str | None:
        items = list(self._nodes.visible_items())
        start = items.index(current) if current in items else 0
        # A first letter moves on; further ones may stay on the row that has them all.
        start += len(self._typed) == 1
        for item in items[start:] + items[:start]:
            row = self._nodes.row_of(item)
            if row is not None and self._typed in folded(row.text):
                return item
        return None
