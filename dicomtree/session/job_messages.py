"""What can happen around copying and exporting: in the dialog, and in the job's own process."""

from dataclasses import dataclass
from enum import StrEnum

from dicomtree.model import JobProgress
from dicomtree.model.proposals import Ending, Proposal, ProposedRow, RememberedJob
from dicomtree.session.tree_filter import Completion


class JobKind(StrEnum):
    """What a dialog is for; the values are the commands that do the same."""

    ORGANISE = "organise"
    EXPORT = "export"
    DICOMDIR = "dicomdir"
    UNDO = "undo"
    RESUME = "resume"


# ---- by hand
@dataclass(frozen=True, slots=True)
class JobWanted:
    """Open the dialog of a kind for a row of the tree, or for the selected one; or for a job."""

    kind: JobKind
    node: tuple[str, int, *tuple[int, ...]] | None = None
    job: str = ""


@dataclass(frozen=True, slots=True)
class JobOptionChosen:
    """An option of `session.job_state.JobOptions` has another value."""

    name: str
    value: str | bool


@dataclass(frozen=True, slots=True)
class TemplateTyped:
    """The template reads so now, with the cursor there."""

    text: str
    cursor: int


@dataclass(frozen=True, slots=True)
class ProposalWanted:
    """Say what would be done."""


@dataclass(frozen=True, slots=True)
class ProposedFolderOpened:
    """A folder of the tree that would be was opened; "" is the destination itself."""

    path: str


@dataclass(frozen=True, slots=True)
class PlanSaveWanted:
    """Write the plan, or the list of proved sources, to a new file."""

    what: str
    path: str


@dataclass(frozen=True, slots=True)
class JobStartWanted:
    """Do what was proposed."""


@dataclass(frozen=True, slots=True)
class JobStopWanted:
    """End what the job's process is at; what is done stays."""


@dataclass(frozen=True, slots=True)
class JobClosed:
    """The user has done with the dialog; asked only while nothing is written."""


@dataclass(frozen=True, slots=True)
class WindowCloseWanted:
    """The user wants to close the program while a job is writing."""


@dataclass(frozen=True, slots=True)
class WindowCloseChosen:
    """Close the program when the job has ended, or leave both open; `stop` ends the job first."""

    close: bool
    stop: bool = False


# ---- from outside
@dataclass(frozen=True, slots=True)
class TemplateChecked:
    """What a template gives for a file, or what is wrong with it and where."""

    text: str
    example: str
    error: str = ""
    fault: tuple[int, int] = (0, 0)
    completion: Completion | None = None


@dataclass(frozen=True, slots=True)
class TargetChecked:
    """Whether may be written to a folder: `fault` says why not."""

    path: str
    fault: str


@dataclass(frozen=True, slots=True)
class JobsListed:
    """The jobs that are remembered, the latest first."""

    jobs: tuple[RememberedJob, ...]


@dataclass(frozen=True, slots=True)
class JobAdvanced:
    """How far the job's process is; `seconds_left` None where nobody can tell."""

    progress: JobProgress
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a command would do; `words` are those that were asked with."""

    words: tuple[str, ...]
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class ProposedFolderListed:
    """What would be in a folder."""

    path: str
    rows: tuple[ProposedRow, ...]


@dataclass(frozen=True, slots=True)
class JobEnded:
    """How the job ended."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class JobRefused:
    """What was asked for cannot be done; in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class JobLost:
    """The job's process ended by itself; in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class JobNoted:
    """Something small was done, or could not be; in words."""

    text: str


JobMessage = (
    JobWanted
    | JobOptionChosen
    | TemplateTyped
    | ProposalWanted
    | ProposedFolderOpened
    | PlanSaveWanted
    | JobStartWanted
    | JobStopWanted
    | JobClosed
    | WindowCloseWanted
    | WindowCloseChosen
    | TemplateChecked
    | TargetChecked
    | JobsListed
    | JobAdvanced
    | Proposed
    | ProposedFolderListed
    | JobEnded
    | JobRefused
    | JobLost
    | JobNoted
)
