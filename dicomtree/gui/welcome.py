"""What stands in the middle while there is no picture: how to begin, or why nothing is there."""

import os
import tkinter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.status_bar import NOT_FOR_DIAGNOSIS
from dicomtree.gui.style import Style
from dicomtree.session.messages import Message, OpenRequested
from dicomtree.session.state import OpenRoot, ScanState, Session
from dicomtree.text import show

RECENT_SHOWN = 6
TEXT_WIDTH = 460
CAUTION = (
    f"{NOT_FOR_DIAGNOSIS}. DicomTree is not a medical device; it is not for diagnosis, treatment "
    "planning or any clinical decision. Displays are not calibrated."
)
PROMISE = "Files are read where they are. Nothing in an opened folder is ever changed."


@dataclass(frozen=True, slots=True)
class Scene:
    """What the pane says: a heading, lines below it, and whether it offers ways to begin."""

    title: str
    lines: tuple[str, ...]
    begins: bool


class Welcome:
    """A pane laid over the picture's place."""

    def __init__(
        self,
        parent: tkinter.Misc,
        style: Style,
        dispatch: Callable[[Message], None],
        actions: Mapping[str, Callable[[], None]],
    ) -> None:
        self._style = style
        self._dispatch = dispatch
        self._actions = actions
        self._scene: Scene | None = None
        self._recent: tuple[str, ...] = ()
        self.frame = tkinter.Frame(parent, background=style.palette.panel, borderwidth=0)
        self._content: tkinter.Frame | None = None

    def draw(self, session: Session) -> None:
        """Show what there is to say, or leave the place to the picture."""
        scene = scene_of(session)
        recent = () if session.identity_hidden else session.settings.recent_folders
        if scene == self._scene and recent == self._recent:
            return
        self._scene, self._recent = scene, recent
        if self._content is not None:
            self._content.destroy()
            self._content = None
        if scene is None:
            self.frame.place_forget()
            return
        self._build(scene, recent)
        self.frame.place(relx=0, rely=0, relwidth=1, relheight=1)
        self.frame.lift()

    def _build(self, scene: Scene, recent: tuple[str, ...]) -> None:
        content = self._content = tkinter.Frame(self.frame, background=self._ground)
        content.place(relx=0.5, rely=0.45, anchor="center")
        self._label(content, scene.title, 20, self._style.palette.text)
        for line in scene.lines:
            self._label(content, line, 13, self._style.palette.dim)
        if not scene.begins:
            return
        self._buttons(content)
        if recent:
            self._recent_folders(content, recent)
        self._label(content, PROMISE, 12, self._style.palette.dim, above=22)
        self._label(content, f"⚠ {CAUTION}", 12, self._style.palette.warning, above=4)

    @property
    def _ground(self) -> str:
        return self._style.palette.panel

    def _label(
        self, parent: tkinter.Misc, text: str, size: int, colour: str, above: int = 0
    ) -> None:
        label = tkinter.Label(
            parent,
            text=text,
            font=self._style.font(size),
            background=self._ground,
            foreground=colour,
            wraplength=self._style.px(TEXT_WIDTH),
            justify="left",
            anchor="w",
        )
        label.pack(anchor="w", pady=(self._style.px(above), self._style.px(8)))

    def _buttons(self, parent: tkinter.Misc) -> None:
        row = tkinter.Frame(parent, background=self._ground)
        row.pack(anchor="w", pady=(self._style.px(10), self._style.px(6)))
        choices = (
            ("Open folder…", styles.PRIMARY, "open"),
            ("Try the demo", styles.BUTTON, "demo"),
        )
        for text, look, action in choices:
            button = ttk.Button(row, text=text, style=look, command=self._actions[action])
            button.pack(side="left", padx=(0, self._style.px(10)))

    def _recent_folders(self, parent: tkinter.Misc, recent: tuple[str, ...]) -> None:
        self._label(parent, "Recent folders", 12, self._style.palette.dim, above=16)
        for folder in recent[:RECENT_SHOWN]:
            button = ttk.Button(
                parent,
                text=f"  {_named(folder)}",
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
    if session.tree.patients:
        hint = "Its slices appear here, in the order of space."
        return Scene("Choose a series in the tree", (hint,), begins=False)
    if session.scanning:
        return Scene("Reading …", ("Patients appear in the tree as they are found.",), False)
    troubles = tuple(_trouble(root, session) for root in session.roots if root.state in TROUBLES)
    if troubles:
        return Scene("Nothing to show", troubles, begins=True)
    lead = "Look through any folder of DICOM files: patient, study, series, slices in order."
    return Scene("DicomTree", (lead,), begins=True)


TROUBLES = {
    ScanState.MISSING: "does not exist.",
    ScanState.EMPTY: "is empty.",
    ScanState.NO_DICOM: "holds no DICOM files.",
    ScanState.CANCELLED: "was not read to its end, and nothing was found so far.",
}


def _trouble(root: OpenRoot, session: Session) -> str:
    path = "The folder" if session.identity_hidden else show(root.path)
    return f"{path} {TROUBLES[root.state]}"


def _named(folder: str) -> str:
    """Name a folder first, its place after it: "brain  —  /data/studies"."""
    above, name = os.path.split(folder.rstrip("/\\"))
    text = show(f"{name}  —  {above}" if name and above else folder)
    return text if len(text) <= LONGEST_FOLDER else f"{text[:LONGEST_FOLDER]}…"


LONGEST_FOLDER = 70
