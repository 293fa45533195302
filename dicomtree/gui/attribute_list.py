"""The list beside the picture: every attribute of the instance on screen."""

from tkinter import ttk
from typing import Any

from dicomtree.gui import style as styles
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.header.attribute_row import AttributeRow
from dicomtree.session.masking import shown_attributes
from dicomtree.session.state import Session
from dicomtree.text import show

COLUMNS = (
    ("tag", "Tag", 84),
    ("vr", "VR", 32),
    ("keyword", "Attribute", 150),
    ("value", "Value", 120),
)
WIDTHS = {name: width for name, _, width in COLUMNS}
KEYWORD_SHARE = 0.45
LAYOUTS = (
    (370, ("tag", "vr", "keyword", "value")),
    (330, ("tag", "keyword", "value")),
    (0, ("keyword", "value")),
)
"""Which columns a pane of at least so many design pixels shows."""

INDENT = "  "


class AttributeList:
    """Draws the session's attribute lines, keeping the place that was scrolled to."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._lines: tuple[AttributeRow, ...] = ()
        self._items: list[str] = []
        self._shown: tuple[str, ...] = ()
        self.element = sg.Tree(
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

    def attach(self) -> None:
        """Style and bind the widget; the window must exist."""
        self.list: ttk.Treeview = self.element.Widget
        self.list.configure(style=styles.LIST, show="headings")
        self.element.vsb.configure(style=styles.SCROLLBAR)
        for name, title, length in COLUMNS:
            self.list.heading(name, text=title, anchor="w")
            width = self._style.px(length)
            stretch = name == "value"
            self.list.column(name, width=width, minwidth=width, stretch=stretch, anchor="w")
        self.list.tag_configure("dim", foreground=self._style.palette.dim)
        self.list.bind("<Configure>", lambda event: self._fit(event.width), add="+")
        self.list.bind("<Control-c>", self._copy)
        HoverTip(self.list, self._style, self._tip)

    def draw(self, session: Session, previous: Session | None) -> None:
        """Show the lines, changing only the rows that differ."""
        if previous is not None and _basis(session) == _basis(previous):
            return
        lines = shown_attributes(session)
        for place, line in enumerate(lines):
            if place >= len(self._items):
                self._append(line)
            elif line != self._lines[place]:
                self.list.item(self._items[place], values=_values(line))
        self._cut(len(lines))
        self._lines = lines

    def _fit(self, room: int) -> None:
        """Leave out columns that a narrow pane has no room for; the value comes first."""
        shown = next(
            (names for least, names in LAYOUTS if room >= self._style.px(least)), LAYOUTS[-1][1]
        )
        if shown != self._shown:
            self._shown = shown
            self.list.configure(displaycolumns=shown)
        keyword = min(self._style.px(WIDTHS["keyword"]), round(room * KEYWORD_SHARE))
        self.list.column("keyword", width=keyword, minwidth=keyword)
        others = sum(self.list.column(name, "width") for name in shown if name != "value")
        self.list.column("value", width=max(room - others, 1))

    def focus(self) -> None:
        """Take the keys."""
        self.list.focus_set()
        if self._items and not self.list.focus():
            self.list.focus(self._items[0])
            self.list.selection_set(self._items[0])

    def scrolled_to(self) -> float:
        """Return how far down the list stands, 0 to 1."""
        return self.list.yview()[0]

    def scroll_to(self, share: float) -> None:
        """Scroll as far down as another list stood."""
        self.list.yview_moveto(share)

    def _append(self, line: AttributeRow) -> None:
        item = self.list.insert("", "end", values=_values(line))
        self.element.IdToKey[item] = item
        self.element.KeyToID[item] = item
        self._items.append(item)

    def _cut(self, length: int) -> None:
        surplus = self._items[length:]
        del self._items[length:]
        for item in surplus:
            del self.element.IdToKey[item], self.element.KeyToID[item]
        if surplus:
            self.list.delete(*surplus)

    def _line_of(self, item: str) -> AttributeRow | None:
        return self._lines[self._items.index(item)] if item in self._items else None

    def _tip(self, event: Any) -> str:
        line = self._line_of(self.list.identify_row(event.y))
        return "" if line is None else f"{line.name}\n{show(line.value)}"

    def _copy(self, _: Any) -> str:
        selection = self.list.selection()
        line = self._line_of(selection[0]) if selection else None
        if line is not None:
            self.list.clipboard_clear()
            self.list.clipboard_append(line.value)
        return "break"


def _basis(session: Session) -> tuple[int, bool]:
    return id(session.attributes), session.identity_hidden


def _values(line: AttributeRow) -> tuple[str, ...]:
    return INDENT * line.depth + line.tag, line.vr, line.keyword or line.name, show(line.value)
