"""The inspector beside the picture: every attribute of the instance on screen, as a tree."""

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from tkinter import ttk
from typing import Any

from dicomtree.documents import Reference
from dicomtree.gui import style as styles
from dicomtree.gui.attribute_menu import COPIES, AttributeMenu, copy, has_value
from dicomtree.gui.attribute_rows import Appearance, AttributeRows, Look
from dicomtree.gui.compare_window import CompareWindow
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.gui.value_window import ValueWindow
from dicomtree.header.parts import Place
from dicomtree.session.attribute_check import Check, checked
from dicomtree.session.attribute_filter import PatternError, matcher, wanted_nodes
from dicomtree.session.attribute_messages import (
    ItemsWanted,
    WholeValueClosed,
    WholeValueLoaded,
    WholeValueWanted,
)
from dicomtree.session.attribute_values import displayed
from dicomtree.session.document_messages import ReferenceChosen
from dicomtree.session.masking import shown_attributes, shown_items
from dicomtree.session.messages import Message
from dicomtree.session.outline import Node, outline, path_of, referenced_instance
from dicomtree.session.state import Session, WholeValue
from dicomtree.text import show

TAG_WIDTH, INDENT = 92, 16
COLUMNS = (
    ("keyword", "Attribute", 150),
    ("vr", "VR", 32),
    ("vm", "VM", 32),
    ("type", "Type", 42),
    ("value", "Value", 120),
)
WIDTHS = {name: width for name, _, width in COLUMNS}
KEYWORD_SHARE = 0.36
NAME_SHARE = 0.5
MOST_INDENTED = 3
LAYOUTS = (
    (500, TAG_WIDTH, ("keyword", "vr", "vm", "type", "value")),
    (450, TAG_WIDTH, ("keyword", "vr", "type", "value")),
    (400, TAG_WIDTH, ("keyword", "vr", "value")),
    (310, TAG_WIDTH, ("keyword", "value")),
    (0, 0, ("value",)),
)
"""Tag column and others that a pane of at least so many design pixels shows; the narrowest has
names in the place of tags."""

FILTER_HINT = "Filter: text, *, /regular expression/, tag"
NOTHING_FOUND = "No attribute has this"


@dataclass(slots=True)
class InspectorMemory:
    """What the inspector keeps when the window is made anew in another look."""

    open: set[Place] = field(default_factory=set)
    wanted: str = ""
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
        self._shown: tuple[str, ...] = ()
        self._tag_width = TAG_WIDTH
        self._bar = sg.Column([[]], background_color=style.palette.panel, expand_x=True, pad=(0, 0))
        self._tree_element = sg.Tree(
            data=sg.TreeData(),
            headings=[name for name, _, _ in COLUMNS],
            select_mode=sg.TABLE_SELECT_MODE_BROWSE,
            border_width=0,
            key="attributes",
            pad=(0, 0),
            justification="left",
            font=style.font(12),
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
        self.list.heading("#0", text="Tag", anchor="w")
        for name, title, length in COLUMNS:
            self.list.heading(name, text=title, anchor="w")
            width = self._style.px(length)
            stretch = name == "value"
            self.list.column(name, width=width, minwidth=width, stretch=stretch, anchor="w")
        self.list.tag_configure("dim", foreground=self._style.palette.dim)
        self.list.tag_configure("link", foreground=self._style.palette.accent)
        self.rows = AttributeRows(
            self._tree_element, Appearance(self._look, self._inside, self._is_open)
        )
        self._menu = AttributeMenu(
            self.list, self._style, self._see_whole, self._jump, self._dispatch
        )
        self.comparison = CompareWindow(self.list, self._style, self._dispatch)
        self._value = ValueWindow(
            self.list, self._style, lambda: self._dispatch(WholeValueClosed())
        )
        self._make_filter()
        self._bind()
        HoverTip(self.list, self._style, self._tip)

    def _make_filter(self) -> None:
        style = self._style
        self._typed = tkinter.StringVar(self._bar.Widget, self._memory.wanted)
        self.filter = ttk.Entry(
            self._bar.Widget, textvariable=self._typed, style=styles.ENTRY, font=style.font(12)
        )
        self.filter.pack(fill="x", padx=style.px(6), pady=(style.px(6), style.px(2)))
        self.findings = ttk.Button(self._bar.Widget, style=styles.LINK, command=self._show_findings)
        self.findings.pack(side="bottom", anchor="w", padx=style.px(2))
        self._said = tkinter.Label(
            self._bar.Widget,
            text=FILTER_HINT,
            font=style.font(11),
            background=style.palette.panel,
            foreground=style.palette.dim,
            anchor="w",
        )
        self._said.pack(fill="x", padx=style.px(8))
        self._typed.trace_add("write", lambda *_: self._on_typed())
        self.filter.bind("<Escape>", lambda _: self._clear_filter())
        for keys in ("<Return>", "<Down>"):
            self.filter.bind(keys, lambda _: self._focus_list())

    def _bind(self) -> None:
        tree = self.list
        right = "2" if tree.tk.call("tk", "windowingsystem") == "aqua" else "3"
        tree.bind("<Configure>", lambda event: self._fit(event.width), add="+")
        tree.bind("<<TreeviewOpen>>", lambda _: self._set_open(tree.focus(), True), add="+")
        tree.bind("<<TreeviewClose>>", lambda _: self._set_open(tree.focus(), False), add="+")
        tree.bind("<Return>", lambda _: self._enter(tree.focus()))
        tree.bind("<Double-Button-1>", lambda event: self._enter(tree.identify_row(event.y)))
        tree.bind(f"<Button-{right}>", self._on_right_click)
        tree.bind("<Menu>", lambda _: self._on_menu_key())
        tree.bind("<Shift-F10>", lambda _: self._on_menu_key())
        tree.bind("<Control-f>", lambda _: self._focus_filter())
        for _, keys, text_of in COPIES:
            tree.bind(keys, partial(self._copy, text_of))

    # ---- drawing
    def draw(self, session: Session, previous: Session | None) -> None:
        """Show the attributes, changing only the rows that differ."""
        self._menu.draw(session)
        self.comparison.draw(session)
        self._value.draw(None if session.identity_hidden else session.whole_value)
        if previous is not None and _basis(session) == _basis(previous):
            return
        self._instance = session.attributes_of or ""
        self._check = checked(session.attributes)
        self.findings.configure(text=self._check.summary())
        self.findings.state(["disabled" if self._check.broken is None else "!disabled"])
        self._top = outline(shown_attributes(session), shown_items(session))
        self._show()

    def _show(self) -> None:
        """Bring the rows in step with outline, filter and expansion."""
        said = self._apply_filter()
        self._said.configure(text=said)
        self.rows.draw(self._inside(None))
        self._widen_tags()

    def _apply_filter(self) -> str:
        """Find what is wanted; return what there is to say of it."""
        self._visible, self._on_the_way = None, set()
        try:
            is_wanted = matcher(self._memory.wanted)
        except PatternError as error:
            return show(str(error), 80)
        if is_wanted is None:
            return FILTER_HINT
        self._visible, self._on_the_way = wanted_nodes(self._top, is_wanted)
        found = len(self._visible - self._on_the_way)
        if not found:
            return NOTHING_FOUND
        return "1 attribute" if found == 1 else f"{found:,} attributes"

    def _inside(self, node: Node | None) -> Sequence[Node]:
        nodes = self._top if node is None else node.children
        if self._visible is None or (node is not None and node not in self._on_the_way):
            return nodes
        return [one for one in nodes if one in self._visible]

    def _is_open(self, node: Node) -> bool:
        return node.place in self._memory.open or node in self._on_the_way

    def _look(self, node: Node) -> Look:
        line = node.line
        name = line.keyword or (f"{line.creator}: {line.name}" if line.creator else line.name)
        if line.number:
            return Look(line.name, ("",) * len(COLUMNS), ("dim",))
        refers = line.tag == "0008,1155" and referenced_instance(node) is not None
        value = f"→ {displayed(line)}" if refers else displayed(line)
        cells = (show(name), show(line.vr), line.vm, self._check.kind(node), show(value))
        first = show(name) if self._is_named else line.tag
        return Look(first, cells, ("link",) if refers else ())

    @property
    def _is_named(self) -> bool:
        """Whether names stand in the place of tags: there is no room for both."""
        return self._shown == LAYOUTS[-1][2]

    def _fit(self, room: int) -> None:
        """Leave out columns that a narrow pane has no room for; the value comes first."""
        unit = self._style.px
        _, self._tag_width, shown = next(one for one in LAYOUTS if room >= unit(one[0]))
        if shown != self._shown:
            was_named, self._shown = self._is_named, shown
            self.list.configure(displaycolumns=shown)
            if was_named != self._is_named:
                self.list.heading("#0", text="Attribute" if self._is_named else "Tag")
                self.rows.draw(self._inside(None))
        keyword = min(unit(WIDTHS["keyword"]), round(room * KEYWORD_SHARE))
        self.list.column("keyword", width=keyword, minwidth=keyword)
        self._widen_tags()

    def _widen_tags(self) -> None:
        """Give the tags of nested attributes the room that their indent takes."""
        indents = min(self.rows.deepest(), MOST_INDENTED) * INDENT
        wide = self.list.winfo_width() * NAME_SHARE if self._is_named else 0
        tag = round(wide) or self._style.px(self._tag_width + indents)
        if tag != self.list.column("#0", "width"):
            self.list.column("#0", width=tag, minwidth=tag, stretch=False)
        room = self.list.winfo_width()
        others = sum(self.list.column(name, "width") for name in self._shown if name != "value")
        self.list.column("value", width=max(room - others - tag, 1))

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
        self.list.yview_moveto(self._memory.scrolled_to)

    def close(self) -> None:
        """Close what was opened beside the list."""
        self._value.close()
        self.comparison.close()

    def _focus_filter(self) -> str:
        self.filter.focus_set()
        self.filter.selection_range(0, "end")
        return "break"

    def _focus_list(self) -> str:
        self.focus()
        return "break"

    # ---- doing
    def _on_typed(self) -> None:
        self._memory.wanted = self._typed.get()
        self._show()

    def _clear_filter(self) -> str:
        self._typed.set("")
        self.focus()
        return "break"

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
        self.rows.refill(item)
        self._widen_tags()

    def _enter(self, item: str) -> str | None:
        """Follow a reference, open or close, or show the whole value."""
        node = self.rows.node_of(item)
        if node is None:
            return None
        if node.line.tag and referenced_instance(node) is not None:
            self._jump(node)
        elif node.children or node.is_block:
            is_open = not self.list.item(item, "open")
            self.list.item(item, open=is_open)
            self._set_open(item, is_open)
        else:
            self._see_whole(node)
        return "break"

    def _show_findings(self) -> None:
        value = WholeValue("Mandatory attributes missing or empty", self._check.report())
        self._dispatch(WholeValueLoaded(self._instance, value))

    def _see_whole(self, node: Node) -> None:
        if has_value(node):
            name = f"{path_of(node)} ({node.line.tag})"
            self._dispatch(WholeValueWanted(node.place, name))

    def _jump(self, node: Node) -> None:
        found = referenced_instance(node)
        if found is not None:
            self._dispatch(ReferenceChosen(Reference(*found)))

    def _on_right_click(self, event: Any) -> str:
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

    def _copy(self, text_of: Callable[[Node], str], _: Any) -> str:
        node = self.rows.node_of(self.list.focus())
        if node is not None:
            copy(self.list, text_of, node)
        return "break"

    def _tip(self, event: Any) -> str:
        node = self.rows.node_of(self.list.identify_row(event.y))
        if node is None or node.line.number:
            return ""
        line = node.line
        kind = f"{line.tag} · {line.vr} · VM {line.vm}" if line.tag else ""
        types = show(self._check.in_words(node))
        return "\n".join(filter(None, (show(line.name), kind, types, show(displayed(line)))))


def _basis(session: Session) -> tuple[int, int, bool]:
    return id(session.attributes), id(session.more_attributes), session.identity_hidden
