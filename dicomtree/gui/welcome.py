"""What stands in the middle while there is no picture: how to begin, or why nothing is there."""

import os
import tkinter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.caution import CAUTION
from dicomtree.gui.elision import elided
from dicomtree.gui.style import Style, exact_font
from dicomtree.session.messages import Message, OpenRequested
from dicomtree.session.state import OpenRoot, ScanState, Session
from dicomtree.text import show

MOST_RECENT = 6
WIDEST, MARGIN = 500, 20
MIDDLE = 0.46
DROPS = "Folders, files and ZIP archives can also be dropped on the window."
NO_DROPS = "Dropping folders on the window does not work here: tkinterdnd2 is missing."
NOTHING_FOUND = "No series is like that"
ALL_AGAIN = "Esc in the find box shows all of the tree again."
NAMES_UNSEARCHED = (
    "While identity is hidden, nothing is looked for in what says who the patient is."
)
PROMISE = "Files are read where they are. Nothing in an opened folder is ever changed."


@dataclass(frozen=True, slots=True)
class Scene:
    """What the pane says: a heading, lines below it, and whether it offers ways to begin."""

    title: str
    lines: tuple[str, ...]
    begins: bool


@dataclass(frozen=True, slots=True)
class Fitting:
    """How much a scene spreads: recent folders, and whether it is spare with all else."""

    recent: int
    spare: bool

    @property
    def title_size(self) -> int:
        """The size of the heading's letters."""
        return 14 if self.spare else 20

    @property
    def below(self) -> int:
        """The room between two texts."""
        return 3 if self.spare else 8


@dataclass(frozen=True, slots=True)
class Places:
    """Where scenes stand: those that offer ways to begin over all panes, others in the middle.

    `takes_drops`: whether folders can be dropped on the window.
    """

    window: tkinter.Misc
    all_panes: tkinter.Misc
    middle: tkinter.Misc
    takes_drops: bool


SPAREST = Fitting(0, spare=True)


class Welcome:
    """A pane laid over the picture's place, or over all panes while nothing is open."""

    def __init__(
        self,
        places: Places,
        style: Style,
        dispatch: Callable[[Message], None],
        actions: Mapping[str, Callable[[], None]],
    ) -> None:
        self._style = style
        self._dispatch = dispatch
        self._actions = actions
        self._scene: Scene | None = None
        self._recent: tuple[str, ...] = ()
        self._built_for: tuple[int, int] = (0, 0)
        self._building = self._gives_way = False
        self._fitting = SPAREST
        self._due: str | None = None
        self._places = places
        self._font = exact_font(places.window, style.font())
        self.frame = tkinter.Frame(places.window, background=style.palette.panel, borderwidth=0)
        self._content: tkinter.Frame | None = None
        self.frame.bind("<Configure>", lambda _: self._build_soon())
        self.frame.bind("<Destroy>", lambda _: self._drop())

    def draw(self, session: Session) -> None:
        """Show what there is to say, or leave the place to the picture."""
        scene = scene_of(session)
        recent = () if session.identity_hidden else session.settings.recent_folders
        if scene == self._scene and recent == self._recent:
            return
        self._scene, self._recent = scene, recent
        if scene is None:
            self.frame.place_forget()
            # Tk may still map a frame placed in another window while that gets its size: then it
            # must lie behind the picture.
            self.frame.lower()
            return
        over = self._places.all_panes if scene.begins else self._places.middle
        self.frame.place(in_=over, relx=0, rely=0, relwidth=1, relheight=1)
        self.give_way(self._gives_way)
        self._built_for = (0, 0)
        self._build()

    def give_way(self, gives_way: bool) -> None:
        """Lie behind the panes while something is laid over them that the user asked for."""
        self._gives_way = gives_way
        if gives_way or self._scene is None:
            self.frame.lower()
        else:
            self.frame.lift()

    def _build_soon(self) -> None:
        """Build once Tk has given the pane its size.

        Measuring lets Tk do all that waits, the end of this very frame included; Tk, amid placing
        it, would then go on with what is gone, and the process end.
        """
        if self._due is None:
            self._due = self.frame.after_idle(self._build_now)

    def _build_now(self) -> None:
        self._due = None
        self._build()

    def _drop(self) -> None:
        if self._due is not None:
            self.frame.after_cancel(self._due)

    def _build(self) -> None:
        """Lay the scene out for the pane's size, with as much of it as there is room for."""
        size = self.frame.winfo_width(), self.frame.winfo_height()
        if self._scene is None or self._building or size == self._built_for or size[0] <= 1:
            return
        self._building = True  # measuring lets Tk see to the pane's size, which comes back here
        most = min(MOST_RECENT, len(self._recent))
        fittings = (*(Fitting(count, spare=False) for count in range(most, -1, -1)), SPAREST)
        for fitting in fittings:
            if self._fill(self._scene, fitting) <= size[1]:
                break
        self._building = False
        self._built_for = size
        self._build()

    def _fill(self, scene: Scene, fitting: Fitting) -> int:
        """Put the texts and buttons in; return how high they stand."""
        if self._content is not None:
            self._content.destroy()
        content = self._content = tkinter.Frame(self.frame, background=self._ground)
        self._fitting = fitting
        self._label(content, scene.title, fitting.title_size, self._style.palette.text)
        for line in scene.lines:
            self._label(content, line, 13, self._style.palette.dim)
        if scene.begins:
            self._buttons(content)
            if fitting.recent:
                self._recent_folders(content, self._recent[: fitting.recent])
            if not fitting.spare:
                dropping = DROPS if self._places.takes_drops else NO_DROPS
                hint = f"{dropping} {PROMISE}"
                self._label(content, hint, 12, self._style.palette.dim, above=20)
            self._label(content, f"⚠ {CAUTION}", 12, self._style.palette.warning)
        content.update_idletasks()
        height = content.winfo_reqheight()
        width = self._width() if scene.begins else content.winfo_reqwidth()
        above = max(round(self.frame.winfo_height() * MIDDLE - height / 2), 0)
        content.place(relx=0.5, y=above, anchor="n", width=width)
        return height

    @property
    def _ground(self) -> str:
        return self._style.palette.panel

    def _width(self) -> int:
        room = self.frame.winfo_width() - 2 * self._style.px(MARGIN)
        return min(self._style.px(WIDEST), room)

    def _label(
        self, parent: tkinter.Misc, text: str, size: int, colour: str, above: int = 0
    ) -> None:
        label = tkinter.Label(
            parent,
            text=text,
            font=self._style.font(size),
            background=self._ground,
            foreground=colour,
            wraplength=self._width(),
            justify="left",
            anchor="w",
            padx=0,
        )
        below = self._fitting.below
        label.pack(anchor="w", pady=(self._style.px(above), self._style.px(below)))

    def _buttons(self, parent: tkinter.Misc) -> None:
        row = tkinter.Frame(parent, background=self._ground)
        below = self._fitting.below
        row.pack(anchor="w", pady=(self._style.px(below), self._style.px(6)))
        choices = (
            ("Open folder…", styles.PRIMARY, "open"),
            ("Try the demo", styles.BUTTON, "demo"),
        )
        for text, look, action in choices:
            button = ttk.Button(row, text=text, style=look, command=self._actions[action])
            button.pack(side="left", padx=(0, self._style.px(10)))

    def _recent_folders(self, parent: tkinter.Misc, recent: tuple[str, ...]) -> None:
        self._label(parent, "Recent folders", 12, self._style.palette.dim, above=14)
        room = self._width() - self._style.px(styles.ICON_PIXELS + 34)
        for folder in recent:
            button = ttk.Button(
                parent,
                text=f"  {elided(_named(folder), self._font, room)}",
                image=self._style.icon("study", self._style.palette.folder),
                compound="left",
                style=styles.LINK,
                command=partial(self._dispatch, OpenRequested((folder,))),
            )
            button.pack(anchor="w", fill="x")


def scene_of(session: Session) -> Scene | None:
    """Return what stands in the picture's place, None while a picture or its reason does."""
    if session.viewer is not None:
        return None
    if session.tree.patients and session.filter.series == frozenset():
        return Scene(NOTHING_FOUND, (ALL_AGAIN, *_unsearched(session)), begins=False)
    if session.tree.patients:
        hint = "Its slices appear here, in the order of space."
        return Scene("Choose a series in the tree", (hint,), begins=False)
    if session.scanning:
        return Scene("Reading …", ("Patients appear in the tree as they are found.",), False)
    said = troubles(session)
    if said:
        return Scene("Nothing to show", said, begins=True)
    lead = "Look through any folder of DICOM files, its slices in the right order."
    return Scene("DicomTree", (lead,), begins=True)


def _unsearched(session: Session) -> tuple[str, ...]:
    return (NAMES_UNSEARCHED,) if session.filter.is_guarded else ()


TROUBLES = {
    ScanState.MISSING: "does not exist.",
    ScanState.VANISHED: "cannot be read now.",
    ScanState.EMPTY: "is empty.",
    ScanState.NO_DICOM: "holds no DICOM files.",
    ScanState.CANCELLED: "was not read to its end, and nothing was found so far.",
}


def troubles(session: Session) -> tuple[str, ...]:
    """Return a sentence for each opened folder that brought nothing."""
    return tuple(_trouble(root, session) for root in session.roots if root.state in TROUBLES)


def _trouble(root: OpenRoot, session: Session) -> str:
    path = "The folder" if session.identity_hidden else show(root.path)
    return f"{path} {TROUBLES[root.state]}"


def _named(folder: str) -> str:
    """Name a folder first, its place after it: "brain  —  /data/studies"."""
    above, name = os.path.split(folder.rstrip("/\\"))
    return show(f"{name}  —  {above}" if name and above else folder)
