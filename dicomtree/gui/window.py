"""The window's one loop: what happens becomes a message, the session changes, parts are drawn."""

import gc
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import TracebackType

from dicomtree import settings
from dicomtree.demo import make_demo
from dicomtree.gui import file_manager
from dicomtree.gui.background import Lane
from dicomtree.gui.folder_chooser import FolderChooser
from dicomtree.gui.mailbox import WAKE, Mailbox
from dicomtree.gui.runner import Runner
from dicomtree.gui.shell import Links, Shell, ShellMemory
from dicomtree.gui.toolkit import hidden_root, prepare_process, sg
from dicomtree.gui.view_menu import text_percent
from dicomtree.session import messages
from dicomtree.session.along_messages import AlongToggled
from dicomtree.session.effects import SaveSettings
from dicomtree.session.job_messages import WindowCloseWanted
from dicomtree.session.job_state import Stage
from dicomtree.session.measuring_messages import ToolChosen
from dicomtree.session.messages import Message, Noticed
from dicomtree.session.refresh_messages import RefreshRequested
from dicomtree.session.state import Session
from dicomtree.session.update import update
from dicomtree.session.valuing_messages import ValuesToggled

REBUILD = "rebuild"
LOOKS = ("theme", "text_percent")

logger = logging.getLogger(__name__)


def run(paths: Sequence[str], demo: bool) -> int:
    """Open the window on these folders or files, and return when it has been closed.

    With `demo`, the small invented study set is opened as well.
    """
    prepare_process()
    app = App(settings.load())
    # Reading begins before the window is made, which takes as long as its worker takes to start.
    if paths:
        app.dispatch(messages.OpenRequested(tuple(paths)))
    if demo:
        app.open_demo()
    app.show()
    app.loop()
    return 0


class App:
    """Holds the session, and the window that shows it."""

    def __init__(self, chosen: settings.Settings) -> None:
        self.session = Session(settings=chosen)
        self.failures = 0
        self._base = hidden_root()
        self._base.report_callback_exception = self._on_callback_exception
        self._mailbox = Mailbox(self.dispatch, self._base.after)
        self._runner = Runner(self._mailbox.send, chosen)
        self._demo = Lane("making the demo", lambda text: self._mailbox.send(Noticed(text)))
        self._folder_chooser = FolderChooser(
            lambda folder: self._mailbox.send(messages.OpenRequested((folder,)))
        )
        self._actions = self._make_actions()
        self._drawn: Session | None = None
        self._draw_waits = False
        self._look: tuple[object, ...] = ()
        self._is_open = False
        self.shell: Shell

    def show(self) -> None:
        """Make the window."""
        self._use(self._new_shell(ShellMemory()))

    # ---- messages
    def dispatch(self, message: Message) -> None:
        """Change the session, see to the effects, and draw as soon as Tk is idle."""
        before = self.session
        try:
            self.session, effects = update(before, message)
            for effect in effects:
                self._runner.run(effect)
        except Exception as error:
            logger.exception("A %s was not carried out", type(message).__name__)
            self._tell_failure(error)
        if self.session is not before:
            self._draw_soon()
            if self.session.job is not None and self.session.job.is_over:
                self.shell.window.write_event_value(QUIT, None)

    def _draw_soon(self) -> None:
        if self._is_open and not self._draw_waits:
            self._draw_waits = True
            self._base.after_idle(self._draw)

    def _draw(self) -> None:
        self._draw_waits = False
        session, previous = self.session, self._drawn
        self._drawn = session
        self.shell.draw(session, previous)
        if _look(session) != self._look:
            self.shell.window.write_event_value(REBUILD, None)

    @property
    def is_drawn(self) -> bool:
        """Whether the window shows the session as it is, in the look that was chosen."""
        same_look = self._drawn is not None and _look(self._drawn) == self._look
        return not self._draw_waits and self._drawn is self.session and same_look

    # ---- the loop
    def loop(self) -> None:
        """Answer events until the window is closed."""
        # A full collection would walk all that was imported, 35 ms in which nothing is drawn.
        gc.freeze()
        while self.answer(self.shell.window.read()[0]):
            pass
        self.close()

    def answer(self, event: object) -> bool:
        """Do what an event of the window asks for; return whether the window stays."""
        if event in (sg.WIN_CLOSED, sg.WINDOW_CLOSE_ATTEMPTED_EVENT, QUIT):
            return self._keeps_open()
        if event == WAKE:
            self._mailbox.drain()
        elif event == REBUILD:
            self._rebuild()
        elif isinstance(event, str) and event in self._actions:
            self._actions[event]()
        return True

    def _keeps_open(self) -> bool:
        """Ask about a job that is writing, if there is one; return whether the window stays."""
        job = self.session.job
        if job is None or job.stage is not Stage.WORKING:
            return False
        self.dispatch(WindowCloseWanted())
        return True

    def _new_shell(self, memory: ShellMemory) -> Shell:
        links = Links(self.dispatch, self._mailbox.send, self._actions, self._reveal)
        return Shell(self.session.settings, links, memory)

    def _use(self, shell: Shell) -> None:
        self.shell, self._is_open, self._drawn = shell, True, None
        self._look = _look(self.session)
        self._mailbox.connect(shell.window)
        self._draw_soon()
        shell.tree.focus()

    def _rebuild(self) -> None:
        """Put a new window around the same session: colours and sizes are set when it is made."""
        self._keep_places()
        old = self.shell
        self._use(self._new_shell(old.memory()))
        old.close()
        # Now, on this thread: the images and fonts that go with it ask Tk, which would let any
        # other thread wait for this one, perhaps with the mailbox's lock in its hand.
        del old
        gc.collect()

    def _keep_places(self) -> None:
        shell = self.shell
        maximised = shell.is_maximised or shell.is_full_screen
        kept = replace(self.session.settings, window_maximised=maximised)
        if not maximised:
            kept = replace(kept, window_geometry=shell.geometry())
        if not self.session.picture_filled:
            kept = replace(kept, pane_widths=shell.pane_widths())
        self.session = replace(self.session, settings=kept)

    def close(self) -> None:
        """Keep the choices and close the window."""
        self._keep_places()
        self._runner.run(SaveSettings(self.session.settings))
        self._mailbox.connect(None)
        self._runner.close()
        self.shell.close()

    # ---- what buttons and keys do
    def _make_actions(self) -> dict[str, Callable[[], None]]:
        return {
            "open": self._open_folder,
            "demo": self.open_demo,
            "rescan": self._sender(RefreshRequested()),
            "cancel": self._sender(messages.CancelRequested()),
            "fit": self._sender(messages.FitChosen()),
            "one_to_one": self._sender(messages.OneToOneChosen()),
            "rotate_left": self._sender(messages.Rotated(-1)),
            "rotate_right": self._sender(messages.Rotated(1)),
            "flip_horizontal": self._sender(messages.Flipped(horizontally=True)),
            "flip_vertical": self._sender(messages.Flipped(horizontally=False)),
            "invert": self._sender(messages.InvertToggled()),
            "reset": self._sender(messages.ViewReset()),
            "play": self._sender(messages.PlayToggled()),
            "measure": lambda: self.shell.slices.open_tools(self.shell.toolbar.place_of("measure")),
            "headers": lambda: self.shell.show_headers_menu(self.session),
            "along": self._sender(AlongToggled()),
            "values": self._sender(ValuesToggled()),
            "jobs": lambda: self.shell.show_job_menu(self.session),
            "identity": self._sender(messages.IdentityToggled()),
            "found": self._on_shell(Shell.toggle_found),
            "order": self._sender(messages.OrderPanelToggled()),
            "view": self._show_view_menu,
            "find": self._on_shell(lambda shell: shell.find.focus()),
            "help": self._on_shell(Shell.show_help),
            "full_screen": self._on_shell(Shell.toggle_full_screen),
            "next_pane": self._on_shell(Shell.focus_next_pane),
            "larger": lambda: self.dispatch(text_percent(self.session, 1)),
            "smaller": lambda: self.dispatch(text_percent(self.session, -1)),
            "normal": lambda: self.dispatch(text_percent(self.session, 0)),
            "leave": self._leave,
            "quit": lambda: self.shell.window.write_event_value(QUIT, None),
        }

    def _sender(self, message: Message) -> Callable[[], None]:
        return lambda: self.dispatch(message)

    def _on_shell(self, do: Callable[[Shell], None]) -> Callable[[], None]:
        return lambda: do(self.shell)  # the shell of that moment: a new look makes a new one

    def _open_folder(self) -> None:
        recent = self.session.settings.recent_folders
        start = recent[0] if recent and not self.session.identity_hidden else None
        self._folder_chooser.ask(self.shell.root, start)

    def open_demo(self) -> None:
        """Open the invented study set, which is made at first use."""
        self.dispatch(Noticed("Making the demo …"))
        self._demo.put(self._make_demo)

    def _make_demo(self) -> None:
        self._mailbox.send(messages.OpenRequested((str(make_demo()),)))

    def _reveal(self, root: int, path: str) -> None:
        file_manager.reveal(self.session.absolute_path(root, path), self._mailbox.send)

    def _show_view_menu(self) -> None:
        self.shell.view_menu.show(self.session, self.shell.toolbar.place_of("view"))

    def _leave(self) -> None:
        """Step back from whatever covers something else."""
        if self.shell.found.is_shown:
            self.shell.toggle_found()
        elif self.session.order_shown:
            self.dispatch(messages.OrderPanelToggled())
        elif self.session.tool is not None:
            self.dispatch(ToolChosen(None))
        elif self.session.picture_filled:
            self.dispatch(messages.FillToggled())
        elif self.shell.is_full_screen:
            self.shell.toggle_full_screen()
        elif self.session.filter.text:
            self.shell.find.clear()

    # ---- failures
    def _on_callback_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log what a Tk callback raised, and say so: the console may be nowhere."""
        logger.error("A callback failed", exc_info=(kind, error, trace))
        self._tell_failure(error)

    def _tell_failure(self, error: BaseException) -> None:
        self.failures += 1
        text = f"Something went wrong ({type(error).__name__}); the log has the details"
        self.session = replace(self.session, notice=text)
        self._draw_soon()


QUIT = "quit"


def _look(session: Session) -> tuple[object, ...]:
    return tuple(getattr(session.settings, name) for name in LOOKS)
