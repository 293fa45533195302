"""The two lines at the foot: what the selected row is, and how reading goes."""

import tkinter
from tkinter import ttk
from typing import Any

from dicomtree.gui import style as styles
from dicomtree.gui.caution import NOT_FOR_DIAGNOSIS
from dicomtree.gui.cut_label import CutLabel
from dicomtree.gui.style import Style
from dicomtree.gui.toolkit import sg
from dicomtree.gui.welcome import troubles
from dicomtree.session.state import Session
from dicomtree.session.status import details_line, folder_text, status_text
from dicomtree.text import show

PROGRESS_WIDTH = 110
PROGRESS_STEP_MS = 40
DETAILS_SIZE, FOOT_SIZE, PAD = 13, 12, 10


class StatusBar:
    """Draws counts, progress, notices and, always, what the program is not."""

    def __init__(self, style: Style) -> None:
        self._style = style
        palette = style.palette
        self._details = self._text("details", palette.window, palette.text)
        self._status = self._text("status", palette.window, palette.dim)
        self._notice = self._text("notice", palette.window, palette.text, expand_x=True)
        self._folder = self._text("folder", palette.window, palette.dim)
        self._progress = sg.Column(
            [[]], background_color=palette.window, key="progress", pad=(style.px(6), 0)
        )
        self._badge = self._text("badge", palette.window, palette.warning)
        foot = [self._status, self._notice, self._folder, self._progress, self._badge]
        self.element = sg.Column(
            [[self._details], [*foot]],
            background_color=palette.window,
            expand_x=True,
            pad=(0, 0),
        )

    def _text(self, key: str, ground: str, colour: str, *, expand_x: bool = False) -> Any:
        size = DETAILS_SIZE if key == "details" else FOOT_SIZE
        return sg.Text(
            "",
            key=key,
            font=self._style.font(size),
            background_color=ground,
            text_color=colour,
            pad=(0, 0),
            expand_x=expand_x or key == "details",
        )

    def attach(self) -> None:
        """Lay the lines out; the window must exist."""
        pad = self._style.px(PAD)
        for element in (self._details, self._status, self._notice, self._folder, self._badge):
            element.Widget.configure(anchor="w", padx=pad, pady=self._style.px(3))
        self._badge.update(f"⚠ {NOT_FOR_DIAGNOSIS}")
        # What is packed first keeps its room: a long notice must not push this out.
        for element in (self._badge, self._progress, self._folder):
            element.Widget.pack_configure(side="right", before=self._status.Widget)
        self._details_line = self._cut(self._details, DETAILS_SIZE)
        self._notice_line = self._cut(self._notice, FOOT_SIZE)
        frame: tkinter.Frame = self._progress.Widget
        self._bar = ttk.Progressbar(
            frame,
            style=styles.PROGRESS,
            mode="indeterminate",
            length=self._style.px(PROGRESS_WIDTH),
        )
        self._bar.pack(side="left")
        self._bar_runs = True
        self._run_bar(False)

    def _cut(self, element: Any, size: int) -> CutLabel:
        return CutLabel(element, self._style, self._style.font(size), 2 * self._style.px(PAD))

    @property
    def badge(self) -> tkinter.Label:
        """The words that are always there."""
        label: tkinter.Label = self._badge.Widget
        return label

    def draw(self, session: Session, row_text: str) -> None:
        """Show how things stand; `row_text` is what the selected row says, in full."""
        warnings = show(details_line(session))
        details = "   ".join(part for part in (row_text, warnings) if part)
        self._details_line.write(details)
        _write(self._status, status_text(session))
        self._notice_line.write(show(session.notice or _trouble(session)))
        _write(self._folder, _shortened(show(folder_text(session))))
        self._run_bar(session.scanning)

    def _run_bar(self, run: bool) -> None:
        if run == self._bar_runs:
            return
        self._bar_runs = run
        if run:
            self._bar.pack(side="left")
            self._bar.start(PROGRESS_STEP_MS)
        else:
            self._bar.stop()
            self._bar.pack_forget()
            self._progress.Widget.configure(width=1, height=1)


LONGEST_FOLDER = 60


def _trouble(session: Session) -> str:
    """Say of a folder that brought nothing beside others that did; alone, the first page does."""
    said = troubles(session) if session.tree.patients else ()
    return said[-1] if said else ""


def _shortened(folder: str) -> str:
    """Keep the end of a long path: it is what changes."""
    return folder if len(folder) <= LONGEST_FOLDER else f"…{folder[-LONGEST_FOLDER:]}"


def _write(element: Any, text: str) -> None:
    if element.TKStringVar.get() != text:
        element.TKStringVar.set(text)
