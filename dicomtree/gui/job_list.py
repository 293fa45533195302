"""The jobs that are remembered, to choose one of."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.style import Style
from dicomtree.gui.text_entry import TextEntry
from dicomtree.model.proposals import RememberedJob
from dicomtree.session import job_view
from dicomtree.session.job_state import JobDialog
from dicomtree.session.state import Session

ROWS = 6
COLUMNS = (
    ("made", "When", 130),
    ("kind", "What", 70),
    ("state", "State", 80),
    ("files", "Files", 130),
    ("place", "Folder", 300),
)
NONE = "Nothing is remembered that could be chosen here"


class JobList:
    """A table of jobs, the latest first; `choose` is called with the name of one."""

    def __init__(self, parent: tkinter.Misc, style: Style, choose: Callable[[str], None]) -> None:
        palette, px = style.palette, style.px
        self._choose = choose
        self._drawn: tuple[object, ...] = ()
        self._jobs: tuple[RememberedJob, ...] = ()
        self._latest: tuple[Session, JobDialog] | None = None
        self.frame = tkinter.Frame(parent, background=palette.panel)
        line = tkinter.Frame(self.frame, background=palette.panel)
        line.pack(fill="x", pady=(0, px(6)))
        label = tkinter.Label(
            line,
            text="Only folders with",
            font=style.font(),
            background=palette.panel,
            foreground=palette.dim,
        )
        label.pack(side="left", padx=(0, px(8)))
        self.folder = TextEntry(line, style, lambda _: self._draw_again())
        self.folder.entry.pack(side="left", fill="x", expand=True)
        holder = tkinter.Frame(self.frame, background=palette.border, padx=1, pady=1)
        holder.pack(fill="x")
        self.table = ttk.Treeview(
            holder,
            style=styles.LIST,
            columns=[name for name, _, _ in COLUMNS],
            show="headings",
            height=ROWS,
            selectmode="browse",
        )
        for name, title, width in COLUMNS:
            self.table.heading(name, text=title, anchor="w")
            self.table.column(name, width=px(width), anchor="w", stretch=name == "place")
        scroll_down(self.table)
        self.table.pack(side="left", fill="x", expand=True)
        self.table.bind("<<TreeviewSelect>>", lambda _: self._on_select())

    def draw(self, session: Session, dialog: JobDialog) -> None:
        """List the jobs that the dialog can do something with."""
        self._latest = session, dialog
        wanted = self.folder.variable.get().casefold()
        facts = (dialog.jobs, dialog.options.job, session.identity_hidden, wanted)
        if facts == self._drawn:
            return
        self._drawn = facts
        offered = job_view.offered_jobs(dialog)
        self._jobs = tuple(job for job in offered if wanted in job.destination.casefold())
        self.table.delete(*self.table.get_children())
        for place, job in enumerate(self._jobs):
            values = job_view.shown_job(session, job)
            self.table.insert("", "end", iid=str(place), values=values)
            if job.job == dialog.options.job:
                self.table.selection_set(str(place))
        if not self._jobs and dialog.jobs is not None:
            self.table.insert("", "end", values=("", "", "", "", NONE))

    def _draw_again(self) -> None:
        if self._latest is not None:
            self.draw(*self._latest)

    def _on_select(self) -> None:
        chosen = self.table.selection()
        if chosen and self._jobs:
            self._choose(self._jobs[int(chosen[0])].job)
