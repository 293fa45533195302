"""Why this order? Sentences first, the table below; and menus for who disagrees."""

import tkinter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from tkinter import ttk
from typing import Literal

from dicomtree.explain import BY_HAND, Section, SliceLine, TableColumn
from dicomtree.gui import style as styles
from dicomtree.gui.elision import measuring_font
from dicomtree.gui.order_menu import OrderMenu
from dicomtree.gui.scrollbars import scroll_across, scroll_down
from dicomtree.gui.split_entry import SplitEntry
from dicomtree.gui.style import Style
from dicomtree.session.messages import Message, NodeSelected, OrderPanelToggled
from dicomtree.session.order_view import (
    OrderView,
    key_of_line,
    line_on_screen,
    order_options,
    order_view,
)
from dicomtree.session.state import Session
from dicomtree.text import show

TITLE = "Why this order?"
OTHERWISE = "Another order ▾"
WAITING = "Looking it up …"
TEXT_SHARE, GAP_SHARE = 0.6, 0.02
LONGEST_SENTENCE, LONGEST_HEADING = 2_000, 160
PADDING_PIXELS, MEASURED_LINES = 18, 20
ROWS_AT_ONCE, PAUSE_MS = 60, 6


class OrderPanel:
    """A pane laid over the picture's place while `session.order_shown`."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, dispatch: Callable[[Message], None]
    ) -> None:
        self._style = style
        self._dispatch = dispatch
        self._session = Session()
        self._drawn: tuple[object, ...] = ()
        self._view: OrderView | None = None
        self._font = measuring_font(parent, style.font(styles.TEXT_PIXELS - 1))
        self._menu = OrderMenu(style, dispatch)
        self._pop = styles.PopUp()
        self._coming: Iterator[tuple[int, SliceLine]] = iter(())
        self._timer: str | None = None
        self.frame = tkinter.Frame(parent, background=style.palette.panel, padx=style.px(18))
        self._head()
        self._button, self._split = self._make_choices()
        self._body = tkinter.Frame(self.frame, background=style.palette.panel)
        self._body.pack(fill="both", expand=True, pady=(0, style.px(14)))
        self._text = self._make_text()
        self._table = self._make_table()

    @property
    def is_shown(self) -> bool:
        """Whether the panel is on screen."""
        return bool(self.frame.winfo_manager())

    def draw(self, session: Session) -> None:
        """Bring panel, sentences and table in step with the session."""
        self._session = session
        if session.order_shown != self.is_shown:
            self._show(session.order_shown)
        if not self.is_shown:
            return
        self._split.draw(session)
        facts = _facts(session)
        if facts != self._drawn:
            self._drawn = facts
            self._view = order_view(session)
            self._write(self._view)
            self._fill(self._view)
        self._mark_line()

    def close(self) -> None:
        """Drop what is still to come, before the window is destroyed."""
        self._stop_filling()

    def _show(self, shown: bool) -> None:
        if not shown:
            self._stop_filling()
            self._split.close()
            self._drawn = ()
            self.frame.place_forget()
            return
        self.frame.place(relx=0, rely=0, relwidth=1, relheight=1)
        self.frame.lift()
        self._text.focus_set()

    # ---- parts
    def _head(self) -> None:
        style, palette = self._style, self._style.palette
        head = tkinter.Frame(self.frame, background=palette.panel)
        head.pack(fill="x", pady=(style.px(14), style.px(8)))
        icon = style.icon("cancel", palette.text)
        close = partial(self._dispatch, OrderPanelToggled())
        ttk.Button(head, image=icon, style=styles.LINK, command=close).pack(side="right")
        self._title = self._label(head, TITLE, 18, palette.text)
        self._stack = self._label(head, "", 13, palette.dim)
        self._stack.configure(justify="left")
        self._stack.bind("<Configure>", self._wrap_heading)

    def _wrap_heading(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        self._stack.configure(wraplength=max(event.width - self._style.px(4), 1))

    def _label(self, parent: tkinter.Misc, text: str, size: int, colour: str) -> tkinter.Label:
        ground = self._style.palette.panel
        label = tkinter.Label(
            parent,
            text=text,
            font=self._style.font(size),
            background=ground,
            foreground=colour,
            anchor="w",
        )
        label.pack(fill="x")
        return label

    def _make_choices(self) -> tuple[ttk.Button, SplitEntry]:
        """Make one button for all that can be listed, and a line to name any attribute beside it."""
        style = self._style
        row = tkinter.Frame(self.frame, background=style.palette.panel)
        row.pack(fill="x", pady=(0, style.px(8)))
        button = ttk.Button(row, text=OTHERWISE, style=styles.BUTTON, command=self._pop_up)
        button.pack(side="left", anchor="n")
        split = SplitEntry(row, style, self._dispatch, self._focus_text)
        split.frame.pack(side="left", fill="x", expand=True, padx=(style.px(10), 0))
        return button, split

    def _focus_text(self) -> None:
        self._text.focus_set()

    def _make_text(self) -> tkinter.Text:
        style, palette = self._style, self._style.palette
        holder = self._holder(0.0, TEXT_SHARE)
        text = tkinter.Text(
            holder,
            wrap="word",
            height=1,
            width=10,
            font=style.font(),
            borderwidth=0,
            highlightthickness=0,
            padx=style.px(10),
            pady=style.px(8),
            spacing3=style.px(3),
            cursor="arrow",
            state="disabled",
            **style.text_colours,
        )
        text.tag_configure("title", font=style.font(13, "bold"), spacing1=style.px(8))
        text.tag_configure("by_hand", foreground=palette.warning)
        scroll_down(text)
        text.pack(side="left", fill="both", expand=True)
        return text

    def _make_table(self) -> ttk.Treeview:
        holder = self._holder(TEXT_SHARE + GAP_SHARE, 1.0)
        table = ttk.Treeview(holder, style=styles.LIST, show="headings", height=1)
        table.tag_configure("current", background=self._style.palette.current)
        table.bind("<Double-Button-1>", lambda _: self._go_to_line())
        table.bind("<Return>", lambda _: self._go_to_line())
        scroll_across(table)
        scroll_down(table)
        table.pack(side="left", fill="both", expand=True)
        return table

    def _holder(self, start: float, end: float) -> tkinter.Frame:
        """Return a frame over this part of the height: both parts are seen however large texts are."""
        holder = tkinter.Frame(self._body, background=self._style.palette.border, padx=1, pady=1)
        holder.place(relx=0, rely=start, relwidth=1, relheight=end - start)
        return holder

    # ---- contents
    def _write(self, view: OrderView | None) -> None:
        self._stack.configure(text="" if view is None else show(view.heading, LONGEST_HEADING))
        text = self._text
        text.configure(state="normal")
        text.delete("1.0", "end")
        for section in () if view is None else view.sections:
            self._write_section(section)
        if view is None:
            text.insert("end", WAITING)
        text.configure(state="disabled")

    def _write_section(self, section: Section) -> None:
        tags = ("by_hand",) if section.title == BY_HAND else ()
        self._text.insert("end", f"{section.title}\n", ("title", *tags))
        for sentence in section.sentences:
            self._text.insert("end", f"{show(sentence, LONGEST_SENTENCE)}\n", tags)

    def _fill(self, view: OrderView | None) -> None:
        """Begin with the table: the many rows come in several passes, the window free between."""
        self._stop_filling()
        table = self._table
        table.delete(*table.get_children())
        columns = () if view is None else view.columns
        names = [str(index) for index in range(len(columns))]
        table.configure(columns=names)
        for name, column in zip(names, columns, strict=True):
            side: Literal["e", "w"] = "e" if column.is_number else "w"
            table.heading(name, text=column.title, anchor=side)
            wide = self._width_of(column, () if view is None else view.lines)
            # What is wider than the pane is scrolled to, not squeezed.
            table.column(name, anchor=side, width=wide, minwidth=wide, stretch=False)
        self._coming = enumerate(() if view is None else view.lines)
        self._fill_more()

    def _width_of(self, column: TableColumn, lines: Sequence[SliceLine]) -> int:
        """Return how wide a column is for its title and the lines at both ends."""
        ends = [*lines[:MEASURED_LINES], *lines[-MEASURED_LINES:]]
        texts = [column.title, *(show(column.text(line)) for line in ends)]
        return self._style.px(PADDING_PIXELS) + max(map(self._font.measure, texts))

    def _fill_more(self) -> None:
        self._timer = None
        view = self._view
        for _ in range(ROWS_AT_ONCE):
            found = next(self._coming, None)
            if found is None or view is None:
                self._mark_line()
                return
            index, line = found
            cells = [show(column.text(line)) for column in view.columns]
            self._table.insert("", "end", iid=str(index), values=cells)
        self._timer = self._table.after(PAUSE_MS, self._fill_more)

    def _stop_filling(self) -> None:
        if self._timer is not None:
            self._table.after_cancel(self._timer)
            self._timer = None

    def _mark_line(self) -> None:
        """Mark the line of the slice on the screen, once it is there."""
        if self._view is None:
            return
        index = line_on_screen(self._session, self._view)
        marked = self._table.tag_has("current")
        wanted = () if index is None or not self._table.exists(str(index)) else (str(index),)
        if tuple(marked) == wanted:
            return
        _tag(self._table, marked, "")
        _tag(self._table, wanted, "current")
        if wanted:
            self._table.see(wanted[0])

    # ---- doing
    def _pop_up(self) -> None:
        options = order_options(self._session)
        if options is None:
            return
        menu = styles.menu(self.frame, self._style)
        self._menu.add_all(menu, options)
        button = self._button
        self._pop.show(menu, (button.winfo_rootx(), button.winfo_rooty() + button.winfo_height()))

    def _go_to_line(self) -> None:
        """Show the picture of the chosen line in the panel's place."""
        chosen = self._table.selection()
        if not chosen or self._view is None:
            return
        key = key_of_line(self._session, self._view.lines[int(chosen[0])])
        if key is not None:
            self._dispatch(NodeSelected(key))
            self._dispatch(OrderPanelToggled())


def _tag(table: ttk.Treeview, items: Iterable[str], tag: str) -> None:
    for item in items:
        table.item(item, tags=(tag,) if tag else ())


def _facts(session: Session) -> tuple[object, ...]:
    """Return what sentences and table are made of; the large values by identity."""
    viewer = session.viewer
    return (
        id(session.explained),
        None if viewer is None else (viewer.series_key, viewer.stack_index),
        session.settings.direction,
        session.identity_hidden,
    )
