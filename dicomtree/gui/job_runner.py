"""Copying and exporting beside the window: its process, and the questions around it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from dicomtree.gui.background import Lane, OnFailure
from dicomtree.library import Library
from dicomtree.model import JobProgress
from dicomtree.model.proposals import Ending, Proposal, ProposedRow
from dicomtree.session.effects import (
    CheckTarget,
    CheckTemplate,
    CloseJob,
    JobEffect,
    ListJobs,
    ListProposedFolder,
    ProposeJob,
    SavePlan,
    StartJob,
    StopJob,
)
from dicomtree.session.job_messages import (
    JobAdvanced,
    JobEnded,
    JobLost,
    JobNoted,
    JobRefused,
    JobsListed,
    Proposed,
    ProposedFolderListed,
    TargetChecked,
    TemplateChecked,
)
from dicomtree.session.messages import Message
from dicomtree.session.tree_filter import Completion
from dicomtree.workers import Worker, WorkerDied, WorkerFailed

MODULE = "dicomtree.cli.job_process"

Send = Callable[[Message], None]


class JobRunner:
    """Carries out what concerns jobs; one job's process at a time."""

    def __init__(self, library: Library, send: Send, on_failure: OnFailure) -> None:
        self._library = library
        self._send = send
        self._on_failure = on_failure
        self._templates = Lane("looking at the template", on_failure, latest_only=True)
        self._targets = Lane("looking at the folder", on_failure, latest_only=True)
        self._journals = Lane("reading journals", on_failure, latest_only=True)
        self._talk: _Conversation | None = None

    def run(self, effect: JobEffect) -> None:
        """Begin what `effect` asks for; returns at once."""
        match effect:
            case CheckTemplate():
                self._templates.put(lambda: self._check_template(effect))
            case CheckTarget(path, roots):
                self._targets.put(lambda: self._check_target(path, roots))
            case ListJobs():
                self._journals.put(self._list_jobs)
            case ProposeJob(words, opened):
                self._drop()
                self._talk = _Conversation(self._send, self._on_failure)
                self._talk.ask("opened", list(opened))
                self._talk.ask("propose", list(words))
            case CloseJob():
                self._drop()
            case StopJob() | ListProposedFolder() | SavePlan() | StartJob():
                if self._talk is not None:
                    self._speak(self._talk, effect)

    def close(self) -> None:
        """End the job's process and what else is under way."""
        for lane in (self._templates, self._targets, self._journals):
            lane.close()
        self._drop()

    def _speak(
        self, talk: "_Conversation", effect: StopJob | ListProposedFolder | SavePlan | StartJob
    ) -> None:
        match effect:
            case StopJob():
                talk.stop()
            case ListProposedFolder(path):
                talk.ask("list", path)
            case SavePlan(what, path):
                talk.ask(f"save {what}", path)
            case StartJob(opened):
                talk.ask("opened", list(opened))
                talk.ask("start", None)

    def _drop(self) -> None:
        if self._talk is not None:
            self._talk.close()
            self._talk = None

    # ---- questions
    def _check_template(self, effect: CheckTemplate) -> None:
        from dicomtree import organise  # loads the dictionary of attributes
        from dicomtree.library.organised import example_name, field_completion

        text = effect.text
        start, end, names = field_completion(text, effect.cursor)
        completion = Completion(start, end, names) if names else None
        try:
            template = organise.parse_template(text)
        except organise.TemplateError as error:
            fault = error.start, error.end
            self._send(TemplateChecked(text, "", str(error), fault, completion))
            return
        series = [one for one in self._library.tree.series() if one.key == effect.series_key]
        example = example_name(self._library, series[0], template) if series else ""
        self._send(TemplateChecked(text, example, completion=completion))

    def _check_target(self, path: str, roots: tuple[str, ...]) -> None:
        from dicomtree.publish import DestinationRefusedError, check_destination

        fault = ""
        try:
            check_destination(path, roots)
        except DestinationRefusedError as refusal:
            fault = str(refusal)
        except (OSError, ValueError) as error:
            fault = f"this cannot be a folder ({type(error).__name__})"
        self._send(TargetChecked(path, fault))

    def _list_jobs(self) -> None:
        from dicomtree.library.jobs import remembered_jobs

        self._send(JobsListed(remembered_jobs()))


class _Conversation:
    """Questions to one job's process, asked one after the other, and its answers."""

    def __init__(self, send: Send, on_failure: OnFailure) -> None:
        self._send = send
        self._worker = Worker(MODULE)
        self._lane = Lane("copying and exporting", on_failure)
        self._is_over = False
        self._clock = _Clock()

    def ask(self, kind: str, what: object) -> None:
        """Ask when those before have been answered."""
        self._lane.put(lambda: self._ask(kind, what))

    def stop(self) -> None:
        """Let the process end what it is at in good order."""
        self._worker.stop()

    def close(self) -> None:
        """End the process; nothing more is heard of it."""
        self._is_over = True
        self._lane.close()
        threading.Thread(target=self._worker.close, name="ending a job", daemon=True).start()

    def _ask(self, kind: str, what: object) -> None:
        if self._is_over:
            return
        self._clock = _Clock()
        try:
            self._worker.ask((kind, what))
            while (reply := self._worker.answer(None)) is not None:
                self._hear(kind, what, reply[0])
        except WorkerDied as death:
            self._tell(JobLost(f"The process that did the work has died ({death.reason})"))
        except WorkerFailed as failure:
            # The exception's text may quote a file.
            name = failure.reason.partition(":")[0]
            self._tell(JobRefused(f"this has failed ({name}); nothing is lost"))

    def _hear(self, kind: str, what: object, reply: tuple[str, Any]) -> None:
        answer, value = reply
        match answer:
            case "reading":
                self._tell(JobAdvanced(JobProgress(value[0], 0, 0, 0, value[1])))
            case "progress":
                progress = JobProgress(*value)
                self._tell(JobAdvanced(progress, self._clock.seconds_left(progress)))
            case "proposal":
                words = tuple(what) if isinstance(what, list) else ()
                self._tell(Proposed(words, Proposal(*value)))
            case "listed":
                rows = tuple(ProposedRow(*row) for row in value)
                self._tell(ProposedFolderListed(str(what), rows))
            case "ending":
                self._tell(JobEnded(Ending(*value)))
            case "noted":
                pass  # only what was told, of which the user need not hear
            case "saved":
                self._tell(JobNoted("✓ The list has been written"))
            case "refused" if kind in ("propose", "start"):
                self._tell(JobRefused(value))
            case _:
                self._tell(JobNoted(f"⚠ Not written: {value}"))

    def _tell(self, message: Message) -> None:
        if not self._is_over:
            self._send(message)


class _Clock:
    """Reckons how long a job will still take, from how long it has taken so far."""

    def __init__(self) -> None:
        self._begun: tuple[float, int] | None = None

    def seconds_left(self, progress: JobProgress) -> float | None:
        """Return the time that is left, None as long as nobody can tell."""
        is_by_size = progress.bytes_total > 0
        done = progress.bytes_done if is_by_size else progress.done
        total = progress.bytes_total if is_by_size else progress.total
        now = time.monotonic()
        if self._begun is None:
            self._begun = now, done
        started, before = self._begun
        if done <= before:
            return None
        return (now - started) * (total - done) / (done - before)
