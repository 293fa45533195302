"""Files with the same content, in groups; a click shows the instance."""

import tkinter
from collections.abc import Callable, Iterator, Sequence
from tkinter import ttk

from dicomtree.gui import dialogs
from dicomtree.gui import style as styles
from dicomtree.gui.list_keys import bind_home_and_end
from dicomtree.gui.piecemeal import Piecemeal
from dicomtree.gui.placement import placed_over
from dicomtree.gui.saving import save_csv
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.side_window import side_window
from dicomtree.gui.style import Style
from dicomtree.library.content_duplicates import TITLES
from dicomtree.session.duplicates_messages import DuplicatesToggled, SameFile, SameGroup
from dicomtree.session.identity import HIDDEN
from dicomtree.session.messages import FileLocated, Message
from dicomtree.session.state import OpenRoot, Session
from dicomtree.text import readable_size, show

TITLE = "Duplicates"
WIDTH, HEIGHT = 760, 460
HINT = "Click a file: show its instance   ·   Esc: close"


class DuplicatesWindow:
    """A window of its own, as long as the session wants it."""

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
        self._files: dict[str, SameFile] = {}
        self.window: tkinter.Toplevel | None = None
        self.list: ttk.Treeview
        self._work: Piecemeal

    def draw(self, session: Session) -> None:
        """Show the session's groups of files, or nothing."""
        self._session = session
        duplicates = session.duplicates
        if not duplicates.shown:
            self.close()
            return
        if self.window is None:
            self.window = self._make()
        self.head.configure(text=duplicates.in_words)
        self._saving.state(["!disabled" if duplicates.groups else "disabled"])
        drawn = (duplicates.groups, session.identity_hidden)
        if drawn != self._drawn:
            self._drawn = drawn
            self.list.delete(*self.list.get_children())
            self._files.clear()
            self._work.start(self._rows())

    def close(self) -> None:
        """Close the window."""
        if self.window is not None:
            self._work.stop()
            self.window.destroy()
            self.window, self._drawn = None, ()

    def _rows(self) -> Iterator[None]:
        for group in self._session.duplicates.groups or ():
            title = TITLES[group.sameness]
            text = f" {title[0].upper()}{title[1:]}"
            row = self.list.insert("", "end", text=text, open=True, tags=("group",))
            for file in group.files:
                path = HIDDEN if self._session.identity_hidden else show(file.path, 400)
                item = self.list.insert(
                    row, "end", text=f" {path}", values=(readable_size(file.size),)
                )
                self._files[item] = file
                yield

    # ---- parts
    def _make(self) -> tkinter.Toplevel:
        style, palette = self._style, self._style.palette
        window = side_window(self._parent, style, self._toggle)
        window.title(TITLE)
        window.geometry(placed_over(self._parent, style.px(WIDTH), style.px(HEIGHT)))
        window.minsize(style.px(420), style.px(220))
        bar = tkinter.Frame(window, background=palette.panel)
        bar.pack(fill="x", padx=style.px(14), pady=style.px(10))
        self.head = self._label(bar, palette.text)
        self.head.pack(side="left")
        self._saving = ttk.Button(bar, text="Save CSV…", style=styles.BUTTON, command=self._save)
        self._saving.pack(side="right")
        hint = self._label(window, palette.dim)
        hint.configure(text=HINT)
        hint.pack(side="bottom", fill="x", padx=style.px(14), pady=style.px(6))
        self.list = self._make_list(window)
        self._work = Piecemeal(self.list)
        self.list.focus_set()
        return window

    def _label(self, parent: tkinter.Misc, colour: str) -> tkinter.Label:
        ground = self._style.palette.panel
        font = self._style.font(12)
        return tkinter.Label(parent, font=font, background=ground, foreground=colour, anchor="w")

    def _make_list(self, window: tkinter.Toplevel) -> ttk.Treeview:
        px = self._style.px
        files = ttk.Treeview(
            window, style=styles.LIST, columns=("size",), show="tree headings", selectmode="browse"
        )
        files.heading("#0", text="File", anchor="w")
        files.column("#0", width=px(560), stretch=True)
        files.heading("size", text="Size", anchor="e")
        files.column("size", width=px(90), stretch=False, anchor="e")
        files.tag_configure("group", foreground=self._style.palette.person)
        scroll_down(files)
        files.pack(side="left", fill="both", expand=True, padx=(px(6), 0))
        files.bind("<<TreeviewSelect>>", lambda _: self._show_chosen())
        bind_home_and_end(files)
        return files

    # ---- doing
    def _toggle(self) -> None:
        self._dispatch(DuplicatesToggled())

    def _show_chosen(self) -> None:
        chosen = self.list.selection()
        file = self._files.get(chosen[0]) if chosen else None
        if file is not None:
            self._dispatch(FileLocated(file.series_key, file.root, file.shown_path))

    def _save(self) -> None:
        path = dialogs.choose_new_file(self.list, TITLE, "duplicates.csv")
        if path is None:
            return
        session = self._session
        cells = cells_of(session.duplicates.groups or (), session.roots, session.identity_hidden)
        save_csv(cells, path, session.roots, self._send, "Duplicates saved")


def cells_of(
    groups: Sequence[SameGroup], roots: Sequence[OpenRoot], hidden: bool
) -> Iterator[list[str]]:
    """Yield a heading, and a line for each file: its group, what that has in common, its path."""
    folders = {root.index: root.path for root in roots}
    yield ["group", "sameness", "folder", "path", "bytes"]
    for number, group in enumerate(groups, 1):
        for file in group.files:
            place = [HIDDEN, HIDDEN] if hidden else [folders.get(file.root, ""), file.path]
            yield [str(number), str(group.sameness), *place, str(file.size)]
