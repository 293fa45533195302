"""The commands that copy, as their user meets them."""

from pathlib import Path

import pytest

import dicomtree
from dicomtree import publish
from dicomtree.cli.main import main
from tests.copied_files import files_below
from tests.dicom_bytes import instance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one file."""
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.dcm").write_bytes(instance(SOPInstanceUID="1.2.3", PatientID="P"))
    return made


@pytest.mark.parametrize("command", ["organise", "transcode"])
def test_no_plan_is_saved_into_a_folder_that_is_read(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_below(folder)
    plan, out = folder / "plan.csv", folder.parent / "out"
    assert main([command, str(folder), "-o", str(out), "--plan", str(plan)]) == 2
    assert "which is only ever read" in capsys.readouterr().err
    assert files_below(folder) == before
    assert not out.exists()


def test_the_list_of_jobs_names_them_in_full_whatever_the_destination(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    job = publish.begin_job("organise", str(tmp_path / ("long " * 20)), [])
    assert main(["undo", "--list"]) == 0
    assert job in capsys.readouterr().out


def test_two_folders_of_one_name_are_not_mixed_when_their_names_are_kept(tmp_path: Path) -> None:
    for number, disc in enumerate(("one", "two", "three")):
        (tmp_path / disc / "DICOM").mkdir(parents=True)
        (tmp_path / disc / "DICOM/IM1").write_bytes(instance(SOPInstanceUID=f"1.{number}"))
    library = dicomtree.open_folder(tmp_path / "one/DICOM", index=False)
    library.add_root(tmp_path / "two/DICOM")
    library.add_root(tmp_path / "three/DICOM")
    library.scan()
    report = library.organise(tmp_path / "out", None)
    assert [result.target for result in report.results] == [
        "DICOM/IM1",
        "DICOM (2)/IM1",
        "DICOM (3)/IM1",
    ]
