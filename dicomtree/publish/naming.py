"""Giving a finished file its name, over nothing, whatever the file system can do."""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from functools import cache

from dicomtree.publish.folders import Folder

_RENAME_NOREPLACE = 1  # linux/fs.h
_RENAME_EXCL = 4  # sys/stdio.h of macOS

_Rename = Callable[[int, bytes, int, bytes], int]


def give_name(
    folder: Folder, temporary: str, name: str, *, before_claim: Callable[[], None] = lambda: None
) -> None:
    """Name the file `temporary` of a folder `name`; on success the old name is gone.

    Where the file system can neither link nor rename without replacing, the name is first claimed
    by an empty file: `before_claim` is called then, so that a journal can tell.

    Raises FileExistsError, the temporary file staying, if the name is taken; OSError.
    """
    if os.name == "nt":
        folder.replace(temporary, name)
        return
    try:
        folder.link(temporary, name)
    except FileExistsError:
        raise
    except OSError:
        if not _renamed(folder, temporary, name):
            before_claim()
            os.close(folder.create(name))
            folder.replace(temporary, name)
    else:
        folder.remove(temporary)


def _renamed(folder: Folder, temporary: str, name: str) -> bool:
    """Rename without replacing; False where the system cannot. Raises FileExistsError."""
    rename, place = _exclusive_rename(), folder.descriptor_and_names(temporary, name)
    if rename is None or place is None:
        return False
    descriptor, (old, new) = place
    if rename(descriptor, old, descriptor, new) == 0:
        return True
    error = ctypes.get_errno()
    if error == errno.EEXIST:
        raise FileExistsError(error, os.strerror(error), os.path.join(folder.path, name))
    return False


@cache
def _exclusive_rename() -> _Rename | None:
    """Return the system call that renames but never replaces, None where there is none."""
    names = {"linux": ("renameat2", _RENAME_NOREPLACE), "darwin": ("renameatx_np", _RENAME_EXCL)}
    if sys.platform not in names:
        return None
    name, flag = names[sys.platform]
    call = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if call is None:
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)

    def rename(old_folder: int, old: bytes, new_folder: int, new: bytes) -> int:
        return int(call(old_folder, old, new_folder, new, flag))

    return rename
