"""The files of the index: private, in a folder of our own, and of our own making."""

import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path

from dicomtree.settings import PRIVATE_FILE, keep_private, private_folder

JOURNALS = ("-wal", "-journal")
BESIDE = (*JOURNALS, "-shm")
ASIDE = ".corrupt-"
_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre")
)
_NETWORK_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW


def prepare(path: Path) -> None:
    """See that the file is there, and that it and those beside it are only ours.

    Raises OSError, PermissionError where a link or another user's file stands in its place.
    """
    private_folder(path.parent)
    for name in _present([path, *_beside(path)]):
        _claim(name)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    # SQLite gives the files that it puts beside this one the same mode.
    os.close(os.open(path, flags, PRIVATE_FILE))


def _claim(path: Path) -> None:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise PermissionError(f"{path.name} is not a file of its own")
    keep_private(path, status, PRIVATE_FILE)


def ended_uncleanly(path: Path) -> bool:
    """Tell whether a journal was left: the last program was killed, or one is still running."""
    return any(journal.stat().st_size for journal in _present(_beside(path, JOURNALS)))


def put_aside(path: Path, inode: int) -> Path | None:
    """Rename a damaged index, and return its new name.

    None if another program has done so: `inode` is that of the file found damaged. Raises OSError.
    """
    if path.lstat().st_ino != inode:
        return None
    target = path.with_name(f"{path.name}{ASIDE}{time.strftime('%Y%m%d-%H%M%S')}")
    for journal in _present(_beside(path, JOURNALS)):
        journal.replace(target.with_name(target.name + journal.name.removeprefix(path.name)))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    path.replace(target)
    return target


def set_aside(path: Path) -> list[Path]:
    """Return the damaged indices that were put aside."""
    return sorted(path.parent.glob(f"{path.name}{ASIDE}*"))


def remove(paths: Iterable[Path]) -> None:
    """Delete files; those that are not there are no fault. Raises OSError."""
    for path in paths:
        path.unlink(missing_ok=True)


def files_of(path: Path) -> list[Path]:
    """Return the names of an index and of what SQLite puts beside it."""
    return [path, *_beside(path)]


def _beside(path: Path, endings: Iterable[str] = BESIDE) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in endings]


def _present(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if os.path.lexists(path)]


def is_on_network(folder: Path) -> bool:
    """Tell whether a folder lies on a network drive, where programs cannot share memory."""
    if os.name == "nt":
        import ctypes

        drive = os.path.splitdrive(folder)[0] + "\\"
        kind = ctypes.windll.kernel32.GetDriveTypeW(drive)  # type: ignore[attr-defined,unused-ignore]
        return bool(kind == _NETWORK_DRIVE)
    return _file_system(folder) in _NETWORK


def _file_system(folder: Path) -> str:
    """Return the kind of file system a folder lies on; "" where the system does not say."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}".encode()
    try:
        with open("/proc/self/mountinfo", "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return ""  # macOS: its home folders are local but for the rarest
    for line in lines:
        front, _, back = line.partition(b" - ")
        if front.split(b" ")[2] == number:
            return back.split(b" ")[0].decode("ascii", "replace").removeprefix("fuse.")
    return ""
