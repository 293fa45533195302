"""Walking folders: every entry once, in the order of names, without recursion.

In a folder the files come first, then the folders, each by name: a scan that lost its worker can
go on behind the last entry that was delivered.
"""

import errno
import os
import stat
import zlib
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from dicomtree.model import ProblemKind
from dicomtree.source import base_folder, is_archive, joined

ROOT_ITSELF = "."
_VIRTUAL = frozenset(
    [
        "autofs",
        "binfmt_misc",
        "bpf",
        "cgroup",
        "cgroup2",
        "configfs",
        "debugfs",
        "devpts",
        "devtmpfs",
        "efivarfs",
        "fusectl",
        "hugetlbfs",
        "mqueue",
        "nsfs",
        "proc",
        "pstore",
        "rpc_pipefs",
        "securityfs",
        "selinuxfs",
        "sysfs",
        "tracefs",
    ]
)
_ENTRIES_PER_SIGN_OF_LIFE = 1000
_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class File(NamedTuple):
    """A regular file, or a link to one. `entry` is None for a root and an archive's member."""

    root: int
    folder: str
    name: str
    path: str
    absolute: str
    entry: "os.DirEntry[str] | None"


class Oddity(NamedTuple):
    """An entry or a folder that cannot be read as a file."""

    root: int
    path: str
    kind: ProblemKind
    detail: str
    is_folder: bool = False


class Archive(NamedTuple):
    """A root that is a ZIP archive."""

    root: int
    path: str
    absolute: str


Found = File | Archive | Oddity
Position = tuple[tuple[int, str], ...]
Share = tuple[int, int]
WHOLE: Share = (0, 1)


Place = tuple[tuple[int, ...] | tuple[int, str], ...]


class Begun(NamedTuple):
    """How far a walk has got: root and position of the last entry, and the folders it has seen."""

    after: tuple[int, Position]
    seen: list[tuple[int, int]]


def in_share(folder: str, share: Share) -> bool:
    """Tell whether a folder (its path below the root) belongs to share i of n."""
    number, count = share
    return count == 1 or zlib.crc32(os.fsencode(folder)) % count == number


def position(path: str, *, is_folder: bool) -> Position:
    """Return what compares as the walk goes."""
    if path == ROOT_ITSELF:
        return ()
    *folders, name = path.split("/")
    return (*((1, folder) for folder in folders), (1 if is_folder else 0, name))


def place_of_files(at: Position) -> Place:
    """Return what sorts a folder's own files among those of others, from any position in it."""
    return (*(part for part in at if part[0] == 1), (0,))


def place_of_folder(folder: str) -> Place:
    """Return the same of a folder, by its path below the root."""
    return place_of_files(position(folder or ROOT_ITSELF, is_folder=True))


class Walk:
    """Walks the roots, but not the folders to `skip`; none is entered twice (device and inode).

    `begun` goes on behind an earlier walk: where it got to, and the folders it had seen; nothing
    before is listed again. Of its `share` (i, n) of the folders the walk yields the entries, and
    passes through the others. `unread` are the folders that could not be listed to their end, those
    that were passed through too.
    """

    def __init__(
        self,
        *,
        follow_links: bool,
        skip: Container[tuple[int, str]],
        announce: Callable[[int, str, int], None],
        begun: Begun | None = None,
        share: Share = WHOLE,
    ) -> None:
        self._skip = skip
        self._follow_links = follow_links
        self._announce = announce
        self._begun = begun
        self._share = share
        self.unread: set[str] = set()
        self._before = frozenset(begun.seen if begun is not None else ())
        self._entered: dict[tuple[int, int], tuple[int, str]] = {}
        self._virtual_devices: dict[int, str] | None = None

    def root(self, root: int, absolute: str) -> Iterator[Found]:
        """Yield what is under one root: a folder, a file or a ZIP archive."""
        if (root, ROOT_ITSELF) in self._skip:
            return
        self._announce(root, ROOT_ITSELF, 0)  # a dead network drive never answers
        try:
            mode = os.stat(absolute).st_mode
        except OSError as error:
            self.unread.add(ROOT_ITSELF)
            if in_share("", self._share):
                yield _unreadable(root, ROOT_ITSELF, error)
            return
        if stat.S_ISDIR(mode):
            yield from self._folders(root, absolute)
            return
        name = os.path.basename(absolute)
        if not stat.S_ISREG(mode):
            yield Oddity(root, name, ProblemKind.SPECIAL_FILE, _kind(mode))
        elif _is_archive(absolute):
            yield Archive(root, name, absolute)
        else:
            yield File(root, "", name, name, joined(base_folder(absolute), name), None)

    def _folders(self, root: int, base: str) -> Iterator[Found]:
        pending = [""]
        way = self._way(root)
        while pending:
            folder = pending.pop()
            if (root, folder or ROOT_ITSELF) in self._skip:
                continue
            absolute = joined(base, folder) if folder else base
            self._announce(root, folder or ROOT_ITSELF, 0)
            try:
                enter = folder in way or self._is_new(root, folder, absolute)
                entries, fault = self._entries(root, folder, absolute) if enter else ([], None)
            except OSError as error:
                entries, fault = [], error
            is_own = in_share(folder, self._share)
            if fault is not None:
                self.unread.add(folder or ROOT_ITSELF)
            if fault is not None and is_own:
                yield _unreadable(root, folder or ROOT_ITSELF, fault)
            prefix = folder + "/" if folder else ""
            absolute_prefix = joined(base, prefix)
            inner = []
            for entry in entries:
                if self._is_folder(entry):
                    if entry.name >= way.get(folder, ""):
                        inner.append(prefix + entry.name)
                elif is_own:
                    yield _entry(root, folder, prefix + entry.name, absolute_prefix, entry)
            pending.extend(reversed(inner))

    def _way(self, root: int) -> dict[str, str]:
        """Return the folders on the way to where the walk goes on, each with the next one's name."""
        if self._begun is None or self._begun.after[0] != root:
            return {}
        way, folder = {}, ""
        for is_folder, name in self._begun.after[1]:
            way[folder] = name if is_folder else ""
            folder = f"{folder}/{name}" if folder else name
        return way

    def seen_until(self, root: int, last: Position) -> list[tuple[int, int]]:
        """Return the folders seen up to an entry: the walk may be ahead of what was read."""
        end = (root, place_of_files(last))
        entered = [
            identity
            for identity, (its_root, folder) in self._entered.items()
            if (its_root, place_of_folder(folder)) <= end
        ]
        return [*self._before, *entered]

    def _is_new(self, root: int, folder: str, absolute: str) -> bool:
        """Tell whether a folder is met for the first time. Raises OSError if it cannot be read."""
        status = os.stat(absolute)
        if self._virtual_devices is None:
            self._virtual_devices = _virtual_devices()
        kind = self._virtual_devices.get(status.st_dev)
        if kind is not None:
            raise OSError(errno.ENOTSUP, f"a virtual file system ({kind}): not read", absolute)
        identity = (status.st_dev, status.st_ino)
        if identity in self._before or identity in self._entered:
            return False
        self._entered[identity] = (root, folder)
        return True

    def _entries(
        self, root: int, folder: str, absolute: str
    ) -> tuple[list["os.DirEntry[str]"], OSError | None]:
        """Return a folder's entries by name, and the fault that cut the list short if any.

        Raises OSError where there is no list at all.
        """
        entries: list[os.DirEntry[str]] = []
        fault = None
        with os.scandir(absolute) as listing:
            try:
                for entry in listing:
                    entries.append(entry)
                    if len(entries) % _ENTRIES_PER_SIGN_OF_LIFE == 0:
                        self._announce(root, folder or ROOT_ITSELF, len(entries))
            except OSError as error:
                fault = error
        entries.sort(key=_name)
        return entries, fault

    def _is_folder(self, entry: "os.DirEntry[str]") -> bool:
        try:
            return entry.is_dir(follow_symlinks=self._follow_links)
        except OSError:
            return False


def _name(entry: "os.DirEntry[str]") -> str:
    return entry.name


def _entry(root: int, folder: str, path: str, prefix: str, entry: "os.DirEntry[str]") -> Found:
    """Return what an entry is that is not a folder to go into."""
    try:
        if not entry.is_symlink():
            if entry.is_file(follow_symlinks=False):
                return File(root, folder, entry.name, path, prefix + entry.name, entry)
            mode = entry.stat(follow_symlinks=False).st_mode
            return Oddity(root, path, ProblemKind.SPECIAL_FILE, _kind(mode))
        mode = entry.stat().st_mode
    except FileNotFoundError:
        return Oddity(root, path, ProblemKind.LINK, "a link to nothing")
    except OSError as error:
        return Oddity(root, path, ProblemKind.LINK, _words(error))
    if stat.S_ISREG(mode):
        return File(root, folder, entry.name, path, prefix + entry.name, entry)
    if stat.S_ISDIR(mode):
        return Oddity(root, path, ProblemKind.LINK, "a link to a folder: not followed")
    return Oddity(root, path, ProblemKind.SPECIAL_FILE, "a link to " + _kind(mode))


def _unreadable(root: int, path: str, error: OSError) -> Oddity:
    is_virtual = error.errno == errno.ENOTSUP
    kind = ProblemKind.SPECIAL_FILE if is_virtual else ProblemKind.UNREADABLE
    return Oddity(root, path, kind, _words(error), is_folder=True)


def _words(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _kind(mode: int) -> str:
    return next((words for is_kind, words in _KINDS if is_kind(mode)), "no regular file")


def _is_archive(absolute: str) -> bool:
    try:
        return is_archive(absolute)
    except OSError:
        return False


def _virtual_devices() -> dict[int, str]:
    """Return the device numbers of mounted kernel interfaces; none where there is no /proc."""
    devices = {}
    try:
        with open("/proc/self/mountinfo", "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return {}
    for line in lines:
        front, _, back = line.partition(b" - ")
        kind = back.split(b" ", 1)[0].decode("ascii", "replace")
        if kind in _VIRTUAL:
            major, _, minor = front.split(b" ")[2].partition(b":")
            devices[os.makedev(int(major), int(minor))] = kind
    return devices
