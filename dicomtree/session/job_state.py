"""The dialog for copying and exporting, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dicomtree.model import JobProgress
from dicomtree.model.proposals import Ending, Proposal, ProposedRow, RememberedJob
from dicomtree.organise import PRESETS
from dicomtree.session.job_messages import JobKind, TemplateChecked

NodeKey = tuple[str, int, *tuple[int, ...]]

ALL, MIDDLE, SHOWN = "all", "middle", "shown"
OF_STACK, OF_IMAGE, AUTOMATIC = "stack", "own", "auto"
AS_IT_IS = "as it is"
FIRST_PRESET = PRESETS["description"]
PICTURES = ("png", "png16")
ARRAYS = ("npy", "npz")
TABLES = ("csv", "json", "attributes-csv", "attributes-json")


class Stage(StrEnum):
    """How far a dialog is."""

    ASKING = "asking"
    PROPOSING = "proposing"
    PROPOSED = "proposed"
    WORKING = "working"
    ENDED = "ended"
    LOST = "lost"


class Closing(StrEnum):
    """Whether the program is to close, too."""

    NO = "no"
    ASKED = "asked"
    WHEN_ENDED = "when ended"


@dataclass(frozen=True, slots=True)
class JobOptions:
    """What can be chosen in the dialogs; which of it counts depends on the dialog.

    `whole` takes everything that is open instead of a row. `only` and `window` may be `SHOWN`: what
    is on screen. `form` is one of the command line's.
    """

    whole: bool = False
    target: str = ""
    template: str = FIRST_PRESET
    encoding: str = AS_IT_IS
    copies: bool = True
    form: str = "png"
    only: str = ALL
    window: str = OF_STACK
    values: str = "real"
    sort_by: str = ""
    resample: bool = False
    compress: bool = True
    file_set_id: str = ""
    invent: bool = False
    job: str = ""


@dataclass(frozen=True, slots=True)
class JobDialog:
    """All that the dialog shows.

    `target_fault` says why nothing may be written to the target, None while that is looked up.
    `folders` are the folders of the proposal that were opened, by path. `refusal` is why the last
    wish could not be met, `note` what else there is to say. `asked` are the words that the proposal was
    asked for with. `jobs` is None while they are being looked up. `is_stopping`: the job was
    told to stop.
    """

    kind: JobKind
    node: NodeKey | None = None
    options: JobOptions = field(default_factory=JobOptions)
    stage: Stage = Stage.ASKING
    template: TemplateChecked | None = None
    target_fault: str | None = ""
    jobs: tuple[RememberedJob, ...] | None = None
    progress: JobProgress | None = None
    seconds_left: float | None = None
    proposal: Proposal | None = None
    folders: Mapping[str, tuple[ProposedRow, ...]] = field(default_factory=dict)
    ending: Ending | None = None
    refusal: str = ""
    note: str = ""
    asked: tuple[str, ...] = ()
    is_stopping: bool = False
    closing: Closing = Closing.NO

    @property
    def is_busy(self) -> bool:
        """Whether the job's process is at something."""
        return self.stage in (Stage.PROPOSING, Stage.WORKING)

    @property
    def is_ready(self) -> bool:
        """Whether everything is chosen that a proposal needs."""
        if self.is_busy:
            return False
        if self.kind in (JobKind.UNDO, JobKind.RESUME):
            return self.options.job != ""
        is_named = self.kind is not JobKind.ORGANISE or not (self.template and self.template.error)
        return is_named and self.options.target != "" and self.target_fault == ""

    @property
    def is_over(self) -> bool:
        """Whether the program may close now, as the user wanted when the job has ended."""
        return self.closing is Closing.WHEN_ENDED and not self.is_busy

    @property
    def can_start(self) -> bool:
        """Whether what was proposed can be done."""
        proposal = self.proposal
        is_there = self.stage is Stage.PROPOSED and proposal is not None
        return is_there and proposal is not None and not proposal.refusal
