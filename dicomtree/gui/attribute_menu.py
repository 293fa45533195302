"""What can be copied of an attribute, and where it leads."""

import tkinter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style
from dicomtree.session.attribute_values import copied, displayed
from dicomtree.session.compare_messages import ComparisonWanted, SideRemembered, Which
from dicomtree.session.comparing import instance_on_screen
from dicomtree.session.links import link_of
from dicomtree.session.messages import Message
from dicomtree.session.outline import Node, path_of, pydicom_expression
from dicomtree.session.state import Session


def whole_row(node: Node) -> str:
    """Return all cells of a row, with tabs between them, as tables take them."""
    line = node.line
    cells = (line.tag, line.keyword or line.name, line.vr, line.vm, displayed(line))
    return "\t".join(cells)


def value_of(node: Node) -> str:
    """Return a value as it stands in the file, as far as its row shows it."""
    return copied(node.line)


COPIES: tuple[tuple[str, str, Callable[[Node], str]], ...] = (
    ("Copy value", "<Control-c>", value_of),
    ("Copy row", "<Control-Shift-C>", whole_row),
    ("Copy tag", "<Control-t>", lambda node: node.line.tag),
    ("Copy keyword", "<Control-k>", lambda node: node.line.keyword),
    ("Copy path", "<Control-p>", path_of),
    ("Copy pydicom expression", "<Control-e>", pydicom_expression),
)
SHORTCUT_NAMES = {"Control": "Ctrl", "Shift": "Shift"}


@dataclass(frozen=True, slots=True)
class AttributeActions:
    """What the menu can do with a row; `copy` is given what says the text."""

    see_whole: Callable[[Node], None]
    jump: Callable[[Node], None]
    copy: Callable[[Callable[[Node], str], Node], None]


class AttributeMenu:
    """Opens the menu of one row."""

    def __init__(
        self,
        parent: tkinter.Misc,
        style: Style,
        actions: AttributeActions,
        dispatch: Callable[[Message], None],
    ) -> None:
        self._parent, self._style = parent, style
        self._actions, self._dispatch = actions, dispatch
        self._session = Session()
        self._pop_up = styles.PopUp()

    def draw(self, session: Session) -> None:
        """Take note of the session that commands act on."""
        self._session = session

    def show(self, node: Node, at: tuple[int, int]) -> None:
        """Open the menu of a row at a point of the screen."""
        self._pop_up.show(self.build(node), at)

    def build(self, node: Node) -> tkinter.Menu:
        """Return the menu of a row."""
        menu = styles.menu(self._parent, self._style)
        menu.add_command(
            label="Show whole value",
            accelerator="Enter",
            command=partial(self._actions.see_whole, node),
            state=_state(has_value(node)),
        )
        menu.add_command(
            label="Go to what it refers to",
            command=partial(self._actions.jump, node),
            state=_state(link_of(node) is not None),
        )
        menu.add_separator()
        for label, keys, text_of in COPIES:
            menu.add_command(
                label=label,
                accelerator=_shortcut(keys),
                command=partial(self._actions.copy, text_of, node),
                state=_state(bool(text_of(node))),
            )
        self._add_comparing(menu)
        return menu

    def _add_comparing(self, menu: tkinter.Menu) -> None:
        remembered = self._session.comparing.remembered
        here = instance_on_screen(self._session)
        can_compare = remembered is not None and here is not None
        menu.add_separator()
        menu.add_command(
            label="Remember this instance to compare",
            command=partial(self._dispatch, SideRemembered(Which.INSTANCE)),
            state=_state(here is not None),
        )
        menu.add_command(
            label="Compare with the remembered one",
            command=partial(self._dispatch, ComparisonWanted(Which.INSTANCE)),
            state=_state(can_compare and not self._session.identity_hidden),
        )


def has_value(node: Node) -> bool:
    """Whether a row has a value of its own that could be seen in full."""
    return bool(node.line.tag) and node.line.vr != "SQ"


def put_on_clipboard(widget: tkinter.Misc, text: str) -> None:
    """Let other programs paste a text."""
    widget.clipboard_clear()
    widget.clipboard_append(text)


def _state(is_possible: bool) -> Literal["normal", "disabled"]:
    return "normal" if is_possible else "disabled"


def _shortcut(keys: str) -> str:
    *modifiers, letter = keys.strip("<>").split("-")
    return "+".join((*(SHORTCUT_NAMES[one] for one in modifiers), letter.upper()))
