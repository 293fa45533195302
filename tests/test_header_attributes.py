"""The inspector's rows name every element, and stay few whatever the file holds."""

import struct
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from dicomtree.header import AttributeRow, attribute_rows, more_items, whole_value
from dicomtree.header.searching import search
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
    assert row == AttributeRow(0, "0010,0020", "PatientID", "Patient ID", "LO", "P1", "1")


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


def test_texts_without_a_declared_character_set_are_read_in_the_chosen_one(
    tmp_path: Path,
) -> None:
    name, chosen = "Иванов^Иван", "Cyrillic (Windows)"
    long = ("Описание " * 500).encode("cp1251")
    inner = item(element(0x00080100, "SH", "Код".encode("cp1251")))
    content = (
        element(0x00100010, "PN", name.encode("cp1251"))
        + element(0x00102000, "LO", "Чай\\Tee".encode("cp1251"))
        + element(0x00104000, "LT", long)
        + sequence(0x00400275, inner)
    )
    path = tmp_path / "undeclared"
    path.write_bytes(part10(content))
    values = {row.keyword: row.value for row in attribute_rows(str(path), chosen) if row.tag}
    assert values["PatientName"] == name
    assert values["MedicalAlerts"] == "Чай\\Tee"
    assert values["CodeValue"] == "Код"
    assert values["PatientComments"].startswith("Описание Описание")
    (item_name,) = (
        row.value
        for row in more_items(str(path), (0x00400275,), 1, chosen)
        if row.keyword == "CodeValue"
    )
    assert item_name == "Код"
    assert whole_value(str(path), (0x00104000,), chosen) == ("Описание " * 500).strip()
    hits = search(str(path), "иванов", is_deep=True, limit_s=9, undeclared=chosen).hits
    assert hits == (((0x00100010,), True),)
    latin = {row.keyword: row.value for row in attribute_rows(str(path)) if row.tag}
    assert latin["PatientName"] == "Èâàíîâ^Èâàí"


def test_a_declared_character_set_outranks_the_chosen_one(tmp_path: Path) -> None:
    content = element(0x00080005, "CS", b"ISO_IR 100") + element(0x00100010, "PN", b"M\xfcller")
    path = tmp_path / "declared"
    path.write_bytes(part10(content))
    (name,) = (
        row.value
        for row in attribute_rows(str(path), "Cyrillic (Windows)")
        if row.keyword == "PatientName"
    )
    assert name == "Müller"


def test_text_that_does_not_fit_the_chosen_character_set_stays(tmp_path: Path) -> None:
    path = tmp_path / "latin"
    path.write_bytes(part10(element(0x00100010, "PN", b"M\xfcller")))
    (row,) = (one for one in attribute_rows(str(path), "Unicode (UTF-8)") if one.vr == "PN")
    assert row.value == "Müller"


def test_an_item_may_have_a_character_set_of_its_own(tmp_path: Path) -> None:
    inner = element(0x00080005, "CS", b"ISO_IR 192") + element(0x00100010, "PN", "Jérôme".encode())
    elements = (
        element(0x00080005, "CS", b"ISO_IR 101")
        + sequence(0x00081140, item(inner), item(element(0x00100010, "PN", b"Wa\xb3\xeasa")))
        + element(0x00100010, "PN", b"Wa\xb3\xeasa")
    )
    names = [row.value for row in rows_in(part10(elements), tmp_path) if row.vr == "PN"]
    assert names == ["Jérôme", "Wałęsa", "Wałęsa"]


def frames(count: int) -> bytes:
    """Return a sequence of items, each with one sequence around its own number."""
    numbers = (element(0x00200013, "IS", f"{i:<4}".encode()) for i in range(1, count + 1))
    return sequence(
        0x00081140, *(item(sequence(0x00081150, item(one))) for one in numbers), undefined=True
    )


def test_items_beyond_the_first_ones_are_read_when_asked_for(tmp_path: Path) -> None:
    rows = rows_in(part10(frames(1234)), tmp_path)
    assert shown(rows, "ReferencedImageSequence") == "1,234 items"
    assert sum(row.keyword == "InstanceNumber" for row in rows) == 100
    blocks = [row.name for row in rows if row.name.startswith("Items ")]
    assert (blocks[0], blocks[-1]) == ("Items 101 to 200", "Items 1201 to 1234")
    more = more_items(str(tmp_path / "file"), (0x00081140,), 1201)
    numbers = [row.value for row in more if row.keyword == "InstanceNumber"]
    assert numbers == [str(i) for i in range(1201, 1235)]
    assert [row.depth for row in more[:3]] == [1, 1, 2]
    assert more[0].name == "Item 1201"


def test_blocks_of_inner_sequences_stand_before_those_around_them(tmp_path: Path) -> None:
    inner = sequence(0x00081150, *(item(b"") for _ in range(150)))
    elements = sequence(0x00081140, *(item(inner) for _ in range(101)))
    rows = rows_in(part10(elements + element(0x00100020, "LO", b"P1")), tmp_path)
    assert [(row.depth, row.name) for row in rows if "Items" in row.name][-2:] == [
        (2, "Items 101 to 150"),
        (1, "Items 101 to 101"),
    ]
    assert "some items are shown empty" in remarks(rows)[0]
    assert shown(rows, "PatientID") == "P1"


def test_one_value_is_read_in_full_wherever_it_lies(tmp_path: Path) -> None:
    inner = element(0x00080005, "CS", b"ISO_IR 101") + element(0x00081080, "LO", b"Wa\xb3\xeasa")
    elements = element(0x00081030, "UT", b"x" * 70_000) + sequence(
        0x00081140, item(b""), item(inner)
    )
    binary = element(0x00091001, "OB", bytes(range(20))) + element(0x7FE00010, "OB", b"ab" * 8)
    rows_in(part10(elements + binary), tmp_path)
    path = str(tmp_path / "file")
    assert whole_value(path, (0x00081140, 2, 0x00081080)) == "Wałęsa"
    assert whole_value(path, (0x00081140, 1, 0x00081080)) == ""
    text = whole_value(path, (0x00081030,))
    assert text == "x" * 65_536 + "\n… 4,464 more of 70,000 bytes"
    first, second = whole_value(path, (0x00091001,)).split("\n")
    assert first.startswith("00000000  00 01 02")
    assert second.split() == ["00000010", "10", "11", "12", "13", "...."]
    assert whole_value(path, (0x7FE00010,)).endswith("abababababababab")
    assert whole_value(path, (0x00020010,)).startswith("1.2.840.10008.1.2")


def test_multiplicity_counts_values(tmp_path: Path) -> None:
    elements = (
        element(0x00080008, "CS", b"ORIGINAL\\PRIMARY ")
        + element(0x00100010, "PN", b"")
        + element(0x00104000, "LT", b"one \\ text")
        + element(0x00280009, "AT", bytes(8))
    )
    found = {row.keyword: row.vm for row in rows_in(part10(elements), tmp_path)}
    assert found["ImageType"] == "2"
    assert found["PatientName"] == "0"
    assert found["PatientComments"] == "1"
    assert found["FrameIncrementPointer"] == "2"


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
