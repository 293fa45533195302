"""What a job's journal tells: what was planned, what was written, how it ended."""

import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dicomtree.publish.journal import Record, read_first_and_last, read_records

FORMAT = 1


class NewerJournalError(ValueError):
    """A journal that a newer version of the program understands."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to write: `target` is "/"-separated below the destination.

    `details` are JSON values that only the job's own kind understands. One that is `exact` gets
    the name that was planned or none; one `after_all` is written only where all others have been.
    """

    number: int
    source: str
    target: str
    size: int
    details: dict[str, Any] = field(default_factory=dict)
    exact: bool = False
    after_all: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """What a job is: its kind, where it writes, and JSON values that its kind understands."""

    job: str
    kind: str
    destination: str
    made: str
    version: str
    options: dict[str, Any] = field(default_factory=dict)


class Outcome(StrEnum):
    """What became of a task."""

    DONE = "done"
    SAME = "same"  # the same content was there already
    RENAMED = "renamed"  # the name had been taken by other content meanwhile
    FAILED = "failed"
    CANCELLED = "cancelled"  # not tried, or not to its end


_FLAGS = ("exact", "after_all")
_SETTLED = (Outcome.DONE, Outcome.SAME, Outcome.RENAMED)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one task; `how` says how the content was made, `note` what is odd about it.

    `proved`: the target was read back and holds byte for byte what was read from the source.
    `mtime_ns` is the time that the target was given, 0 where it was given none.
    """

    task: Task
    outcome: Outcome
    target: str
    size: int = 0
    sha256: str = ""
    how: str = ""
    note: str = ""
    proved: bool = False
    inode: int = 0
    mtime_ns: int = 0


class State(StrEnum):
    """How far a job is."""

    PLANNING = "planning"  # it ended before its plan was on the disk: nothing was written
    OPEN = "open"
    FINISHED = "finished"
    UNDONE = "undone"


@dataclass(slots=True)
class JobRecord:
    """A journal, read. `made` are files that were about to get their name."""

    header: Header
    tasks: dict[int, Task] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)
    made: list[Result] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)
    folders: list[str] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    state: State = State.PLANNING

    def is_settled(self, number: int) -> bool:
        """Tell whether a task needs nothing more."""
        result = self.results.get(number)
        return result is not None and result.outcome in _SETTLED

    @property
    def settled_count(self) -> int:
        """How many tasks need nothing more."""
        return sum(map(self.is_settled, self.tasks))

    def ended_line(self, state: State) -> Record:
        """Return the line that ends a run of a job, with the numbers that a list of jobs shows."""
        counts = {"planned": len(self.tasks), "settled": self.settled_count}
        return {"line": "ended", "state": str(state)} | counts

    def unfinished(self) -> list[Task]:
        """Return the tasks that have not been done."""
        return [task for number, task in self.tasks.items() if not self.is_settled(number)]


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A job as a list shows it: files planned, files settled, and whether it is at work now."""

    header: Header
    state: State
    planned: int
    settled: int
    running: bool = False


def read_summary(path: str) -> JobSummary:
    """Read in short what a journal tells: all of it only where the job has not ended.

    Raises as `read_job` does, but not where only the middle of a journal is damaged.
    """
    first, last = read_first_and_last(path)
    match last:
        case {"line": "ended", "state": state, "planned": int(planned), "settled": int(settled)}:
            return JobSummary(_first_line(path, first), State(state), planned, settled)
        case _:
            job = read_job(path)
            return JobSummary(job.header, job.state, len(job.tasks), job.settled_count)


def read_job(path: str) -> JobRecord:
    """Read a journal.

    Raises OSError, NewerJournalError, ValueError for a file that is none of ours or damaged.
    """
    records = read_records(path)
    job = JobRecord(_first_line(path, records[0] if records else {}))
    try:
        for record in records[1:]:
            _take(job, record)
    except KeyError:
        raise ValueError(f"{path} is damaged: something in it is missing") from None
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged: {error}") from None
    return job


def _first_line(path: str, first: Record) -> Header:
    """Return what the first line of a journal says. Raises NewerJournalError, ValueError."""
    version = first.get("format") if first.get("line") == "job" else None
    if isinstance(version, int) and version > FORMAT:
        raise NewerJournalError(f"{path} is of a newer version of the program")
    if version != FORMAT:
        raise ValueError(f"{path} is not a job's journal")
    try:
        return _header(first)
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{path} is damaged: its first line is not understood") from None


def _header(record: Record) -> Header:
    header = Header(**{name: record[name] for name in Header.__slots__})
    texts = (header.job, header.kind, header.destination, header.made, header.version)
    is_understood = all(isinstance(text, str) for text in texts) and isinstance(
        header.options, dict
    )
    if not is_understood or not os.path.isabs(header.destination):
        raise ValueError("its first line is not understood")
    return header


def _take(job: JobRecord, record: Record) -> None:
    match record:
        case {"line": "task", "n": int(number), "source": str(source), "size": int(size)}:
            details = dict(record.get("details", {}))
            flags = (bool(record.get(name)) for name in _FLAGS)
            job.tasks[number] = Task(number, source, _target(record), size, details, *flags)
            _check_text(source)
        case {"line": "ready"}:
            if record.get("tasks", len(job.tasks)) != len(job.tasks):
                raise ValueError("some of its plan is missing")
            job.state = State.OPEN
        case {"line": "ended", "state": state}:
            job.state = State(state)
        case _:
            _take_work(job, record)


def _take_work(job: JobRecord, record: Record) -> None:
    match record:
        case {"line": "made", "n": int(number)}:
            made = _result(job.tasks[number], record)
            job.made.append(made)
            job.removed.discard(made.target)  # resuming writes again what had been removed
        case {"line": "claim", "target": str(target)}:
            job.claimed.add(target)
        case {"line": "claim lost", "target": str(target)}:
            job.claimed.discard(target)
        case {"line": "folder", "path": str(path)}:
            job.folders.append(path)
        case {"line": "result", "n": int(number)}:
            job.results[number] = _result(job.tasks[number], record)
        case {"line": "removed", "target": str(target)}:
            job.removed.add(target)
        case _:
            raise ValueError(f"a line is not understood: {sorted(record)}")


def _target(record: Record) -> str:
    """Return a target that lies below the destination. Raises KeyError, ValueError."""
    target = record["target"]
    if not isinstance(target, str) or not {"", ".", ".."}.isdisjoint(target.split("/")):
        raise ValueError("a target leads out of the destination")
    _check_text(target)
    return target


def _check_text(text: str) -> None:
    if "\0" in text:
        raise ValueError("a path holds NUL")


def header_line(header: Header) -> Record:
    """Return the first line of a journal."""
    names = Header.__slots__
    return {"line": "job", "format": FORMAT} | {name: getattr(header, name) for name in names}


def task_line(task: Task) -> Record:
    """Return the line that plans a task."""
    line = {"line": "task", "n": task.number, "source": task.source, "target": task.target}
    more = {name: getattr(task, name) for name in ("details", *_FLAGS)}
    return line | {"size": task.size} | {name: value for name, value in more.items() if value}


def result_line(result: Result, line_name: str = "result") -> Record:
    """Return the line that settles a task; "made": the one before its file gets its name."""
    line: Record = {"line": line_name, "n": result.task.number, "outcome": str(result.outcome)}
    values = {name: getattr(result, name) for name in _RESULT_VALUES}
    return line | {name: value for name, value in values.items() if value}


_RESULT_VALUES = ("target", "size", "sha256", "how", "note", "proved", "inode", "mtime_ns")


def _result(task: Task, record: Record) -> Result:
    outcome = Outcome(record["outcome"])
    if not all(isinstance(record.get(name, 0), int) for name in ("size", "inode", "mtime_ns")):
        raise TypeError("a size or time is no number")
    if not isinstance(record.get("sha256", ""), str):
        raise TypeError("a hash is no text")
    target = _target({"target": task.target} | record)
    values = {name: record[name] for name in _RESULT_VALUES if name in record}
    return Result(task, outcome, **(values | {"target": target}))
