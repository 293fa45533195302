"""What the commands that write would do, apart from doing it: looked at by the window first."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from dicomtree import dicomdir, organise, publish
from dicomtree.cli.choosing import chosen_series
from dicomtree.cli.export_options import command_of, export_options_of
from dicomtree.cli.jobs import Watch, outcome_counts
from dicomtree.cli.organise import plan_options_of, write_plan
from dicomtree.dicomdir import Invented
from dicomtree.library import Library
from dicomtree.library.exported import TABLES, ExportPlan, carry_out, plan_export, plan_tables
from dicomtree.library.jobs import RESUMABLE, plan_undo, resume_job, room_to_resume, undo_job
from dicomtree.library.media import plan_medium
from dicomtree.library.organised import plan_copies
from dicomtree.model.proposals import MOST_REMARKS, Ending, Proposal, Remark
from dicomtree.organise import Action, Entry, Plan
from dicomtree.publish import Outcome, Report, Room

Propose = Callable[[Library, argparse.Namespace, Watch], "Proposed"]

NOTHING = "there is nothing to do"


@dataclass(frozen=True, slots=True)
class Line:
    """A file that would be: where, how large, and what is to be said of it."""

    target: str
    size: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """How the deed ended, and the sources that are proved."""

    ending: Ending
    proved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the files it is of, and how it is carried out; `save` writes it down."""

    proposal: Proposal
    lines: Sequence[Line]
    carry_out: Callable[[Watch], Done]
    save: Callable[[Path], None] | None = None


def propose_copies(library: Library, options: argparse.Namespace, _watch: Watch) -> Proposed:
    """Plan to organise. Raises CommandError, DestinationRefusedError."""
    series = chosen_series(library, options)
    how = plan_options_of(options)
    plan = plan_copies(library, options.output, how, series, options.stack)
    kept = [entry for entry in plan.entries if entry.action is not Action.LEFT_OUT]
    remarks = [_entry_remark(entry) for entry in plan.entries if entry.reason]
    proposal = Proposal(
        plan.destination,
        plan.count(Action.COPY),
        plan.count(Action.ALREADY_THERE),
        plan.count(Action.LEFT_OUT),
    )
    proposal = _with_remarks(_with_room(proposal, plan.room), remarks)
    return Proposed(
        proposal if kept else _refused(proposal),
        [Line(e.target, e.size, _entry_words(e)) for e in kept],
        partial(_copy, plan),
        partial(write_plan, plan),
    )


def _entry_words(entry: Entry) -> str:
    words = [entry.action] if entry.action is Action.ALREADY_THERE else []
    return "; ".join([*words, *([entry.reason] if entry.reason else [])])


def _entry_remark(entry: Entry) -> Remark:
    if entry.action is Action.LEFT_OUT:
        return entry.source, f"left out: {entry.reason}"
    return entry.target, entry.reason


def _copy(plan: Plan, watch: Watch) -> Done:
    return _done(organise.carry_out(plan, progress=watch.progress, cancel=watch.cancel))


def propose_export(library: Library, options: argparse.Namespace, watch: Watch) -> Proposed:
    """Plan to export. Raises CommandError, DestinationRefusedError, ValueError."""
    place = publish.check_destination(options.output, library.roots)
    plan = plan_to_export(library, options, watch)
    remarks = [(one.name, f"not exported: {one.reason}") for one in plan.refused]
    proposal = Proposal(place, len(plan.outputs), left_out=len(plan.refused))
    proposal = _with_remarks(_with_room(proposal, plan.room(place)), remarks)

    def write(watch: Watch) -> Done:
        both = watch.progress, watch.cancel
        report = carry_out(library, plan, place, command_of(options), both).report
        return Done(Ending("", place, ())) if report is None else _done(report)

    return Proposed(
        proposal if plan.outputs else _refused(proposal),
        [Line(output.target, output.size) for output in plan.outputs],
        write,
    )


def plan_to_export(library: Library, options: argparse.Namespace, watch: Watch) -> ExportPlan:
    """Say which files would be written. Raises CommandError, ValueError."""
    series = chosen_series(library, options)
    if options.form in TABLES:
        return plan_tables(library, series, [TABLES[options.form]])
    chosen = export_options_of(options)
    both = watch.progress, watch.cancel
    return plan_export(library, series, chosen, sort_by=options.sort_by, watch=both)


def propose_medium(library: Library, options: argparse.Namespace, watch: Watch) -> Proposed:
    """Plan a medium. Raises DestinationRefusedError, ValueError, FilingCancelledError."""
    plan = plan_medium(
        library,
        options.output,
        chosen_series(library, options),
        stack=options.stack,
        file_set_id=options.id,
        invent=options.invent,
        watch=(watch.progress, watch.cancel),
    )
    proposal = Proposal(plan.destination, len(plan.files) + 1, left_out=len(plan.refused))
    remarks = [(one.path, f"refused: {one.reason}") for one in plan.refused]
    remarks += [(one.path, invented_words(one)) for one in plan.invented]
    proposal = _with_remarks(_with_room(proposal, plan.room), remarks)

    def write(watch: Watch) -> Done:
        return _done(dicomdir.write_file_set(plan, progress=watch.progress, cancel=watch.cancel))

    lines = [Line("DICOMDIR", len(plan.directory))]
    lines += [Line(file_id, file.stamp.size) for file, file_id in plan.files]
    return Proposed(proposal if plan.files else _refused(proposal), lines, write)


def invented_words(invented: Invented) -> str:
    """Return what is to be said of a value that a file lacks."""
    return f"{invented.keyword} is missing; the DICOMDIR says {invented.value} (invented)"


def propose_resuming(options: argparse.Namespace, _watch: Watch) -> Proposed:
    """Say what is left of a job. Raises what `load_job` does."""
    record = publish.load_job_to_resume(options.job)
    tasks = record.unfinished()
    place = record.header.destination
    proposal = Proposal(place, len(tasks), there=len(record.tasks) - len(tasks))
    proposal = _with_room(proposal, room_to_resume(record))
    if record.header.kind not in RESUMABLE:
        proposal = replace(proposal, refusal="an export is undone and done again")

    def resume(watch: Watch) -> Done:
        return _done(resume_job(options.job, progress=watch.progress, cancel=watch.cancel))

    lines = [Line(task.target, task.size) for task in tasks]
    return Proposed(proposal if tasks else _refused(proposal), lines, resume)


def propose_undoing(options: argparse.Namespace, watch: Watch) -> Proposed:
    """Say what undoing a job would remove. Raises JobRunningError, OSError, ValueError."""
    plan = plan_undo(options.job, progress=watch.progress, cancel=watch.cancel)
    kept = [(one.target, f"stays: {one.reason}") for one in plan.kept]
    proposal = Proposal(plan.header.destination, len(plan.removable), left_out=len(plan.kept))
    proposal = _with_remarks(proposal, kept)

    def undo(watch: Watch) -> Done:
        report = undo_job(options.job, progress=watch.progress, cancel=watch.cancel)
        stays = [(one.target, f"stays: {one.reason}") for one in report.kept]
        counts = tuple(
            (words, count)
            for words, count in (("removed", report.removed), ("left alone", len(stays)))
            if count
        )
        ending = Ending(
            options.job,
            report.header.destination,
            counts,
            *_first(stays),
            cancelled=report.cancelled,
            can_undo=report.cancelled,
        )
        return Done(ending)

    lines = [Line(target, 0) for target in plan.removable]
    return Proposed(proposal if lines or kept else _refused(proposal), lines, undo)


def _refused(proposal: Proposal) -> Proposal:
    return proposal if proposal.refusal else replace(proposal, files=0, refusal=NOTHING)


def _with_room(proposal: Proposal, room: Room) -> Proposal:
    return replace(
        proposal,
        needed_bytes=room.most,
        free_bytes=room.free,
        room=room.words,
        refusal=room.refusal,
        caution=room.caution,
    )


def _with_remarks(proposal: Proposal, remarks: Sequence[Remark]) -> Proposal:
    some, count = _first(remarks)
    return replace(proposal, remarks=some, remark_count=count)


def _first(remarks: Iterable[Remark]) -> tuple[tuple[Remark, ...], int]:
    """Return the remarks that travel, and how many there are."""
    every = tuple(remarks)
    return every[:MOST_REMARKS], len(every)


def _done(report: Report) -> Done:
    job, kind = report.header.job, report.header.kind
    odd = [(result.target, f"failed: {result.note}") for result in report.failures]
    odd += [
        (result.target, result.note)
        for result in report.results
        if result.note and result.outcome is not Outcome.FAILED
    ]
    is_left = bool(report.count(Outcome.CANCELLED) or report.failures)
    written = report.count(Outcome.DONE) + report.count(Outcome.RENAMED)
    ending = Ending(
        job,
        report.header.destination,
        tuple(outcome_counts(report)),
        *_first(odd),
        cancelled=report.cancelled,
        paused=report.paused or "",
        proved=len(report.proved),
        can_resume=kind in RESUMABLE and is_left,
        can_undo=written > 0,
    )
    return Done(ending, report.proved)
