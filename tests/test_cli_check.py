"""`check` says what a file lacks, and ends with the status that scripts ask for."""

import json
from pathlib import Path

import pytest

from dicomtree.cli.main import main
from tests.dicom_bytes import element, part10


@pytest.fixture
def empty_ct(tmp_path: Path) -> Path:
    file = tmp_path / "ct"
    uid = element(0x00080016, "UI", b"1.2.840.10008.5.1.4.1.1.2")
    file.write_bytes(part10(uid + element(0x00180060, "DS", b"")))
    return file


def test_violations_are_listed_with_type_and_module(
    empty_ct: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--types", str(empty_ct)]) == 1
    said = capsys.readouterr().out
    assert "\n  Modality is absent: type 1 in General Series\n" in said
    assert "conditional, not checked" in said
    assert "\n  KVP: 2 · CT Image\n" in said
    assert "KVP is" not in said


def test_violations_as_json(empty_ct: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", str(empty_ct)]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert {
        "attribute": "Rows",
        "type": "1",
        "module": "Image Pixel",
        "fault": "absent",
    } in file["violations"]


def test_what_cannot_be_checked_has_a_status_of_its_own_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text").write_text("no DICOM")
    assert main(["check", str(tmp_path / "text")]) == 3
    assert "not checked: this is no DICOM file" in capsys.readouterr().out
    unknown = element(0x00080016, "UI", b"1.2.3.4")
    (tmp_path / "unknown").write_bytes(part10(unknown))
    assert main(["check", "--json", str(tmp_path / "unknown")]) == 3
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["violations"] is None
    assert file["reason"] == "its SOP Class is not known"
    assert main(["check", str(tmp_path / "gone")]) == 2
    assert main(["check", str(tmp_path)]) == 2
    assert "is a folder: name its files" in capsys.readouterr().err
