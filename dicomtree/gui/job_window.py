"""The dialog for copying and exporting: choose, look, let it be done, see what came of it."""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from dicomtree.gui import dialogs, file_manager, shortcuts
from dicomtree.gui import style as styles
from dicomtree.gui.job_forms import JobForm
from dicomtree.gui.placement import placed_over
from dicomtree.gui.proposed_list import ProposedList
from dicomtree.gui.style import Style
from dicomtree.model.proposals import Proposal
from dicomtree.session import job_view
from dicomtree.session.job_messages import (
    JobClosed,
    JobKind,
    JobNoted,
    JobStartWanted,
    JobStopWanted,
    JobWanted,
    PlanSaveWanted,
    ProposalWanted,
    WindowCloseChosen,
)
from dicomtree.session.job_state import Closing, JobDialog, Stage
from dicomtree.session.job_words import command_line, obstacle, words_of
from dicomtree.session.messages import Message
from dicomtree.session.state import Session

WIDTH, HEIGHT = 940, 700
MARGIN = 18
LEAST_LIST = 110
CLOSING = "The program closes when this has ended."
COPIED = "✓ The command is on the clipboard"

Dispatch = Callable[[Message], None]


class JobWindow:
    """Shows `session.job` as long as there is one."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, dispatch: Dispatch, send: Dispatch
    ) -> None:
        self._parent, self._style = parent, style
        self._dispatch, self._send = dispatch, send
        self._session = Session()
        self._kind: JobKind | None = None
        self._proposal: Proposal | None = None
        self._is_folded = False
        self._shown: tuple[str, ...] = ()
        self.window: tkinter.Toplevel | None = None
        self.form: JobForm
        self._foot: tkinter.Frame
        self.list: ProposedList
        self.buttons: dict[str, ttk.Button] = {}

    def draw(self, session: Session) -> None:
        """Bring the dialog in step with the session."""
        self._session = session
        dialog = session.job
        if dialog is None:
            self.close()
            return
        if self.window is not None and dialog.kind is not self._kind:
            self.close()
        if self.window is None:
            self.window = self._make(dialog.kind)
        self.form.draw(session, dialog)
        self.list.draw(session, dialog)
        self._fit_form(dialog)
        self._draw_texts(session, dialog)
        self._draw_bar(dialog)
        self._draw_buttons(session, dialog)

    def close(self) -> None:
        """Close the dialog."""
        if self.window is not None:
            self.window.destroy()
            self.window = self._proposal = None
            self._shown = ()

    # ---- parts
    def _make(self, kind: JobKind) -> tkinter.Toplevel:
        style, palette, px = self._style, self._style.palette, self._style.px
        self._kind = kind
        window = tkinter.Toplevel(self._parent, background=palette.panel)
        window.title(job_view.TITLES[kind])
        window.geometry(placed_over(self._parent, px(WIDTH), px(HEIGHT)))
        window.transient(self._parent.winfo_toplevel())
        window.protocol("WM_DELETE_WINDOW", self._on_close)
        window.bind("<Escape>", lambda _: self._on_close())
        shortcuts.pass_on(window, self._parent)
        inside = tkinter.Frame(window, background=palette.panel, padx=px(MARGIN), pady=px(14))
        inside.pack(fill="both", expand=True)
        self._label(inside, job_view.TITLES[kind], 18, palette.text).pack(fill="x")
        self._label(inside, job_view.INTROS[kind], 12, palette.dim).pack(fill="x", pady=(0, px(10)))
        self._make_foot(inside)
        self.form = JobForm(inside, style, kind, (self._dispatch, self._send))
        self.form.frame.pack(fill="x")
        self.list = ProposedList(inside, style, self._dispatch)
        self.list.frame.pack(fill="both", expand=True, pady=(px(10), 0))
        self._foot.lift()  # Tab comes to it after what stands above it
        window.focus_set()
        return window

    def _label(self, parent: tkinter.Misc, text: str, size: int, colour: str) -> tkinter.Label:
        label = tkinter.Label(
            parent,
            text=text,
            font=self._style.font(size),
            background=self._style.palette.panel,
            foreground=colour,
            anchor="w",
            justify="left",
        )
        label.bind("<Configure>", lambda event: label.configure(wraplength=event.width))
        return label

    def _make_foot(self, inside: tkinter.Frame) -> None:
        """Make what stands below the list; packed first, so that it keeps its room."""
        palette, px = self._style.palette, self._style.px
        foot = self._foot = tkinter.Frame(inside, background=palette.panel)
        foot.pack(side="bottom", fill="x", pady=(px(10), 0))
        self.summary = self._label(foot, "", 13, palette.text)
        self.current = self._label(foot, "", 12, palette.dim)
        self.fault = self._label(foot, "", 13, palette.error)
        self.bar = ttk.Progressbar(foot, style=styles.PROGRESS, maximum=1.0)
        self.summary.pack(fill="x")
        self._buttons = tkinter.Frame(foot, background=palette.panel)
        self._buttons.pack(fill="x", pady=(px(12), 0))
        self._make_buttons()

    def _make_buttons(self) -> None:
        say = self._dispatch
        left: tuple[tuple[str, str, Callable[[], None]], ...] = (
            ("change", "Change…", self._unfold),
            ("command", "Copy as command", self._copy_command),
            ("save", "Save plan…", partial(self._save, "plan", "plan.csv")),
            ("proved", "Save list of proved sources…", partial(self._save, "proved", "proved.txt")),
            ("reveal", "Show in file manager", self._reveal),
            ("undo", "Undo…", self._undo),
            ("resume", "Resume…", self._resume),
        )
        right: tuple[tuple[str, str, Callable[[], None]], ...] = (
            ("act", "", lambda: say(JobStartWanted())),
            ("look", "", lambda: say(ProposalWanted())),
            ("stop", "Cancel", lambda: say(JobStopWanted())),
            ("close", "Close", self._on_close),
            ("stay", "Stay", lambda: say(WindowCloseChosen(close=False))),
            ("close_now", "Cancel and close", lambda: say(WindowCloseChosen(True, stop=True))),
            ("close_then", "Close when done", lambda: say(WindowCloseChosen(close=True))),
        )
        for name, text, do in (*left, *right):
            self.buttons[name] = ttk.Button(
                self._buttons, text=text, style=styles.BUTTON, command=do
            )
        self._left = tuple(name for name, _, _ in left)

    # ---- drawing
    def _fit_form(self, dialog: JobDialog) -> None:
        """Let the form give way to what would be, where large text leaves no room for both."""
        window = self.window
        if window is None:
            return
        is_new = dialog.proposal is not None and dialog.proposal is not self._proposal
        self._proposal = dialog.proposal
        if dialog.proposal is None:
            self._is_folded = False
        elif is_new:
            window.update_idletasks()
            self._is_folded = self.list.frame.winfo_height() < self._style.px(LEAST_LIST)
        if self._is_folded:
            self.form.frame.pack_forget()
        elif not self.form.frame.winfo_manager():
            self.form.frame.pack(fill="x", before=self.list.frame)

    def _unfold(self) -> None:
        """Show the form again instead of what would be."""
        self._is_folded = False
        self.draw(self._session)

    def _draw_texts(self, session: Session, dialog: JobDialog) -> None:
        self.summary.configure(text=job_view.summary(dialog))
        self._say(self.current, job_view.current(session, dialog))
        fault = job_view.fault(session, dialog)
        if dialog.closing is Closing.ASKED:
            fault = "A job is at work. Close the program when it has ended, or cancel it?"
        elif dialog.closing is Closing.WHEN_ENDED:
            fault = CLOSING
        self._say(self.fault, fault)

    def _say(self, label: tkinter.Label, text: str) -> None:
        """Show a line below the summary, or none."""
        label.configure(text=text)
        if text and not label.winfo_manager():
            label.pack(fill="x", after=self.summary)
        elif not text:
            label.pack_forget()

    def _draw_bar(self, dialog: JobDialog) -> None:
        share = job_view.share(dialog) if dialog.is_busy else 0.0
        is_running = str(self.bar.cget("mode")) == "indeterminate"
        if share is None and not is_running:
            self.bar.configure(mode="indeterminate")
            self.bar.start(30)
        elif share is not None:
            if is_running:
                self.bar.stop()
            self.bar.configure(mode="determinate", value=share)
        if not dialog.is_busy:
            self.bar.pack_forget()
        elif not self.bar.winfo_manager():
            self.bar.pack(fill="x", pady=(self._style.px(6), 0), before=self._buttons)

    def _draw_buttons(self, session: Session, dialog: JobDialog) -> None:
        shown = _buttons_of(dialog)
        if self._is_folded and not dialog.is_busy:
            shown = ("change", *shown)
        for name, words in (("look", job_view.LOOK), ("act", job_view.ACT)):
            self.buttons[name].configure(text=words[dialog.kind])
        is_first = dialog.stage in (Stage.ASKING, Stage.PROPOSING)
        _enable(self.buttons["look"], dialog.is_ready, is_primary=is_first)
        _enable(self.buttons["act"], dialog.can_start, is_primary=True)
        _enable(self.buttons["stop"], not dialog.is_stopping)
        is_chosen = dialog.options.target != "" or dialog.options.job != ""
        for name in ("command", "save", "proved", "reveal"):
            _enable(self.buttons[name], is_chosen and not session.identity_hidden)
        if shown == self._shown:
            return
        self._shown = shown
        for button in self.buttons.values():
            button.pack_forget()
        gap = self._style.px(8)
        for name in shown:
            side = "left" if name in self._left else "right"
            pad = (0, gap) if side == "left" else (gap, 0)
            self.buttons[name].pack(side=side, padx=pad)  # type: ignore[arg-type]

    # ---- what buttons do
    def _on_close(self) -> None:
        dialog = self._session.job
        if dialog is not None and dialog.stage is Stage.PROPOSING:
            self._dispatch(JobStopWanted())
        self._dispatch(JobClosed())

    def _copy_command(self) -> None:
        dialog = self._session.job
        if dialog is None or self.window is None:
            return
        reason = obstacle(self._session, dialog)
        if reason:
            self._dispatch(JobNoted(f"⚠ There is no command: {reason}"))
            return
        text = command_line(words_of(self._session, dialog))
        self.window.clipboard_clear()
        # Tk takes no lone surrogates, which stand for bytes that are not UTF-8.
        self.window.clipboard_append(text.encode("utf-8", "backslashreplace").decode())
        self._dispatch(JobNoted(COPIED))

    def _save(self, what: str, name: str) -> None:
        if self.window is None:
            return
        path = dialogs.choose_new_file(self.window, "Save", name)
        if path is not None:
            self._dispatch(PlanSaveWanted(what, path))

    def _reveal(self) -> None:
        dialog = self._session.job
        if dialog is not None and dialog.ending is not None:
            file_manager.reveal(dialog.ending.destination, self._send)

    def _undo(self) -> None:
        dialog = self._session.job
        if dialog is not None and dialog.ending is not None:
            self._dispatch(JobWanted(JobKind.UNDO, dialog.node, dialog.ending.job))

    def _resume(self) -> None:
        dialog = self._session.job
        if dialog is None:
            return
        job = job_view.lost_job(dialog) if dialog.ending is None else dialog.ending.job
        self._dispatch(JobWanted(JobKind.RESUME, dialog.node, job))


def _buttons_of(dialog: JobDialog) -> tuple[str, ...]:
    """Return the buttons that are shown, those at the right from the right."""
    if dialog.closing is Closing.ASKED and dialog.is_busy:
        return "close_then", "close_now", "stay"
    if dialog.is_busy:
        return "command", "stop"
    if dialog.ending is not None:
        wanted = (
            ("reveal", bool(dialog.ending.destination)),
            ("undo", dialog.ending.can_undo),
            ("resume", dialog.ending.can_resume),
            ("proved", dialog.ending.proved > 0),
        )
        return (*(name for name, is_there in wanted if is_there), "close", "look")
    if dialog.stage is Stage.LOST:
        return ("resume", "close") if job_view.lost_job(dialog) else ("close",)
    if dialog.stage is Stage.PROPOSED:
        save = ("save",) if dialog.kind is JobKind.ORGANISE else ()
        return "command", *save, "act", "look", "close"
    return "command", "look", "close"


def _enable(button: ttk.Button, enabled: bool, *, is_primary: bool = False) -> None:
    button.configure(style=styles.PRIMARY if is_primary and enabled else styles.BUTTON)
    button.state(["!disabled" if enabled else "disabled"])
