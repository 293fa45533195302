"""The worker's side of a scan: walk, read, answer in growing batches."""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomtree.header import Answer, Dicomdir, HeaderReader, NotDicom, problem_of
from dicomtree.header.rows import problem
from dicomtree.model import HeaderRow, ProblemKind, Stamp
from dicomtree.scanner.folders import (
    ROOT_ITSELF,
    Archive,
    Begun,
    File,
    Oddity,
    Place,
    Position,
    Share,
    Walk,
    in_share,
    place_of_files,
    place_of_folder,
    position,
)
from dicomtree.scanner.known import KnownFiles
from dicomtree.scanner.read_ahead import Pace, ReadAhead
from dicomtree.scanner.wear import Wear
from dicomtree.source import stamp_of

if TYPE_CHECKING:
    from zipfile import ZipInfo

    from dicomtree.source.archive import Archive as OpenArchive

_LARGEST_BATCH = 1000
_GROWTH = 4
_LONGEST_WAIT_S = 0.05
_LONGEST_MEMBER_PATH = 1024

_MOST_GONE = 10_000  # in one batch
_WENT = "it is no longer there"


class Member(NamedTuple):
    """A file in an archive."""

    root: int
    path: str
    archive: "OpenArchive"
    info: "ZipInfo"


Found = File | Member | Oddity


class Scan:
    """One scan, as a request asks for it."""

    def __init__(self, request: Mapping[str, Any], announce: Callable[[str], None]) -> None:
        self._roots: list[str] = request["roots"]
        self._first_root: int = request["first_root"]
        self._known = KnownFiles(request["known"]) if request["known"] else None
        self._skip: set[tuple[int, str]] = set(request["skip"])
        self._after: tuple[int, Position] | None = request["after"]
        self._announce = announce
        self._begun = Begun(*request["begun"]) if request["begun"] else None
        self._share: Share = request["share"]
        self._walk = Walk(
            follow_links=request["follow_links"],
            skip=self._skip,
            announce=self._announce_folder,
            begun=self._begun,
            share=self._share,
        )
        self._wear = Wear()
        self._reader = HeaderReader()
        self._ahead = ReadAhead()
        self._clear()

    def _clear(self) -> None:
        self._rows: list[tuple[object, ...]] = []
        self._problems: list[tuple[object, ...]] = []
        self._not_dicom: list[tuple[object, ...]] = []
        self._dicomdir: list[tuple[object, ...]] = []
        self._outdated: list[str] = []
        self._unchanged = 0

    def batches(self) -> Iterator[tuple[object, ...]]:
        """Yield batches as plain tuples: see `_batch`.

        When enough was read for one process, the last one holds nothing but the folders seen.
        """
        limit = 1
        for root, absolute in enumerate(self._roots, self._first_root):
            if self._begun is not None and root < self._begun.after[0]:
                continue
            count, last = 0, None
            pace = Pace()
            for last in self._ahead.of(self._found(root, absolute)):
                self._take(last)
                count += 1
                if count >= limit or pace.seconds > _LONGEST_WAIT_S:
                    self._ahead.judge(count, pace)
                    yield self._batch(last)
                    if self._wear.is_too_much() and isinstance(last, File):
                        yield from self._gone(root, absolute, place_of_files(_position(last)))
                        yield (self._walk.seen_until(root, _position(last)),)
                        return
                    limit, count = min(limit * _GROWTH, _LARGEST_BATCH), 0
                    pace = Pace()
            if last is not None and count:
                yield self._batch(last)
            yield from self._gone(root, absolute)

    def _batch(self, last: Found) -> tuple[object, ...]:
        batch = (*self._taken(), last.root, last.path, _position(last))
        self._clear()
        return batch

    def _taken(self) -> tuple[object, ...]:
        others = (self._problems, self._not_dicom, self._dicomdir)
        return (self._rows, *others, self._unchanged, self._outdated)

    def _gone(
        self, root: int, absolute: str, end: Place | None = None
    ) -> Iterator[tuple[object, ...]]:
        """Yield batches of the known files that are no longer there, in folders before `end`.

        Of folders before those that the walk began with, another process has told. What lies below
        a folder that cannot be read is not gone.
        """
        if self._known is None:
            return
        unread = self._walk.unread.union(path for _, path in self._skip)
        if not os.path.exists(absolute):
            yield from self._went(root, unread, end)
            return
        begin = place_of_files(self._begun.after[1]) if self._begun else ()

        def is_walked(folder: str) -> bool:
            place = place_of_folder(folder)
            is_between = begin <= place and (end is None or place < end)
            is_own = is_between and in_share(folder, self._share)
            return is_own and not _is_below(folder, unread)

        for path in self._known.never_met(is_walked):
            self._outdated.append(path)
            if len(self._outdated) == _MOST_GONE:
                yield (*self._taken(), root, "", None)
                self._clear()
        if self._outdated:
            yield (*self._taken(), root, "", None)
            self._clear()

    def _went(self, root: int, unread: set[str], end: Place | None) -> Iterator[tuple[object, ...]]:
        """Tell once that the root went while it was being read: nothing in it counts as gone."""
        if ROOT_ITSELF not in unread and end is None and in_share("", self._share):
            self._problems.append((ROOT_ITSELF, ProblemKind.VANISHED.value, _WENT))
            yield (*self._taken(), root, "", None)
            self._clear()

    def _found(self, root: int, absolute: str) -> Iterator[Found]:
        """Yield what is under a root, but nothing that was delivered before."""
        for found in self._everything(root, absolute):
            if self._after is not None:
                if (found.root, _position(found)) <= self._after:
                    self._known_stamp(found)  # it was judged before
                    continue
                self._after = None
            if not self._skip or (found.root, found.path) not in self._skip:
                yield found

    def _everything(self, root: int, absolute: str) -> Iterator[Found]:
        for found in self._walk.root(root, absolute):
            if isinstance(found, Archive):
                yield from _members(found)
            else:
                yield found

    def _take(self, found: Found) -> None:
        """Read what was found and put the answer where it belongs."""
        self._announce(f"{found.root}\n\n{found.path}")
        known = self._known_stamp(found)
        if known is not None:
            if known == _stamp_now(found):
                self._unchanged += 1
                return
            self._outdated.append(found.path)
        if isinstance(found, Oddity):
            self._problems.append((found.path, found.kind.value, found.detail))
        else:
            self._put(self._read(found), found.path)

    def _put(self, answer: Answer, path: str) -> None:
        if isinstance(answer, HeaderRow):
            self._rows.append(tuple(answer))
        elif isinstance(answer, NotDicom):
            self._not_dicom.append((path, tuple(answer.stamp)))
        elif isinstance(answer, Dicomdir):
            self._dicomdir.append((path, tuple(answer.stamp)))
        else:
            self._problems.append((path, answer.kind.value, answer.detail))

    def _read(self, found: File | Member) -> Answer:
        """Read one file: the border at which no fault goes further."""
        self._wear.add(1)
        try:
            if isinstance(found, File):
                return self._reader.read(found.root, found.absolute, found.path)
            with found.archive.open(found.info) as file:
                place, its_stamp = (found.root, found.path), found.archive.stamp(found.info)
                return self._reader.read_open(file, place, its_stamp)
        except OSError as error:
            return problem_of(found.root, found.path, error)
        except BaseException as error:  # noqa: BLE001 - one file must never end the scan
            detail = f"cannot be read: {type(error).__name__}"
            return problem(found.root, found.path, ProblemKind.DAMAGED, detail)

    def _known_stamp(self, found: Found) -> Stamp | None:
        """Return what was known of a file, once."""
        if self._known is None:
            return None
        if isinstance(found, File):
            return self._known.take(found.folder, found.name)
        folder, _, name = found.path.rpartition("/")
        return self._known.take(folder, name)

    def _announce_folder(self, root: int, path: str, entries: int) -> None:
        self._announce(f"{root}\n{entries}\n{path}")


def _is_below(folder: str, unread: set[str]) -> bool:
    """Tell whether a folder is one that could not be read, or lies in one."""
    if not unread:
        return False
    parts = folder.split("/")
    above = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    return ROOT_ITSELF in unread or any(one in unread for one in above)


def _stamp_now(found: Found) -> Stamp | None:
    """Return the stamp of a file as it is now; None if there is none."""
    if isinstance(found, Oddity):
        return None
    if isinstance(found, Member):
        return found.archive.stamp(found.info)
    try:
        # Windows tells the inode only to os.stat.
        if found.entry is None or os.name == "nt":
            return stamp_of(os.stat(found.absolute))
        return stamp_of(found.entry.stat())
    except OSError:
        return None


def _members(found: Archive) -> "Iterator[Oddity | Member]":
    """Yield the members of an archive; a name that comes twice cannot be opened by name."""
    from dicomtree.source import archive

    try:
        opened = archive.Archive(found.absolute)
    except OSError as error:
        words = error.strerror or type(error).__name__
        yield Oddity(found.root, found.path, ProblemKind.UNREADABLE, words)
        return
    previous = None
    for info in opened.members:
        path = f"{found.path}!/{info.filename}"
        fault = None
        if info.filename == previous:
            fault = "a second member of that name"
        elif len(path) > _LONGEST_MEMBER_PATH:
            fault = "its name is too long"
        if fault is None:
            yield Member(found.root, path, opened, info)
        else:
            yield Oddity(found.root, path, ProblemKind.UNREADABLE, fault)
        previous = info.filename


def _position(found: Found) -> Position:
    is_folder = isinstance(found, Oddity) and found.is_folder
    return position(found.path, is_folder=is_folder)
