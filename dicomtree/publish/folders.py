"""Folders to write into, entered step by step so that no link leads out of the destination."""

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Sequence
from typing import Self

PRIVATE_FILE = 0o600  # patient data: whoever may read it is for the user to decide
PRIVATE_FOLDER = 0o700
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NEW_FILE = (
    os.O_RDWR
    | os.O_CREAT
    | os.O_EXCL
    | _NO_LINK
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_OLD_FILE = (
    os.O_RDONLY
    | _NO_LINK
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
# Windows opens no folders: there each step is looked at, and then named in full.
_BY_DESCRIPTOR = os.open in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)

OnMade = Callable[[str], None]


class NotAFolderError(OSError):
    """A link or a file stands where a folder must be."""


class Folder:
    """A real folder, kept open where the system can: what it holds is named by one component.

    Every method raises OSError, and ValueError for a name that is not one component.
    """

    def __init__(self, path: str, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def open(cls, path: str) -> Self:
        """Open a folder that the user named; links on the way to it are the user's."""
        real = os.path.realpath(path)
        if not os.path.isdir(real):
            raise NotAFolderError(errno.ENOTDIR, "not a folder", path)
        return cls(real, os.open(real, _FOLDER) if _BY_DESCRIPTOR else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def below(self, parts: Sequence[str], *, make: OnMade | None = None) -> "Folder":
        """Open a folder below this one, which must be closed by the caller.

        With `make` a missing one is made, `make` being called with its "/"-separated path before.
        """
        folder, done = self._again(), ""
        for part in parts:
            done = f"{done}/{part}" if done else part
            with folder as parent:
                folder = parent._child(part, done, make)  # noqa: SLF001 - the same class
        return folder

    def _again(self) -> "Folder":
        return Folder(self.path, None if self._descriptor is None else os.dup(self._descriptor))

    def _child(self, name: str, path_below: str, make: OnMade | None) -> "Folder":
        place, at = self._place(name)
        try:
            mode = os.lstat(place).st_mode if at is None else self.status(name).st_mode
        except FileNotFoundError:
            if make is None:
                raise
            make(path_below)
            with contextlib.suppress(FileExistsError):
                os.mkdir(place, PRIVATE_FOLDER, dir_fd=at)
            mode = self.status(name).st_mode
        if not stat.S_ISDIR(mode):
            raise NotAFolderError(
                errno.ENOTDIR, "a link or a file stands where a folder must be", self._full(name)
            )
        descriptor = os.open(place, _FOLDER | _NO_LINK, dir_fd=at) if _BY_DESCRIPTOR else None
        return Folder(self._full(name), descriptor)

    def names(self) -> list[str]:
        """Return what the folder holds."""
        return os.listdir(self.path if self._descriptor is None else self._descriptor)

    def status(self, name: str) -> os.stat_result:
        """Return the status of an entry, a link's own."""
        place, at = self._place(name)
        return os.stat(place, dir_fd=at, follow_symlinks=False)

    def holds(self, name: str) -> bool:
        """Tell whether anything has that name, a link to nothing included."""
        try:
            self.status(name)
        except FileNotFoundError:
            return False
        return True

    def create(self, name: str) -> int:
        """Make a file that only the user can read; return its descriptor, to write and read."""
        place, at = self._place(name)
        return os.open(place, _NEW_FILE, PRIVATE_FILE, dir_fd=at)

    def open_file(self, name: str) -> int:
        """Open a regular file that is no link, to read; return its descriptor."""
        place, at = self._place(name)
        descriptor = os.open(place, _OLD_FILE, dir_fd=at)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "not a regular file", self._full(name))
        return descriptor

    def link(self, name: str, new_name: str) -> None:
        """Give a file a second name; FileExistsError if that is taken."""
        (place, at), (new_place, _) = self._place(name), self._place(new_name)
        os.link(place, new_place, src_dir_fd=at, dst_dir_fd=at, follow_symlinks=False)

    def replace(self, name: str, new_name: str) -> None:
        """Rename a file, replacing what has the new name (on Windows: FileExistsError)."""
        (place, at), (new_place, _) = self._place(name), self._place(new_name)
        rename = os.rename if os.name == "nt" else os.replace
        rename(place, new_place, src_dir_fd=at, dst_dir_fd=at)

    def remove(self, name: str) -> None:
        """Remove a file."""
        place, at = self._place(name)
        os.unlink(place, dir_fd=at)

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder."""
        place, at = self._place(name)
        os.rmdir(place, dir_fd=at)

    def descriptor_and_names(self, *names: str) -> tuple[int, tuple[bytes, ...]] | None:
        """Return what a system call of our own needs; None where folders have no descriptor."""
        if self._descriptor is None:
            return None
        return self._descriptor, tuple(os.fsencode(self._place(name)[0]) for name in names)

    def sync(self) -> None:
        """See that the names are on the disk, where the system can tell."""
        if self._descriptor is not None:
            os.fsync(self._descriptor)

    def _place(self, name: str) -> tuple[str, int | None]:
        if name in ("", ".", "..") or "/" in name or os.sep in name or "\0" in name:
            raise ValueError(f"not one component: {name!r}")
        if self._descriptor is None:
            return self._full(name), None
        return name, self._descriptor

    def _full(self, name: str) -> str:
        return os.path.join(self.path, name)


def make_destination(path: str, make: OnMade) -> None:
    """Make the folder that the user named and its parents; `make` is told each before it is made.

    Raises NotAFolderError where something else is, and OSError.
    """
    missing = []
    ancestor = os.path.abspath(path)
    while not os.path.lexists(ancestor):
        missing.append(ancestor)
        ancestor = os.path.dirname(ancestor)
    if not os.path.isdir(ancestor):
        raise NotAFolderError(errno.ENOTDIR, "not a folder", ancestor)
    for folder in reversed(missing):
        make(folder)
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, PRIVATE_FOLDER)
