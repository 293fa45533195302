"""The user's choices, as one value."""

import os
from dataclasses import dataclass, replace
from enum import StrEnum

RECENT_FOLDERS = 10
MEBIBYTE = 1 << 20


class Theme(StrEnum):
    """The window's colours."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Direction(StrEnum):
    """Which end of a stack the screen shows first."""

    IMAGE_NUMBER = "image number"
    HEAD_FIRST = "head first"
    CANONICAL = "canonical"


class KeepIndex(StrEnum):
    """Whether what was read is kept, patient names included, to be shown at once next time."""

    UNDECIDED = "undecided"  # it is kept; that it is has not been said yet
    KEEP = "keep"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is remembered between one start and the next.

    Whether identity is hidden is not: it is chosen anew each time, so that nobody trusts a
    choice made long ago.  `window_geometry` is width, height, left and top in pixels, and may lie
    on a screen that is gone.  `pane_widths` are those of tree, picture and attributes in pixels.
    `localizer_inset` shows a small localizer in the picture's corner.
    `columns` names the tree's columns in order; () stands for those shown by default.
    `attribute_columns` and `attribute_widths` are the same for the list of attributes.
    `overlays`, `histogram` and `thumbnails` are shown or not.
    `keep_window`: a stack keeps the window of the slice first shown; else each image has its own.
    `fallback_character_set` is a label of `text.CHARACTER_SETS`, used for display where a file
    declares none.  `cache_bytes` is what decoded pictures may take in memory.
    """

    theme: Theme = Theme.SYSTEM
    text_percent: int = 100
    window_geometry: tuple[int, int, int, int] | None = None
    window_maximised: bool = False
    pane_widths: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    column_widths: tuple[int, ...] = ()
    attribute_columns: tuple[str, ...] = ()
    attribute_widths: tuple[int, ...] = ()
    corner_text: bool = True
    localizer_inset: bool = True
    overlays: bool = True
    histogram: bool = False
    thumbnails: bool = True
    direction: Direction = Direction.IMAGE_NUMBER
    keep_window: bool = True
    fallback_character_set: str | None = None
    cache_bytes: int = 512 * MEBIBYTE
    recent_folders: tuple[str, ...] = ()
    keep_index: KeepIndex = KeepIndex.UNDECIDED


def without_recent_folders(settings: Settings, folder: str) -> Settings:
    """Return the settings without `folder` and those below it among the recent ones."""
    above = os.path.join(os.path.abspath(folder), "")
    kept = tuple(
        known
        for known in settings.recent_folders
        if not os.path.join(os.path.abspath(known), "").startswith(above)
    )
    return replace(settings, recent_folders=kept)


def with_recent_folder(settings: Settings, folder: str) -> Settings:
    """Return the settings with `folder` as the one opened last."""
    others = tuple(known for known in settings.recent_folders if known != folder)
    return replace(settings, recent_folders=(folder, *others)[:RECENT_FOLDERS])
