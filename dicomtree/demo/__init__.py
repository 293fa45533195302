"""A small invented study set, so that the first look needs no data."""

import shutil
import tempfile
from pathlib import Path

from dicomtree.settings import cache_folder, private_folder

FOLDER = "demo-1"
"""Its name in the cache; the number changes when what is in it does."""


def make_demo(folder: Path | None = None) -> Path:
    """Return the folder of the demo, which is made at first use: 34 MB in about two seconds.

    Without `folder` it is in the user's cache.  What is made is always the same: two patients
    with a CT (a localizer among its slices), an MR of two echoes, a structured report and a
    colour ultrasound.  File names and instance numbers tell nothing of the order in space.
    Interrupted, it leaves no half of a folder.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    target = folder if folder is not None else cache_folder() / FOLDER
    if target.exists():
        return target
    # pydicom and numpy take a third of a second: nobody should wait for them who has no use.
    from dicomtree.demo.files import write_files

    parent = target.parent if folder is not None else private_folder(target.parent)
    room = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=parent))
    try:
        write_files(room)
        room.rename(target)
    except OSError:
        if not target.exists():  # nobody else has made it meanwhile
            raise
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return target
