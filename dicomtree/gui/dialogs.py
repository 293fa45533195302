"""Questions that the system's own dialogs ask."""

import tkinter
from tkinter import filedialog


def choose_folder(parent: tkinter.Misc, start: str | None) -> str | None:
    """Ask for a folder; None if the user thinks better of it."""
    chosen = filedialog.askdirectory(
        parent=parent, title="Open a folder of DICOM files", mustexist=True, initialdir=start
    )
    return chosen or None


def choose_new_file(parent: tkinter.Misc, title: str, name: str) -> str | None:
    """Ask where to write a new file.

    The system's own question about overwriting is left out: nothing is ever overwritten.
    """
    chosen = filedialog.asksaveasfilename(
        parent=parent, title=title, initialfile=name, confirmoverwrite=False
    )
    return chosen or None
