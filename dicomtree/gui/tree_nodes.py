"""The rows of the tree widget, kept in step with what the session says, node by open node.

PySimpleGUI's Tree can only be filled at once and rebuilt at once. Rows are therefore put straight
into its ttk.Treeview, each of them registered in the element's two maps: a row that is missing
there makes selecting it raise inside a Tk callback (reference/gui.md, 2).
"""

from collections.abc import Callable, Iterator, Sequence
from tkinter import ttk
from typing import Any

from dicomtree.gui.row_groups import GROUP, grouped
from dicomtree.gui.style import Style
from dicomtree.gui.tree_labels import Shown, TreeLabels
from dicomtree.session.slice_rows import Rows, SliceRows
from dicomtree.session.state import NodeKey
from dicomtree.session.tree_row import TreeRow

INSERTS_PER_PASS = 200
"""Rows made and put in before Tk gets its turn again: about 3 ms; to draw them takes it longer."""

PLACEHOLDER = "placeholder"

ICON_COLOURS = {
    "patient": "person",
    "study": "folder",
    "series": "stack",
    "stack": "stack",
    "mosaic": "stack",
}

Ask = Callable[[NodeKey | None], Rows]
Opens = Callable[[NodeKey | None, NodeKey, int], bool]
"""Whether a row put in under (parent), with this key, at this place, is open from the start."""


class TreeNodes:
    """The rows of one PySimpleGUI Tree by their keys; children are asked for when opened."""

    def __init__(self, element: Any, style: Style, opens: Opens) -> None:
        self._element = element
        self._tree: ttk.Treeview = element.Widget
        self._style = style
        self._opens = opens
        self._labels = TreeLabels(self._tree, style, self._refit)
        self._texts: dict[str, Shown] = {}
        self._levels: dict[str, int] = {"": -1}
        self._hovered = ""
        self._rows: dict[str, TreeRow] = {}
        self._open: set[str] = set()
        self._asked: dict[NodeKey | None, Rows] = {}
        self._members: dict[NodeKey, tuple[Sequence[TreeRow], slice]] = {}
        self._shown: dict[str, Rows] = {}
        self._under_way: dict[str, tuple[SliceRows, list[str]]] = {}
        self._inserts_left = 0
        self.marked: NodeKey | None = None

    # ---- looking up
    def key_of(self, item: str) -> NodeKey | None:
        """Return the key of a row, None for a placeholder or no row."""
        row = self._rows.get(item)
        return row.key if row is not None else None

    def item_of(self, key: NodeKey | None) -> str | None:
        """Return the widget's name of a row, None where it has not been put in."""
        if key is None:
            return ""
        item = self._element.KeyToID.get(key)
        return item if item in self._rows else None

    def row_of(self, item: str) -> TreeRow | None:
        """Return what was last shown in a row."""
        return self._rows.get(item)

    def cut_off(self, item: str, column: str) -> str:
        """Return all of a cell's text, the label's for "", if its column cuts it off; else ""."""
        row = self._rows.get(item)
        if row is None:
            return ""
        text, cells = self._texts[item]
        if not column:
            return row.text if text != f" {row.text}" else ""
        place = self._tree["columns"].index(column)
        return row.cells[place] if cells[place] != row.cells[place] else ""

    def is_open(self, item: str) -> bool:
        """Whether a row's children show, or would if those above it were open."""
        return item == "" or item in self._open

    def is_reachable(self, item: str) -> bool:
        """Whether every row above this one is open."""
        above = self._tree.parent(item)
        while above:
            if above not in self._open:
                return False
            above = self._tree.parent(above)
        return True

    def visible_items(self, item: str = "") -> Iterator[str]:
        """Yield all rows below `item` that scrolling can reach, top to bottom."""
        for child in self._tree.get_children(item):
            if child in self._rows:
                yield child
                if child in self._open:
                    yield from self.visible_items(child)

    # ---- opening
    def set_open(self, item: str, is_open: bool) -> None:
        """Open or close a row; the widget tells nobody when a program does it."""
        self._tree.item(item, open=is_open)
        if is_open:
            self._open.add(item)
        else:
            self._open.discard(item)

    def open_keys(self) -> set[NodeKey]:
        """Return the keys of all rows that are open."""
        return {self._rows[item].key for item in self._open}

    def keys_below(self, item: str) -> list[NodeKey]:
        """Return the keys of a row's children that have children."""
        below = (self._rows.get(child) for child in self._tree.get_children(item))
        return [row.key for row in below if row is not None and row.has_children]

    def close_all(self, item: str) -> None:
        """Close a row and all below it."""
        for child in self._tree.get_children(item):
            if child in self._open:
                self.close_all(child)
        self.set_open(item, False)

    # ---- refreshing
    def forget_answers(self) -> None:
        """Ask anew at the next refresh: the session has changed."""
        self._asked.clear()
        self._members.clear()

    def refresh(self, ask: Ask) -> bool:
        """Bring every open node in step; return whether rows remain to be put in."""
        self._inserts_left = INSERTS_PER_PASS
        self._labels.measure()
        self._refresh_node("", None, ask)
        return self._inserts_left < 0

    def _refresh_node(self, item: str, key: NodeKey | None, ask: Ask) -> None:
        rows = self._children(key, ask)
        if isinstance(rows, SliceRows):
            if not rows.makes_the_same(self._shown.get(item)):
                self._put_further(item, rows)
            return  # slices have no rows below them
        if self._shown.get(item) != rows:
            self._put(item, rows)
        for child in [found for row in rows if (found := self.item_of(row.key)) is not None]:
            if child in self._open:
                self._refresh_node(child, self._rows[child].key, ask)

    def _children(self, key: NodeKey | None, ask: Ask) -> Rows:
        if key in self._asked:
            return self._asked[key]
        if key is not None and key[0] == GROUP:
            # Its parent has said which rows those are; they are made for open groups alone.
            of_parent, part = self._members.get(key, ((), slice(0)))
            rows: Rows = tuple(of_parent[part])
        else:
            every = ask(key)
            rows, members = grouped(key, every)
            self._members |= {group: (every, part) for group, part in members.items()}
        self._asked[key] = rows
        return rows

    def _put(self, parent: str, rows: tuple[TreeRow, ...]) -> None:
        """Make `rows` the children of `parent`, as many as this pass may put in."""
        self._under_way.pop(parent, None)
        present = self._tree.get_children(parent)
        wanted = {row.key for row in rows}
        gone = [item for item in present if self._key_in_element(item) not in wanted]
        if rows or parent == "":
            self._delete(gone)
        kept = len(present) - len(gone)
        placed = (self._put_row(parent, row, place) for place, row in enumerate(rows))
        items = [item for item in placed if item is not None]
        # What was put in stands at the end: the order needs a word only where rows were there.
        if kept and items and self._tree.get_children(parent) != tuple(items):
            self._tree.set_children(parent, *items)
        if len(items) == len(rows):
            self._shown[parent] = rows

    def _put_further(self, parent: str, rows: SliceRows) -> None:
        """Make the next of `rows` children of `parent`, as many as this pass may make."""
        source, items = self._under_way.get(parent, (None, []))
        if not rows.makes_the_same(source):
            items = []
            self._under_way[parent] = rows, items
        if not items:
            present = self._tree.get_children(parent)
            self._delete([item for item in present if item not in self._rows])  # "reading …"
        start = len(items)
        part = rows[start : start + max(self._inserts_left, 0)]
        left = self._inserts_left - len(part)
        placed = (self._put_row(parent, row, start + place) for place, row in enumerate(part))
        items.extend(item for item in placed if item is not None)
        self._inserts_left = left if len(items) == len(rows) else -1
        if len(items) == len(rows):
            self._finish(parent, rows, items)

    def _finish(self, parent: str, rows: SliceRows, items: list[str]) -> None:
        """Leave nothing else below `parent`, and nothing out of order."""
        present = self._tree.get_children(parent)
        if present != tuple(items):
            self._delete(list(set(present).difference(items)))
            self._tree.set_children(parent, *items)
        self._shown[parent] = rows
        del self._under_way[parent]

    def _put_row(self, parent: str, row: TreeRow, place: int) -> str | None:
        item = self.item_of(row.key)
        if item is None:
            self._inserts_left -= 1
            return self._insert(parent, row, place) if self._inserts_left >= 0 else None
        before = self._rows[item]
        if before != row:
            self._rows[item] = row
            self._show(item, before)
        return item

    def _insert(self, parent: str, row: TreeRow, place: int) -> str:
        level = self._levels[parent] + 1
        shown = self._labels.shown(row, level)
        item = self._tree.insert(parent, "end", **self._options(row, shown))
        self._register(item, row.key)
        self._rows[item] = row
        self._texts[item], self._levels[item] = shown, level
        if row.key == self.marked:
            self._show_tags(item)
        if row.has_children:
            self._add_placeholder(item)
            if self._opens(self.key_of(parent), row.key, place):
                self.set_open(item, True)
        return item

    def _show(self, item: str, before: TreeRow) -> None:
        row = self._rows[item]
        shown = self._texts[item] = self._labels.shown(row, self._levels[item])
        options = self._options(row, shown)
        looks_the_same = (row.icon, row.tags) == (before.icon, before.tags)
        if looks_the_same:
            # Tk looks for a row among all that show the same icon: a tenth of a second for 400.
            del options["image"], options["tags"]
        self._tree.item(item, **options)
        if not looks_the_same:
            self._show_tags(item)
        has_children = bool(self._tree.get_children(item))
        if row.has_children and not has_children:
            self._add_placeholder(item)
        elif has_children and not row.has_children:
            self._delete(list(self._tree.get_children(item)))
            self._shown.pop(item, None)

    def look_again(self) -> None:
        """Cut labels and cells to the columns, which may have changed."""
        self._labels.look_again()

    def _refit(self, items: list[str]) -> None:
        for item in items:
            row = self._rows.get(item)
            if row is None:
                continue
            shown = self._labels.shown(row, self._levels[item])
            if shown != self._texts[item]:
                self._texts[item] = shown
                text, cells = shown
                self._tree.item(item, text=text, values=cells)

    def _options(self, row: TreeRow, shown: Shown) -> dict[str, Any]:
        palette = self._style.palette
        colour = getattr(palette, ICON_COLOURS.get(row.icon, "paper"))
        return {
            "text": shown[0],
            "image": self._style.icon(row.icon, colour, marked="warning" in row.tags),
            "values": shown[1],
            "tags": row.tags,
        }

    def _show_tags(self, item: str) -> None:
        row = self._rows.get(item)
        if row is None:
            return
        marks = [("current", row.key == self.marked), ("hover", item == self._hovered)]
        self._tree.item(item, tags=(*row.tags, *(name for name, holds in marks if holds)))

    def hover(self, item: str) -> None:
        """Mark the row under the pointer, "" for none."""
        if item != self._hovered:
            before, self._hovered = self._hovered, item
            self._show_tags(before)
            self._show_tags(item)

    def mark(self, key: NodeKey | None) -> str | None:
        """Mark the row of the slice on screen instead of the one before; return it if it is in."""
        before, self.marked = self.item_of(self.marked) if self.marked else None, key
        item = self.item_of(key) if key else None
        for changed in (before, item):
            if changed is not None:
                self._show_tags(changed)
        return item

    # ---- placeholders and the element's maps
    def _add_placeholder(self, item: str) -> None:
        child = self._tree.insert(item, "end", text="reading …", tags=("dim",))
        self._register(child, (PLACEHOLDER, item))

    def _register(self, item: str, key: object) -> None:
        self._element.IdToKey[item] = key
        self._element.KeyToID[key] = item

    def _key_in_element(self, item: str) -> object:
        return self._element.IdToKey.get(item)

    def _delete(self, items: list[str]) -> None:
        for item in items:
            self._forget(item)
        if items:
            self._tree.delete(*items)

    def _forget(self, item: str) -> None:
        for child in self._tree.get_children(item):
            self._forget(child)
        key = self._element.IdToKey.pop(item, None)
        if self._element.KeyToID.get(key) == item:
            del self._element.KeyToID[key]
        self._rows.pop(item, None)
        self._texts.pop(item, None)
        self._levels.pop(item, None)
        self._shown.pop(item, None)
        self._under_way.pop(item, None)
        self._open.discard(item)
