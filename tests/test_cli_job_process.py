"""The process of a window's job: it proposes, does, stops, and dies without harm."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dicomtree import publish
from dicomtree.library.jobs import remembered_jobs, resume_job
from dicomtree.model.proposals import ProposedRow
from dicomtree.publish import Outcome
from dicomtree.workers import WorkerDied
from tests.copied_files import files_below
from tests.job_processes import TalkedTo, slow_files, small_files, talked_to

ROOT = Path(__file__).parent.parent
TEMPLATE = "--template={PatientID}/{InstanceNumber:04d}.dcm"


@pytest.fixture
def process() -> Iterator[TalkedTo]:
    yield from talked_to()


def rows(process: TalkedTo, path: str = "") -> list[ProposedRow]:
    kind, listed = process.ask("list", path)
    assert kind == "listed"
    return [ProposedRow(*row) for row in listed]


def test_what_was_proposed_is_what_is_done(process: TalkedTo, tmp_path: Path) -> None:
    source, out = small_files(tmp_path / "in", 30), tmp_path / "out"
    proposal = process.propose("organise", source, f"--output={out}", TEMPLATE)
    assert (proposal.files, proposal.there, proposal.left_out) == (30, 0, 0)
    assert not out.exists()
    assert rows(process) == [
        ProposedRow("P1", True, 30, sum(map(len, files_below(source).values())))
    ]
    names = {f"P1/{row.name}" for row in rows(process, "P1")}
    ending = process.start()
    assert ending.counts == (("written and read back", 30),)
    assert (ending.proved, ending.can_undo, ending.can_resume) == (30, True, False)
    assert set(files_below(out)) == names
    again = process.propose("organise", source, f"--output={out}", TEMPLATE)
    assert (again.files, again.there) == (0, 30)


def test_a_folder_of_very_many_files_is_listed_in_part(process: TalkedTo, tmp_path: Path) -> None:
    source = small_files(tmp_path / "in", 1005)
    process.propose("organise", source, f"--output={tmp_path / 'out'}", TEMPLATE)
    listed = rows(process, "P1")
    assert len(listed) == 1001
    assert (listed[-1].name, listed[-1].files) == ("… 5 more files", 5)


def test_a_plan_can_be_saved_but_never_into_what_is_opened(
    process: TalkedTo, tmp_path: Path
) -> None:
    source = small_files(tmp_path / "in", 3)
    process.propose("organise", source, f"--output={tmp_path / 'out'}", TEMPLATE)
    assert process.ask("save plan", str(tmp_path / "plan.json"))[0] == "saved"
    assert json.loads((tmp_path / "plan.json").read_text())["counts"]["copy"] == 3
    assert process.ask("save plan", str(tmp_path / "plan.json"))[0] == "refused"
    assert process.ask("save plan", str(source / "plan.json"))[0] == "refused"
    process.start()
    process.ask("save proved", str(tmp_path / "proved.txt"))
    proved = (tmp_path / "proved.txt").read_text().splitlines()
    assert sorted(proved) == sorted(str(path) for path in source.iterdir())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["organise", "{in}", "--output={in}/x"], "lies inside"),
        (["organise", "{in}", "--output=/dev/null"], "is not a folder"),
        (["organise", "{in}", "--output={out}", "--template={{PatientI}}"], "PatientI"),
        (["organise", "{in}/none", "--output={out}"], "nothing at"),
        (["dicomdir", "{in}", "--output={out}", "--id=too long for a File-set ID"], "File-set ID"),
        (["export", "{in}", "--output={out}", "--as=npy", "--sort-by=Nonsense"], "Nonsense"),
        (["undo", "20200101-000000-abcdef01"], "is not there"),
        (["resume", "../../x"], "not the name of a job"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    process: TalkedTo, tmp_path: Path, words: list[str], reason: str
) -> None:
    source = small_files(tmp_path / "in", 1)
    before = files_below(tmp_path)
    places = {"in": source, "out": tmp_path / "out"}
    kind, said = process.ask("propose", [word.format(**places) for word in words])
    assert (kind, reason in said) == ("refused", True), said
    assert process.ask("start")[0] == "refused"
    assert files_below(tmp_path) == before


def test_a_stopped_job_leaves_no_partial_file_and_goes_on_later(
    process: TalkedTo, roomy: Path
) -> None:
    source, out = slow_files(roomy / "in"), roomy / "out"
    process.propose("organise", source, f"--output={out}", TEMPLATE)

    def stop(answer: tuple[str, Any]) -> None:
        if answer[0] == "progress":
            process.worker.stop()

    process.hear = stop
    ending = process.start()
    assert ending.cancelled
    assert ending.can_resume
    assert not (out / "P1" / "0002.dcm").exists()
    assert [path for path in out.rglob("*") if ".part-" in path.name] == []
    report = resume_job(ending.job)
    assert report.count(Outcome.FAILED) + report.count(Outcome.CANCELLED) == 0
    assert (out / "P1" / "0002.dcm").stat().st_size == (source / "large").stat().st_size


def test_a_killed_job_is_noticed_leaves_no_partial_file_and_goes_on(
    process: TalkedTo, roomy: Path
) -> None:
    source, out = slow_files(roomy / "in"), roomy / "out"
    process.propose("organise", source, f"--output={out}", TEMPLATE)

    def kill(answer: tuple[str, Any]) -> None:
        if answer[0] == "progress":
            os.kill(process.process_id, signal.SIGKILL)

    process.hear = kill
    with pytest.raises(WorkerDied, match="SIGKILL"):
        process.start()
    assert not (out / "P1" / "0002.dcm").exists()
    (job,) = remembered_jobs()
    assert (job.state, job.can_resume, job.can_undo) == ("open", True, True)
    process.hear = lambda _: None
    process.ask("opened", [str(out)])
    kind, said = process.ask("propose", ["resume", job.job])
    assert (kind, "inside" in said) == ("refused", True)
    process.ask("opened", [])
    assert process.propose("resume", job.job).files > 0
    assert process.start().can_undo
    assert [path for path in out.rglob("*") if ".part-" in path.name] == []
    assert process.propose("undo", job.job).files == 2
    assert process.start().counts == (("removed", 2),)
    assert not out.exists()


def test_nothing_is_touched_in_a_folder_that_was_opened_meanwhile(
    process: TalkedTo, tmp_path: Path
) -> None:
    source, out = small_files(tmp_path / "in", 3), tmp_path / "out"
    out.mkdir()
    process.propose("organise", source, f"--output={out}", TEMPLATE)
    process.ask("opened", [str(out)])
    kind, said = process.ask("start", None)
    assert (kind, "which is only ever read" in said) == ("refused", True)
    assert files_below(out) == {}
    process.ask("opened", [])
    job = process.start().job
    process.propose("undo", job)
    process.ask("opened", [str(tmp_path)])
    assert process.ask("start", None)[0] == "refused"
    assert process.ask("propose", ["undo", job])[0] == "refused"
    assert len(files_below(out)) == 3


def test_what_undoing_leaves_alone_is_said_before(process: TalkedTo, tmp_path: Path) -> None:
    source, out = small_files(tmp_path / "in", 3), tmp_path / "out"
    process.propose("organise", source, f"--output={out}", TEMPLATE)
    job = process.start().job
    (out / "P1" / "0001.dcm").write_bytes(b"changed")
    proposal = process.propose("undo", job)
    assert (proposal.files, proposal.left_out) == (2, 1)
    assert proposal.remarks == (("P1/0001.dcm", "stays: it has been changed since"),)
    assert len(files_below(out)) == 3  # looking removes nothing
    ending = process.start()
    assert ending.counts == (("removed", 2), ("left alone", 1))
    assert files_below(out) == {"P1/0001.dcm": b"changed"}


def test_a_job_outlives_the_program_that_began_it(roomy: Path) -> None:
    source, out = slow_files(roomy / "in"), roomy / "out"
    code = f"""
import os
from tests.job_processes import TalkedTo
process = TalkedTo()
process.propose("organise", {str(source)!r}, {f"--output={out}"!r}, {TEMPLATE!r})
process.hear = lambda answer: answer[0] == "progress" and os.kill(os.getpid(), 9)
print(process.process_id, flush=True)
process.start()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    _wait_for_end(int(done.stdout))
    (job,) = remembered_jobs()
    assert job.state == "finished"
    assert len([path for path in out.rglob("*") if path.is_file()]) == 2
    publish.forget_job(job.job)


def _wait_for_end(process_id: int) -> None:
    """Wait for a process that is no child of ours."""
    descriptor = os.pidfd_open(process_id)
    import select

    assert select.select([descriptor], [], [], 60)[0]
    os.close(descriptor)


# ---- exports and media
def test_a_stack_that_cannot_be_exported_is_refused_before_anything_is_written(
    process: TalkedTo, corpus: Path, tmp_path: Path
) -> None:
    folder, out = corpus / "ct-gantry-tilt", tmp_path / "out"
    words = ["export", folder, f"--output={out}", "--as=nifti"]
    proposal = process.propose(*words)
    assert proposal.left_out > 0
    assert any("tilted" in words for _, words in proposal.remarks), proposal.remarks
    assert not out.exists()
    resampled = process.propose(*words, "--resample")
    assert resampled.left_out < proposal.left_out
    assert resampled.files > proposal.files


def test_a_medium_lists_what_it_refuses_and_writes_the_rest(
    process: TalkedTo, pydicom_files: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    proposal = process.propose("dicomdir", pydicom_files / "dicomdirtests", f"--output={out}")
    assert proposal.files == 82
    ending = process.start()
    assert ending.counts == (("written and read back", 82),)
    assert (out / "DICOMDIR").is_file()
    again = process.ask("propose", ["dicomdir", str(pydicom_files), f"--output={out}"])
    assert again[0] == "refused"
