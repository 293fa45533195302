"""What stands in the picture's place for instances without one: an outline, a table, curves."""

import tkinter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from tkinter import ttk

from PIL import Image, ImageTk

from dicomtree.documents import Document, EmbeddedFile, Line
from dicomtree.gui import dialogs
from dicomtree.gui import style as styles
from dicomtree.gui.embedded_files import open_copy, save_copy
from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.gui.scrollbars import scroll_across, scroll_down
from dicomtree.gui.style import Style, exact_font
from dicomtree.gui.waveform_plot import WaveformPlot
from dicomtree.session.document_messages import ReferenceChosen
from dicomtree.session.documents import shown_document
from dicomtree.session.messages import Message, SeriesStepped
from dicomtree.session.state import Session
from dicomtree.text import show

SWATCH_PIXELS, SWATCH_GAP = 14, 6
MEASURED_LINES = 200
NARROWEST, WIDEST = 50, 320
WHOLE_LINES = 3
OPENABLE = (".pdf", ".xml")
GO_THERE = "Enter or a double click shows it."


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the view was last made of."""

    document: Document | None = None
    hidden: bool = False


class ObjectView:
    """A pane laid over the picture's place while an instance without a picture is chosen."""

    def __init__(
        self,
        parent: tkinter.Misc,
        over: tkinter.Misc,
        style: Style,
        dispatch: Callable[[Message], None],
        send: Callable[[Message], None],
        give_keys_back: Callable[[], None],
    ) -> None:
        self._style, self._dispatch, self._send = style, dispatch, send
        self._give_keys_back = give_keys_back
        self._over = over
        self._session = Session()
        self._drawn = _Drawn()
        self._document = Document("")
        self._lines: dict[str, Line] = {}
        self._swatches: dict[tuple[int, int, int], ImageTk.PhotoImage] = {}
        self.frame = tkinter.Frame(parent, background=style.palette.panel)
        self._font = exact_font(self.frame, style.font(styles.TEXT_PIXELS - 1))
        self._title = self._label(16, style.palette.text)
        self._facts = self._label(13, style.palette.dim)
        self._buttons = self._make_buttons()
        self._whole = self._label(12, style.palette.text, lines=WHOLE_LINES)
        self.plot = WaveformPlot(self.frame, style)
        self._table_frame, self.table = self._make_table()
        self._filling = Piecemeal(self.frame)
        for widget in (self.frame, self.table, self.plot.canvas, self._save, self._open):
            for sequence, by in (("<Control-Next>", 1), ("<Control-Prior>", -1)):
                widget.bind(sequence, partial(self._step_series, by))
        for part in (self.frame, self._title, self._facts, self._whole, self.plot.canvas):
            part.bind("<Button-1>", lambda _: self.focus(), add="+")

    @property
    def is_shown(self) -> bool:
        """Whether the view is on screen."""
        return bool(self.frame.winfo_manager())

    def draw(self, session: Session) -> None:
        """Show what the instance holds, or leave the place to the picture."""
        self._session = session
        now = _Drawn(session.document, session.identity_hidden)
        if now.document is self._drawn.document and now.hidden == self._drawn.hidden:
            return
        self._drawn = now
        document = shown_document(session)
        if document is None:
            self._leave()
            return
        had_keys = self._has_keys()
        self._document = document
        self._fill(document)
        self.frame.place(in_=self._over, relx=0, rely=0, relwidth=1, relheight=1)
        self.frame.lift()
        if had_keys:
            self.focus()

    def focus(self) -> None:
        """Take the keys."""
        if self._document.lines:
            self.table.focus_set()
            first = self.table.get_children()
            if first and not self.table.focus():
                self.table.focus(first[0])
                self.table.selection_set(first[0])
        elif self._document.waveforms:
            self.plot.canvas.focus_set()
        elif self._document.embedded is not None:
            self._save.focus_set()
        else:
            self.frame.focus_set()

    def close(self) -> None:
        """Stop what is still being drawn, before the window is destroyed."""
        self._filling.stop()
        self.plot.close()

    # ---- parts
    def _label(self, size: int, colour: str, lines: int = 0) -> tkinter.Label:
        label = tkinter.Label(
            self.frame,
            font=self._style.font(size),
            background=self._style.palette.panel,
            foreground=colour,
            justify="left",
            anchor="nw",
            height=lines,
            padx=self._style.px(18),
        )
        margin = 2 * self._style.px(18)
        label.bind(
            "<Configure>", lambda event: label.configure(wraplength=max(event.width - margin, 1))
        )
        return label

    def _make_buttons(self) -> tkinter.Frame:
        row = tkinter.Frame(self.frame, background=self._style.palette.panel)
        self._save = ttk.Button(
            row, text="Save a copy…", style=styles.PRIMARY, command=self._save_copy
        )
        self._open = ttk.Button(row, text="Open", style=styles.BUTTON, command=self._open_copy)
        self._save.pack(side="left", padx=(self._style.px(18), self._style.px(10)))
        self._open.pack(side="left")
        for button in (self._save, self._open):
            button.bind("<Return>", partial(_press, button))
        return row

    def _make_table(self) -> tuple[tkinter.Frame, ttk.Treeview]:
        holder = tkinter.Frame(self.frame, background=self._style.palette.panel)
        table = ttk.Treeview(holder, style=styles.LIST, selectmode="browse", height=4)
        table.bind("<<TreeviewSelect>>", lambda _: self._draw_whole())
        table.bind("<Return>", lambda _: self._go_there())
        table.bind("<Double-Button-1>", lambda _: self._go_there())
        table.bind("<Control-c>", lambda _: self._copy_line())
        scroll_across(table)
        scroll_down(table)
        table.pack(side="left", fill="both", expand=True)
        return holder, table

    # ---- content
    def _leave(self) -> None:
        had_keys = self._has_keys()
        self._filling.stop()
        self.plot.show(())
        self._document = Document("")
        self.frame.place_forget()
        if had_keys:
            self._give_keys_back()  # they must not stay with what cannot be seen

    def _has_keys(self) -> bool:
        if not self.is_shown:
            return False
        focused = str(self.frame.tk.call("focus"))
        return focused == str(self.frame) or focused.startswith(f"{self.frame}.")

    def _fill(self, document: Document) -> None:
        style = self._style
        for part in self.frame.pack_slaves():
            part.pack_forget()
        facts = [f"{line.cells[0]}: {line.cells[1]}" for line in document.facts]
        self._title.configure(text=show(document.title))
        self._facts.configure(text="\n".join(show(text) for text in (*facts, *document.remarks)))
        self._title.pack(fill="x", pady=(style.px(14), style.px(4)))
        if facts or document.remarks:
            self._facts.pack(fill="x", pady=(0, style.px(8)))
        if document.embedded is not None:
            self._offer(document.embedded)
        if document.lines:
            self._whole.pack(side="bottom", fill="x", pady=style.px(6))
            self._whole.configure(text="")
        self.plot.show(document.waveforms)
        if document.waveforms:
            self.plot.canvas.pack(fill="both", expand=True, padx=style.px(12))
        self._fill_table(document)

    def _offer(self, embedded: EmbeddedFile) -> None:
        self._buttons.pack(fill="x", pady=self._style.px(8))
        self._open.state(["!disabled" if embedded.suffix in OPENABLE else "disabled"])

    def _fill_table(self, document: Document) -> None:
        self._filling.stop()
        self.table.delete(*self.table.get_children())
        self._lines.clear()
        if not document.lines:
            return
        # Beside curves the table stays as high as it must be.
        beside = bool(document.waveforms)
        self._table_frame.pack(
            fill="both", expand=not beside, padx=self._style.px(12), pady=self._style.px(6)
        )
        self._set_columns(document)
        self._filling.start(self._insert_lines(document.lines))

    def _set_columns(self, document: Document) -> None:
        names = [str(place) for place in range(1, len(document.columns))]
        self.table.configure(columns=names, show="tree headings")
        for place, title in enumerate(document.columns):
            column = "#0" if place == 0 else str(place)
            last = place == len(document.columns) - 1
            width = self._width_of(document, place)
            self.table.heading(column, text=title, anchor="w")
            self.table.column(column, width=width, minwidth=width, stretch=last, anchor="w")
        # Tk stretches columns only when the table's own width changes.
        others = sum(self.table.column(name, "width") for name in ("#0", *names[:-1]))
        room = self.table.winfo_width() - others
        if names and room > self.table.column(names[-1], "width"):
            self.table.column(names[-1], width=room)

    def _width_of(self, document: Document, place: int) -> int:
        """Return how wide a column must be for its first lines, within limits."""
        style = self._style
        lines = document.lines[:MEASURED_LINES]
        indent = style.px(16)
        needed = [self._font.measure(document.columns[place])]
        for line in lines:
            if place < len(line.cells):
                deep = (line.depth + 2) * indent if place == 0 else 0
                needed.append(self._font.measure(show(line.cells[place])[:80]) + deep)
        return min(max(*needed, style.px(NARROWEST)), style.px(WIDEST)) + style.px(18)

    def _insert_lines(self, lines: tuple[Line, ...]) -> Iterator[None]:
        parents = [""]
        for line in lines:
            del parents[line.depth + 1 :]
            first, *others = (show(cell) for cell in line.cells)
            item = self.table.insert(
                parents[-1],
                "end",
                text=f"{'→ ' if line.reference is not None else ''}{first}",
                values=others,
                open=True,
                image=self._swatch(line),
            )
            self._lines[item] = line
            parents.append(item)
            yield

    def _swatch(self, line: Line) -> ImageTk.PhotoImage | str:
        if line.colour is None:
            return ""
        if line.colour not in self._swatches:
            size = self._style.px(SWATCH_PIXELS)
            gap = self._style.px(SWATCH_GAP)
            image = Image.new("RGBA", (size + gap, size))
            image.paste(line.colour, (0, 0, size, size))
            self._swatches[line.colour] = ImageTk.PhotoImage(image, master=self.frame)
        return self._swatches[line.colour]

    # ---- doing
    def _chosen(self) -> Line | None:
        selection = self.table.selection()
        return self._lines.get(selection[0]) if selection else None

    def _draw_whole(self) -> None:
        """Write all of the chosen line below the table, where nothing cuts it off."""
        line = self._chosen()
        if line is None:
            return
        if len(line.cells) > 2:
            pairs = zip(self._document.columns, line.cells, strict=False)
            text = " · ".join(f"{name}: {cell}" for name, cell in pairs if cell)
        else:
            text = ": ".join(filter(None, line.cells))
        hint = f" – {GO_THERE}" if line.reference is not None else ""
        self._whole.configure(text=show(text) + hint)

    def _go_there(self) -> str:
        line = self._chosen()
        if line is not None and line.reference is not None:
            self._dispatch(ReferenceChosen(line.reference))
        return "break"

    def _copy_line(self) -> str:
        line = self._chosen()
        if line is not None:
            self.table.clipboard_clear()
            self.table.clipboard_append("\t".join(line.cells))
        return "break"

    def _step_series(self, by: int, _: object) -> str:
        self._dispatch(SeriesStepped(by))
        return "break"

    def _path(self) -> str | None:
        place = self._session.document_of
        return None if place is None else self._session.absolute_path(*place)

    def _save_copy(self) -> None:
        embedded, path = self._document.embedded, self._path()
        if embedded is None or path is None:
            return
        name = f"document{embedded.suffix}"
        target = dialogs.choose_new_file(self.frame, "Save a copy", name)
        if target is not None:
            save_copy(path, target, [root.path for root in self._session.roots], self._send)

    def _open_copy(self) -> None:
        embedded, path = self._document.embedded, self._path()
        if embedded is not None and path is not None:
            open_copy(path, embedded.suffix, self._send)


def _press(button: ttk.Button, _: object) -> str:
    button.invoke()
    return "break"
