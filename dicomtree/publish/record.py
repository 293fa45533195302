"""What a job's journal tells: what was planned, what was written, how it ended."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dicomtree.publish.journal import Record, read_records

FORMAT = 1


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

    def unfinished(self) -> list[Task]:
        """Return the tasks that have not been done."""
        return [task for number, task in self.tasks.items() if not self.is_settled(number)]


def read_job(path: str) -> JobRecord:
    """Read a journal. Raises OSError, ValueError for one that is damaged or none of ours."""
    records = read_records(path)
    if not records or records[0].get("line") != "job" or records[0].get("format") != FORMAT:
        raise ValueError(f"{path} is not a job's journal")
    head = records[0]
    try:
        job = JobRecord(Header(**{name: head[name] for name in Header.__slots__}))
        for record in records[1:]:
            _take(job, record)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is damaged: {error!r}") from None
    return job


def _take(job: JobRecord, record: Record) -> None:
    match record:
        case {"line": "task", "n": number, "source": source, "target": target, "size": size}:
            details = record.get("details", {})
            flags = (record.get(name, False) for name in _FLAGS)
            job.tasks[number] = Task(number, source, target, size, details, *flags)
        case {"line": "ready"}:
            job.state = State.OPEN
        case {"line": "made", "n": number}:
            made = _result(job.tasks[number], record)
            job.made.append(made)
            job.removed.discard(made.target)  # resuming writes again what had been removed
        case {"line": "claim", "target": target}:
            job.claimed.add(target)
        case {"line": "claim lost", "target": target}:
            job.claimed.discard(target)
        case {"line": "folder", "path": path}:
            job.folders.append(path)
        case {"line": "result", "n": number}:
            job.results[number] = _result(job.tasks[number], record)
        case {"line": "removed", "target": target}:
            job.removed.add(target)
        case {"line": "ended", "state": state}:
            job.state = State(state)
        case _:
            raise ValueError(f"a journal's line is not understood: {sorted(record)}")


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


_RESULT_VALUES = ("target", "size", "sha256", "how", "note", "proved", "inode")


def _result(task: Task, record: Record) -> Result:
    values = {name: record[name] for name in _RESULT_VALUES if name in record}
    return Result(task, Outcome(record["outcome"]), **({"target": task.target} | values))
