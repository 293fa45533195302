"""What a job that writes files would do, and what it did, as a window shows them."""

from dataclasses import dataclass

MOST_REMARKS = 500
"""So many remarks travel to the window; all of them are in the plan that can be saved."""

Remark = tuple[str, str]
"""What it is about, such as a path, and what is to be said of it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be done: `files` would be written (or removed) in `destination`.

    `there` of them are there already, and `left_out` are not among them. `needed_bytes` has
    something to spare; `free_bytes` is None where nobody can tell. `refusal` says why nothing can
    be done at all, `caution` why it may end early; both in words with numbers, as `room` says what is
    needed and free. `remarks` are the first of `remark_count`.
    """

    destination: str
    files: int
    there: int = 0
    left_out: int = 0
    needed_bytes: int = 0
    free_bytes: int | None = None
    refusal: str = ""
    remarks: tuple[Remark, ...] = ()
    remark_count: int = 0
    room: str = ""
    caution: str = ""


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A folder or file of the tree that would be; `files` and `size` are of all below a folder."""

    name: str
    is_folder: bool
    files: int
    size: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended: how many files fared how, in words, and what is odd about some.

    `job` names its journal, "" where there is none; `proved` counts the sources whose copies hold
    the same bytes. `paused` says why it stopped by itself.
    """

    job: str
    destination: str
    counts: tuple[tuple[str, int], ...]
    remarks: tuple[Remark, ...] = ()
    remark_count: int = 0
    cancelled: bool = False
    paused: str = ""
    proved: int = 0
    can_resume: bool = False
    can_undo: bool = False


@dataclass(frozen=True, slots=True)
class RememberedJob:
    """A job whose journal is kept; `state` in words."""

    job: str
    kind: str
    destination: str
    made: str
    state: str
    planned: int
    settled: int
    can_resume: bool
    can_undo: bool
