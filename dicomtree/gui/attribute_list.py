"""The inspector beside the picture: every attribute of the instance on screen, as a tree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from tkinter import ttk
from typing import Any

from dicomtree.gui import style as styles
from dicomtree.gui.attribute_columns import COLUMNS, AttributeColumns
from dicomtree.gui.attribute_menu import (
    COPIES,
    AttributeActions,
    AttributeMenu,
    has_value,
    put_on_clipboard,
    value_of,
)
from dicomtree.gui.attribute_rows import Appearance, AttributeRows, Look
from dicomtree.gui.compare_window import CompareWindow
from dicomtree.gui.filter_box import FilterBox
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.list_keys import bind_home_and_end
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.gui.value_window import ValueWindow
from dicomtree.header.parts import Place
from dicomtree.session.attribute_check import Check, checked
from dicomtree.session.attribute_filter import AttributeFilter, wanted_nodes
from dicomtree.session.attribute_messages import (
    ItemsWanted,
    LinkChosen,
    WholeValueClosed,
    WholeValueLoaded,
    WholeValueWanted,
)
from dicomtree.session.attribute_values import (
    declares_character_set,
    displayed,
    guess_in_words,
    in_a_cell,
    is_cut,
)
from dicomtree.session.links import link_of
from dicomtree.session.masking import is_identifying, shown_attributes, shown_items
from dicomtree.session.messages import Message
from dicomtree.session.outline import Node, level_of, outline, path_of
from dicomtree.session.state import Session, WholeValue
from dicomtree.text import show


@dataclass(slots=True)
class InspectorMemory:
    """What the inspector keeps when the window is made anew in another look."""

    open: set[Place] = field(default_factory=set)
    scrolled_to: float = 0.0


class AttributeList:
    """Draws the session's attributes, keeping filter, expansion and the place scrolled to."""

    def __init__(
        self, style: Style, dispatch: Callable[[Message], None], memory: InspectorMemory
    ) -> None:
        self._style, self._dispatch, self._memory = style, dispatch, memory
        self._top: list[Node] = []
        self._visible: set[Node] | None = None
        self._on_the_way: set[Node] = set()
        self._check = Check()
        self._instance = ""
        self._filter = AttributeFilter()
        self._is_hidden = False
        self._is_guessed = False
        self._undeclared: str | None = None
        self._bar = sg.Column([[]], background_color=style.palette.panel, expand_x=True, pad=(0, 0))
        self._tree_element = sg.Tree(
            data=sg.TreeData(),
            headings=[column.name for column in COLUMNS],
            select_mode=sg.TABLE_SELECT_MODE_BROWSE,
            border_width=0,
            key="attributes",
            pad=(0, 0),
            justification="left",
            font=style.font(styles.LIST_PIXELS),
            expand_x=True,
            expand_y=True,
        )
        self.element = sg.Column(
            [[self._bar], [self._tree_element]],
            background_color=style.palette.panel,
            pad=(0, 0),
            expand_x=True,
            expand_y=True,
        )

    # ---- set up
    def attach(self) -> None:
        """Style and bind the widgets; the window must exist."""
        self.list: ttk.Treeview = self._tree_element.Widget
        self.list.configure(style=styles.LIST, show="tree headings")
        self._tree_element.vsb.configure(style=styles.SCROLLBAR)
        self.list.tag_configure("dim", foreground=self._style.palette.dim)
        self.list.tag_configure("link", foreground=self._style.palette.accent)
        self.rows = AttributeRows(
            self._tree_element,
            Appearance(self._look, self._basis, self._inside, self._is_open),
        )
        self.columns = AttributeColumns(self.list, self._style, self._dispatch, self._draw_rows)
        actions = AttributeActions(self._see_whole, self._jump, self._copy)
        self._menu = AttributeMenu(self.list, self._style, actions, self._dispatch)
        self.comparison = CompareWindow(self.list, self._style, self._dispatch)
        self._value = ValueWindow(
            self.list, self._style, lambda: self._dispatch(WholeValueClosed())
        )
        self.filter = FilterBox(self._bar.Widget, self._style, self._dispatch, self.focus)
        self.findings = ttk.Button(self._bar.Widget, style=styles.LINK, command=self._show_findings)
        self.findings.pack(side="bottom", anchor="w", padx=self._style.px(2))
        self._bind()
        HoverTip(self.list, self._style, self._tip)

    def _bind(self) -> None:
        tree = self.list
        right = "2" if tree.tk.call("tk", "windowingsystem") == "aqua" else "3"
        tree.bind("<<TreeviewOpen>>", lambda _: self._set_open(tree.focus(), True), add="+")
        tree.bind("<<TreeviewClose>>", lambda _: self._set_open(tree.focus(), False), add="+")
        tree.bind("<Return>", lambda _: self._enter(tree.focus()))
        tree.bind("<Double-Button-1>", lambda event: self._enter(tree.identify_row(event.y)))
        tree.bind(f"<Button-{right}>", self._on_right_click)
        tree.bind("<Menu>", lambda _: self._on_menu_key())
        tree.bind("<Shift-F10>", lambda _: self._on_menu_key())
        tree.bind("<Control-f>", lambda _: self._focus_filter())
        bind_home_and_end(tree)
        for _, keys, text_of in COPIES:
            tree.bind(keys, partial(self._on_copy_key, text_of))

    # ---- drawing
    def draw(self, session: Session, previous: Session | None) -> None:
        """Show the attributes, changing only the rows that differ."""
        self._menu.draw(session)
        self.comparison.draw(session)
        value = session.whole_value
        may_show = value is not None and (value.is_harmless or not session.identity_hidden)
        self._draw_value(value if may_show else None)
        self.columns.draw(session.settings)
        self._instance = session.attributes_of or ""
        is_new = previous is None or not _has_same_lines(session, previous)
        if is_new:
            self._take_lines(session)
        if is_new or session.attribute_filter.hits is not self._filter.hits:
            self._filter = session.attribute_filter
            self._apply_filter()
            self._draw_rows()
        self.filter.draw(session.attribute_filter, self._may_tell())

    def _draw_value(self, value: WholeValue | None) -> None:
        """Show a value in full, or put it on the clipboard."""
        if value is not None and value.is_copied:
            put_on_clipboard(self.list, value.text)
            self._dispatch(WholeValueClosed())
            return
        self._value.draw(value)

    def _take_lines(self, session: Session) -> None:
        self._is_hidden = session.identity_hidden
        self._is_guessed = not declares_character_set(session.attributes)
        self._undeclared = session.settings.fallback_character_set
        self._check = checked(session.attributes)
        self.findings.configure(text=self._check.summary())
        self.findings.state(["disabled" if self._check.broken is None else "!disabled"])
        self._top = outline(shown_attributes(session), shown_items(session))

    def _draw_rows(self) -> None:
        """Bring the rows in step with outline, filter and expansion."""
        top = self._inside(None)
        self.columns.make_room(self._deepest(top))
        self.rows.draw(top)

    def _deepest(self, nodes: Sequence[Node]) -> int:
        """Return how many levels of rows are open below these."""
        level = 0
        opened = [one for one in nodes if one.children and self._is_open(one)]
        while opened:
            level += 1
            below = (one for node in opened for one in self._inside(node))
            opened = [one for one in below if one.children and self._is_open(one)]
        return level

    def _apply_filter(self) -> None:
        self._visible, self._on_the_way = None, set()
        if self._filter.hits is not None:
            self._visible, self._on_the_way = wanted_nodes(self._top, self._is_wanted)

    def _is_wanted(self, node: Node) -> bool:
        """Whether a node was found; what is hidden is not found by what it says."""
        by_value = (self._filter.hits or {}).get(node.place)
        if by_value is None:
            return False
        return not (by_value and self._is_hidden and is_identifying(node.line))

    def _may_tell(self) -> int | None:
        """Return how many hits may be told while identity is hidden: a guess must not be confirmed."""
        if not self._is_hidden or self._visible is None:
            return None
        return sum(map(self._is_wanted, self._visible))

    def _inside(self, node: Node | None) -> Sequence[Node]:
        nodes = self._top if node is None else node.children
        if self._visible is None or (node is not None and node not in self._on_the_way):
            return nodes
        return [one for one in nodes if one in self._visible]

    def _is_open(self, node: Node) -> bool:
        return node.place in self._memory.open or node in self._on_the_way

    def _basis(self) -> object:
        """Return what the look of every row depends on besides its line and those around it."""
        return self.columns.measure(), self._check.known

    def _look(self, node: Node) -> Look:
        line, cut = node.line, self.columns.cut_value
        if line.number:
            return Look(line.name, ("",) * len(COLUMNS), ("dim",))
        is_link = link_of(node) is not None
        value = f"→ {in_a_cell(line)}" if is_link else in_a_cell(line)
        cells = line.tag, show(line.vr), line.vm, self._check.kind(node), cut(show(value))
        return Look(self._name_cell(node), cells, ("link",) if is_link else ())

    def _name_cell(self, node: Node) -> str:
        line, level = node.line, level_of(node)
        if line.creator:
            return self.columns.cut_end(show(f"{line.name} · {line.creator}"), level)
        return self.columns.cut_name(show(line.keyword or line.name), level)

    # ---- places
    def focus(self) -> None:
        """Take the keys."""
        self.list.focus_set()
        first = self.rows.first()
        if first is not None and not self.list.focus():
            self.list.focus(first)
            self.list.selection_set(first)

    def memory(self) -> InspectorMemory:
        """Return what another window needs to go on as this one stands."""
        self._memory.scrolled_to = self.list.yview()[0]
        return self._memory

    def restore_scroll(self) -> None:
        """Scroll as far down as the window before stood."""
        self.rows.hurry()
        self.list.yview_moveto(self._memory.scrolled_to)

    def close(self) -> None:
        """Close what was opened beside the list."""
        self.rows.close()
        self._value.close()
        self.comparison.close()

    def _focus_filter(self) -> str:
        self.filter.focus()
        return "break"

    # ---- doing
    def _set_open(self, item: str, is_open: bool) -> None:
        node = self.rows.node_of(item)
        if node is None:
            return
        if not is_open:
            self._memory.open.discard(node.place)
            self._on_the_way.discard(node)
        else:
            self._memory.open.add(node.place)
            if node.is_block:
                self._dispatch(ItemsWanted(node.sequence, -node.line.number))
        self._draw_rows()

    def _enter(self, item: str) -> str | None:
        """Follow a reference, open or close, or show the whole value."""
        node = self.rows.node_of(item)
        if node is None:
            return None
        if node.line.tag and link_of(node) is not None:
            self._jump(node)
        elif node.children or node.is_block:
            is_open = not self.list.item(item, "open")
            self.list.item(item, open=is_open)
            self._set_open(item, is_open)
        else:
            self._see_whole(node)
        return "break"

    def _show_findings(self) -> None:
        report = self._check.report()
        value = WholeValue("Mandatory attributes missing or empty", report, is_harmless=True)
        self._dispatch(WholeValueLoaded(self._instance, value))

    def _see_whole(self, node: Node) -> None:
        if has_value(node):
            self._want_whole(node, is_copied=False)

    def _want_whole(self, node: Node, *, is_copied: bool) -> None:
        line = node.line
        name = path_of(node) if line.keyword else line.name
        self._dispatch(WholeValueWanted(node.place, f"{name} ({line.tag})", is_copied))

    def _jump(self, node: Node) -> None:
        link = link_of(node)
        if link is not None:
            self._dispatch(LinkChosen(link))

    def _on_right_click(self, event: Any) -> str:
        if self.list.identify_region(event.x, event.y) in ("heading", "separator"):
            self.columns.show_menu((event.x_root, event.y_root))
            return "break"
        self._open_menu(self.list.identify_row(event.y), (event.x_root, event.y_root))
        return "break"

    def _on_menu_key(self) -> str:
        item = self.list.focus()
        box = self.list.bbox(item) if item else ""
        if box:
            x, y, _, height = box
            at = self.list.winfo_rootx() + x, self.list.winfo_rooty() + y + height
            self._open_menu(item, at)
        return "break"

    def _open_menu(self, item: str, at: tuple[int, int]) -> None:
        node = self.rows.node_of(item)
        if node is not None:
            self.list.selection_set(item)
            self.list.focus(item)
            self._menu.show(node, at)

    def _on_copy_key(self, text_of: Callable[[Node], str], _: Any) -> str:
        node = self.rows.node_of(self.list.focus())
        if node is not None:
            self._copy(text_of, node)
        return "break"

    def _copy(self, text_of: Callable[[Node], str], node: Node) -> None:
        """Copy what a row says; of a value that it shows cut, all there is must be read first."""
        if text_of is value_of and is_cut(node.line) and not self._is_hidden:
            self._want_whole(node, is_copied=True)
        else:
            put_on_clipboard(self.list, text_of(node))

    def _tip(self, event: Any) -> str:
        node = self.rows.node_of(self.list.identify_row(event.y))
        if node is None or node.line.number:
            return ""
        line = node.line
        kind = f"{line.tag} · {line.vr} · VM {line.vm}" if line.tag else ""
        types = show(self._check.in_words(node))
        path = show(path_of(node)) if line.depth else ""
        guess = guess_in_words(line, self._undeclared) if self._is_guessed else ""
        said = show(line.name), show(line.creator), path, kind, types, show(displayed(line)), guess
        return "\n".join(filter(None, said))


def _has_same_lines(session: Session, other: Session) -> bool:
    """Whether both show the same lines; those of an instance that is paged past never come."""
    return (
        session.attributes is other.attributes
        and session.more_attributes is other.more_attributes
        and session.identity_hidden == other.identity_hidden
    )
