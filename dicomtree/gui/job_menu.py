"""The menu of what can be copied and exported."""

import tkinter
from collections.abc import Callable
from functools import partial

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style
from dicomtree.session.job_messages import JobKind, JobWanted
from dicomtree.session.messages import Message
from dicomtree.session.state import NodeKey

LABEL = "Copy and export"
WRITING = (
    (JobKind.ORGANISE, "Copy into folders…"),
    (JobKind.EXPORT, "Export…"),
    (JobKind.DICOMDIR, "Write DICOMDIR medium…"),
)
AFTERWARDS = ((JobKind.UNDO, "Undo a copy…"), (JobKind.RESUME, "Resume a copy…"))


def job_menu(
    parent: tkinter.Misc,
    style: Style,
    dispatch: Callable[[Message], None],
    node: NodeKey | None,
    *,
    is_open: bool,
) -> tkinter.Menu:
    """Return the menu for a row, or for the selected one; without a folder open, little is left."""
    menu = styles.menu(parent, style)
    for kind, label in WRITING:
        menu.add_command(
            label=label,
            command=partial(dispatch, JobWanted(kind, node)),
            state="normal" if is_open else "disabled",
        )
    menu.add_separator()
    for kind, label in AFTERWARDS:
        menu.add_command(label=label, command=partial(dispatch, JobWanted(kind, node)))
    return menu
