"""The menu of a row of the tree."""

import tkinter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from dicomtree.gui import style as styles
from dicomtree.gui.headers_menu import LABEL as HEADERS
from dicomtree.gui.headers_menu import asking_entries, comparing_entries, menu_of
from dicomtree.gui.job_menu import LABEL as JOBS
from dicomtree.gui.job_menu import job_menu
from dicomtree.gui.style import Style
from dicomtree.session.addresses import file_of, identifier_of
from dicomtree.session.messages import (
    CloseRequested,
    ForgetRequested,
    Message,
    Noticed,
    OrderPanelToggled,
)
from dicomtree.session.state import NodeKey, Session
from dicomtree.text import show

WHY = "Why this order?"
FORGET = "Forget this folder"
NOT_READ_YET = "This series is still being read; try again in a moment"


@dataclass(frozen=True, slots=True)
class RowActions:
    """What the menu can do to the tree and the system."""

    expand: Callable[[NodeKey], None]
    collapse: Callable[[NodeKey], None]
    reveal: Callable[[int, str], None]
    dispatch: Callable[[Message], None]


class TreeMenu:
    """Opens the menu made for the row that was asked about."""

    def __init__(self, tree: tkinter.Misc, style: Style, actions: RowActions) -> None:
        self._tree = tree
        self._style = style
        self._actions = actions
        self._session = Session()
        self._pop_up = styles.PopUp()

    def draw(self, session: Session) -> None:
        """Take note of the session that commands act on."""
        self._session = session

    def show(self, key: NodeKey, has_children: bool, at: tuple[int, int]) -> None:
        """Open the menu of a row at a point of the screen."""
        self._pop_up.show(self.build(key, has_children), at)

    def build(self, key: NodeKey, has_children: bool) -> tkinter.Menu:
        """Return the menu of a row."""
        menu = styles.menu(self._tree, self._style)
        if has_children:
            menu.add_command(label="Expand all below", command=lambda: self._actions.expand(key))
            menu.add_command(label="Collapse", command=lambda: self._actions.collapse(key))
            menu.add_separator()
        if key[0] in ("series", "stack", "slice"):
            menu.add_command(label=WHY, accelerator="F2", command=self._explain)
        self._add_entries(menu, key)
        self._add_file(menu, key)
        self._add_identifier(menu, key)
        self._add_jobs(menu, key)
        self._add_closing(menu)
        return menu

    def _add_entries(self, menu: tkinter.Menu, key: NodeKey) -> None:
        """Offer the headers of the row: one that is not read yet has its slices in a moment."""
        has_slices = key[0] in ("series", "stack", "slice")
        asking = asking_entries(self._session, has_slices=has_slices)
        headers = menu_of(asking, menu, self._style, self._actions.dispatch)
        menu.add_cascade(label=HEADERS, menu=headers)
        for entry in comparing_entries(self._session):
            command = partial(self._actions.dispatch, entry.message)
            menu.add_command(label=entry.label, accelerator=entry.key, command=command)
            _enable_last(menu, entry.is_possible)
        menu.add_separator()

    def _add_jobs(self, menu: tkinter.Menu, key: NodeKey) -> None:
        jobs = job_menu(menu, self._style, self._actions.dispatch, key, is_open=True)
        menu.add_separator()
        menu.add_cascade(label=JOBS, menu=jobs)

    def _add_file(self, menu: tkinter.Menu, key: NodeKey) -> None:
        """Offer the file; a series is read while its menu opens, so it is looked up afterwards."""
        hidden = self._session.identity_hidden
        names_file = key[0] in ("series", "stack", "slice", "object")
        for label, do in (("Show in file manager", self._reveal), ("Copy path", self._copy_path)):
            menu.add_command(label=label, command=partial(do, key))
            _enable_last(menu, names_file and not hidden)

    def _add_identifier(self, menu: tkinter.Menu, key: NodeKey) -> None:
        found = identifier_of(self._session, key)
        if found is None:
            menu.add_command(label="Copy UID")
            _enable_last(menu, False)
            return
        name, value = found
        hidden = self._session.identity_hidden and key[0] == "patient"
        menu.add_command(label=f"Copy {name}", command=lambda: self._copy(value))
        _enable_last(menu, not hidden)

    def _add_closing(self, menu: tkinter.Menu) -> None:
        if not self._session.roots:
            return
        menu.add_separator()
        closing, forgetting = (styles.menu(menu, self._style) for _ in range(2))
        for place, root in enumerate(self._session.roots):
            label = f"Folder {place + 1}" if self._session.identity_hidden else show(root.path)
            close = partial(self._actions.dispatch, CloseRequested(place))
            closing.add_command(label=label, command=close)
            forget = partial(self._actions.dispatch, ForgetRequested(place))
            forgetting.add_command(label=label, command=forget)
        menu.add_cascade(label="Close folder", menu=closing)
        menu.add_cascade(label=FORGET, menu=forgetting)

    def _explain(self) -> None:
        """Open the panel: the row was chosen when its menu opened."""
        if not self._session.order_shown:
            self._actions.dispatch(OrderPanelToggled())

    def _reveal(self, key: NodeKey) -> None:
        file = self._file(key)
        if file is not None:
            self._actions.reveal(*file)

    def _copy_path(self, key: NodeKey) -> None:
        file = self._file(key)
        if file is not None:
            self._copy(self._session.absolute_path(*file))

    def _file(self, key: NodeKey) -> tuple[int, str] | None:
        file = file_of(self._session, key)
        if file is None:
            self._actions.dispatch(Noticed(NOT_READ_YET))
        return file

    def _copy(self, text: str) -> None:
        self._tree.clipboard_clear()
        # Tk takes no lone surrogates, which stand for bytes that are not UTF-8.
        self._tree.clipboard_append(text.encode("utf-8", "backslashreplace").decode())


def _enable_last(menu: tkinter.Menu, enabled: bool) -> None:
    menu.entryconfigure("end", state="normal" if enabled else "disabled")
