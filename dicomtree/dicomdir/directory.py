"""What a DICOMDIR lists, and how that compares with what is there."""

from collections.abc import Iterable
from dataclasses import dataclass

from dicomtree.model import HeaderRow
from dicomtree.workers import Worker, WorkerError, WorkerTimedOut

MODULE = "dicomtree.dicomdir"
TIME_S = 10.0
_NICE = 10


@dataclass(frozen=True, slots=True)
class Directory:
    """The files that a DICOMDIR lists.

    `rows` hold what it says of those that are there: enough for a first view, not for stacks.
    `missing` are the File IDs of the others, "/"-separated; `faults` say in words which records
    could not be followed, and `flaw` why there are none at all.
    """

    root: int
    path: str
    rows: tuple[HeaderRow, ...] = ()
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    flaw: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a DICOMDIR lists and its folder lacks (File IDs), and the instances it leaves out."""

    missing: tuple[str, ...]
    unlisted: tuple[str, ...]


def read_directory(root: int, base: str, path: str) -> Directory:
    """Read the DICOMDIR at `path` below the folder `base` of a root; blocks up to 10 s.

    It is parsed in a process of its own: a directory that hangs, grows or crashes it has a flaw.
    """
    worker = Worker(MODULE, nice=_NICE)
    try:
        rows, missing, faults, flaw = worker.call((root, base, path), TIME_S)
    except WorkerTimedOut:
        return Directory(root, path, flaw=f"not read within {TIME_S:g} s")
    except WorkerError as error:
        return Directory(root, path, flaw=f"it cannot be understood: {error}")
    finally:
        worker.close()
    found = tuple(map(HeaderRow._make, rows))
    return Directory(root, path, found, tuple(missing), tuple(faults), flaw)


def compare(directory: Directory, instances: Iterable[str]) -> Comparison:
    """Hold what a DICOMDIR lists against the paths of instances that were really found.

    Instances count where they lie in the folder of the DICOMDIR or below it.
    """
    folder = directory.path.rpartition("/")[0]
    prefix = folder + "/" if folder else ""
    listed = {row.path for row in directory.rows}
    found = {path for path in instances if path.startswith(prefix)}
    lacking = sorted(path.removeprefix(prefix) for path in listed - found)
    return Comparison((*directory.missing, *lacking), tuple(sorted(found - listed)))
