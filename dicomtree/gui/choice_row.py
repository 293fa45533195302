"""Choices of a form: one of several, or yes and no; told by a mark, not by colour alone."""

import tkinter
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style

CHOSEN, OTHER = "◉", "○"
ON, OFF = "☑", "☐"


class ChoiceRow:
    """Buttons of which one is chosen; `choose` is called with the value of another.

    Those that have no room beside the others stand in a further line.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        style: Style,
        choices: Sequence[tuple[str, str]],
        choose: Callable[[str], None],
    ) -> None:
        self.frame = tkinter.Frame(parent, background=style.palette.panel)
        self._labels = dict(choices)
        self.buttons: dict[str, ttk.Button] = {}
        for value, label in choices:
            button = ttk.Button(
                self.frame,
                text=f"{OTHER} {label}",
                style=styles.LINK,
                width=-1,  # as wide as its words, unlike the buttons of clam
                command=partial(choose, value),
            )
            self.buttons[value] = button
        self._offered = set(self.buttons)
        self.frame.bind("<Configure>", lambda _: self._place())

    def draw(self, chosen: str, *, enabled: bool) -> None:
        """Mark the chosen one."""
        for value, button in self.buttons.items():
            mark = CHOSEN if value == chosen else OTHER
            button.configure(text=f"{mark} {self._labels[value]}")
            button.state(["!disabled" if enabled else "disabled"])
        self._place()

    def label(self, value: str, text: str) -> None:
        """Call a choice otherwise from the next drawing on."""
        self._labels[value] = text

    def show(self, value: str, shown: bool) -> None:
        """Offer a choice or not."""
        if shown:
            self._offered.add(value)
        else:
            self._offered.discard(value)
            self.buttons[value].place_forget()
        self._place()

    def _place(self) -> None:
        room, left, top, bottom = self.frame.winfo_width(), 0, 0, 0
        is_laid_out = room > 1
        for value, button in self.buttons.items():
            if value not in self._offered:
                continue
            width = button.winfo_reqwidth()
            if is_laid_out and left > 0 and left + width > room:
                left, top = 0, bottom
            button.place(x=left, y=top)
            left += width
            bottom = top + button.winfo_reqheight()
        self.frame.configure(height=bottom)


class Switch:
    """A button that is on or off; `choose` is called with what it is to be."""

    def __init__(self, parent: tkinter.Misc, label: str, choose: Callable[[bool], None]) -> None:
        self._label = label
        self._is_on = False
        self.button = ttk.Button(parent, style=styles.LINK, command=lambda: choose(not self._is_on))

    def draw(self, is_on: bool, *, enabled: bool) -> None:
        """Mark it as on or off."""
        self._is_on = is_on
        self.button.configure(text=f"{ON if is_on else OFF} {self._label}")
        self.button.state(["!disabled" if enabled else "disabled"])
