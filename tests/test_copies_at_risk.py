"""What a user does between a job and its resuming or undoing costs nobody's only copy."""

import os
from pathlib import Path

import dicomtree
from dicomtree import organise, publish
from dicomtree.publish import Outcome, Report, State
from tests.copied_files import files_below, no_values, options, source_file

ALONE = "its source is gone or has changed: this may be the only copy"


def copied(folder: Path, count: int = 3, template: str = "{SOPInstanceUID}.dcm") -> Report:
    """Copy so many invented files from `in` to `out`."""
    files = [
        source_file(folder / "in", f"{n}.dcm", b"%d" % n * 500, sop_instance_uid=f"1.{n}")
        for n in range(count)
    ]
    plan = organise.plan(
        files, str(folder / "out"), options(template), roots=(), read_values=no_values
    )
    return organise.carry_out(plan)


# ---- resume
def test_resuming_proves_no_source_whose_copy_was_removed(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    before = files_below(tmp_path / "out")
    (tmp_path / "out/1.0.dcm").unlink()
    (tmp_path / "in/0.dcm").unlink()
    report = dicomtree.resume_job(job)
    assert str(tmp_path / "in/0.dcm") not in report.proved
    assert (len(report.proved), report.count(Outcome.FAILED)) == (2, 1)
    assert len(files_below(tmp_path / "out")) == len(before) - 1


def test_resuming_writes_again_what_was_removed(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    before = files_below(tmp_path / "out")
    (tmp_path / "out/1.1.dcm").unlink()
    assert publish.load_job_to_resume(job).unfinished()[0].target == "1.1.dcm"
    assert len(dicomtree.resume_job(job).proved) == 3
    assert files_below(tmp_path / "out") == before
    assert dicomtree.undo_job(job).removed == 3
    assert not (tmp_path / "out").exists()


def test_resuming_does_not_prove_a_source_by_a_copy_that_was_edited(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    (tmp_path / "out/1.1.dcm").write_bytes(b"edited")
    report = dicomtree.resume_job(job)
    assert report.proved == (str(tmp_path / "in/0.dcm"), str(tmp_path / "in/2.dcm"))
    assert report.results[1].note == "it has been changed since it was written"
    assert (tmp_path / "out/1.1.dcm").read_bytes() == b"edited"


def test_resuming_sees_an_edit_that_kept_the_size(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    os.utime(tmp_path / "out/1.0.dcm", ns=(0, 10**18))
    (tmp_path / "out/1.1.dcm").write_bytes(b"X" * 500)
    os.utime(tmp_path / "out/1.1.dcm", ns=(0, 10**18))
    assert dicomtree.resume_job(job).proved == (str(tmp_path / "in/2.dcm"),)


def test_what_a_stopped_undo_removed_is_resumed_and_undone_again(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    (tmp_path / "in/0.dcm").rename(tmp_path / "in/away")
    assert dicomtree.undo_job(job).removed == 2
    (tmp_path / "in/away").rename(tmp_path / "in/0.dcm")
    assert len(dicomtree.resume_job(job).proved) == 3
    assert dicomtree.undo_job(job).removed == 3


# ---- undo
def test_undo_keeps_the_only_copy_of_a_source_that_was_removed(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    (tmp_path / "in/0.dcm").unlink()
    (tmp_path / "in/1.dcm").write_bytes(b"edited")
    report = dicomtree.undo_job(job)
    assert {(kept.target, kept.reason) for kept in report.kept} == {
        ("1.0.dcm", ALONE),
        ("1.1.dcm", ALONE),
    }
    assert files_below(tmp_path / "out") == {"1.0.dcm": b"0" * 500, "1.1.dcm": b"1" * 500}


def test_undo_keeps_a_copy_that_its_source_has_become_a_link_to(tmp_path: Path) -> None:
    job = copied(tmp_path, 1).header.job
    (tmp_path / "in/0.dcm").unlink()
    (tmp_path / "in/0.dcm").symlink_to(tmp_path / "out/1.0.dcm")
    assert dicomtree.undo_job(job).removed == 0
    assert (tmp_path / "in/0.dcm").read_bytes() == b"0" * 500


def test_undo_goes_on_when_the_sources_are_back(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    (tmp_path / "in").rename(tmp_path / "away")
    assert (dicomtree.undo_job(job).removed, len(dicomtree.undo_job(job).kept)) == (0, 3)
    (tmp_path / "away").rename(tmp_path / "in")
    os.utime(tmp_path / "in/0.dcm")  # its bytes still say that it is the source
    assert dicomtree.undo_job(job).removed == 3


def test_undo_is_not_done_while_the_disk_of_the_destination_is_away(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    (tmp_path / "out").rename(tmp_path / "away")
    report = dicomtree.undo_job(job)
    assert [kept.reason for kept in report.kept] == ["the folder is not there"]
    assert publish.load_job(job).state is State.FINISHED
    (tmp_path / "away").rename(tmp_path / "out")
    assert dicomtree.undo_job(job).removed == 3
