"""Where the program keeps its own files: folders that nobody else can read."""

import logging
import os
import stat
from pathlib import Path

import platformdirs

_log = logging.getLogger(__name__)

_DAMAGED = ".damaged"
HOME_VARIABLE = "DICOMTREE_HOME"
"""Names a folder to use in place of the system's folders for settings, cache and log."""

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def config_folder() -> Path:
    """Return the folder of the settings, which may not be there yet."""
    return _folder("config", platformdirs.user_config_path("dicomtree", appauthor=False))


def cache_folder() -> Path:
    """Return the folder of what can be made again: index, demo; it may not be there yet."""
    return _folder("cache", platformdirs.user_cache_path("dicomtree", appauthor=False))


def state_folder() -> Path:
    """Return the folder of what cannot be made again: the journals of jobs; it may be missing."""
    return _folder("state", platformdirs.user_state_path("dicomtree", appauthor=False))


def log_folder() -> Path:
    """Return the folder of the log, which may not be there yet."""
    return _folder("log", platformdirs.user_log_path("dicomtree", appauthor=False))


def _folder(name: str, otherwise: Path) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).absolute() / name if home else otherwise


def private_folder(folder: Path) -> Path:
    """Make `folder` where it is missing, see that only its user can read it, and return it.

    Raises
    ------
    OSError
        If it cannot be made.
    PermissionError
        If it is a link, or belongs to somebody else: what is written there would be theirs.
    """
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise PermissionError(f"{folder} is a link, not a folder of its own")
    keep_private(folder, status, PRIVATE_FOLDER)
    return folder


def keep_private(path: Path, status: os.stat_result, mode: int) -> None:
    """See that a file or folder of this `status` is the user's own, and its mode is `mode`.

    Raises PermissionError where it belongs to somebody else. Windows' folders are private as made.
    """
    if not hasattr(os, "geteuid"):
        return
    if status.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user")
    if stat.S_IMODE(status.st_mode) != mode:
        path.chmod(mode)


def write_private(path: Path, data: bytes) -> None:
    """Put `data` in place of what is at `path`: all of it or, if this fails, nothing.

    The folder is made private; the new file can be read by its user alone.  Raises OSError.
    """
    folder = private_folder(path.parent)
    # Two programs may save at once: each has a temporary file of its own.
    temporary = folder / f".{path.name}.{os.getpid()}"
    try:
        with open(temporary, "wb", opener=_open_private) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


def put_aside(path: Path) -> None:
    """Rename a file that cannot be understood, so that it can be looked at; say so in the log."""
    _log.warning("%s is damaged; it is kept as %s.damaged", path.name, path.name)
    try:
        private_folder(path.parent)
        path.replace(path.with_name(path.name + _DAMAGED))
    except OSError as error:
        _log.warning("it cannot be moved: %s", type(error).__name__)


def remove_put_aside() -> None:
    """Delete what was put aside: damaged settings may name folders. Raises OSError."""
    for path in config_folder().glob(f"*{_DAMAGED}"):
        path.unlink()
