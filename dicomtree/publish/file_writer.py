"""One file of a job: written under a temporary name, then given its own."""

import errno
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from dicomtree.publish.contents import Content, Produce, found_content, name_of, parent_of, parts_of
from dicomtree.publish.folders import Folder
from dicomtree.publish.names import numbered
from dicomtree.publish.naming import give_name
from dicomtree.publish.record import Outcome, Result, Task, result_line
from dicomtree.publish.shared_journal import Claim, SharedJournal
from dicomtree.publish.writing import Written, sha256_in, write_verified

Watched = Callable[[Iterable[bytes]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is on the disk and only lacks its name."""

    result: Result


class FileWriter:
    """Writes the files of one job. `watched` sees each chunk pass, and may raise."""

    def __init__(
        self, job: str, destination: Folder, journal: SharedJournal, produce: Produce
    ) -> None:
        self._job = job
        self._destination = destination
        self._journal = journal
        self._produce = produce

    def prepare(self, task: Task, watched: Watched) -> Result | Prepared:
        """Write a file under its temporary name, unless its content is there already.

        Raises OSError and what `watched` raises; nothing is left then.
        """
        with self._destination.below(
            parts_of(parent_of(task.target)), make=self._journal.folder
        ) as folder:
            name, temporary = name_of(task.target), self._temporary(task)
            if folder.holds(name):
                with self._produce(task) as content:
                    found = found_content(folder, name, watched(content.chunks))
                if found is not None:
                    return _result(task, Outcome.SAME, content, found)
            try:
                with self._produce(task) as content:
                    written = write_verified(
                        folder, temporary, watched(content.chunks), content.mtime_ns
                    )
            except BaseException:
                # On leaving `produce` the source may turn out to have changed.
                _remove(folder, temporary)
                raise
        return Prepared(_result(task, Outcome.DONE, content, written))

    def publish(self, prepared: Prepared) -> Result:
        """Give a prepared file its name, or the next free one. Raises OSError."""
        temporary = self._temporary(prepared.result.task)
        with self.folder_of(prepared.result.target) as folder:
            try:
                return self._name(folder, temporary, prepared.result)
            finally:
                _remove(folder, temporary)

    def discard(self, task: Task) -> None:
        """Remove the temporary file that a task may have left. Raises OSError."""
        discard(self._destination, self._job, task)

    def folder_of(self, target: str) -> Folder:
        """Open the folder of a target. Raises OSError."""
        return self._destination.below(parts_of(parent_of(target)))

    def _name(self, folder: Folder, temporary: str, result: Result) -> Result:
        wanted = name_of(result.target)
        for number in itertools.count(2):
            claim = Claim(self._journal, result.target)
            try:
                give_name(folder, temporary, name_of(result.target), before_claim=claim.make)
                break
            except FileExistsError:
                claim.lose()
            if _has_hash(folder, name_of(result.target), result.sha256):
                return replace(result, outcome=Outcome.SAME)
            if result.task.exact:
                raise FileExistsError(errno.EEXIST, "other content has this name", result.target)
            target = "/".join([*parts_of(parent_of(result.target)), numbered(wanted, number)])
            result = replace(result, target=target, outcome=Outcome.RENAMED)
            self._journal.add(result_line(result, "made"))
            self._journal.sync()
        return result

    def _temporary(self, task: Task) -> str:
        return _temporary(self._job, task)


def discard(destination: Folder, job: str, task: Task) -> None:
    """Remove the temporary file that a task of a job may have left. Raises OSError."""
    try:
        with destination.below(parts_of(parent_of(task.target))) as folder:
            _remove(folder, _temporary(job, task))
    except FileNotFoundError:
        pass  # not even its folder was made


def _temporary(job: str, task: Task) -> str:
    return f".dicomtree-{job}-{task.number}.part"


def _result(task: Task, outcome: Outcome, content: Content, written: Written) -> Result:
    return Result(
        task,
        outcome,
        task.target,
        size=written.size,
        sha256=written.sha256,
        how=content.how,
        note=content.note,
        proved=content.proves,
        inode=written.inode,
        mtime_ns=content.mtime_ns or 0,
    )


def _has_hash(folder: Folder, name: str, sha256: str) -> bool:
    try:
        return sha256_in(folder, name) == sha256
    except OSError:
        return False  # a folder or a link has the name


def _remove(folder: Folder, name: str) -> None:
    if folder.holds(name):
        folder.remove(name)
