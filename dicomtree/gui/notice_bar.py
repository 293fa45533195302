"""The bar below the tree that waits for an answer; see `session.notice_bar`."""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import Any

from dicomtree.gui import style as styles
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.style import Style
from dicomtree.session.messages import Message
from dicomtree.session.notice_bar import BarNotice, bar_notice
from dicomtree.session.state import Session
from dicomtree.text import show

PAD, GAP = 10, 8
FEWEST_WORDS = 8
LARGEST_SHARE = 0.5
"""So much of the pane's height the bar may take: the tree above it must not go."""
NARROWEST_ANSWER = -5
"""In letters; negative means "at least" to Tk, whose own -11 leaves two no room side by side."""


class NoticeBar:
    """A text with its answers below it; takes no room while there is nothing to say."""

    def __init__(
        self,
        pane: tkinter.Misc,
        above: tkinter.Misc,
        style: Style,
        dispatch: Callable[[Message], None],
    ) -> None:
        self._style = style
        self._dispatch = dispatch
        self._above = above
        self._pane = pane
        self._shown: BarNotice | None = None
        self._buttons: list[ttk.Button] = []
        palette, pad = style.palette, style.px(PAD)
        self.frame = tkinter.Frame(pane, background=palette.panel, padx=pad, pady=pad)
        line = tkinter.Frame(self.frame, background=palette.accent, height=style.px(2))
        line.place(relx=0, y=-pad, x=-pad, relwidth=1, width=2 * pad)
        self._text = tkinter.Label(
            self.frame,
            font=style.font(12),
            background=palette.panel,
            foreground=palette.text,
            justify="left",
            anchor="w",
            padx=0,
        )
        self._text.pack(fill="x")
        self._answers = tkinter.Frame(self.frame, background=palette.panel)
        self._answers.pack(anchor="w", pady=(style.px(8), 0))
        HoverTip(self._text, style, self._tip)
        for resized in (self.frame, pane):
            resized.bind("<Configure>", lambda _: self._fit(), add="+")

    def draw(self, session: Session) -> None:
        """Say what there is to say, or take the bar away."""
        notice = bar_notice(session)
        if notice == self._shown:
            return
        self._shown = notice
        if notice is None:
            self.frame.pack_forget()
            return
        for old in self._buttons:
            old.destroy()
        looks = (styles.PRIMARY, *(styles.BUTTON for _ in notice.answers[1:]))
        self._buttons = [
            ttk.Button(
                self._answers,
                text=label,
                width=NARROWEST_ANSWER,
                style=look,
                command=partial(self._dispatch, message),
            )
            for look, (label, message) in zip(looks, notice.answers, strict=True)
        ]
        self._fit()
        # What is packed first keeps its room: the tree gives way.
        self.frame.pack(side="bottom", fill="x", before=self._above)

    def _fit(self) -> None:
        """Break the text where the pane ends; answers without room side by side stand in a column."""
        if self._shown is None:
            return
        pad, gap = self._style.px(PAD), self._style.px(GAP)
        room = max(self.frame.winfo_width() - 2 * pad, 1)
        is_row = sum(button.winfo_reqwidth() + gap for button in self._buttons) <= room + gap
        for place, button in enumerate(self._buttons):
            row, column = (0, place) if is_row else (place, 0)
            above = 0 if row == 0 else gap
            button.grid(row=row, column=column, padx=(0, gap), pady=(above, 0), sticky="ew")
        rows = 1 if is_row else len(self._buttons)
        answers = rows * (self._buttons[0].winfo_reqheight() + gap) if self._buttons else 0
        self._write(room, round(self._pane.winfo_height() * LARGEST_SHARE) - answers - 2 * pad)

    def _write(self, width: int, height: int) -> None:
        """Show the text, its end left out as far as there is no room for it."""
        whole = show(self._shown.text) if self._shown is not None else ""
        self._text.configure(wraplength=width, text=whole)
        words = whole.split(" ")
        while self._text.winfo_reqheight() > height and len(words) > FEWEST_WORDS:
            words.pop()
            self._text.configure(text=f"{' '.join(words)} …")

    def _tip(self, _: Any) -> str:
        whole = show(self._shown.text) if self._shown is not None else ""
        return "" if self._text.cget("text") == whole else whole
