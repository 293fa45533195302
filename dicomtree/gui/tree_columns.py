"""The columns of the tree: which are shown, how wide, sorted by which."""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import Any

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style, exact_font
from dicomtree.session.messages import Message, SettingChosen, SortChosen
from dicomtree.session.rows import COLUMNS, Column, shown_columns
from dicomtree.session.state import Session

LABEL_COLUMN = "name"
LABEL_TITLE = "Patient / study / series"
LABEL_WIDTH, LABEL_MIN_WIDTH = 260, 190

RANK = ("images", "modality", "date", "description")
"""The default columns, the last to go in a narrow pane first."""


class TreeColumns:
    """Draws headings and turns what is done to them into messages."""

    def __init__(
        self, tree: ttk.Treeview, style: Style, dispatch: Callable[[Message], None]
    ) -> None:
        self._tree = tree
        self._style = style
        self._dispatch = dispatch
        self._session = Session()
        self._columns: tuple[Column, ...] = ()
        self._fitting: tuple[str, ...] | None = None
        self._variables: list[tkinter.BooleanVar] = []
        self._pop_up = styles.PopUp()
        tree.bind("<Configure>", lambda _: self._fit(), add="+")

    def draw(self, session: Session, previous: Session | None) -> None:
        """Show the columns of `session`."""
        self._session = session
        if shown_columns(session.settings) != self._columns:
            self._set_columns(session)
        if previous is None or session.sort != previous.sort:
            self._draw_titles()

    def _set_columns(self, session: Session) -> None:
        self._columns = shown_columns(session.settings)
        # The columns shown now may name some that are gone.
        self._tree.configure(displaycolumns="#all")
        self._tree.configure(columns=[column.name for column in self._columns])
        widths = self._widths()
        minimum = self._style.px(LABEL_MIN_WIDTH)
        self._tree.column("#0", width=widths[0], minwidth=minimum, stretch=True)
        self._bind_heading("#0", LABEL_COLUMN)
        for column in self._columns:
            width = widths[1 + COLUMNS.index(column)]
            anchor = _anchor(column)
            self._tree.column(column.name, width=width, anchor=anchor, stretch=False)
            self._bind_heading(column.name, column.name)
        self._draw_titles()
        self._fitting = None
        self._fit()

    def _fit(self) -> None:
        """Show as many of the default columns as leave the labels room; all that were chosen."""
        names = [column.name for column in self._columns]
        if not self._session.settings.columns:
            names = self._those_that_fit(names)
        if tuple(names) != self._fitting:
            self._fitting = tuple(names)
            self._tree.configure(displaycolumns=names)
            self._give_label_the_rest(names)

    def _give_label_the_rest(self, names: list[str]) -> None:
        # Tk shares the room out again when the pane is resized, but not when columns come and go.
        rest = self._tree.winfo_width() - sum(self._tree.column(name, "width") for name in names)
        width = max(rest, self._style.px(LABEL_MIN_WIDTH)) if names else rest
        self._tree.column("#0", width=max(width, 1))

    def _those_that_fit(self, names: list[str]) -> list[str]:
        room = self._tree.winfo_width() - self._style.px(LABEL_MIN_WIDTH)
        kept = sorted(names, key=RANK.index)
        while kept and sum(self._tree.column(name, "width") for name in kept) > room:
            kept.pop()
        return [name for name in names if name in kept]

    def _widths(self) -> list[int]:
        """Return the width in pixels of the label column and of each column there can be."""
        kept = self._session.settings.column_widths
        if len(kept) == 1 + len(COLUMNS):
            return [self._style.px(width) for width in kept]
        digit = exact_font(self._tree, self._style.font()).measure("0")
        padding = self._style.px(styles.BESIDE_CELL)
        return [self._style.px(LABEL_WIDTH), *(digit * c.width + padding for c in COLUMNS)]

    def keep_widths(self) -> None:
        """Remember the widths that the user has dragged the columns to."""
        widths = self._widths()
        widths[0] = self._tree.column("#0", "width")
        for column in self._columns:
            widths[1 + COLUMNS.index(column)] = self._tree.column(column.name, "width")
        kept = tuple(round(width / self._style.unit) for width in widths)
        self._dispatch(SettingChosen("column_widths", kept))

    def _bind_heading(self, place: str, name: str) -> None:
        self._tree.heading(place, command=lambda: self._dispatch(SortChosen(name)))

    def _draw_titles(self) -> None:
        named, descending = self._session.sort
        arrow = " ▼" if descending else " ▲"
        label = LABEL_TITLE + (arrow if named == LABEL_COLUMN else "")
        self._tree.heading("#0", text=label, anchor="w")
        for column in self._columns:
            title = column.title + (arrow if column.name == named else "")
            self._tree.heading(column.name, text=title, anchor=_anchor(column))

    # ---- the headings' menu
    def show_menu(self, x: int, y: int) -> None:
        """Open the menu of all columns at a point of the screen."""
        menu = styles.menu(self._tree, self._style)
        shown = [column.name for column in self._columns]
        self._variables = []
        for column in COLUMNS:
            variable = tkinter.BooleanVar(self._tree, column.name in shown)
            self._variables.append(variable)
            menu.add_checkbutton(
                label=column.title,
                variable=variable,
                command=partial(self._toggle, column.name),
            )
        menu.add_separator()
        default = SettingChosen("columns", ())
        menu.add_command(label="As at first", command=lambda: self._dispatch(default))
        self._pop_up.show(menu, (x, y))

    def _toggle(self, name: str) -> None:
        shown = {column.name for column in self._columns} ^ {name}
        chosen = tuple(column.name for column in COLUMNS if column.name in shown)
        self._dispatch(SettingChosen("columns", chosen))


def _anchor(column: Column) -> Any:
    return column.anchor
