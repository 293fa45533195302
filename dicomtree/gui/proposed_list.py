"""The tree that would be, filled folder by folder, and what is odd about some files."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.elision import Ruler, measuring_font
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.style import Style
from dicomtree.model.proposals import ProposedRow
from dicomtree.session import job_view
from dicomtree.session.identity import HIDDEN
from dicomtree.session.job_messages import ProposedFolderOpened
from dicomtree.session.job_state import JobDialog
from dicomtree.session.messages import Message
from dicomtree.session.state import Session
from dicomtree.text import show

COLUMNS = (("files", "Files", 80, "e"), ("size", "Size", 90, "e"), ("remark", "Remark", 330, "w"))
REMARKS = "⚠ Remarks"
PLACEHOLDER = "…"


class ProposedList:
    """A tree whose folders are asked for when they are opened."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, dispatch: Callable[[Message], None]
    ) -> None:
        palette, px = style.palette, style.px
        self._style = style
        self._dispatch = dispatch
        self._paths: dict[str, str] = {}
        self._items: dict[str, str] = {}
        self._filled: set[str] = set()
        self._remarks: dict[str, str] = {}
        self._drawn: tuple[object, ...] = ()
        self.frame = tkinter.Frame(parent, background=palette.panel)
        self.whole = tkinter.Label(
            self.frame,
            font=style.font(12),
            background=palette.panel,
            foreground=palette.text,
            anchor="w",
            justify="left",
        )
        self.whole.bind("<Configure>", lambda event: self.whole.configure(wraplength=event.width))
        holder = tkinter.Frame(self.frame, background=palette.border, padx=1, pady=1)
        holder.pack(fill="both", expand=True)
        self.tree = ttk.Treeview(
            holder,
            style=styles.TREE,
            columns=[name for name, *_ in COLUMNS],
            show="tree headings",
            selectmode="browse",
            height=6,
        )
        self.tree.heading("#0", text="Folder or file", anchor="w")
        self.tree.column("#0", width=px(380), stretch=True)
        for name, title, width, anchor in COLUMNS:
            side: tkinter._Anchor = "e" if anchor == "e" else "w"  # type: ignore[name-defined]
            self.tree.heading(name, text=title, anchor=side)
            self.tree.column(name, width=px(width), anchor=side, stretch=name == "remark")
        scroll_down(self.tree)
        self.tree.pack(side="left", fill="both", expand=True)
        self.tree.bind("<<TreeviewOpen>>", lambda _: self._on_open())
        self.tree.bind("<<TreeviewSelect>>", lambda _: self._on_select())
        self.tree.bind("<Configure>", lambda _: self._cut_remarks(), add="+")
        self.tree.bind("<ButtonRelease-1>", lambda _: self._cut_remarks(), add="+")
        self.tree.tag_configure("remark", foreground=palette.warning)
        self._ruler = Ruler(measuring_font(self.tree, style.font()))

    def draw(self, session: Session, dialog: JobDialog) -> None:
        """Show what has come since, or begin anew for another proposal."""
        facts = (dialog.proposal, dialog.ending, session.identity_hidden)
        if facts != self._drawn:
            self._drawn = facts
            self._begin(session, dialog)
        for path, rows in dialog.folders.items():
            if path not in self._filled and path in self._items:
                self._fill(session, path, rows)

    def _on_select(self) -> None:
        """Show all of the chosen row's remark: the column may be too narrow for it."""
        chosen = self.tree.selection()
        remark = self._remarks.get(chosen[0], "") if chosen else ""
        self._say(f"{self.tree.item(chosen[0], 'text').strip()}: {remark}" if remark else "")

    def _remark(self, item: str, remark: str) -> None:
        """Put a remark into its row, as much of it as there is room for."""
        if remark:
            self._remarks[item] = remark
            self.tree.set(item, "remark", self._ruler.cut(remark, self._room()))

    def _cut_remarks(self) -> None:
        room = self._room()
        for item, remark in self._remarks.items():
            self.tree.set(item, "remark", self._ruler.cut(remark, room))

    def _room(self) -> int:
        width: int = self.tree.column("remark", "width")
        return width - self._style.px(styles.BESIDE_CELL)

    def _say(self, text: str) -> None:
        self.whole.configure(text=text)
        if text and not self.whole.winfo_manager():
            self.whole.pack(side="bottom", fill="x", pady=(self._style.px(6), 0))
        elif not text:
            self.whole.pack_forget()

    def _begin(self, session: Session, dialog: JobDialog) -> None:
        self.tree.delete(*self.tree.get_children())
        self._say("")
        self._paths.clear()
        self._items.clear()
        self._filled.clear()
        self._remarks.clear()
        if dialog.proposal is None:
            return
        self._add_remarks(session, dialog)
        place = HIDDEN if session.identity_hidden else show(dialog.proposal.destination)
        self._add_folder(
            "", "", (place, f"{dialog.proposal.files + dialog.proposal.there:,}", "", "")
        )
        self.tree.item(self._items[""], open=True)

    def _add_remarks(self, session: Session, dialog: JobDialog) -> None:
        remarks, count = job_view.remarks_of(dialog)
        if not count:
            return
        text = f"{REMARKS} ({count:,})"
        top = self.tree.insert("", "end", text=text, open=count <= 3, tags=("remark",))
        for remark in remarks:
            name, words = job_view.shown_remark(session, remark)
            self._remark(self.tree.insert(top, "end", text=name), words)
        if count > len(remarks):
            self.tree.insert(top, "end", text=f"… {count - len(remarks):,} more")

    def _add_folder(self, parent: str, path: str, cells: tuple[str, ...]) -> None:
        icon = self._style.icon("study", self._style.palette.folder)
        item = self.tree.insert(parent, "end", text=f" {cells[0]}", values=cells[1:], image=icon)
        self.tree.insert(item, "end", text=PLACEHOLDER)
        self._items[path] = item
        self._paths[item] = path

    def _fill(self, session: Session, path: str, rows: tuple[ProposedRow, ...]) -> None:
        item = self._items[path]
        self._filled.add(path)
        self.tree.delete(*self.tree.get_children(item))
        for row, cells in zip(rows, job_view.shown_rows(session, rows), strict=True):
            if row.is_folder:
                inner = f"{path}/{row.name}" if path else row.name
                self._add_folder(item, inner, cells)
            else:
                image = self._style.icon("document", self._style.palette.paper)
                made = self.tree.insert(
                    item, "end", text=f" {cells[0]}", values=cells[1:-1], image=image
                )
                self._remark(made, cells[-1])

    def _on_open(self) -> None:
        path = self._paths.get(self.tree.focus())
        if path is not None and path not in self._filled:
            self._dispatch(ProposedFolderOpened(path))
