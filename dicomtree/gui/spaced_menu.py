"""A pop-up menu whose entries keep a distance, for X11."""

import tkinter
from collections.abc import Mapping
from typing import Any


class SpacedMenu(tkinter.Menu):
    """A menu with entries as high as rows.

    Of its own, Tk on X11 keeps them apart only by the raised border of the one under the pointer.
    """

    def __init__(self, parent: tkinter.Misc, row_height: int, **options: Any) -> None:
        super().__init__(parent, **options)
        self._spacer = tkinter.PhotoImage(master=self, width=1, height=row_height)

    def add(self, itemType: str, cnf: Mapping[str, Any] | None = None, **options: Any) -> None:  # noqa: N803
        """Add an entry, and behind its words nothing that could be seen, as high as a row."""
        wanted = {**(cnf or {}), **options}
        if itemType != "separator":
            wanted |= {"image": self._spacer, "compound": "center"}
        if wanted.get("accelerator"):
            wanted["accelerator"] += " "  # else it touches the edge
        super().add(itemType, wanted)  # type: ignore[no-untyped-call]
