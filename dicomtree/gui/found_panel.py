"""What was found: counts that add up, and every problem with its path and its reason."""

import tkinter
from collections.abc import Callable, Iterator, Sequence
from tkinter import ttk

from dicomtree.gui import dialogs
from dicomtree.gui import style as styles
from dicomtree.gui.saving import save_csv
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.style import Style
from dicomtree.model import Problem
from dicomtree.session.messages import Message
from dicomtree.session.state import OpenRoot, Session
from dicomtree.session.status import receipt
from dicomtree.text import counted, show

COLUMNS = (("kind", "Problem", 100), ("path", "Path", 160), ("detail", "Reason", 160))
SHARES = (("path", 0.4), ("detail", 0.6))
HIDDEN_PATH = "hidden"
ITSELF = "."
DISC = "DICOMDIR"
MOST_SHOWN = 2_000


class FoundPanel:
    """A pane laid over the picture's place while it is wanted."""

    def __init__(
        self,
        parent: tkinter.Misc,
        style: Style,
        send: Callable[[Message], None],
        close: Callable[[], None],
    ) -> None:
        self._style = style
        self._send = send
        self._session = Session()
        self._entries: list[tuple[str, str, str]] = []
        self._drawn: tuple[object, ...] = ()
        palette = style.palette
        self.frame = tkinter.Frame(parent, background=palette.panel, padx=style.px(18))
        self._head(close)
        self._counts = tkinter.Frame(self.frame, background=palette.panel)
        self._counts.pack(anchor="w", pady=(0, style.px(14)))
        self._problem_title = tkinter.Label(
            self.frame, background=palette.panel, foreground=palette.text, font=style.font(14)
        )
        self._problem_title.pack(anchor="w", pady=(0, style.px(6)))
        self._export = ttk.Button(
            self.frame, text="Save CSV…", style=styles.BUTTON, command=self._export_problems
        )
        self._whole = self._make_whole()
        self._holder = tkinter.Frame(self.frame, background=palette.border, padx=1, pady=1)
        self._table = self._make_table(self._holder)

    @property
    def is_shown(self) -> bool:
        """Whether the panel is on screen."""
        return bool(self.frame.winfo_manager())

    def show(self, shown: bool) -> None:
        """Bring the panel up or take it away."""
        if not shown:
            self.frame.place_forget()
            return
        self.frame.place(relx=0, rely=0, relwidth=1, relheight=1)
        self.frame.lift()
        self.draw(self._session)
        self._table.focus_set()

    def draw(self, session: Session) -> None:
        """Bring counts and problems in step, if anybody sees them."""
        self._session = session
        facts = session.counts, session.problems, session.disc_remarks, session.identity_hidden
        if not self.is_shown or facts == self._drawn:
            return
        self._drawn = facts
        self._draw_counts(receipt(session))
        count, remarks = len(session.problems), len(session.disc_remarks)
        title = counted(count, "problem") if count else "No problems"
        if remarks:
            title += f" · {counted(remarks, 'remark')} on a DICOMDIR"
        self._problem_title.configure(text=title)
        self._export.state(["!disabled" if count and not session.identity_hidden else "disabled"])
        self._draw_problems(session)
        self._show_list(bool(self._entries))

    def _show_list(self, shown: bool) -> None:
        """Show table and button where there is something to list."""
        if not shown:
            for part in (self._export, self._whole, self._holder):
                part.pack_forget()
            return
        self._export.pack(side="bottom", anchor="w", pady=self._style.px(14))
        self._whole.pack(side="bottom", fill="x", pady=(self._style.px(8), 0))
        self._holder.pack(fill="both", expand=True)

    def _head(self, close: Callable[[], None]) -> None:
        style, palette = self._style, self._style.palette
        head = tkinter.Frame(self.frame, background=palette.panel)
        head.pack(fill="x", pady=(style.px(14), style.px(10)))
        title = tkinter.Label(
            head,
            text="What was found",
            font=style.font(18),
            background=palette.panel,
            foreground=palette.text,
        )
        title.pack(side="left")
        icon = style.icon("cancel", palette.text)
        ttk.Button(head, image=icon, style=styles.LINK, command=close).pack(side="right")

    def _draw_counts(self, counts: Sequence[tuple[str, int]]) -> None:
        palette = self._style.palette
        for old in self._counts.winfo_children():
            old.destroy()
        for row, (label, count) in enumerate(counts):
            colour = palette.text if row == 0 else palette.dim
            sign = "=" if row == 1 else "+" if row > 1 else ""
            for column, text in enumerate((sign, f"{count:,}", label)):
                cell = tkinter.Label(
                    self._counts,
                    text=text,
                    font=self._style.font(13, "bold" if row == 0 else ""),
                    background=palette.panel,
                    foreground=colour,
                )
                side = "w" if column == 2 else "e"
                cell.grid(row=row, column=column, sticky=side, padx=(0, self._style.px(8)))

    def _make_table(self, holder: tkinter.Frame) -> ttk.Treeview:
        names = [name for name, _, _ in COLUMNS]
        table = ttk.Treeview(holder, style=styles.LIST, columns=names, show="headings", height=4)
        for name, title, width in COLUMNS:
            table.heading(name, text=title, anchor="w")
            length = self._style.px(width)
            table.column(name, width=length, minwidth=length // 2, stretch=name != "kind")
        scroll_down(table)
        table.bind("<<TreeviewSelect>>", self._draw_whole)
        table.bind("<Configure>", lambda event: self._share_out(event.width))
        table.pack(side="left", fill="both", expand=True)
        return table

    def _share_out(self, width: int) -> None:
        """Let paths and reasons share what the pane has: Tk would let them reach out of it."""
        room = width - int(self._table.column("kind", "width"))
        for name, share in SHARES:
            self._table.column(name, width=max(round(room * share), 1))

    def _make_whole(self) -> tkinter.Label:
        """Return the place for all of what the chosen problem says."""
        palette = self._style.palette
        whole = tkinter.Label(
            self.frame,
            font=self._style.font(12),
            background=palette.panel,
            foreground=palette.text,
            justify="left",
            anchor="nw",
            height=3,
        )
        whole.bind("<Configure>", lambda event: whole.configure(wraplength=event.width))
        return whole

    def _draw_whole(self, _: object) -> None:
        chosen = self._table.selection()
        place = self._table.index(chosen[0]) if chosen else len(self._entries)
        text = ""
        if place < len(self._entries):
            _, path, detail = self._entries[place]
            text = f"{path}: {detail}"
        self._whole.configure(text=text)

    def _draw_problems(self, session: Session) -> None:
        self._table.delete(*self._table.get_children())
        self._entries = entries(session)
        for entry in self._entries:
            self._table.insert("", "end", values=entry)
        if self._entries:
            self._table.selection_set(self._table.get_children()[0])
        surplus = len(session.problems) - MOST_SHOWN
        if surplus > 0:
            self._table.insert(
                "", "end", values=("…", f"and {surplus:,} more: save them as CSV", "")
            )

    def _export_problems(self) -> None:
        path = dialogs.choose_new_file(self.frame, "Save the problems", "problems.csv")
        if path is None:
            return
        roots, problems = self._session.roots, self._session.problems
        done = f"Saved {counted(len(problems), 'problem')}"
        save_csv(problem_lines(problems, roots), path, roots, self._send, done)


def entries(session: Session) -> list[tuple[str, str, str]]:
    """Return kind, path and reason of what the table lists: DICOMDIRs that are odd, then problems.

    What is said of a DICOMDIR names files.
    """
    hidden = session.identity_hidden
    discs = [
        (DISC, HIDDEN_PATH if hidden else show(path), HIDDEN_PATH if hidden else show(remark))
        for path, remark in session.disc_remarks[:MOST_SHOWN]
    ]
    problems = [
        (
            problem.kind.value.replace("_", " "),
            HIDDEN_PATH if hidden else show(_place(problem, session.roots)),
            show(problem.detail),
        )
        for problem in session.problems[:MOST_SHOWN]
    ]
    return discs + problems


def _place(problem: Problem, roots: Sequence[OpenRoot]) -> str:
    """Return a problem's path; where the opened folder itself is the problem, that folder's."""
    if problem.path != ITSELF:
        return problem.path
    return next((root.path for root in roots if root.index == problem.root), ITSELF)


def problem_lines(
    problems: Sequence[Problem], roots: Sequence[OpenRoot]
) -> Iterator[tuple[str, ...]]:
    """Yield a heading, and a line for each problem: kind, folder, path, reason."""
    folders = {root.index: root.path for root in roots}
    yield "problem", "folder", "path", "reason"
    for problem in problems:
        folder = folders.get(problem.root, "")
        yield problem.kind.value, folder, problem.path, problem.detail
