"""Menus for who disagrees with the order that was found."""

import tkinter
from collections.abc import Callable
from functools import partial

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style
from dicomtree.session.messages import (
    Message,
    OrderAsFound,
    OrderKeyChosen,
    OrderReversed,
    SplitToggled,
    UniteToggled,
)
from dicomtree.session.order_view import KEYS, OrderOptions
from dicomtree.session.splitting_messages import SplitLineWanted

NOTHING = "nothing to choose from"
ANY_ATTRIBUTE = "Any attribute …"
ALL_AS_FOUND = "Everything as found"
FOUND = "found"  # Tk takes an empty value for the label


class OrderMenu:
    """Fills menus with what can be decided about the stack in the pane."""

    def __init__(self, style: Style, dispatch: Callable[[Message], None]) -> None:
        self._style = style
        self._dispatch = dispatch
        self._variables: list[tkinter.Variable] = []

    def add_keys(self, menu: tkinter.Menu, options: OrderOptions) -> None:
        """Add the keys to order by, and reversing."""
        chosen = tkinter.StringVar(menu, options.key or FOUND)
        self._variables = [chosen]  # Tk forgets the state of a variable that nobody holds
        for key, label in KEYS:
            menu.add_radiobutton(
                label=label,
                value=key or FOUND,
                variable=chosen,
                command=partial(self._dispatch, OrderKeyChosen(key)),
            )
        menu.add_separator()
        self._check(menu, "Reversed", options.reverse, OrderReversed())

    def add_splits(self, menu: tkinter.Menu, options: OrderOptions) -> None:
        """Add the attributes that can make stacks of their own."""
        for option in options.split or ():
            self._check(menu, option.label, option.chosen, SplitToggled(option.name))
        if options.split:
            menu.add_separator()
        menu.add_command(label=ANY_ATTRIBUTE, command=partial(self._dispatch, SplitLineWanted()))

    def add_unions(self, menu: tkinter.Menu, options: OrderOptions) -> None:
        """Add what can be disregarded."""
        for option in options.unite or ():
            self._check(menu, option.label, option.chosen, UniteToggled(option.name))
        if not options.unite:
            menu.add_command(label=NOTHING, state="disabled")

    def add_all(self, menu: tkinter.Menu, options: OrderOptions) -> None:
        """Add everything, splitting and uniting as menus of their own."""
        self.add_keys(menu, options)
        for label, add, is_known in (
            ("Split by", self.add_splits, True),
            ("Unite across", self.add_unions, options.unite is not None),
        ):
            if is_known:
                below = styles.menu(menu, self._style)
                add(below, options)
                menu.add_cascade(label=label, menu=below)
        menu.add_separator()
        menu.add_command(
            label=ALL_AS_FOUND,
            state="normal" if options.is_chosen else "disabled",
            command=partial(self._dispatch, OrderAsFound()),
        )

    def _check(self, menu: tkinter.Menu, label: str, checked: bool, message: Message) -> None:
        variable = tkinter.BooleanVar(menu, checked)
        self._variables.append(variable)
        menu.add_checkbutton(
            label=label, variable=variable, command=partial(self._dispatch, message)
        )
