"""The dialog for copying and exporting: what it asks for, what it says, what it hides."""

import shlex
from dataclasses import replace

import pytest

from dicomtree.cli.main import parser
from dicomtree.model import FrameRef, JobProgress, OrderChoice, SeriesContent, Tree
from dicomtree.model.proposals import Ending, Proposal, ProposedRow, RememberedJob
from dicomtree.session import job_view
from dicomtree.session.effects import (
    CheckTarget,
    CheckTemplate,
    CloseJob,
    Effect,
    ListJobs,
    ListProposedFolder,
    ProposeJob,
    StartJob,
    StopJob,
)
from dicomtree.session.job_messages import (
    JobAdvanced,
    JobClosed,
    JobEnded,
    JobKind,
    JobLost,
    JobNoted,
    JobOptionChosen,
    JobRefused,
    JobsListed,
    JobStartWanted,
    JobStopWanted,
    JobWanted,
    ProposalWanted,
    Proposed,
    ProposedFolderListed,
    ProposedFolderOpened,
    TargetChecked,
    TemplateChecked,
    TemplateTyped,
    WindowCloseChosen,
    WindowCloseWanted,
)
from dicomtree.session.job_state import Closing, JobDialog, Stage
from dicomtree.session.job_words import command_line, opened_folders, slice_number, words_of
from dicomtree.session.messages import Message
from dicomtree.session.state import OpenRoot, ScanState, Session, Viewer
from dicomtree.session.update import update
from tests import library_phantoms as phantom

PROPOSAL = Proposal(
    "/out",
    *(3, 1, 2, 3000, 9000),
    remarks=(("a/b", "odd"),),
    remark_count=1,
    room="needs 3.0 kB, 9.0 kB are free",
)
ENDING = Ending("job-1", "/out", (("written and read back", 3),), proved=3, can_undo=True)
JOB = RememberedJob(
    "job-1", "organise", "/out", "2026-01-02T03:04:05", "open", 9, 4, can_resume=True, can_undo=True
)


def session() -> Session:
    jane = phantom.patient(phantom.study(phantom.series(1), phantom.series(2)))
    john = phantom.patient(phantom.study(phantom.series(4)), name="ROE^John", patient_id="a[1]*")
    roots = (
        OpenRoot("/data/one two", ScanState.DONE, 0, "/data/one two"),
        OpenRoot("/gone", ScanState.MISSING),
    )
    return replace(Session(), tree=Tree((jane, john)), roots=roots)


def after(start: Session, *messages: Message) -> tuple[Session, tuple[Effect, ...]]:
    effects: tuple[Effect, ...] = ()
    for message in messages:
        start, effects = update(start, message)
    return start, effects


def asked(kind: JobKind = JobKind.ORGANISE) -> Session:
    """A dialog for series 2 with a target that may be written to."""
    opened, _ = after(
        session(),
        JobWanted(kind, ("series", 2)),
        JobOptionChosen("target", "/out"),
        TargetChecked("/out", ""),
    )
    return opened


def proposed(kind: JobKind = JobKind.ORGANISE) -> Session:
    looking, _ = update(asked(kind), ProposalWanted())
    return answered(looking)


def answered(looking: Session, proposal: Proposal = PROPOSAL) -> Session:
    return update(looking, Proposed(dialog(looking).asked, proposal))[0]


def dialog(of: Session) -> JobDialog:
    assert of.job is not None
    return of.job


# ---- choosing
def test_a_dialog_begins_with_the_row_that_was_asked_about() -> None:
    opened, effects = update(session(), JobWanted(JobKind.ORGANISE, ("series", 2)))
    template = dialog(opened).options.template
    assert effects == (CheckTemplate(template, len(template), 2),)
    assert job_view.selected_label(opened, ("series", 2)) == "Series: 2 · AXIAL"
    assert not dialog(opened).is_ready


def test_without_a_row_everything_is_meant() -> None:
    opened, _ = update(session(), JobWanted(JobKind.DICOMDIR))
    assert dialog(opened).options.whole
    assert words_of(opened, dialog(opened))[1] == "/data/one two"


@pytest.mark.parametrize("kind", [JobKind.ORGANISE, JobKind.EXPORT, JobKind.DICOMDIR])
def test_without_a_target_the_dialog_says_that_it_is_missing(kind: JobKind) -> None:
    opened, _ = update(session(), JobWanted(kind))
    assert "“Into”" in job_view.summary(dialog(opened))
    assert "“Into”" not in job_view.summary(dialog(asked(kind)))


def test_a_target_is_looked_at_before_anything_else() -> None:
    opened, effects = after(
        session(), JobWanted(JobKind.EXPORT), JobOptionChosen("target", "/data/one two/x")
    )
    assert effects == (CheckTarget("/data/one two/x", ("/data/one two",)),)
    assert update(opened, ProposalWanted())[1] == ()
    refused, _ = update(opened, TargetChecked("/data/one two/x", "inside an opened folder"))
    assert job_view.target_note(refused, dialog(refused)) == "⚠ inside an opened folder"
    assert not dialog(refused).is_ready
    late, _ = update(refused, TargetChecked("/elsewhere", ""))
    assert dialog(late).target_fault == "inside an opened folder"


def test_a_fault_of_the_template_is_said_and_keeps_the_plan_away() -> None:
    typed, effects = update(asked(), TemplateTyped("{PatientI}", 9))
    assert effects == (CheckTemplate("{PatientI}", 9, 2),)
    checked, _ = update(typed, TemplateChecked("{PatientI}", "", "no keyword", (1, 9)))
    assert job_view.example(checked, dialog(checked)) == ("⚠ no keyword", True)
    assert update(checked, ProposalWanted())[1] == ()
    late, _ = update(checked, TemplateChecked("{Patient", "x"))
    assert job_view.example(late, dialog(late)) == ("⚠ no keyword", True)


def test_another_option_drops_what_was_proposed() -> None:
    changed, _ = update(proposed(), JobOptionChosen("encoding", "rle"))
    assert dialog(changed).stage is Stage.ASKING
    assert dialog(changed).proposal is None
    assert update(changed, JobStartWanted())[1] == ()


# ---- the command
def test_the_command_names_what_the_row_stands_for() -> None:
    opened = asked()
    words = words_of(opened, dialog(opened))
    options = parser().parse_args(words)
    assert options.folders == ["/data/one two"]
    assert options.only_patient_ids == ["12345"]
    assert options.only_studies == ["1.2.9"]
    assert options.only_series == ["1.2.3.2"]
    assert shlex.split(command_line(words))[3:] == list(words)


def test_what_stands_for_anything_in_patterns_stands_for_itself() -> None:
    opened, _ = update(session(), JobWanted(JobKind.DICOMDIR, ("patient", 4)))
    assert "--patient-id=a[[]1][*]" in words_of(opened, dialog(opened))


def test_a_control_character_reaches_no_command_line() -> None:
    hostile = phantom.patient(phantom.study(phantom.series(1)), patient_id="a\0b\n$(rm)")
    opened, _ = update(
        replace(session(), tree=Tree((hostile,))), JobWanted(JobKind.DICOMDIR, ("patient", 1))
    )
    assert "--patient-id=a?b?$(rm)" in words_of(opened, dialog(opened))


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ({"form": "png", "only": "middle", "window": "40/80"}, {"window": "40/80", "slice": "middle"}),
        ({"form": "npz", "values": "stored", "sort_by": "EchoTime Rows"},
         {"values": "stored", "sort_by": ["EchoTime", "Rows"]}),
        ({"form": "nifti", "resample": True, "compress": False},
         {"resample": True, "no_compress": True}),
        ({"form": "attributes-csv"}, {"form": "attributes-csv"}),
    ],
)  # fmt: skip
def test_the_command_line_understands_every_choice_of_an_export(
    chosen: dict[str, str], wanted: dict[str, object]
) -> None:
    opened, _ = after(asked(JobKind.EXPORT), *(JobOptionChosen(*pair) for pair in chosen.items()))
    options = parser().parse_args(words_of(opened, dialog(opened)))
    assert {name: getattr(options, name) for name in wanted} == wanted


def test_the_slice_on_screen_is_counted_as_exports_count() -> None:
    stack = phantom.stack(phantom.frames(3, prefix="a"), phantom.frames(3, prefix="b"))
    target: FrameRef = stack.volumes[1][1]
    shown = replace(
        session(),
        contents={2: SeriesContent((stack,), ())},
        viewer=Viewer(2, 0, volume_index=1, target=target),
    )
    assert slice_number(shown, ("series", 2)) == 5
    assert slice_number(shown, ("series", 1)) is None
    assert slice_number(shown, None) is None
    opened, _ = after(
        replace(shown, contents={2: SeriesContent((stack, stack), ())}),
        JobWanted(JobKind.EXPORT, ("series", 2)),
        JobOptionChosen("only", "shown"),
    )
    assert {"--stack=1", "--slice=5"} < set(words_of(opened, dialog(opened)))


@pytest.mark.parametrize("kind", [JobKind.ORGANISE, JobKind.DICOMDIR])
def test_the_row_of_a_stack_copies_that_stack_alone(kind: JobKind) -> None:
    opened, _ = update(session(), JobWanted(kind, ("slice", 2, 1, 0, 3)))
    options = parser().parse_args(words_of(opened, dialog(opened)))
    assert (options.only_series, options.stack) == (["1.2.3.2"], 2)
    assert job_view.chosen_label(opened, dialog(opened)) == "Series: 2 · AXIAL, stack 2"
    everything, _ = update(opened, JobOptionChosen("whole", True))
    assert parser().parse_args(words_of(everything, dialog(everything))).stack is None


def test_the_row_of_a_stack_exports_that_stack_and_tables_all_of_its_series() -> None:
    opened, _ = update(session(), JobWanted(JobKind.EXPORT, ("stack", 2, 1)))
    assert "--stack=2" in words_of(opened, dialog(opened))
    assert job_view.chosen_label(opened, dialog(opened)) == "Series: 2 · AXIAL, stack 2"
    table, _ = update(opened, JobOptionChosen("form", "csv"))
    assert "--stack=2" not in words_of(table, dialog(table))
    by_hand = replace(opened, choices={2: OrderChoice(split_by=("EchoTime",))})
    assert "--stack=2" not in words_of(by_hand, dialog(by_hand))


# ---- looking, doing
def test_a_proposal_is_shown_before_anything_is_done() -> None:
    looking, effects = update(asked(), ProposalWanted())
    opened = tuple(opened_folders(looking))
    assert effects == (ProposeJob(words_of(looking, dialog(looking)), opened),)
    shown, effects = update(looking, Proposed(dialog(looking).asked, PROPOSAL))
    assert effects == (ListProposedFolder(""),)
    assert job_view.summary(dialog(shown)) == (
        "3 files to copy · 1 there already · 2 left out · needs 3.0 kB, 9.0 kB are free"
    )
    started, effects = update(shown, JobStartWanted())
    assert effects == (StartJob(opened),)
    assert dialog(started).stage is Stage.WORKING


def test_a_proposal_that_comes_late_is_not_taken_for_the_one_asked_for() -> None:
    early, _ = update(asked(), ProposalWanted())
    changed, _ = after(early, JobStopWanted(), JobOptionChosen("encoding", "rle"))
    looking, _ = update(changed, ProposalWanted())
    late, _ = update(looking, Proposed(dialog(early).asked, PROPOSAL))
    assert dialog(late).stage is Stage.PROPOSING
    assert dialog(answered(late)).stage is Stage.PROPOSED


def test_what_was_saved_is_noted_until_something_changes() -> None:
    noted, _ = update(proposed(), JobNoted("written"))
    assert job_view.current(noted, dialog(noted)) == "written"
    changed, _ = update(noted, JobOptionChosen("encoding", "rle"))
    assert job_view.current(changed, dialog(changed)) == ""


def test_a_folder_is_asked_for_once() -> None:
    shown, effects = update(proposed(), ProposedFolderOpened("a"))
    assert effects == (ListProposedFolder("a"),)
    listed, _ = update(shown, ProposedFolderListed("a", (ProposedRow("x", False, 1, 5),)))
    assert update(listed, ProposedFolderOpened("a"))[1] == ()


def test_what_cannot_be_done_cannot_be_started() -> None:
    looking, _ = update(asked(), ProposalWanted())
    shown = answered(looking, replace(PROPOSAL, refusal="no room"))
    assert job_view.fault(shown, dialog(shown)) == "⚠ No room"
    assert update(shown, JobStartWanted())[1] == ()


def test_what_may_not_fit_is_said_and_can_be_started() -> None:
    caution = "the disk may be too full: up to 9 GB are needed, 5 GB are free"
    looked = answered(
        update(asked(), ProposalWanted())[0], replace(PROPOSAL, room="", caution=caution)
    )
    assert job_view.fault(looked, dialog(looked)) == f"⚠ The{caution[3:]}"
    assert dialog(looked).can_start
    working, _ = update(looked, JobStartWanted())
    assert job_view.fault(working, dialog(working)) == ""
    refused = answered(
        update(asked(), ProposalWanted())[0], replace(PROPOSAL, refusal="no room", caution=caution)
    )
    assert job_view.fault(refused, dialog(refused)) == "⚠ No room"


@pytest.mark.parametrize("message", [JobOptionChosen("copies", False), ProposalWanted()])
def test_what_an_earlier_look_brought_is_gone_when_something_changes(message: Message) -> None:
    ended, _ = after(proposed(), JobStartWanted(), JobEnded(ENDING), JobNoted("saved"))
    changed = dialog(update(ended, message)[0])
    fresh = JobDialog(changed.kind)
    for name in ("proposal", "folders", "ending", "progress", "seconds_left", "refusal", "note"):
        assert getattr(changed, name) == getattr(fresh, name)
    assert not changed.is_stopping


def test_a_refusal_leads_back_to_the_choices() -> None:
    looking, _ = update(asked(), ProposalWanted())
    refused, _ = update(looking, JobRefused("it is full"))
    assert dialog(refused).stage is Stage.ASKING
    assert job_view.fault(refused, dialog(refused)) == "⚠ It is full"


def test_progress_says_how_much_and_how_long() -> None:
    working, _ = update(proposed(), JobStartWanted())
    advanced, _ = update(working, JobAdvanced(JobProgress(1, 4, 1000, 4000, "a/b.dcm"), 90.0))
    assert job_view.summary(dialog(advanced)) == "1 of 4 files · 1.0 kB of 4.0 kB · 2 min left"
    assert job_view.current(advanced, dialog(advanced)) == "a/b.dcm"
    assert job_view.share(dialog(advanced)) == 0.25


def test_cancelling_a_look_drops_it_and_cancelling_a_copy_ends_it_in_good_order() -> None:
    looking, _ = update(asked(), ProposalWanted())
    back, effects = update(looking, JobStopWanted())
    assert (dialog(back).stage, effects) == (Stage.ASKING, (CloseJob(),))
    assert answered(back) == back
    working, _ = update(proposed(), JobStartWanted())
    stopping, effects = update(working, JobStopWanted())
    assert effects == (StopJob(),)
    assert job_view.summary(dialog(stopping)) == job_view.STOPPING
    ended, _ = update(stopping, JobEnded(replace(ENDING, cancelled=True, can_resume=True)))
    assert job_view.summary(dialog(ended)).startswith("Cancelled · 3 written and read back")


def test_a_process_that_died_is_said_and_its_job_can_be_resumed() -> None:
    working, _ = update(proposed(), JobStartWanted())
    lost, effects = update(working, JobLost("ended by SIGKILL"))
    assert effects == (ListJobs(),)
    assert job_view.fault(lost, dialog(lost)) == "⚠ Ended by SIGKILL"
    assert job_view.lost_job(dialog(lost)) == ""
    listed, _ = update(lost, JobsListed((replace(JOB, destination="/other", job="no"), JOB)))
    assert job_view.lost_job(dialog(listed)) == "job-1"
    resumed, effects = update(listed, JobWanted(JobKind.RESUME, None, "job-1"))
    assert effects == (
        CloseJob(),
        ListJobs(),
        ProposeJob(("resume", "job-1"), tuple(opened_folders(resumed))),
    )
    assert dialog(resumed).kind is JobKind.RESUME


def test_no_second_job_begins_while_one_is_at_work() -> None:
    working, _ = update(proposed(), JobStartWanted())
    other, effects = update(working, JobWanted(JobKind.EXPORT))
    assert (dialog(other).kind, effects) == (JobKind.ORGANISE, ())
    assert "at work" in other.notice
    kept, effects = update(working, JobClosed())
    assert (dialog(kept).stage, effects) == (Stage.WORKING, ())
    assert "Cancel" in job_view.fault(kept, dialog(kept))


def test_a_row_that_is_gone_never_becomes_everything() -> None:
    gone = replace(asked(), tree=Tree(()))
    refused, effects = update(gone, ProposalWanted())
    assert effects == ()
    assert "no longer there" in job_view.fault(refused, dialog(refused))


def test_closing_the_program_during_a_job_asks_first() -> None:
    working, _ = update(proposed(), JobStartWanted())
    questioned, _ = update(working, WindowCloseWanted())
    assert dialog(questioned).closing is Closing.ASKED
    assert not dialog(questioned).is_over
    waiting, _ = update(questioned, WindowCloseChosen(close=True))
    assert not dialog(waiting).is_over
    assert dialog(update(waiting, JobEnded(ENDING))[0]).is_over
    stopped, effects = update(questioned, WindowCloseChosen(close=True, stop=True))
    assert effects == (StopJob(),)
    assert dialog(update(stopped, JobEnded(ENDING))[0]).is_over
    stays, _ = update(questioned, WindowCloseChosen(close=False))
    assert not dialog(update(stays, JobEnded(ENDING))[0]).is_over


# ---- hidden identity
def test_hidden_identity_hides_names_and_places_and_keeps_the_numbers() -> None:
    rows = (
        ProposedRow("DOE^Jane", True, 5, 100),
        ProposedRow("x.dcm", False, 1, 50, "DOE is taken"),
    )
    hidden = replace(proposed(), identity_hidden=True)
    assert job_view.shown_rows(hidden, rows) == (
        ("Folder 1", "5", "100 B", ""),
        ("File 2", "", "50 B", "hidden"),
    )
    assert job_view.shown_remark(hidden, ("/data/DOE", "DOE")) == ("hidden", "hidden")
    assert "/out" not in job_view.shown_job(hidden, JOB)
    refused, _ = update(hidden, JobRefused("/data/DOE is not empty"))
    assert job_view.fault(refused, dialog(refused)) == job_view.HIDDEN_FAULT
    checked, _ = update(hidden, TemplateChecked(dialog(hidden).options.template, "DOE/x.dcm"))
    assert job_view.example(checked, dialog(checked)) == (job_view.HIDDEN_EXAMPLE, False)
    assert "DOE" not in job_view.selected_label(hidden, ("patient", 1))


def test_hostile_names_are_shown_as_one_harmless_line() -> None:
    row = ProposedRow("a\u202efdp\n$[exit]", False, 1, 1, "b\0" * 400)
    ((name, _, _, remark),) = job_view.shown_rows(proposed(), (row,))
    assert name == "a\\u202efdp $[exit]"
    assert "\0" not in remark
    assert len(remark) <= 256
