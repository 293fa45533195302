"""The columns of the inspector: which are shown, how wide they are, and what fits into them."""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import NamedTuple

from dicomtree.gui import style as styles
from dicomtree.gui.elision import Ruler, measuring_font
from dicomtree.gui.style import Style
from dicomtree.session.messages import Message, SettingChosen
from dicomtree.settings import Settings

INDENT = 16
EXPANDER = 20
NARROWEST = 28
NARROWEST_VALUE = 110
MOST_INDENTED = 4


class Column(NamedTuple):
    """A column; `width` in design pixels, as long as nobody has dragged it."""

    name: str
    title: str
    width: int


NAME = Column("#0", "Attribute", 176)
VALUE = Column("value", "Value", 120)
COLUMNS = (
    Column("tag", "Tag", 86),
    Column("vr", "VR", 36),
    Column("vm", "VM", 40),
    Column("type", "Type", 46),
    VALUE,
)
MEASURED = (NAME, *COLUMNS[:-1])
"""Those with a width of their own; the value has the rest."""

LAYOUTS = (
    (580, ("tag", "vr", "vm", "type", "value")),
    (480, ("tag", "vr", "vm", "value")),
    (380, ("tag", "value")),
    (0, ("value",)),
)
"""The columns beside the name that a list of at least so many design pixels shows, unless the user
has chosen."""

NAME_SHARE = 0.45


class AttributeColumns:
    """Shares the room of the list among its columns; `on_change` draws the cells anew."""

    def __init__(
        self,
        tree: ttk.Treeview,
        style: Style,
        dispatch: Callable[[Message], None],
        on_change: Callable[[], None],
    ) -> None:
        self._tree, self._style = tree, style
        self._dispatch, self._on_change = dispatch, on_change
        self._settings = Settings()
        self._ruler = Ruler(measuring_font(tree, style.font(styles.LIST_PIXELS)))
        self._deepest = 0
        self._name_width = self._value_width = 0
        self._fitted: tuple[object, ...] = ()
        self._padding = style.px(styles.BESIDE_CELL)
        self._shown: tuple[str, ...] = ()
        self._variables: list[tkinter.BooleanVar] = []
        self._pop_up = styles.PopUp()
        for name, title, _ in (NAME, *COLUMNS):
            tree.heading(name, text=title, anchor="w")
            least = style.px(NARROWEST)
            tree.column(name, minwidth=least, stretch=name == VALUE.name, anchor="w")
        tree.bind("<Configure>", lambda event: self.fit(event.width), add="+")
        tree.bind("<ButtonRelease-1>", self._on_release, add="+")

    def draw(self, settings: Settings) -> None:
        """Show the columns that the user has chosen."""
        if settings != self._settings:
            self._settings = settings
            self.fit(self._tree.winfo_width())

    def measure(self) -> tuple[int, int]:
        """Return how wide names and values are now: texts are cut to these widths from here on."""
        self._name_width = self._tree.column(NAME.name, "width")
        self._value_width = self._tree.column(VALUE.name, "width")
        return self._name_width, self._value_width

    def cut_value(self, text: str) -> str:
        """Return as much of a value as there is room for."""
        return self._ruler.cut(text, self._value_width - self._padding)

    def cut_name(self, text: str, level: int) -> str:
        """Return as much of a name as there is room for, so many levels down.

        The middle goes, as names of the same device or sequence begin alike.
        """
        return self._ruler.cut_middle(text, self._room_for_name(level))

    def cut_end(self, text: str, level: int) -> str:
        """Return as much of the beginning of a name as there is room for, so many levels down."""
        return self._ruler.cut(text, self._room_for_name(level))

    def _room_for_name(self, level: int) -> int:
        return self._name_width - self._style.px(EXPANDER + level * INDENT)

    def make_room(self, deepest: int) -> None:
        """Give the names of nested attributes the room that their indent takes.

        The cells are the caller's to draw afterwards.
        """
        if deepest != self._deepest:
            self._deepest = deepest
            self._share(self._tree.winfo_width())

    def fit(self, room: int) -> None:
        """Leave out columns that a narrow pane has no room for, and share out the room."""
        before = self._state()
        self._share(room)
        if self._fitted != before:
            self._on_change()

    def _share(self, room: int) -> None:
        shown = self._fitting(room)
        if shown != self._shown:
            self._shown = shown
            self._tree.configure(displaycolumns=shown)
        widths = self._widths(room)
        for name in (NAME.name, *shown):
            self._tree.column(name, width=widths[name])
        self._fitted = self._state()

    def _state(self) -> tuple[object, ...]:
        return self._shown, *(
            self._tree.column(name, "width") for name in (NAME.name, *self._shown)
        )

    def _fitting(self, room: int) -> tuple[str, ...]:
        names = {column.name for column in COLUMNS}
        chosen = tuple(name for name in self._settings.attribute_columns if name in names)
        if chosen:
            return chosen
        return next(shown for least, shown in LAYOUTS if room >= self._style.px(least))

    def _own_widths(self) -> dict[str, int]:
        kept = self._settings.attribute_widths
        widths = kept if len(kept) == len(MEASURED) else tuple(one.width for one in MEASURED)
        return {one.name: width for one, width in zip(MEASURED, widths, strict=True)}

    def _widths(self, room: int) -> dict[str, int]:
        """Return the width of each column in pixels of the screen."""
        widths = {name: self._style.px(width) for name, width in self._own_widths().items()}
        if not self._settings.attribute_widths:
            widths[NAME.name] = min(widths[NAME.name], round(room * NAME_SHARE))
        widths[NAME.name] += self._indents()
        others = sum(widths[name] for name in (NAME.name, *self._shown) if name != VALUE.name)
        widths[VALUE.name] = max(room - others, self._style.px(NARROWEST_VALUE))
        return widths

    def _indents(self) -> int:
        return self._style.px(min(self._deepest, MOST_INDENTED) * INDENT) if self._deepest else 0

    # ---- what the user does to them
    def _on_release(self, event: "tkinter.Event[ttk.Treeview]") -> None:
        if self._tree.identify_region(event.x, event.y) == "separator":
            self.keep_widths()

    def keep_widths(self) -> None:
        """Remember the widths that the user has dragged the columns to, if it was a drag."""
        if self._state() == self._fitted:
            return
        widths = self._own_widths()
        for name in (NAME.name, *self._shown):
            if name != VALUE.name:
                wide = self._tree.column(name, "width")
                wide -= self._indents() if name == NAME.name else 0
                widths[name] = max(round(wide / self._style.unit), NARROWEST)
        self._dispatch(SettingChosen("attribute_widths", tuple(widths.values())))

    def show_menu(self, at: tuple[int, int]) -> None:
        """Open the menu of all columns at a point of the screen."""
        menu = styles.menu(self._tree, self._style)
        self._variables = []
        for column in COLUMNS[:-1]:
            variable = tkinter.BooleanVar(self._tree, column.name in self._shown)
            self._variables.append(variable)
            menu.add_checkbutton(
                label=column.title,
                variable=variable,
                command=partial(self._toggle, column.name),
            )
        menu.add_separator()
        menu.add_command(label="As at first", command=self._as_at_first)
        self._pop_up.show(menu, at)

    def _toggle(self, name: str) -> None:
        shown = set(self._shown) ^ {name}
        chosen = tuple(column.name for column in COLUMNS if column.name in shown)
        self._dispatch(SettingChosen("attribute_columns", chosen))

    def _as_at_first(self) -> None:
        self._dispatch(SettingChosen("attribute_columns", ()))
        self._dispatch(SettingChosen("attribute_widths", ()))
