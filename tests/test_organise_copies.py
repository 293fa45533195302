"""Copies are whole and proved; nothing is lost, whatever happens to job, disk or source."""

import errno
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import dicomtree
from dicomtree import organise, publish, source
from dicomtree.header import read_row
from dicomtree.library import Library
from dicomtree.library.organised import plan_copies
from dicomtree.model import HeaderRow
from dicomtree.organise import Plan, SourceFile
from dicomtree.publish import Outcome
from dicomtree.publish.folders import Folder
from dicomtree.source import archive
from dicomtree.transcode import run_copies
from tests.copied_files import files_below, no_values, options, source_file

ROOT = Path(__file__).parent.parent


def plan(files: list[SourceFile], destination: Path, template: str = "{SOPInstanceUID}") -> Plan:
    return organise.plan(
        files, str(destination), options(template), roots=(), read_values=no_values
    )


def invented(folder: Path, count: int) -> list[SourceFile]:
    return [
        source_file(folder, f"{n:03d}", b"%d" % n * 500, sop_instance_uid=f"1.{n}")
        for n in range(count)
    ]


def series_of(library: Library) -> dict[tuple[Any, ...], str]:
    """Return every series with its place in the tree and all it holds, but not where it lies."""
    return {
        (patient["patient_id"], study["study_instance_uid"], series["series_instance_uid"]): (
            json.dumps(_without_places(series), sort_keys=True)
        )
        for patient in library.to_json()["patients"]
        for study in patient["studies"]
        for series in study["series"]
    }


def _without_places(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_places(part) for part in value]
    if not isinstance(value, dict):
        return value
    places = ("root", "path", "warnings")  # warnings quote paths
    return {key: _without_places(value[key]) for key in value if key not in places}


# ---- round trips
def test_organised_files_scan_to_the_same_tree(corpus: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(corpus, index=False)
    made = plan_copies(library, tmp_path / "out", options("description"))
    report = organise.carry_out(made)
    assert report.count(Outcome.DONE) == len(made.entries) == len(report.proved)
    again = dicomtree.open_folder(tmp_path / "out", index=False)
    before, after = series_of(library), series_of(again)
    assert [key for key in before if before[key] != after.get(key)] == []
    assert len(after) == len(before)
    assert again.counts.instances == library.counts.instances
    assert again.counts.duplicates == library.counts.duplicates
    assert again.counts.files == len(made.entries)


def test_of_a_series_one_stack_alone_can_be_copied(corpus: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(corpus / "mr-multi-echo" / "4_me_fMRI", index=False)
    (series,) = library.tree.series()
    first, second = series.stacks
    template = "{SOPInstanceUID}.dcm"
    library.organise(tmp_path / "second", template, series, stack=2)
    assert len(files_below(tmp_path / "second")) == second.frame_count == 3
    again = dicomtree.open_folder(tmp_path / "second", index=False)
    wanted = {frame.path for volume in second.volumes for frame in volume}
    uids = {row.sop_instance_uid for row in library.instances(series) if row.path in wanted}
    assert {row.sop_instance_uid for row in again.instances()} == uids
    words = ("organise", library.roots[0], "--stack=2", f"--template={template}")
    done = run_command(*words, "-o", str(tmp_path / "command"))
    assert done.returncode == 0, done.stderr
    assert files_below(tmp_path / "command") == files_below(tmp_path / "second")
    medium = library.write_dicomdir(tmp_path / "medium", series, stack=1)
    listed = 0 if medium.report is None else medium.report.count(Outcome.DONE) - 1
    assert listed + len(medium.refused) == first.frame_count
    assert run_command(*words[:2], "--stack=0", "-o", str(tmp_path / "none")).returncode == 2


def test_slices_named_by_their_index_sort_by_name_as_in_space(corpus: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(corpus / "mr-multi-echo", index=False)
    template = "{SeriesInstanceUID}/{Stack}_{Volume:03d}_{SliceIndex:04d}.dcm"
    report = organise.carry_out(plan_copies(library, tmp_path / "out", options(template)))
    targets = {result.task.source: result.target for result in report.results}
    for series in library.tree.series():
        for number, stack in enumerate(series.stacks, 1):
            in_order = [
                targets[library.absolute_path(frame.root, frame.path)]
                for volume in stack.volumes
                for frame in volume
            ]
            assert in_order == sorted(in_order)
            assert all(target.split("/")[1].startswith(f"{number}_") for target in in_order)


def test_copies_keep_every_byte_and_the_time(tmp_path: Path) -> None:
    files = invented(tmp_path / "in", 3)
    report = organise.carry_out(plan(files, tmp_path / "out"))
    assert report.proved == tuple(file.path for file in files)
    for file, result in zip(files, report.results, strict=True):
        copy = tmp_path / "out" / result.target
        assert source.same_bytes(file.path, str(copy))
        assert copy.stat().st_mtime_ns == file.row.mtime_ns


def test_members_of_an_archive_are_copied(tmp_path: Path, pydicom_files: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.write(pydicom_files / "CT_small.dcm", "inner/CT.dcm")
    library = dicomtree.open_folder(path, index=False)
    report = organise.carry_out(plan_copies(library, tmp_path / "out", options("flat")))
    (result,) = report.results
    assert result.proved
    original = (pydicom_files / "CT_small.dcm").read_bytes()
    assert (tmp_path / "out" / result.target).read_bytes() == original


def test_the_directory_of_an_archive_is_read_once_for_all_its_copies(
    tmp_path: Path, pydicom_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for number in range(40):
            opened.write(pydicom_files / "CT_small.dcm", f"{number}.dcm")
    read: list[str] = []
    when_read = archive.Archive.__init__

    def counted(self: archive.Archive, path: str) -> None:
        read.append(path)
        when_read(self, path)

    monkeypatch.setattr(archive.Archive, "__init__", counted)
    library = dicomtree.open_folder(path, index=False)
    made = plan_copies(library, tmp_path / "out", options("{SOPInstanceUID}"))
    assert len(organise.carry_out(made).proved) == 40
    assert read == [str(path)]


def test_two_files_with_one_uid_are_both_kept(tmp_path: Path) -> None:
    files = [
        source_file(tmp_path / "in", name, name.encode(), sop_instance_uid="1.2")
        for name in ("first", "second")
    ]
    organise.carry_out(plan(files, tmp_path / "out", "uid"))
    assert sorted(files_below(tmp_path / "out").values()) == [b"first", b"second"]


def test_a_second_run_finds_everything_there(tmp_path: Path) -> None:
    files = invented(tmp_path / "in", 5)
    organise.carry_out(plan(files, tmp_path / "out"))
    before = files_below(tmp_path / "out")
    report = organise.carry_out(plan(files, tmp_path / "out"))
    assert report.count(Outcome.SAME) == 5
    assert len(report.proved) == 5
    assert files_below(tmp_path / "out") == before


# ---- faults
def test_a_source_that_changed_after_the_plan_is_not_copied(tmp_path: Path) -> None:
    files = invented(tmp_path / "in", 3)
    made = plan(files, tmp_path / "out")
    Path(files[1].path).write_bytes(b"other")
    os.unlink(files[2].path)
    report = organise.carry_out(made)
    assert [failure.note for failure in report.failures] == [
        "the file has changed since it was planned with",
        os.strerror(errno.ENOENT),
    ]
    assert list(files_below(tmp_path / "out")) == ["1.0"]


def test_a_source_that_changes_while_it_is_read_is_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = invented(tmp_path / "in", 1)
    write = publish.writing._write

    def write_and_change(descriptor: int, chunk: bytes) -> None:
        write(descriptor, chunk)
        with open(files[0].path, "ab") as file:
            file.write(b"more")

    monkeypatch.setattr(publish.writing, "_write", write_and_change)
    report = organise.carry_out(plan(files, tmp_path / "out"))
    assert report.count(Outcome.FAILED) == 1
    assert files_below(tmp_path / "out") == {}


def test_a_full_disk_pauses_the_job_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = invented(tmp_path / "in", 200)
    room = [100_000]
    write = publish.writing._write

    def write_while_there_is_room(descriptor: int, chunk: bytes) -> None:
        write(descriptor, chunk[: room[0]])
        room[0] -= len(chunk)
        if room[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    job = organise.begin(plan(files, tmp_path / "out"))
    with monkeypatch.context() as patch:
        patch.setattr(publish.writing, "_write", write_while_there_is_room)
        report = run_copies(job)
    assert report.paused == os.strerror(errno.ENOSPC)
    assert report.count(Outcome.DONE) + len(report.failures) + report.count(
        Outcome.CANCELLED
    ) == len(files)
    contents = {Path(file.path).read_bytes() for file in files}
    assert set(files_below(tmp_path / "out").values()) <= contents
    assert run_copies(job).count(Outcome.DONE) == 200


def test_a_file_too_large_for_the_file_system_fails_alone(tmp_path: Path) -> None:
    """EFBIG, by the process limit on file sizes."""
    script = f"""
import resource
from pathlib import Path
from tests.test_organise_copies import *
files = invented(Path({str(tmp_path)!r}) / "in", 3)
files.insert(1, source_file(Path({str(tmp_path)!r}) / "in", "big", bytes(200_000)))
made = plan(files, Path({str(tmp_path)!r}) / "out")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
report = organise.carry_out(made)
print([(failure.task.source[-3:], failure.note) for failure in report.failures])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([("big", os.strerror(errno.EFBIG))])
    assert len(files_below(tmp_path / "out")) == 3


def test_a_folder_that_cannot_be_written_to_pauses_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Folder, name: str) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)

    monkeypatch.setattr(Folder, "create", refuse)
    report = organise.carry_out(plan(invented(tmp_path / "in", 100), tmp_path / "out"))
    assert report.paused == os.strerror(errno.EACCES)
    assert files_below(tmp_path / "out") == {}


def test_bytes_that_the_disk_gives_back_wrong_are_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish.writing, "_read_back", lambda _: bytes(32))
    report = organise.carry_out(plan(invented(tmp_path / "in", 1), tmp_path / "out"))
    assert report.failures[0].note == "the disk gives back other bytes"
    assert files_below(tmp_path / "out") == {}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a kill is simulated by forking")
def test_a_kill_at_any_point_loses_nothing_and_can_be_resumed_and_undone(
    tmp_path: Path, long: bool
) -> None:
    count = "150" if long else "12"
    command = [sys.executable, "-m", "tests.killed_jobs", str(tmp_path), "7", count]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    *wrong, last = done.stdout.splitlines()
    assert wrong == []
    assert int(last.split()[1]) >= int(count)


# ---- the command line
def run_command(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "dicomtree", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_dry_run_shows_the_tree_and_writes_nothing(tmp_path: Path, pydicom_files: Path) -> None:
    done = run_command(
        "organise", pydicom_files / "dicomdirtests", "-o", tmp_path / "out", "--dry-run"
    )
    assert done.returncode == 0
    assert "77654033" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_organise_resume_and_undo_by_command(tmp_path: Path, pydicom_files: Path) -> None:
    folder, out = pydicom_files / "dicomdirtests", tmp_path / "out"
    done = run_command("organise", folder, "-o", out, "--plan", tmp_path / "plan.csv", "--proved")
    assert done.returncode == 0
    proved = done.stdout.splitlines()
    assert len(proved) == len(files_below(out)) == 81
    assert all(Path(path).is_file() for path in proved)
    assert len((tmp_path / "plan.csv").read_bytes().splitlines()) == 82
    (job,) = json.loads(run_command("resume", "--list", "--json").stdout)
    assert (job["state"], job["planned"], job["settled"]) == ("finished", 81, 81)
    assert run_command("resume").returncode == 2
    undone = run_command("undo", job["job"], "--json")
    assert json.loads(undone.stdout) == {"job": job["job"], "removed": 81, "kept": []}
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--template", "{PatientName"], "a single {"),
        (["-o", "{folder}/below"], "inside"),
        (["--plan", "plan.txt"], ".csv or .json"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    given = [
        argument.format(folder=folder) if "{f" in argument else argument for argument in arguments
    ]
    done = run_command("organise", folder, "-o", tmp_path / "out", *given)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_destination_that_refuses_is_said_with_its_name(pydicom_files: Path) -> None:
    done = run_command("organise", pydicom_files / "dicomdirtests", "-o", "/proc/dicomtree")
    assert done.returncode == 3
    assert "/proc/dicomtree" in done.stderr


def test_the_row_of_a_copy_is_the_row_of_its_source(tmp_path: Path, pydicom_files: Path) -> None:
    file = pydicom_files / "MR_small.dcm"
    row = read_row(0, str(pydicom_files), file.name)
    assert isinstance(row, HeaderRow)
    report = organise.carry_out(plan([SourceFile(row, str(file))], tmp_path / "out"))
    copy = read_row(0, str(tmp_path / "out"), report.results[0].target)
    assert isinstance(copy, HeaderRow)
    assert copy[6:] == row[6:]
