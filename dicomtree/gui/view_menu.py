"""The menu of looks, text size and order."""

import tkinter
from collections.abc import Callable
from functools import partial

from dicomtree.gui import style as styles
from dicomtree.gui.style import Style
from dicomtree.session.localizer_messages import InsetToggled
from dicomtree.session.messages import CornersToggled, ForgetRequested, Message, SettingChosen
from dicomtree.session.state import Session
from dicomtree.session.thumbnail_messages import ThumbnailsToggled
from dicomtree.settings import Direction, KeepIndex, Settings, Theme
from dicomtree.text import CHARACTER_SETS

TEXT_STEP, TEXT_SMALLEST, TEXT_LARGEST, TEXT_NORMAL = 10, 80, 200, 100

UNDECLARED = "Texts without a character set"
LATIN_1 = next(iter(CHARACTER_SETS))  # what such texts are read as

THEMES = ((Theme.SYSTEM, "As the system"), (Theme.DARK, "Dark"), (Theme.LIGHT, "Light"))
DIRECTIONS = (
    (Direction.IMAGE_NUMBER, "Slices by image number"),
    (Direction.HEAD_FIRST, "Slices from the head down"),
    (Direction.CANONICAL, "Slices in canonical order"),
)


def text_percent(session: Session, steps: int) -> SettingChosen:
    """Return the choice of a text size so many steps from now; 0 steps is the normal size."""
    percent = session.settings.text_percent + steps * TEXT_STEP if steps else TEXT_NORMAL
    return SettingChosen("text_percent", min(max(percent, TEXT_SMALLEST), TEXT_LARGEST))


class ViewMenu:
    """Pops up below its button; built anew each time, so that it shows what holds now."""

    def __init__(
        self,
        root: tkinter.Misc,
        style: Style,
        dispatch: Callable[[Message], None],
        full_screen: Callable[[], None],
    ) -> None:
        self._root = root
        self._style = style
        self._dispatch = dispatch
        self._full_screen = full_screen
        self._variables: list[tkinter.Variable] = []
        self._pop_up = styles.PopUp()

    def show(self, session: Session, at: tuple[int, int]) -> None:
        """Open the menu at a point of the screen."""
        menu = styles.menu(self._root, self._style)
        self._variables = []
        settings = session.settings
        self._choice(menu, "theme", settings.theme, THEMES)
        menu.add_separator()
        self._text_sizes(menu, session)
        menu.add_separator()
        self._choice(menu, "direction", settings.direction, DIRECTIONS)
        menu.add_separator()
        self._switch(menu, "Texts in the picture's corners", settings.corner_text, CornersToggled())
        self._switch(menu, "Small pictures of series", settings.thumbnails, ThumbnailsToggled())
        self._switch(menu, "Small localizer", settings.localizer_inset, InsetToggled())
        keeps = SettingChosen("keep_window", not settings.keep_window)
        self._switch(menu, "Keep the window along a stack", settings.keep_window, keeps)
        menu.add_separator()
        menu.add_cascade(label=UNDECLARED, menu=self._character_sets(menu, settings))
        menu.add_separator()
        self._keeping(menu, settings)
        menu.add_separator()
        menu.add_command(label="Full screen", accelerator="F11", command=self._full_screen)
        self._pop_up.show(menu, at)

    def _keeping(self, menu: tkinter.Menu, settings: Settings) -> None:
        is_kept = settings.keep_index is not KeepIndex.NEVER
        other = SettingChosen("keep_index", KeepIndex.NEVER if is_kept else KeepIndex.KEEP)
        self._switch(menu, "Keep what was read for next time (with patient names)", is_kept, other)
        menu.add_command(
            label="Forget everything that was kept",
            command=partial(self._dispatch, ForgetRequested()),
        )

    def _character_sets(self, menu: tkinter.Menu, settings: Settings) -> tkinter.Menu:
        choices = styles.menu(menu, self._style)
        variable = tkinter.StringVar(self._root, settings.fallback_character_set or LATIN_1)
        self._variables.append(variable)
        for label in CHARACTER_SETS:
            chosen = SettingChosen("fallback_character_set", label)
            choices.add_radiobutton(
                label=label,
                value=label,
                variable=variable,
                command=partial(self._dispatch, chosen),
            )
        return choices

    def _choice(
        self,
        menu: tkinter.Menu,
        name: str,
        current: str,
        choices: tuple[tuple[Theme | Direction, str], ...],
    ) -> None:
        variable = tkinter.StringVar(self._root, str(current))
        self._variables.append(variable)
        for value, label in choices:
            menu.add_radiobutton(
                label=label,
                value=str(value),
                variable=variable,
                command=partial(self._dispatch, SettingChosen(name, value)),
            )

    def _text_sizes(self, menu: tkinter.Menu, session: Session) -> None:
        percent = session.settings.text_percent
        for label, steps, keys in (
            ("Larger text", 1, "Ctrl +"),
            ("Smaller text", -1, "Ctrl −"),
            (f"Normal text (now {percent} %)", 0, "Ctrl 0"),
        ):
            message = text_percent(session, steps)
            menu.add_command(
                label=label, accelerator=keys, command=partial(self._dispatch, message)
            )

    def _switch(self, menu: tkinter.Menu, label: str, is_on: bool, message: Message) -> None:
        variable = tkinter.BooleanVar(self._root, is_on)
        self._variables.append(variable)
        menu.add_checkbutton(
            label=label, variable=variable, command=lambda: self._dispatch(message)
        )
