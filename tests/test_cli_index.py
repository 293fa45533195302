"""The command line keeps an index unless told otherwise, says so once, and forgets on request."""

import json
from pathlib import Path

import pytest

from dicomtree import index, settings
from dicomtree.cli import ExitStatus, main
from dicomtree.settings import KeepIndex, Settings
from tests import dicom_bytes as files
from tests.dicomdirs import disc


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One instance."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "1").write_bytes(files.instance(sop_instance_uid="1.2.3", patient_name="Doe^Jane"))
    return data


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command, and return what it wrote to standard error, on one line."""
    assert main(list(arguments)) == ExitStatus.DONE
    return " ".join(capsys.readouterr().err.split())


def test_that_an_index_is_kept_and_where_is_said_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = said(capsys, "scan", str(folder))
    assert str(index.index_file()) in first
    assert "patient names included" in first
    assert "forget" in first
    assert said(capsys, "scan", str(folder)) == ""


def test_whoever_is_told_nothing_is_told_later(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "scan", "--quiet", str(folder)) == ""
    assert "patient names included" in said(capsys, "scan", str(folder))


def test_without_index_none_is_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "scan", "--no-index", str(folder)) == ""
    assert not index.index_file().exists()


def test_whoever_wants_none_can_still_ask_for_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "scan", "--quiet", str(folder))
    said(capsys, "forget", "--never")
    said(capsys, "scan", str(folder))
    assert not index.index_file().exists()
    said(capsys, "scan", "--index", str(folder))
    assert index.index_file().exists()
    assert settings.load().keep_index is KeepIndex.NEVER


def test_why_there_is_no_index_is_said(
    folder: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index.index_file().mkdir(parents=True)
    assert "the index is not used: a folder is in its place" in said(capsys, "scan", str(folder))


def test_one_folder_is_forgotten_with_its_name_among_the_recent_ones(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "scan", "--quiet", str(folder))
    settings.save(Settings(recent_folders=(str(folder), str(tmp_path / "other"))))
    assert f"forgotten: {folder}" in said(capsys, "forget", str(folder)).replace("\n", "")
    assert settings.load().recent_folders == (str(tmp_path / "other"),)
    assert (folder / "1").exists()
    assert said(capsys, "forget", str(folder)) == "there was nothing to forget"


def test_everything_is_forgotten(
    folder: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "scan", "--quiet", str(folder))
    assert main(["forget", "--json"]) == ExitStatus.DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["forgotten"], told["trouble"]) == ([str(folder)], None)
    assert told["journals"] == {"deleted": 0, "kept": 0}
    assert [p for p in home.rglob("*") if p.is_file() and b"Jane" in p.read_bytes()] == []


def test_what_cannot_be_forgotten_is_a_failure(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index.index_file().mkdir(parents=True)
    assert main(["forget"]) == ExitStatus.FAILED
    assert "not everything is forgotten" in capsys.readouterr().err


def test_what_a_directory_lacks_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    disc(folder, ["GONE"])
    assert main(["scan", "--quiet", str(folder)]) == ExitStatus.DONE
    told = capsys.readouterr().out
    assert "DICOMDIR: lists 1 file that is not there: GONE" in told
    assert "DICOMDIR: does not list 1 instance: 1" in told
    assert main(["scan", "--json", str(folder)]) == ExitStatus.DONE
    (compared,) = json.loads(capsys.readouterr().out)["dicomdirs"]
    assert (compared["missing"], compared["unlisted"]) == (["GONE"], ["1"])
