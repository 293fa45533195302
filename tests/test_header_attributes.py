"""The inspector's rows name every element, and stay few whatever the file holds."""

import struct
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from dicomtree.header import AttributeRow, attribute_rows
from tests.dicom_bytes import (
    DEFLATED,
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    UNDEFINED,
    data_set,
    element,
    instance,
    instance_elements,
    item,
    part10,
    sequence,
    us,
)


def rows_in(data: bytes, folder: Path) -> list[AttributeRow]:
    (folder / "file").write_bytes(data)
    return attribute_rows(str(folder / "file"))


def shown(rows: list[AttributeRow], keyword: str) -> str:
    (value,) = [row.value for row in rows if row.keyword == keyword]
    return value


def remarks(rows: list[AttributeRow]) -> list[str]:
    return [row.value for row in rows if row.name == "Remark"]


def tags(dataset: Dataset, depth: int = 0) -> list[tuple[int, str]]:
    """Return depth and tag of every element as pydicom reads them."""
    found = []
    for one in dataset:
        found.append((depth, f"{one.tag.group:04X},{one.tag.element:04X}"))
        if one.VR == "SQ":
            for inner in one.value:
                found += tags(inner, depth + 1)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small_implicit.dcm",
        "MR_small_bigendian.dcm",
        "image_dfl.dcm",
        "liver_1frame.dcm",
        "nested_priv_SQ.dcm",
        "UN_sequence.dcm",
        "rtplan.dcm",
        "rtstruct.dcm",
        "reportsi.dcm",
        "examples_palette.dcm",
        "waveform_ecg.dcm",
    ],
)
def test_rows_are_the_elements_that_pydicom_finds(name: str, pydicom_files: Path) -> None:
    dataset = pydicom.dcmread(pydicom_files / name, force=True)
    expected = [*tags(dataset.file_meta), *tags(dataset)]
    behind = [place for place in expected if place[1] > "7FE0,0010"]
    rows = attribute_rows(str(pydicom_files / name))
    found = [(row.depth, row.tag) for row in rows if row.tag]
    assert found == [place for place in expected if place not in behind]


@pytest.mark.parametrize("syntax", [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED])
def test_values_are_shown_as_text(syntax: str, tmp_path: Path) -> None:
    rows = rows_in(instance(syntax), tmp_path)
    assert rows[0].tag == "0002,0000"
    assert shown(rows, "PatientName") == "Doe^Jane"
    assert shown(rows, "Rows") == "4"
    assert shown(rows, "SOPClassUID") == "1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)"
    assert shown(rows, "PixelData") == "32 bytes"
    row = next(row for row in rows if row.keyword == "PatientID")
    assert row == AttributeRow(0, "0010,0020", "PatientID", "Patient ID", "LO", "P1")


def test_long_values_are_cut_and_binary_ones_described(tmp_path: Path) -> None:
    data = part10(
        element(0x00081030, "LO", b"x" * 5000)
        + element(0x00091001, "OB", bytes(range(40)))
        + element(0x00186060, "FL", struct.pack("<2f", 1.5, -2))
        + element(0x00280009, "AT", struct.pack("<2H", 0x0018, 0x1063))
        + element(0x7FE00010, "OB", b"", length=UNDEFINED)
    )
    rows = rows_in(data, tmp_path)
    assert shown(rows, "StudyDescription") == "x" * 1000 + "… (5,000 bytes)"
    assert rows[-4].value.startswith("40 bytes: 00 01 02 03")
    assert rows[-4].value.endswith("0f …")
    assert rows[-3].value == "1.5\\-2.0"
    assert shown(rows, "FrameIncrementPointer") == "(0018,1063)"
    assert shown(rows, "PixelData") == "encapsulated"


def test_private_elements_are_named_by_their_creator(tmp_path: Path) -> None:
    creator = element(0x00190011, "LO", b"SIEMENS MR HEADER")
    b_value = element(0x0019110C, "IS", b"1000")
    rows = rows_in(part10(creator + b_value + element(0x00191201, "LO", b"?")), tmp_path)
    assert [(row.name, row.value) for row in rows[-3:]] == [
        ("Private Creator", "SIEMENS MR HEADER"),
        ("B_value", "1000"),
        ("Private element", "?"),
    ]


def test_an_item_may_have_a_character_set_of_its_own(tmp_path: Path) -> None:
    inner = element(0x00080005, "CS", b"ISO_IR 192") + element(0x00100010, "PN", "Jérôme".encode())
    elements = (
        element(0x00080005, "CS", b"ISO_IR 101")
        + sequence(0x00081140, item(inner), item(element(0x00100010, "PN", b"Wa\xb3\xeasa")))
        + element(0x00100010, "PN", b"Wa\xb3\xeasa")
    )
    names = [row.value for row in rows_in(part10(elements), tmp_path) if row.vr == "PN"]
    assert names == ["Jérôme", "Wałęsa", "Wałęsa"]


def test_many_items_are_counted_but_not_shown(tmp_path: Path) -> None:
    items = [item(element(0x00080100, "SH", b"a")) for _ in range(1200)]
    rows = rows_in(part10(sequence(0x00081140, *items, undefined=True)), tmp_path)
    assert shown(rows, "ReferencedImageSequence") == "1,200 items; 200 more are not shown"
    assert sum(row.keyword == "CodeValue" for row in rows) == 1000
    assert rows[-2].name == "Item 1000"


def test_rows_end_at_a_bound_that_is_said(tmp_path: Path) -> None:
    rows = rows_in(part10(element(0x00091001, "LO", b"") * 30_000), tmp_path)
    assert len(rows) < 10_010
    assert remarks(rows) == ["more than 10,000 rows: the rest is not shown"]


@pytest.mark.parametrize("undefined", [False, True])
def test_hostile_nesting_is_shown_to_a_depth(undefined: bool, tmp_path: Path) -> None:
    nested = b""
    for _ in range(300):
        nested = sequence(0x00081140, item(nested, undefined=undefined), undefined=undefined)
    rows = rows_in(part10(nested + element(0x00100020, "LO", b"P1")), tmp_path)
    assert max(row.depth for row in rows) == 64
    assert "deeper than 64 levels: not shown" in [row.value for row in rows]
    assert shown(rows, "PatientID") == "P1"


def test_endless_nesting_ends_in_a_remark(tmp_path: Path) -> None:
    head = element(0x00081140, "SQ", b"", length=UNDEFINED)
    nested = (head + struct.pack("<HHI", 0xFFFE, 0xE000, UNDEFINED)) * 100_000
    rows = rows_in(part10(nested), tmp_path)
    assert remarks(rows) == ["the file ends inside the sequence (0008,1140)"]


def test_damage_is_a_remark_behind_what_is_there(tmp_path: Path) -> None:
    rows = rows_in(instance()[:-3], tmp_path)
    assert shown(rows, "PatientName") == "Doe^Jane"
    assert remarks(rows) == ["the pixel data are cut short: 3 bytes are missing"]
    long = element(0x00081030, "LO", b"", length=5000)
    rows = rows_in(part10(data_set(instance_elements()[:3]) + long), tmp_path)
    assert remarks(rows) == ["the file ends before the end of (0008,1030)"]


def test_odd_numbers_and_vrs_are_shown_as_far_as_they_go(tmp_path: Path) -> None:
    elements = (
        element(0x00081140, "LO", b"no sequence")
        + element(0x00280010, "US", us(3) + b"xx", length=3)[:-1]
        + element(0x00280011, "FD", b"\0" * 12)
    )
    rows = rows_in(part10(elements), tmp_path)
    assert [row.value for row in rows[-3:]] == ["no sequence", "", ""]


def test_what_only_pydicom_understands_is_read_by_it(tmp_path: Path) -> None:
    odd = element(0x00091001, "ZZ", b"ab")
    rows = rows_in(part10(odd + data_set(instance_elements()[:-1])), tmp_path)
    assert shown(rows, "PatientName") == "Doe^Jane"
    assert [row.vr for row in rows if row.tag == "0009,1001"] == ["ZZ"]


def test_other_files_are_said_to_be_none(tmp_path: Path) -> None:
    assert remarks(rows_in(b"a text", tmp_path)) == ["this is no DICOM file"]
    with pytest.raises(FileNotFoundError):
        attribute_rows(str(tmp_path / "gone"))


def test_every_real_file_has_rows(corpus: Path, pydicom_files: Path) -> None:
    for folder in (corpus, pydicom_files):
        for path in sorted(folder.rglob("*"))[::7]:
            if path.is_file():
                rows = attribute_rows(str(path))
                assert rows
                assert all(len(row.value) < 1100 for row in rows)
