"""Chosen attributes of a file: what pydicom says of them, and nothing that a fault can stop."""

import struct
import warnings
from pathlib import Path

import pydicom
import pytest
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from dicomtree.header import named_attribute, read_values
from tests import dicom_bytes
from tests.dicom_bytes import element, item, part10, sequence
from tests.pydicom_reference import normal, text

ASKED = (
    "SOPClassUID",
    "ManufacturerModelName",
    "SequenceOfUltrasoundRegions",
    "EchoTrainLength",
    "PixelBandwidth",
    "AcquisitionMatrix",
    "FrameIncrementPointer",
    "SharedFunctionalGroupsSequence",
    "WindowCenter",
    "LossyImageCompression",
    "MediaStorageSOPClassUID",
    "ReferringPhysicianName",
    "PatientName",
)
TAGS = [tag for keyword in ASKED if (tag := tag_for_keyword(keyword)) is not None]


def by_pydicom(data_set: Dataset, keyword: str) -> str | None:
    place = data_set.file_meta if keyword.startswith("MediaStorage") else data_set
    if keyword not in place or place[keyword].is_empty:
        return None
    found = place[keyword]
    if found.VR == "AT":
        tags = found.value if found.VM > 1 else [found.value]
        return "\\".join(f"({tag >> 16:04X},{tag & 0xFFFF:04X})" for tag in tags)
    if found.VR == "SQ":
        return ""
    value = normal(text(found.value))
    return value if isinstance(value, str) else None


def check_folder(folder: Path, at_least: int) -> None:
    compared = 0
    for path in sorted(found for found in folder.rglob("*") if found.is_file()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                data_set = pydicom.dcmread(path, stop_before_pixels=True)
                expected = [by_pydicom(data_set, keyword) for keyword in ASKED]
            except Exception:  # noqa: BLE001, S112 - files that pydicom itself refuses
                continue
        if "FileSetID" in data_set:
            continue
        found = [normal(value) for value in read_values(str(path), TAGS)]
        assert found == [normal(value) for value in expected], path
        compared += 1
    assert compared >= at_least


def test_values_are_those_of_pydicom_for_every_real_file(corpus: Path) -> None:
    check_folder(corpus, 400)


def test_values_are_those_of_pydicom_for_its_own_files(pydicom_files: Path) -> None:
    check_folder(pydicom_files, 100)


def written(tmp_path: Path, *elements: bytes) -> str:
    path = tmp_path / "a.dcm"
    path.write_bytes(part10(b"".join(elements)))
    return str(path)


def test_a_sequence_is_there_when_it_has_an_item(tmp_path: Path) -> None:
    full = sequence(0x00081140, item(element(0x00081150, "UI", b"1.2")), undefined=True)
    empty = sequence(0x00082112, undefined=True)
    path = written(tmp_path, full, empty)
    assert read_values(path, [0x00081140, 0x00082112]) == ["", None]


def test_a_private_element_is_known_by_its_creator(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        element(0x00190010, "LO", b"SIEMENS MR HEADER"),
        element(0x0019100C, "UN", b"1000"),
        element(0x00191111, "UN", b"\0\1"),
    )
    assert read_values(path, [0x0019100C, 0x00191111]) == ["1000", ""]


def test_a_damaged_file_still_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        element(0x00081090, "LO", b"Scanner"),
        element(0x00181030, "LO", b"x", length=4000),
    )
    assert read_values(path, [0x00081090, 0x00181030]) == ["Scanner", None]


def test_only_dicom_has_values(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"hello, hello")
    assert read_values(str(tmp_path / "a.txt"), [0x00081090]) == [None]
    with pytest.raises(OSError, match="No such file"):
        read_values(str(tmp_path / "nothing"), [0x00081090])


def test_names_of_attributes_are_known_in_every_form() -> None:
    asked = named_attribute("PatientName")
    assert asked is not None
    assert (asked.tag, asked.vr, asked.column) == (0x00100010, "PN", "patient_name")
    for name in ("patientname", "0010,0010", "(0010,0010)", "00100010", "(0010, 0010)"):
        assert named_attribute(name) == asked
    private = named_attribute("0019,100c")
    assert private is not None
    assert private.name == "0019,100C"
    assert named_attribute("Patient") is None


def test_binary_numbers_are_text(tmp_path: Path) -> None:
    path = written(tmp_path, element(0x00181310, "US", struct.pack("<4H", 0, 256, 192, 0)))
    assert read_values(path, [0x00181310]) == ["0\\256\\192\\0"]
    assert dicom_bytes.CT in str(read_values(path, [0x00020002]))
