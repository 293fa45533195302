"""The user's choices as JSON, between one start and the next."""

import dataclasses
import json
import logging
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from dicomtree.settings.choices import (
    MEBIBYTE,
    RECENT_FOLDERS,
    Direction,
    KeepIndex,
    Settings,
    Theme,
)
from dicomtree.settings.folders import config_folder, put_aside, write_private

LARGEST_FILE = 1 << 20  # bytes; a file of settings has about one thousand
PIXELS = 100_000  # no screen is wider

_log = logging.getLogger(__name__)


def settings_file() -> Path:
    """Return where the settings are kept."""
    return config_folder() / "settings.json"


def load() -> Settings:
    """Return the choices made last, whatever state their file is in.

    A value that does not fit is replaced by its default.  A file that cannot be understood at
    all is put aside, as `settings.json.damaged`, and every choice is the default.
    """
    path = settings_file()
    try:
        with open(path, "rb") as file:
            stored = json.loads(file.read(LARGEST_FILE))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        _log.warning("settings cannot be read: %s", type(error).__name__)
        return Settings()
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, dict):
        put_aside(path)
        return Settings()
    return _accepted(stored)


def save(settings: Settings) -> bool:
    """Keep the choices for the next start; return whether that was possible.

    Where it is not (a read-only home, a full disk) the log says why, and the program goes on.
    """
    text = json.dumps(dataclasses.asdict(settings), indent=2)
    try:
        write_private(settings_file(), text.encode("utf-8") + b"\n")
    except OSError as error:
        _log.warning("settings cannot be saved: %s", type(error).__name__)
        return False
    return True


def _accepted(stored: Mapping[str, Any]) -> Settings:
    values: dict[str, Any] = {}
    for name in ACCEPT.keys() & stored.keys():
        try:
            values[name] = ACCEPT[name](stored[name])
        except _RefusedError:
            _log.warning("the stored setting %s is not a possible one", name)
    return Settings(**values)


class _RefusedError(ValueError):
    """A stored value is not one that this setting can have."""


Accept = Callable[[Any], Any]


def _one_of(choices: type[StrEnum]) -> Accept:
    def accept(value: Any) -> StrEnum:
        if value not in list(choices):
            raise _RefusedError
        return choices(value)

    return accept


def _between(lowest: int, highest: int) -> Accept:
    def accept(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _RefusedError
        return min(max(value, lowest), highest)

    return accept


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _RefusedError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _RefusedError
    return value


def _list_of(accept: Accept, most: int) -> Accept:
    def accept_list(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _RefusedError
        return tuple(accept(item) for item in value[:most])

    return accept_list


def _geometry(value: Any) -> tuple[int, int, int, int]:
    numbers = _list_of(_between(-PIXELS, PIXELS), most=4)(value)
    if len(numbers) != 4 or min(numbers[:2]) < 1:
        raise _RefusedError
    width, height, left, top = numbers
    return width, height, left, top


def _optional(accept: Accept) -> Accept:
    return lambda value: None if value is None else accept(value)


ACCEPT: Mapping[str, Accept] = {
    "theme": _one_of(Theme),
    "text_percent": _between(80, 200),
    "window_geometry": _optional(_geometry),
    "window_maximised": _yes_or_no,
    "pane_widths": _list_of(_between(0, PIXELS), most=8),
    "columns": _list_of(_text, most=64),
    "column_widths": _list_of(_between(0, PIXELS), most=64),
    "attribute_columns": _list_of(_text, most=16),
    "attribute_widths": _list_of(_between(0, PIXELS), most=16),
    "corner_text": _yes_or_no,
    "localizer_inset": _yes_or_no,
    "overlays": _yes_or_no,
    "histogram": _yes_or_no,
    "thumbnails": _yes_or_no,
    "direction": _one_of(Direction),
    "keep_window": _yes_or_no,
    "fallback_character_set": _optional(_text),
    "cache_bytes": _between(16 * MEBIBYTE, 1 << 40),
    "recent_folders": _list_of(_text, most=RECENT_FOLDERS),
    "keep_index": _one_of(KeepIndex),
}
"""What a stored value must be for each setting."""
