"""A line of text cut to its room, which shows all of it where the pointer rests."""

import tkinter
from typing import Any

from dicomtree.gui.elision import Ruler, measuring_font
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Font, Style


class CutLabel:
    """Ends the text of a PySimpleGUI Text with "…" where the window has no room for all of it."""

    def __init__(self, element: Any, style: Style, font: Font, beside: int) -> None:
        """`beside`: pixels of the widget that no letter may take."""
        self._text = ""
        self._element = element
        self._beside = beside
        label: tkinter.Label = element.Widget
        self._ruler = Ruler(measuring_font(label, font))
        self._room = 0
        label.bind("<Configure>", lambda event: self._fit(event.width - beside), add="+")
        HoverTip(label, style, self._tip)

    def write(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self._cut()

    def _fit(self, room: int) -> None:
        if room != self._room:
            self._room = room
            self._cut()

    def _cut(self) -> None:
        text = self._ruler.cut(self._text, self._room) if self._room > 0 else self._text
        if self._element.TKStringVar.get() != text:
            self._element.TKStringVar.set(text)

    def _tip(self, _: Any) -> str:
        return "" if self._element.TKStringVar.get() == self._text else self._text
