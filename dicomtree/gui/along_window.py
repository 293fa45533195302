"""The attributes along the slices of the stack on screen: plots, a table, and what is the same."""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from dicomtree.gui import dialogs
from dicomtree.gui import style as styles
from dicomtree.gui.along_plots import AlongPlots
from dicomtree.gui.along_table import AlongTable
from dicomtree.gui.saving import MOST_COPIED, TOO_MUCH, save_csv
from dicomtree.gui.side_window import FilterLine, side_window
from dicomtree.gui.style import Style
from dicomtree.library.tables import clipboard_text
from dicomtree.session.along import key_of_place, place_on_screen
from dicomtree.session.along_lines import AlongLine, AlongLines, table_cells
from dicomtree.session.along_messages import AlongToggled
from dicomtree.session.messages import Message, NodeSelected, SliceStepped
from dicomtree.session.state import Session

TITLE = "Attributes along the slices"
WIDTH, HEIGHT = 860, 480
MOST_OF_WINDOW = 0.65
HINT = "Click: show that slice   ·   ← →: step   ·   Esc: close"
NOT_WHOLE = "⚠ not everything could be read"


class AlongWindow:
    """A window of its own beside the picture, as long as the session wants it."""

    def __init__(
        self,
        parent: tkinter.Misc,
        style: Style,
        dispatch: Callable[[Message], None],
        send: Callable[[Message], None],
    ) -> None:
        self._parent, self._style, self._dispatch, self._send = parent, style, dispatch, send
        self._session = Session()
        self._drawn: tuple[object, ...] = ()
        self._place: int | None = None
        self._is_table = False
        self.window: tkinter.Toplevel | None = None
        self.plots: AlongPlots
        self.table: AlongTable

    # ---- drawing
    def draw(self, session: Session) -> None:
        """Show the session's attributes along the slices, or nothing."""
        was_hidden, self._session = self._session.identity_hidden, session
        if not session.along.shown:
            self.close()
            return
        if self.window is None:
            self.window = self._make()
        if session.identity_hidden and not was_hidden:
            self.filter.typed.set("")  # what was looked for may name the patient
        self._say_how_far()
        drawn = (session.along.lines, session.identity_hidden, self.filter.wanted, self._is_table)
        if drawn != self._drawn:
            self._drawn = drawn
            self._fill()
            self._place = None
        place = place_on_screen(session)
        if place != self._place:
            self._place = place
            self._shown_part().mark(place)

    def close(self) -> None:
        """Close the window."""
        if self.window is not None:
            self.plots.close()
            self.table.close()
            self.window.destroy()
            self.window, self._drawn = None, ()

    def _say_how_far(self) -> None:
        along = self._session.along
        lines = along.lines
        if lines is None:
            share = f"{along.done:,} of {along.total:,}" if along.total else ""
            waiting = "when the folders have been read" if self._session.scanning else share
            self._head.configure(text=f"Reading headers … {waiting}")
            return
        changing, same = len(lines.varying), len(lines.constant)
        text = f"{changing:,} change along {len(lines.frames):,} slices, {same:,} are the same"
        self._head.configure(text=text if lines.is_whole else f"{text}   {NOT_WHOLE}")

    def _fill(self) -> None:
        lines, hidden = self._session.along.lines, self._session.identity_hidden
        state = "normal" if lines else "disabled"
        for button in self._buttons:
            button.configure(state=state)
        shown, other = self._shown_part(), self.plots if self._is_table else self.table
        other.frame.pack_forget()
        shown.frame.pack(fill="both", expand=True)
        varying, constant = self._chosen(lines)
        count = 0 if lines is None else len(lines.frames)
        if self._is_table:
            self.table.fill(varying, count, hidden=hidden)
        elif lines is not None:
            self.plots.fill(varying, constant, count, hidden=hidden)
        else:
            self.plots.clear()

    def _shown_part(self) -> AlongPlots | AlongTable:
        return self.table if self._is_table else self.plots

    def _chosen(self, lines: AlongLines | None) -> tuple[list[AlongLine], list[AlongLine]]:
        """Return what changes and what does not, as far as the filter lets it through."""
        if lines is None:
            return [], []
        wanted, hidden = self.filter.wanted, self._session.identity_hidden
        varying = [one for one in lines.varying if one.matches(wanted, hidden=hidden)]
        constant = [one for one in lines.constant if one.matches(wanted, hidden=hidden)]
        return varying, constant

    # ---- parts
    def _make(self) -> tkinter.Toplevel:
        style, palette = self._style, self._style.palette
        window = side_window(self._parent, style, self._toggle, ("<F3>",))
        window.title(TITLE)
        window.geometry(self._below_the_picture())
        window.minsize(style.px(520), style.px(260))
        for keys, by in (("<Left>", -1), ("<Right>", 1)):
            window.bind(keys, partial(self._step, by))
        self._make_bar(window)
        self._said = self._label(window, HINT, palette.dim)
        self._said.pack(side="bottom", fill="x", padx=style.px(14), pady=style.px(6))
        body = tkinter.Frame(window, background=palette.panel)
        body.pack(fill="both", expand=True)
        self.plots = AlongPlots(body, style, self._choose, self._say)
        self.table = AlongTable(body, style, self._choose)
        self.plots.canvas.focus_set()
        return window

    def _below_the_picture(self) -> str:
        """Return a place at the window's lower right corner: most of the picture stays in sight."""
        root = self._parent.winfo_toplevel()
        width = min(self._style.px(WIDTH), round(root.winfo_width() * MOST_OF_WINDOW))
        height = min(self._style.px(HEIGHT), round(root.winfo_height() * MOST_OF_WINDOW))
        left = root.winfo_rootx() + root.winfo_width() - width
        top = root.winfo_rooty() + root.winfo_height() - height
        return f"{width}x{height}+{max(left, 0)}+{max(top, 0)}"

    def _make_bar(self, window: tkinter.Toplevel) -> None:
        style, palette = self._style, self._style.palette
        bar = tkinter.Frame(window, background=palette.panel)
        bar.pack(fill="x", padx=style.px(14), pady=(style.px(12), style.px(4)))
        self._head = self._label(window, "", palette.dim)
        self._head.pack(fill="x", padx=style.px(14), pady=(0, style.px(6)))
        self.switch = ttk.Button(bar, text="Table", style=styles.BUTTON, command=self._switch)
        copying = ttk.Button(bar, text="Copy", style=styles.BUTTON, command=self._copy)
        saving = ttk.Button(bar, text="Save CSV…", style=styles.BUTTON, command=self._save)
        self._buttons = (self.switch, copying, saving)
        # What is packed first keeps its room where the window is narrow.
        for button in reversed(self._buttons):
            button.pack(side="right", padx=(style.px(8), 0))
        self.filter = FilterLine(bar, style, self._draw_again, self._pass_keys)

    def _label(self, parent: tkinter.Misc, text: str, colour: str) -> tkinter.Label:
        style = self._style
        ground = style.palette.panel
        font = style.font(12)
        return tkinter.Label(
            parent, text=text, font=font, background=ground, foreground=colour, anchor="w"
        )

    # ---- doing
    def _toggle(self) -> None:
        self._dispatch(AlongToggled())

    def _choose(self, place: int) -> None:
        key = key_of_place(self._session, place)
        if key is not None:
            self._dispatch(NodeSelected(key))

    def _step(self, by: int, event: "tkinter.Event[tkinter.Misc]") -> None:
        if event.widget.winfo_class() != "TEntry":
            self._dispatch(SliceStepped(by))

    def _say(self, text: str) -> None:
        self._said.configure(text=text or HINT)

    def _pass_keys(self) -> None:
        self.plots.canvas.focus_set()

    def _draw_again(self) -> None:
        self.draw(self._session)

    def _switch(self) -> None:
        self._is_table = not self._is_table
        self.switch.configure(text="Plots" if self._is_table else "Table")
        self.draw(self._session)

    def _copy(self) -> None:
        lines = self._session.along.lines
        varying, _ = self._chosen(lines)
        if lines is None or len(lines.frames) * (len(varying) + 1) > MOST_COPIED:
            self._say(TOO_MUCH)
            return
        cells = table_cells(varying, len(lines.frames), hidden=self._session.identity_hidden)
        self._parent.clipboard_clear()
        self._parent.clipboard_append(clipboard_text(cells))
        self._say(f"Copied {len(lines.frames):,} slices")

    def _save(self) -> None:
        lines = self._session.along.lines
        if self.window is None or lines is None:
            return
        path = dialogs.choose_new_file(self.window, TITLE, "attributes-along-slices.csv")
        if path is None:
            return
        varying, _ = self._chosen(lines)
        cells = table_cells(varying, len(lines.frames), hidden=self._session.identity_hidden)
        save_csv(cells, path, self._session.roots, self._send, "Attributes saved")
