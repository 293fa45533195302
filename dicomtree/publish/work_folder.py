"""Private folders for what is needed only for a while."""

import shutil
import tempfile
import time
from pathlib import Path

from dicomtree.settings import cache_folder, private_folder

_STALE_S = 24 * 3600


def new_work_folder() -> str:
    """Make a folder of the user's alone and return it; the caller removes it.

    Those that a killed program left a day ago are removed. Raises OSError.
    """
    parent = private_folder(_parent())
    remove_stale_work()
    return tempfile.mkdtemp(dir=parent)


def remove_stale_work(after_s: float = _STALE_S) -> None:
    """Remove what killed programs left, which may hold patient data. Raises OSError."""
    parent = _parent()
    for folder in parent.iterdir() if parent.is_dir() else ():
        if _age_s(folder) > after_s:
            shutil.rmtree(folder, ignore_errors=True)


def _parent() -> Path:
    return cache_folder() / "work"


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.lstat().st_mtime
    except FileNotFoundError:
        return 0.0
