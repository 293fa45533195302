"""The menu of what can be asked of many headers at once."""

import tkinter
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style
from dicomtree.session.along_messages import AlongToggled
from dicomtree.session.compare_messages import ComparisonWanted, SideRemembered, Which
from dicomtree.session.duplicates_messages import DuplicatesToggled
from dicomtree.session.messages import Message
from dicomtree.session.state import Session
from dicomtree.session.valuing_messages import ValuesToggled
from dicomtree.text import show

LABEL = "Headers"
LONGEST_NAME = 40


class Entry(NamedTuple):
    """A line of the menu: its words, its key, what it sends, and whether it makes sense now."""

    label: str
    key: str
    message: Message
    is_possible: bool


def asking_entries(session: Session, *, has_slices: bool) -> tuple[Entry, ...]:
    """Return the lines that ask all headers of something."""
    return (
        Entry("Attributes along the slices", "F3", AlongToggled(), has_slices),
        Entry("All values of the selection, tables", "F4", ValuesToggled(), bool(session.roots)),
        Entry("Duplicates by content", "", DuplicatesToggled(), bool(session.roots)),
    )


def comparing_entries(session: Session) -> tuple[Entry, Entry]:
    """Return the lines that compare the chosen row, of whatever kind, with another one."""
    remembered, hidden = session.comparing.remembered, session.identity_hidden
    name = "…" if remembered is None else show(remembered.title(hidden=hidden), LONGEST_NAME)
    can_compare = remembered is not None and not hidden
    return (
        Entry(
            "Remember for comparison", "", SideRemembered(Which.ROW), bool(session.tree.patients)
        ),
        Entry(f"Compare with {name}", "", ComparisonWanted(Which.ROW), can_compare),
    )


def headers_menu(
    parent: tkinter.Misc, style: Style, dispatch: Callable[[Message], None], session: Session
) -> tkinter.Menu:
    """Return the menu as things stand."""
    asking = asking_entries(session, has_slices=session.stack is not None)
    return menu_of((*asking, *comparing_entries(session)), parent, style, dispatch)


def menu_of(
    entries: Iterable[Entry],
    parent: tkinter.Misc,
    style: Style,
    dispatch: Callable[[Message], None],
) -> tkinter.Menu:
    """Return a menu of these lines."""
    menu = styles.menu(parent, style)
    for entry in entries:
        menu.add_command(
            label=entry.label,
            accelerator=entry.key,
            command=partial(dispatch, entry.message),
            state="normal" if entry.is_possible else "disabled",
        )
    return menu
