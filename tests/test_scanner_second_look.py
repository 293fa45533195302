"""Looking at single files again: in another process, which may hang or die."""

from pathlib import Path

import pytest

from dicomtree import header
from dicomtree.scanner import read_attributes, read_details, second_look
from tests import dicom_bytes


@pytest.fixture
def worse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "MODULE", "tests.scanner_for_tests")
    monkeypatch.setattr(second_look, "LONGEST_FILE_S", 2.0)
    monkeypatch.setattr(second_look, "_details", second_look._Reader())
    monkeypatch.setattr(second_look, "_attributes", second_look._Reader())


def test_details_are_those_that_the_header_gives(pydicom_files: Path) -> None:
    paths = [str(pydicom_files / name) for name in ("liver_1frame.dcm", "rtdose.dcm", "gone")]
    assert read_details(paths) == header.read_details(paths)


def test_attributes_are_those_that_the_header_gives(pydicom_files: Path, tmp_path: Path) -> None:
    path = str(pydicom_files / "rtplan.dcm")
    assert read_attributes(path) == tuple(header.attribute_rows(path))
    (remark,) = read_attributes(str(tmp_path / "gone"))
    assert remark.value == "the file cannot be read: No such file or directory"


@pytest.mark.usefixtures("worse")
def test_files_that_hang_kill_or_panic_give_no_details(tmp_path: Path) -> None:
    names = ["1", "deadly", "frozen", "panic", "2"]
    for name in names:
        (tmp_path / name).write_bytes(dicom_bytes.instance())
    details = read_details([str(tmp_path / name) for name in names])
    assert [detail is not None for detail in details] == [True, False, False, False, True]


@pytest.mark.usefixtures("worse")
def test_attributes_of_a_file_that_kills_are_a_remark(tmp_path: Path) -> None:
    for name in ("deadly", "good"):
        (tmp_path / name).write_bytes(dicom_bytes.instance())
    (remark,) = read_attributes(str(tmp_path / "deadly"))
    assert remark.value == "the attributes cannot be read: ended with status 9"
    assert len(read_attributes(str(tmp_path / "good"))) > 10
