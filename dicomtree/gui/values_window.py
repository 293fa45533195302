"""All attributes of what is selected, with their values and how many instances have each."""

import tkinter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from tkinter import ttk
from typing import Literal, get_args

from dicomtree.gui import dialogs
from dicomtree.gui import style as styles
from dicomtree.gui.elision import Ruler, measuring_font
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.list_keys import bind_home_and_end
from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.gui.placement import placed_over
from dicomtree.gui.saving import save_csv
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.side_window import FilterLine, side_window
from dicomtree.gui.style import Style
from dicomtree.library.header_values import CountedAttribute
from dicomtree.library.queries import Level
from dicomtree.session.identity import HIDDEN
from dicomtree.session.job_view import everything_label, selected_label
from dicomtree.session.masking import is_identifying
from dicomtree.session.messages import Message
from dicomtree.session.state import Session
from dicomtree.session.valuing import as_row, asked_name, query_for
from dicomtree.session.valuing_messages import TableTaken, TableWanted, ValuesToggled
from dicomtree.text import show

TITLE = "All values"
WIDTH, HEIGHT = 820, 600
COLUMNS: tuple[tuple[str, str, int, Literal["w", "e"]], ...] = (
    ("tag", "Tag", 92, "w"),
    ("count", "Count", 70, "e"),
    ("values", "Values", 330, "w"),
)
NAME_WIDTH = 290
BESIDE_NAME = 30  # the mark that opens a row, and the space around the name
LONGEST_NAME = 500
MOST_SHOWN, MOST_INLINE = 1_000, 6
MOST_SEARCHED = 10_000
"""Of more values than these the filter looks at the most frequent ones alone."""

HINT = "Enter, double click: find in the tree   ·   Table: a column for each chosen attribute"
NOT_ASKED = "The find box cannot ask for what stands inside other sequences or in private elements"
HIDDEN_HERE = "Identity is hidden"


class ValuesWindow:
    """A window of its own, as long as the session wants it; `find` takes a query to the tree."""

    def __init__(
        self,
        parent: tkinter.Misc,
        style: Style,
        links: tuple[Callable[[Message], None], Callable[[Message], None]],
        find: Callable[[str], None],
    ) -> None:
        self._parent, self._style, self._find = parent, style, find
        self._dispatch, self._send = links
        self._session = Session()
        self._drawn: tuple[object, ...] = ()
        self._pop_up = styles.PopUp()
        self._shown: list[CountedAttribute] = []
        self._widths = (0, 0)
        self._due: str | None = None
        self.window: tkinter.Toplevel | None = None
        self.list: ttk.Treeview
        self._work: Piecemeal
        self._cutting: Piecemeal

    # ---- drawing
    def draw(self, session: Session) -> None:
        """Show the values of the session's selection, or nothing."""
        was_hidden, self._session = self._session.identity_hidden, session
        valuing = session.valuing
        if not valuing.shown:
            self.close()
            return
        if self.window is None:
            self.window = self._make()
        if session.identity_hidden and not was_hidden:
            self.filter.typed.set("")  # what was looked for may name the patient
        self._say_what()
        if valuing.table is not None:
            self._parent.clipboard_clear()
            self._parent.clipboard_append(valuing.table)
            self._dispatch(TableTaken())
        drawn = (valuing.counted, session.identity_hidden, self.filter.wanted)
        if drawn != self._drawn:
            self._drawn = drawn
            self._fill()

    def close(self) -> None:
        """Close the window."""
        if self.window is not None:
            self._work.stop()
            self._cutting.stop()
            if self._due is not None:
                self.list.after_cancel(self._due)
                self._due = None
            self.window.destroy()
            self.window, self._drawn = None, ()

    def _say_what(self) -> None:
        valuing = self._session.valuing
        of = selected_label(self._session, valuing.node) or everything_label(self._session)
        if valuing.counted is not None:
            how_far = f"{len(valuing.counted):,} attributes"
        else:
            how_far = f"reading headers … {valuing.done:,} of {valuing.total:,}"
        self._head.configure(text=f"{of} · {how_far}")

    def _fill(self) -> None:
        self.list.delete(*self.list.get_children())
        self._shown = []
        self._cutting.stop()
        self._widths = self._column_widths()
        self._work.start(self._rows(self._session.valuing.counted or ()))

    def _is_wanted(self, one: CountedAttribute) -> bool:
        wanted = self.filter.wanted
        if wanted in f"{one.path} {one.tag} {one.name}".casefold():
            return True
        if self._is_masked(one):
            return False
        searched = one.counts[:MOST_SEARCHED]
        return any(wanted in (value or "").casefold() for value, _ in searched)

    def _rows(self, counted: Sequence[CountedAttribute]) -> Iterator[None]:
        for one in counted:
            if not self._is_wanted(one):
                yield
                continue
            index = len(self._shown)
            self._shown.append(one)
            name, values = self._cut(one)
            row = self.list.insert("", "end", iid=str(index), text=name, values=values)
            if len(one.counts) > 1 and not self._is_masked(one):
                self.list.insert(row, "end", text="")
            yield

    def _cut(self, one: CountedAttribute) -> tuple[str, tuple[str, str, str]]:
        """Return what there is room for in an attribute's row."""
        width, values_width = self._widths
        # Starts go: ways to what stands in the same sequence begin alike, and end with what it is.
        cut = self._ruler.cut_start if one.title == one.path else self._ruler.cut
        name = cut(show(one.title, LONGEST_NAME), width - self._style.px(BESIDE_NAME))
        beside = self._style.px(styles.BESIDE_CELL)
        summary = self._ruler.cut(self._summary(one), values_width - beside)
        return f" {name}", (one.tag, f"{len(one.counts):,}", summary)

    def _column_widths(self) -> tuple[int, int]:
        return self.list.column("#0", "width"), self.list.column("values", "width")

    def _fit_soon(self) -> None:
        """Fit once the columns have followed the list's width: Tk sees to them a little later."""
        if self._due is None:
            self._due = self.list.after_idle(self._fit)

    def _fit(self) -> None:
        """Cut rows anew when a column has become wider or narrower."""
        self._due = None
        if self._widths != self._column_widths():
            self._widths = self._column_widths()
            self._cutting.start(self._cut_each())

    def _cut_each(self) -> Iterator[None]:
        for index, one in enumerate(self._shown):
            name, values = self._cut(one)
            self.list.item(str(index), text=name, values=values)
            yield

    def _summary(self, one: CountedAttribute) -> str:
        if self._is_masked(one):
            return HIDDEN
        if len(one.counts) == 1:
            return _in_words(one.counts[0][0])
        texts = [f"{_in_words(value)} × {count:,}" for value, count in one.counts[:MOST_INLINE]]
        return "   ".join(texts) + ("   …" if len(one.counts) > MOST_INLINE else "")

    def _is_masked(self, one: CountedAttribute) -> bool:
        return self._session.identity_hidden and is_identifying(as_row(one))

    def _open(self) -> None:
        """Put the values of an attribute in when its row is opened."""
        row = self.list.focus()
        if not row.isdecimal() or self._is_masked(self._shown[int(row)]):
            return
        self.list.delete(*self.list.get_children(row))
        counts = self._shown[int(row)].counts
        for place, (value, count) in enumerate(counts[:MOST_SHOWN]):
            cells = ("", f"{count:,}", "")
            text = f" {_in_words(value)}"
            self.list.insert(row, "end", iid=f"{row}/{place}", text=text, values=cells)
        if len(counts) > MOST_SHOWN:
            self.list.insert(row, "end", text=f" … {len(counts) - MOST_SHOWN:,} more: save them")

    # ---- parts
    def _make(self) -> tkinter.Toplevel:
        style = self._style
        window = side_window(self._parent, style, self._toggle, ("<F4>",))
        window.title(TITLE)
        window.geometry(placed_over(self._parent, style.px(WIDTH), style.px(HEIGHT)))
        window.minsize(style.px(480), style.px(240))
        self._make_bar(window)
        self._head = self._label(window, "")
        self._head.pack(fill="x", padx=style.px(14), pady=(0, style.px(6)))
        self._said = self._label(window, HINT)
        self._said.pack(side="bottom", fill="x", padx=style.px(14), pady=style.px(6))
        self.list = self._make_list(window)
        self._work, self._cutting = Piecemeal(self.list), Piecemeal(self.list)
        self._ruler = Ruler(measuring_font(self.list, style.font(styles.LIST_PIXELS)))
        self.list.focus_set()
        return window

    def _make_list(self, window: tkinter.Toplevel) -> ttk.Treeview:
        px = self._style.px
        table = ttk.Treeview(
            window,
            style=styles.LIST,
            columns=[name for name, *_ in COLUMNS],
            show="tree headings",
            selectmode="extended",
        )
        table.heading("#0", text="Attribute", anchor="w")
        table.column("#0", width=px(NAME_WIDTH), stretch=False)
        for name, title, width, anchor in COLUMNS:
            table.heading(name, text=title, anchor=anchor)
            table.column(name, width=px(width), stretch=name == "values", anchor=anchor)
        scroll_down(table)
        table.pack(side="left", fill="both", expand=True, padx=(px(6), 0))
        table.bind("<<TreeviewOpen>>", lambda _: self._open())
        table.bind("<Return>", lambda _: self._find_chosen())
        table.bind("<Double-Button-1>", lambda _: self._find_chosen())
        bind_home_and_end(table)
        for event in ("<Configure>", "<ButtonRelease-1>"):
            table.bind(event, lambda _: self._fit_soon(), add="+")
        HoverTip(table, self._style, lambda event: self.tip(table.identify_row(event.y)))
        return table

    def tip(self, row: str) -> str:
        """Return the whole way to an attribute, and its name."""
        if not row.isdecimal():
            return ""
        one = self._shown[int(row)]
        return f"{show(one.path, LONGEST_NAME)}\n{show(one.name)}"

    def _make_bar(self, window: tkinter.Toplevel) -> None:
        style = self._style
        bar = tkinter.Frame(window, background=style.palette.panel)
        bar.pack(fill="x", padx=style.px(14), pady=(style.px(12), style.px(4)))
        self.table = ttk.Button(bar, text="Table ▾", style=styles.BUTTON, command=self._offer)
        saving = ttk.Button(bar, text="Save CSV…", style=styles.BUTTON, command=self._save)
        for button in (saving, self.table):
            button.pack(side="right", padx=(style.px(8), 0))
        self.filter = FilterLine(bar, style, self._draw_again, self._pass_keys)

    def _label(self, parent: tkinter.Misc, text: str) -> tkinter.Label:
        palette = self._style.palette
        return tkinter.Label(
            parent,
            text=text,
            font=self._style.font(12),
            background=palette.panel,
            foreground=palette.dim,
            anchor="w",
        )

    # ---- doing
    def _toggle(self) -> None:
        self._dispatch(ValuesToggled())

    def _pass_keys(self) -> None:
        self.list.focus_set()

    def _draw_again(self) -> None:
        self.draw(self._session)

    def _find_chosen(self) -> str | None:
        """Find the chosen value in the tree; an attribute's own row opens as the widget does it."""
        row, _, place = self.list.focus().partition("/")
        if not row.isdecimal():
            return None
        one = self._shown[int(row)]
        if not place and len(one.counts) > 1:
            return None
        query = query_for(one, one.counts[int(place or 0)][0])
        if self._is_masked(one):
            self._said.configure(text=HIDDEN_HERE)
        elif query is None:
            self._said.configure(text=NOT_ASKED)
        else:
            self._find(query)
        return "break"

    def _offer(self) -> None:
        menu = self.table_menu()
        below = self.table.winfo_rooty() + self.table.winfo_height()
        self._pop_up.show(menu, (self.table.winfo_rootx(), below))

    def table_menu(self) -> tkinter.Menu:
        """Return the menu of tables that can be made of the chosen attributes."""
        menu = styles.menu(self.list, self._style)
        for level in get_args(Level):
            menu.add_command(
                label=f"Copy a row per {level}", command=partial(self._want, level, None)
            )
        menu.add_separator()
        for level in get_args(Level):
            menu.add_command(
                label=f"Save a row per {level}…", command=partial(self._save_table, level)
            )
        return menu

    def _want(self, level: Level, target: str | None) -> None:
        self._dispatch(TableWanted(level, self._chosen(), target))

    def _save_table(self, level: Level) -> None:
        path = dialogs.choose_new_file(self.list, "Save a table", f"{level}-table.csv")
        if path is not None:
            self._want(level, path)

    def _chosen(self) -> tuple[str, ...]:
        """Return the chosen attributes that a table can have; none: the usual ones."""
        rows = sorted({int(row.partition("/")[0]) for row in self.list.selection() if row})
        chosen = [self._shown[row] for row in rows]
        names = [asked_name(one) for one in chosen]
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def _save(self) -> None:
        path = dialogs.choose_new_file(self.list, TITLE, "values.csv")
        if path is None:
            return
        masked = [self._is_masked(one) for one in self._shown]
        cells = _cells(list(zip(self._shown, masked, strict=True)))
        save_csv(cells, path, self._session.roots, self._send, "Values saved")


def _cells(shown: list[tuple[CountedAttribute, bool]]) -> Iterator[list[str]]:
    yield ["attribute", "tag", "name", "vr", "value", "count"]
    for one, is_masked in shown:
        for value, count in one.counts:
            text = HIDDEN if is_masked else value or ""
            yield [one.path, one.tag, one.name, one.vr, text, str(count)]


def _in_words(value: str | None) -> str:
    return "absent" if value is None else show(value, 200) or "empty"
