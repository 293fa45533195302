"""The tree: rows for patient, study, series, stack and slice, with columns, menus and keys."""

from collections.abc import Callable
from tkinter import font as tk_font
from tkinter import ttk
from typing import Any

from dicomtree.gui import style as styles
from dicomtree.gui.row_groups import GROUP
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.gui.tree_finder import TreeFinder
from dicomtree.gui.tree_nodes import TreeNodes
from dicomtree.session import rows
from dicomtree.session.lookup import index_of, patient_number, study_number
from dicomtree.session.marking import row_on_screen
from dicomtree.session.messages import (
    Message,
    NodeOpened,
    NodeSelected,
    SettingChosen,
    SortChosen,
)
from dicomtree.session.state import NodeKey, Session

TREE_KEY = "tree"
LABEL_COLUMN = "name"
LABEL_WIDTH, LABEL_MIN_WIDTH = 260, 230
CELL_PADDING = 12
OPENED_AT_FIRST = 12
"""So many patients, and studies of each, show their rows at once; more would bury the overview."""

EXPANSION_LIMIT = 500
PASS_PAUSE_MS = 4

Dispatch = Callable[[Message], None]


class TreeView:
    """Draws the session's tree and turns what is done to it into messages."""

    def __init__(self, dispatch: Dispatch, style: Style, pass_keys: Callable[[], None]) -> None:
        self._dispatch = dispatch
        self._style = style
        self._pass_keys = pass_keys
        self._session = Session()
        self._columns: tuple[rows.Column, ...] = ()
        self._fitting: tuple[str, ...] = ()
        self._met: set[NodeKey] = set()
        self._expanding: set[NodeKey] = set()
        self._refresh_waits = False
        self._hovered = ""
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
        self.element.vsb.configure(style=styles.SCROLLBAR)
        self.nodes = TreeNodes(self.element, self._style)
        self._finder = TreeFinder(self.nodes, self.choose)
        self._configure_tags()
        self._bind()

    def _configure_tags(self) -> None:
        palette = self._style.palette
        self.tree.tag_configure("dim", foreground=palette.dim)
        self.tree.tag_configure("warning", foreground=palette.warning)
        self.tree.tag_configure("current", background=palette.current)
        self.tree.tag_configure("hover", background=palette.hover)

    def _bind(self) -> None:
        tree = self.tree
        tree.bind("<<TreeviewSelect>>", self._on_select, add="+")
        tree.bind("<<TreeviewOpen>>", self._on_open)
        tree.bind("<<TreeviewClose>>", self._on_close)
        tree.bind("<ButtonRelease-1>", self._on_release, add="+")
        tree.bind("<Return>", self._on_return)
        tree.bind("<KP_Enter>", self._on_return)
        tree.bind("<Home>", lambda _: self._choose_end(0))
        tree.bind("<End>", lambda _: self._choose_end(-1))
        tree.bind("<Configure>", lambda _: self._fit_columns(), add="+")
        tree.bind("<Key>", self._finder.on_key, add="+")

    # ---- drawing
    def draw(self, session: Session, previous: Session | None) -> None:
        """Show `session`; `previous` is what was drawn last, None at first."""
        self._session = session
        if previous is None or session.settings != previous.settings:
            self._draw_columns(session)
        if previous is None or session.sort != previous.sort:
            self._draw_sort(session.sort)
        if previous is None or _rows_may_differ(session, previous):
            self.nodes.forget_answers()
            self._refresh()
        if previous is None or session.selection != previous.selection:
            self._draw_selection(session.selection)
        self._draw_mark(row_on_screen(session))

    def _draw_columns(self, session: Session) -> None:
        columns = rows.shown_columns(session.settings)
        if columns == self._columns:
            return
        self._columns = columns
        self.tree.configure(columns=[column.name for column in columns], displaycolumns="#all")
        widths = self._widths(session)
        self.tree.column("#0", width=widths[0], minwidth=self._style.px(LABEL_MIN_WIDTH))
        self._bind_heading("#0", LABEL_COLUMN)
        for column in columns:
            width = widths[1 + rows.COLUMNS.index(column)]
            self.tree.column(column.name, width=width, anchor=_anchor(column), stretch=False)
            self._bind_heading(column.name, column.name)
        self._draw_sort(session.sort)
        self._fitting = ()
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Show as many of the default columns as leave the labels room; all that were chosen."""
        names = [column.name for column in self._columns]
        if not self._session.settings.columns:
            room = self.tree.winfo_width() - self._style.px(LABEL_MIN_WIDTH)
            names.sort(key=_RANK.index)
            while names and sum(self.tree.column(name, "width") for name in names) > room:
                names.pop()
            names.sort(key=[column.name for column in self._columns].index)
        if tuple(names) != self._fitting:
            self._fitting = tuple(names)
            self.tree.configure(displaycolumns=names)

    def _widths(self, session: Session) -> list[int]:
        """Return the width in pixels of the label column and of each column there can be."""
        kept = session.settings.column_widths
        if len(kept) == 1 + len(rows.COLUMNS):
            return [self._style.px(width) for width in kept]
        digit = tk_font.Font(self.tree, font=self._style.font()).measure("0")
        widths = [digit * column.width + self._style.px(CELL_PADDING) for column in rows.COLUMNS]
        return [self._style.px(LABEL_WIDTH), *widths]

    def _bind_heading(self, place: str, name: str) -> None:
        self.tree.heading(place, command=lambda: self._dispatch(SortChosen(name)))

    def _draw_sort(self, sort: tuple[str, bool]) -> None:
        named, descending = sort
        arrow = " ▼" if descending else " ▲"
        label = "Patient / study / series" + (arrow if named == LABEL_COLUMN else "")
        self.tree.heading("#0", text=label, anchor="w")
        for column in self._columns:
            title = column.title + (arrow if column.name == named else "")
            self.tree.heading(column.name, text=title, anchor=_anchor(column))

    def _refresh(self) -> None:
        """Bring the rows in step, the many in several passes with the window free between."""
        self._refresh_waits = False
        more = self.nodes.refresh(lambda key: rows.children(self._session, key))
        more = self._open_new_rows() or more
        if more and not self._refresh_waits:
            self._refresh_waits = True
            self.tree.after(PASS_PAUSE_MS, self._refresh)

    def _open_new_rows(self) -> bool:
        """Open patients and studies met for the first time, while they are few."""
        opened = False
        for patient in self.tree.get_children()[:OPENED_AT_FIRST]:
            opened = self._open_if_new(patient) or opened
            for study in self.tree.get_children(patient)[:OPENED_AT_FIRST]:
                opened = self._open_if_new(study) or opened
        return opened

    def _open_if_new(self, item: str) -> bool:
        key = self.nodes.key_of(item)
        if key is None or key in self._met:
            return False
        self._met.add(key)
        self.nodes.set_open(item, True)
        return True

    def _draw_selection(self, key: NodeKey | None) -> None:
        if key is None or self._selected_key() == key:
            return
        self._reveal(key)
        item = self.nodes.item_of(key)
        if item is not None:
            self._select_item(item)

    def _reveal(self, key: NodeKey) -> None:
        """Open what lies above a row that the session chose by itself."""
        above = index_of(self._session.tree).series.get(key[1]) if key[0] in _IN_SERIES else None
        if above is None:
            return
        patient, study, _ = above
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

    # ---- choosing
    def focus(self) -> None:
        """Take the keys."""
        self.tree.focus_set()
        if not self.tree.focus():
            self._choose_end(0)

    def choose(self, item: str) -> None:
        """Select a row as if by the user's hand."""
        self._select_item(item)
        self._report_selection()

    def _select_item(self, item: str) -> None:
        self.tree.focus(item)
        self.tree.selection_set(item)
        self.tree.see(item)

    def _choose_end(self, place: int) -> str:
        items = list(self.nodes.visible_items())
        if items:
            self.choose(items[place])
        return "break"

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

    def _on_select(self, _: Any) -> None:
        self._report_selection()

    def _on_release(self, event: Any) -> None:
        """Give the keys to the picture after a click on a row that shows one."""
        region = self.tree.identify_region(event.x, event.y)
        if region == "separator":
            self._keep_widths()
        part = self.tree.identify_element(event.x, event.y)
        key = self.nodes.key_of(self.tree.identify_row(event.y))
        if region in ("tree", "cell") and "indicator" not in part and key is not None:
            self._report_selection()
            if key[0] in _IN_SERIES:
                self._pass_keys()

    def _on_return(self, _: Any) -> str:
        self._report_selection()
        self._pass_keys()
        return "break"

    # ---- opening
    def _on_open(self, _: Any) -> None:
        self.open(self.tree.focus())

    def _on_close(self, _: Any) -> None:
        self.nodes.set_open(self.tree.focus(), False)

    def open(self, item: str) -> None:
        """Show the rows below one, asking for them where they are not known yet."""
        key = self.nodes.key_of(item)
        if key is None:
            return
        self.nodes.set_open(item, True)
        if key[0] != GROUP:
            self._dispatch(NodeOpened(key))
        self._refresh()

    def _keep_widths(self) -> None:
        widths = self._widths(self._session)
        widths[0] = self.tree.column("#0", "width")
        for column in self._columns:
            widths[1 + rows.COLUMNS.index(column)] = self.tree.column(column.name, "width")
        kept = tuple(round(width / self._style.unit) for width in widths)
        self._dispatch(SettingChosen("column_widths", kept))


_RANK = ("images", "modality", "date", "description")
"""The default columns, the last to go in a narrow pane first."""

_IN_SERIES = ("series", "stack", "slice", "object")


def _rows_may_differ(session: Session, previous: Session) -> bool:
    return (
        session.tree is not previous.tree
        or session.contents is not previous.contents
        or session.settings != previous.settings
        or session.sort != previous.sort
        or session.identity_hidden != previous.identity_hidden
    )


def _anchor(column: rows.Column) -> Any:
    return column.anchor
