"""A medium is a new copy whose DICOMDIR lists every file; what it cannot list is said."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import FileDataset
from pydicom.fileset import FileSet

import dicomtree
from dicomtree import dicomdir, publish
from dicomtree.dicomdir import FilingPlan, MediumFile
from dicomtree.library.media import plan_medium
from dicomtree.publish import DestinationRefusedError, Outcome
from dicomtree.source import stamp
from tests.copied_files import files_below
from tests.test_organise_copies import ROOT, series_of


def plan(destination: Path, file_set_id: str = "") -> FilingPlan:
    return dicomdir.plan_file_set([], str(destination), roots=(), file_set_id=file_set_id)


def listed(medium: Path) -> tuple[str | None, list[Path]]:
    """Return ID and files of a File-set as pydicom reads it."""
    file_set = FileSet(medium / "DICOMDIR")
    try:
        return file_set.ID, [Path(instance.path) for instance in file_set]
    finally:
        file_set._stage["t"].cleanup()


def said_by_dcmtk(*command: str | Path) -> str:
    """Run a program of dcmtk; return what it complains of."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode == 0 else done.stderr + done.stdout + "failed"


@pytest.fixture
def medium(tmp_path: Path, pydicom_files: Path) -> Path:
    """A medium of 81 files of pydicom's."""
    library = dicomtree.open_folder(pydicom_files / "dicomdirtests", index=False)
    made = plan_medium(library, tmp_path / "medium", file_set_id="TEST 1")
    assert (len(made.files), made.refused) == (81, ())
    report = dicomdir.write_file_set(made)
    assert report.count(Outcome.DONE) == 82
    return tmp_path / "medium"


def test_the_medium_is_valid_to_others(medium: Path, tmp_path: Path) -> None:
    assert said_by_dcmtk("dcmdump", medium / "DICOMDIR") == ""
    name, files = listed(medium)
    assert name == "TEST 1"
    assert len(files) == 81
    assert all(file.is_file() for file in files)
    copy = tmp_path / "copy"
    shutil.copytree(medium, copy)
    names = [name for name in files_below(copy) if name != "DICOMDIR"]
    updated = subprocess.run(
        ["dcmmkdir", "--append", "--output-file", "DICOMDIR", *names[:3]],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert updated.returncode == 0, updated.stderr
    assert len(listed(copy)[1]) == 81


def test_file_ids_are_conformant_and_files_unchanged(medium: Path, pydicom_files: Path) -> None:
    names = [name for name in files_below(medium) if name != "DICOMDIR"]
    for name in names:
        assert len(name.split("/")) <= 8
        assert all(len(part) <= 8 and part.isupper() and part.isalnum() for part in name.split("/"))
    originals = files_below(pydicom_files / "dicomdirtests").values()
    assert {files_below(medium)[name] for name in names} <= set(originals)


def test_our_own_reader_shows_the_same_tree(medium: Path, pydicom_files: Path) -> None:
    before = series_of(dicomtree.open_folder(pydicom_files / "dicomdirtests", index=False))
    library = dicomtree.open_folder(medium, index=False)
    assert series_of(library) == before
    assert library.counts.dicomdir == 1
    directory = dicomdir.read_directory(0, str(medium), "DICOMDIR")
    assert (len(directory.rows), directory.missing, directory.faults) == (81, (), ())


def test_a_medium_can_be_undone(medium: Path) -> None:
    (job,) = publish.list_jobs()
    assert job.header.kind == dicomdir.KIND
    assert publish.undo_job(job.header.job).removed == 82
    assert not medium.exists()


def changed(folder: Path, name: str, source: Path, **values: object) -> Path:
    """Write a file with other values; None removes an attribute."""
    data_set: FileDataset = pydicom.dcmread(source)
    for keyword, value in values.items():
        if value is None:
            delattr(data_set, keyword)
        else:
            setattr(data_set, keyword, value)
    folder.mkdir(exist_ok=True)
    data_set.save_as(folder / name)
    return folder / name


def test_what_cannot_be_listed_is_said_and_the_rest_goes_on(
    tmp_path: Path, pydicom_files: Path
) -> None:
    source, folder = pydicom_files / "CT_small.dcm", tmp_path / "in"
    no_meta = folder / "no_meta"
    files = [
        changed(folder, "good", source),
        changed(folder, "again", source),
        changed(folder, "no_study_id", source, StudyID="", SOPInstanceUID="1.2.1"),
        changed(folder, "no_number", source, InstanceNumber=None, SOPInstanceUID="1.2.2"),
        no_meta,
        folder / "gone",
    ]
    no_meta.write_bytes((pydicom_files / "no_meta.dcm").read_bytes())
    wanted = [MediumFile(str(file), stamp(str(files[0]))) for file in files]
    made = dicomdir.plan_file_set(wanted, str(tmp_path / "out"), roots=())
    assert [file.path for file, _ in made.files] == [str(files[0])]
    reasons = {Path(refused.path).name: refused.reason for refused in made.refused}
    assert reasons["again"] == "another file has its SOP Instance UID"
    assert "Study ID" in reasons["no_study_id"] or "names another" in reasons["no_study_id"]
    assert set(reasons) == {"again", "no_study_id", "no_number", "no_meta", "gone"}
    assert dicomdir.write_file_set(made).count(Outcome.DONE) == 2


def test_a_header_that_cannot_be_written_spoils_nothing(
    tmp_path: Path, pydicom_files: Path
) -> None:
    # Its data set is encoded otherwise than its file meta information says.
    names = ("SC_rgb_jpeg.dcm", "CT_small.dcm")
    wanted = [
        MediumFile(str(pydicom_files / name), stamp(str(pydicom_files / name))) for name in names
    ]
    made = dicomdir.plan_file_set(wanted, str(tmp_path / "out"), roots=())
    assert [Path(refused.path).name for refused in made.refused] == ["SC_rgb_jpeg.dcm"]
    assert dicomdir.write_file_set(made).count(Outcome.DONE) == 2


@pytest.mark.parametrize("file_set_id", ["lower", "x" * 17, "Ü", "A/B"])
def test_an_id_that_is_none_is_refused(tmp_path: Path, file_set_id: str) -> None:
    with pytest.raises(ValueError, match="File-set ID"):
        plan(tmp_path / "out", file_set_id)


def test_a_medium_is_always_a_new_copy(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/DICOMDIR").touch()
    with pytest.raises(DestinationRefusedError, match="not empty"):
        plan(tmp_path / "out")


def test_nothing_stays_in_the_private_folder(medium: Path, home: Path) -> None:
    assert list((home / "cache/work").iterdir()) == []


def test_dicomdir_by_command(tmp_path: Path, pydicom_files: Path) -> None:
    ct = pydicom_files / "CT_small.dcm"
    changed(tmp_path / "in", "no_study_id.dcm", ct, StudyID="", SOPInstanceUID="1.2.1")
    for name in ("CT_small.dcm", "MR_small.dcm"):
        shutil.copy(pydicom_files / name, tmp_path / "in")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "dicomtree",
            "dicomdir",
            tmp_path / "in",
            "-o",
            tmp_path / "out",
            "--json",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert result["counts"]["done"] == 3
    assert [Path(refused["path"]).name for refused in result["refused"]] == ["no_study_id.dcm"]
    assert said_by_dcmtk("dcmdump", tmp_path / "out/DICOMDIR") == ""
