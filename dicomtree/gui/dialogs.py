"""Questions that the system's own dialogs ask."""

import tkinter
from tkinter import filedialog


def choose_new_file(parent: tkinter.Misc, title: str, name: str) -> str | None:
    """Ask where to write a new file.

    The system's own question about overwriting is left out: nothing is ever overwritten.
    """
    chosen = filedialog.asksaveasfilename(
        parent=parent, title=title, initialfile=name, confirmoverwrite=False
    )
    return chosen or None
