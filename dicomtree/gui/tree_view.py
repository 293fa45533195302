"""The tree: rows for patient, study, series, stack and slice, with their keys and mouse."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from tkinter import ttk
from typing import Any

from dicomtree.gui import style as styles
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.row_groups import GROUP
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.gui.tree_columns import TreeColumns
from dicomtree.gui.tree_keys import TreeKeys
from dicomtree.gui.tree_menu import RowActions, TreeMenu
from dicomtree.gui.tree_nodes import TreeNodes
from dicomtree.session import rows
from dicomtree.session.lookup import index_of, patient_number, study_number
from dicomtree.session.marking import row_on_screen
from dicomtree.session.messages import Message, NodeOpened, NodeSelected
from dicomtree.session.state import NodeKey, Session

TREE_KEY = "tree"
OPENED_AT_FIRST = 12
"""So many patients, and studies of each, show their rows at once; more would bury the overview."""

OPENED_WHEN_FOUND = 100
"""If a query finds no more series than these, patients and studies that appear show them."""

EXPANSION_LIMIT = 300
"""So many rows at most are opened by one "Expand all below": each series is read for it."""

PASS_PAUSE_MS = 4
REFRESH_SHARE = 0.15
"""Bringing rows in step may take this share of the time while folders are read, no more."""

SHOWING_PICTURES = ("series", "stack", "slice", "object")

Dispatch = Callable[[Message], None]


@dataclass(slots=True)
class TreeMemory:
    """What a tree keeps when the window is made anew in another look."""

    open: set[NodeKey] = field(default_factory=set)
    met: set[NodeKey] = field(default_factory=set)
    scrolled_to: float = 0.0


@dataclass(frozen=True, slots=True)
class RowLinks:
    """What rows call: `pass_keys` gives the keys to the picture, `reveal` shows (root, path)."""

    dispatch: Dispatch
    pass_keys: Callable[[], None]
    reveal: Callable[[int, str], None]


class TreeView:
    """Draws the session's tree and turns what is done to it into messages."""

    def __init__(self, links: RowLinks, style: Style, memory: TreeMemory) -> None:
        self._links = links
        self._dispatch = links.dispatch
        self._style = style
        self._memory = memory
        self._session = Session()
        self._expanding: set[NodeKey] = set()
        self._refresh_timer: str | None = None
        self._pressed = ""
        self._next_refresh = 0.0
        self._selection_due = False
        self.element = sg.Tree(
            data=sg.TreeData(),
            headings=["cells"],
            select_mode=sg.TABLE_SELECT_MODE_BROWSE,
            border_width=0,
            key=TREE_KEY,
            pad=(0, 0),
            justification="left",
            font=style.font(),
            expand_x=True,
            expand_y=True,
        )

    # ---- set up
    def attach(self) -> None:
        """Style and bind the widget; the window must exist."""
        self.tree: ttk.Treeview = self.element.Widget
        self.tree.configure(style=styles.TREE)
        self.tree.configure(yscrollcommand=self._on_scroll)
        self.element.vsb.configure(style=styles.SCROLLBAR)
        self.nodes = TreeNodes(self.element, self._style, self._opens)
        self._columns = TreeColumns(self.tree, self._style, self._dispatch)
        actions = RowActions(self.expand_below, self.collapse, self._links.reveal, self._dispatch)
        self._menu = TreeMenu(self.tree, self._style, actions)
        row_height = self._style.px(styles.ROW_PIXELS)
        TreeKeys(self.tree, self.nodes, row_height, self.choose)
        self._configure_tags()
        self._bind()
        HoverTip(self.tree, self._style, self._tip)

    def _configure_tags(self) -> None:
        palette = self._style.palette
        self.tree.tag_configure("dim", foreground=palette.dim)
        self.tree.tag_configure("warning", foreground=palette.warning)
        self.tree.tag_configure("hover", background=palette.hover)
        self.tree.tag_configure("current", background=palette.current)

    def _bind(self) -> None:
        tree = self.tree
        right = "2" if tree.tk.call("tk", "windowingsystem") == "aqua" else "3"
        handlers: dict[str, Callable[[Any], object]] = {
            "<<TreeviewSelect>>": lambda _: self._report_selection(),
            "<<TreeviewOpen>>": lambda _: self.open(tree.focus()),
            "<<TreeviewClose>>": lambda _: self.nodes.set_open(tree.focus(), False),
            "<ButtonPress-1>": self._on_press,
            "<ButtonRelease-1>": self._on_release,
            f"<Button-{right}>": self._on_right_click,
            "<Motion>": lambda event: self.nodes.hover(tree.identify_row(event.y)),
            "<Leave>": lambda _: self.nodes.hover(""),
            "<Return>": self._on_return,
            "<KP_Enter>": self._on_return,
            "<Menu>": self._on_menu_key,
            "<Shift-F10>": self._on_menu_key,
        }
        for sequence, handler in handlers.items():
            tree.bind(sequence, handler, add="+")

    def _on_scroll(self, first: str, last: str) -> None:
        self.element.vsb.set(first, last)
        self.nodes.look_again()

    # ---- drawing
    def draw(self, session: Session, previous: Session | None) -> None:
        """Show `session`; `previous` is what was drawn last, None at first."""
        self._session = session
        self._columns.draw(session, previous)
        if previous is None or session.settings != previous.settings:
            self.nodes.look_again()
        self._menu.draw(session)
        self._selection_due |= previous is None or session.selection != previous.selection
        if previous is not None and session.filter.is_on != previous.filter.is_on:
            self._filter_changed(is_on=session.filter.is_on)
        if previous is None or _rows_may_differ(session, previous):
            self.nodes.forget_answers()
            self._refresh_in_turn()
        if previous is None:
            self.tree.yview_moveto(self._memory.scrolled_to)
        self._draw_selection()
        self._draw_mark(row_on_screen(session))

    def memory(self) -> TreeMemory:
        """Return what a tree in another look needs to go on as this one stands."""
        self._memory.open = self.nodes.open_keys()
        self._memory.scrolled_to = self.tree.yview()[0]
        return self._memory

    def _filter_changed(self, *, is_on: bool) -> None:
        """Keep what was open for when all rows show again, and then the selection too."""
        if is_on:
            self._memory.open = self.nodes.open_keys()
        else:
            self._selection_due = True

    def _refresh_in_turn(self) -> None:
        """Bring the rows in step, but spend only a share of the time on it while reading."""
        wait_s = self._next_refresh - time.monotonic() if self._session.scanning else 0
        if wait_s <= 0:
            self._refresh()
        elif self._refresh_timer is None:
            self._refresh_timer = self.tree.after(round(wait_s * 1000), self._refresh_again)

    def _refresh(self) -> None:
        """Bring the rows in step, the many in several passes with the window free between."""
        started = time.monotonic()
        more = self.nodes.refresh(lambda key: rows.children(self._session, key))
        now = time.monotonic()
        self._next_refresh = now + (now - started) / REFRESH_SHARE
        if more and self._refresh_timer is None:
            self._refresh_timer = self.tree.after(PASS_PAUSE_MS, self._refresh_again)
        self._draw_selection()

    def _refresh_again(self) -> None:
        self._refresh_timer = None
        self._refresh()

    @property
    def is_filling(self) -> bool:
        """Whether rows remain to be put in."""
        return self._refresh_timer is not None

    def close(self) -> None:
        """Drop what is still to come, before the window is destroyed."""
        if self._refresh_timer is not None:
            self.tree.after_cancel(self._refresh_timer)

    def _opens(self, parent: NodeKey | None, key: NodeKey, place: int) -> bool:
        """Whether a row that is put in now shows its own rows at once."""
        if parent in self._expanding and len(self._expanding) < EXPANSION_LIMIT:
            self._expanding.add(key)
            self._dispatch(NodeOpened(key))
            return True
        if key[0] in ("patient", "study") and self._finds_few():
            return True
        if key in self._memory.met:
            return key in self._memory.open
        self._memory.met.add(key)
        return key[0] in ("patient", "study") and place < OPENED_AT_FIRST

    def _finds_few(self) -> bool:
        found = self._session.filter.series
        return found is not None and len(found) <= OPENED_WHEN_FOUND

    def _draw_selection(self) -> None:
        """Select the session's row, as soon as it has been put in where it is still to come."""
        key = self._session.selection
        if not self._selection_due or key is None:
            return
        self._selection_due = False
        if self._selected_key() == key:
            return
        self._show_above(key)
        item = self.nodes.item_of(key)
        if item is not None:
            self._select_item(item)
        else:
            self._selection_due = self.is_filling

    def _show_above(self, key: NodeKey) -> None:
        """Open what lies above a row that the session chose by itself."""
        index = index_of(self._session.tree)
        if key[0] not in SHOWING_PICTURES or key[1] not in index.series:
            return
        patient, study, _ = index.series[key[1]]
        path: list[NodeKey] = [
            ("patient", patient_number(patient)),
            ("study", study_number(study)),
        ]
        if key[0] != "series":
            path.append(("series", key[1]))
        for step in path:
            item = self.nodes.item_of(step)
            if item is not None and not self.nodes.is_open(item):
                self.nodes.set_open(item, True)
                self._refresh()

    def _draw_mark(self, key: NodeKey | None) -> None:
        if key == self.nodes.marked:
            return
        item = self.nodes.mark(key)
        if item is not None and self.nodes.is_reachable(item):
            self.tree.see(item)

    def _tip(self, event: Any) -> str:
        """Return all of a label or cell that its column cuts off."""
        item, place = self.tree.identify_row(event.y), self.tree.identify_column(event.x)
        name = "" if place in ("", "#0") else str(self.tree.column(place, "id"))
        return self.nodes.cut_off(item, name)

    # ---- choosing
    def focus(self) -> None:
        """Take the keys."""
        self.tree.focus_set()

    def choose(self, item: str) -> None:
        """Select a row as if by the user's hand."""
        self._select_item(item)
        self._report_selection()

    def _select_item(self, item: str) -> None:
        self.tree.focus(item)
        self.tree.selection_set(item)
        self.tree.see(item)

    def _selected_key(self) -> NodeKey | None:
        selection = self.tree.selection()
        return self.nodes.key_of(selection[0]) if selection else None

    def selected_text(self) -> str:
        """Return all of what the selected row says; the row itself may be too narrow for it."""
        selection = self.tree.selection()
        row = self.nodes.row_of(selection[0]) if selection else None
        return row.text if row is not None else ""

    def _report_selection(self) -> None:
        key = self._selected_key()
        if key is not None and key[0] != GROUP and key != self._session.selection:
            self._dispatch(NodeSelected(key))

    def _on_press(self, event: Any) -> None:
        self._pressed = self.tree.identify_row(event.y)

    def _on_release(self, event: Any) -> None:
        """Give the keys to the picture after a click on a row that shows one.

        A release without its press is not a click: the window may have opened under the pointer.
        """
        pressed, self._pressed = self._pressed, ""
        region = self.tree.identify_region(event.x, event.y)
        if region == "separator":
            self._columns.keep_widths()
            self.nodes.look_again()
        part = self.tree.identify_element(event.x, event.y)
        item = self.tree.identify_row(event.y)
        key = self.nodes.key_of(item) if item == pressed else None
        if region in ("tree", "cell") and "indicator" not in part and key is not None:
            self._report_selection()
            if key[0] in SHOWING_PICTURES:
                self._links.pass_keys()

    def _on_return(self, _: Any) -> str:
        self._report_selection()
        self._links.pass_keys()
        return "break"

    # ---- menus
    def _on_right_click(self, event: Any) -> str:
        if self.tree.identify_region(event.x, event.y) in ("heading", "separator"):
            self._columns.show_menu(event.x_root, event.y_root)
            return "break"
        item = self.tree.identify_row(event.y)
        if self.nodes.row_of(item) is not None:
            self.tree.focus_set()
            self.choose(item)
            self._show_menu(item, (event.x_root, event.y_root))
        return "break"

    def _on_menu_key(self, _: Any) -> str:
        selection = self.tree.selection()
        box = self.tree.bbox(selection[0], "#0") if selection else ""
        if box:
            left, top, _, height = box
            at = self.tree.winfo_rootx() + left, self.tree.winfo_rooty() + top + height
            self._show_menu(selection[0], at)
        return "break"

    def _show_menu(self, item: str, at: tuple[int, int]) -> None:
        row = self.nodes.row_of(item)
        if row is not None:
            self._menu.show(row.key, row.has_children, at)

    # ---- opening
    def open(self, item: str) -> None:
        """Show the rows below one, asking for them where they are not known yet."""
        key = self.nodes.key_of(item)
        if key is None:
            return
        self.nodes.set_open(item, True)
        if key[0] != GROUP:
            self._dispatch(NodeOpened(key))
        self._refresh()

    def expand_below(self, key: NodeKey) -> None:
        """Open a row and all below it, also what is still to be read, up to a limit."""
        self._expanding = {key}
        pending = [key]
        while pending and len(self._expanding) < EXPANSION_LIMIT:
            item = self.nodes.item_of(pending.pop())
            if item is None:
                continue
            self.open(item)
            below = self.nodes.keys_below(item)
            self._expanding.update(below)
            pending.extend(below)

    def collapse(self, key: NodeKey) -> None:
        """Close a row and all below it."""
        self._expanding = set()
        item = self.nodes.item_of(key)
        if item is not None:
            self.nodes.close_all(item)


def _rows_may_differ(session: Session, previous: Session) -> bool:
    return _basis(session) != _basis(previous)


def _basis(session: Session) -> tuple[object, ...]:
    """Return what rows are made of; large values by identity, as comparing them costs too much."""
    chosen = session.settings
    return (
        id(session.tree),
        id(session.contents),
        id(session.filter.series),
        session.sort,
        session.identity_hidden,
        (chosen.columns, chosen.direction, chosen.fallback_character_set),
    )
