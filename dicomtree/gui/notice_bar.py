"""The bar below the tree that waits for an answer; see `session.notice_bar`."""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style
from dicomtree.session.messages import Message
from dicomtree.session.notice_bar import BarNotice, bar_notice
from dicomtree.session.state import Session
from dicomtree.text import show

PAD, GAP = 10, 8
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
        self.frame.bind("<Configure>", lambda _: self._fit())

    def draw(self, session: Session) -> None:
        """Say what there is to say, or take the bar away."""
        notice = bar_notice(session)
        if notice == self._shown:
            return
        self._shown = notice
        if notice is None:
            self.frame.pack_forget()
            return
        self._text.configure(text=show(notice.text))
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
        room = max(self.frame.winfo_width() - 2 * self._style.px(PAD), 1)
        self._text.configure(wraplength=room)
        gap = self._style.px(GAP)
        is_row = sum(button.winfo_reqwidth() + gap for button in self._buttons) <= room + gap
        for place, button in enumerate(self._buttons):
            row, column = (0, place) if is_row else (place, 0)
            above = 0 if row == 0 else gap
            button.grid(row=row, column=column, padx=(0, gap), pady=(above, 0), sticky="ew")
