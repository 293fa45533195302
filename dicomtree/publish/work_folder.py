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
    parent = private_folder(cache_folder() / "work")
    for folder in parent.iterdir():
        if _age_s(folder) > _STALE_S:
            shutil.rmtree(folder, ignore_errors=True)
    return tempfile.mkdtemp(dir=parent)


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.lstat().st_mtime
    except FileNotFoundError:
        return 0.0
