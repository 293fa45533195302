"""Comparing shows what differs, and nothing else."""

import json
import zipfile
from pathlib import Path

import pytest

from dicomtree.cli.main import main
from dicomtree.compare import (
    Comparison,
    Kind,
    Lenience,
    compare,
    comparison_lines,
    with_lenience,
)
from dicomtree.header import AttributeRow, comparable_rows
from dicomtree.library import UnreadableError
from dicomtree.library.attribute_values import Watch
from dicomtree.library.comparing import compare_files
from tests.dicom_bytes import element, instance, item, part10, sequence

SOP_CLASS = element(0x00080016, "UI", b"1.2.840.10008.5.1.4.1.1.2")


def rows(elements: bytes, folder: Path, name: str = "file") -> list[AttributeRow]:
    (folder / name).write_bytes(part10(SOP_CLASS + elements))
    return comparable_rows(str(folder / name))


def told(found: Comparison) -> list[tuple[str, str]]:
    return [(str(one.kind), one.path) for one in found.differences]


def test_a_file_does_not_differ_from_itself(corpus: Path, pydicom_files: Path) -> None:
    for path in [*sorted(pydicom_files.glob("*.dcm")), *sorted(corpus.rglob("*"))[::20]]:
        if path.is_file():
            header = comparable_rows(str(path))
            assert compare([header], [header]).differences == (), path


def test_added_missing_and_changed_are_told_apart_at_every_depth(tmp_path: Path) -> None:
    name, other = element(0x300A00C2, "LO", b"a "), element(0x300A00C2, "LO", b"b ")
    patient = element(0x00100010, "PN", b"A ")
    first = rows(patient + sequence(0x300A00B0, item(name), item(name)), tmp_path)
    beams = sequence(0x300A00B0, item(name), item(other), item(name))
    second = rows(element(0x00100020, "LO", b"1 ") + beams, tmp_path)
    assert told(compare([first], [second])) == [
        ("missing", "PatientName"),
        ("added", "PatientID"),
        ("changed", "BeamSequence"),
        ("changed", "BeamSequence[1].BeamName"),
        ("added", "BeamSequence[2].BeamName"),
    ]


def test_private_elements_are_compared_by_creator_not_block(tmp_path: Path) -> None:
    def private(block: int, value: bytes) -> bytes:
        creator = element(0x00190000 | block, "LO", b"ACME")
        return creator + element(0x00190000 | block << 8 | 0x0C, "LO", value)

    first, second = rows(private(0x10, b"x "), tmp_path), rows(private(0x11, b"x "), tmp_path)
    assert told(compare([first], [second])) == []
    changed = compare([first], [rows(private(0x11, b"y "), tmp_path)]).differences
    assert [one.path for one in changed] == ["(0019,xx0C ACME)"]


def test_private_elements_are_called_what_their_creator_calls_them(tmp_path: Path) -> None:
    creator = element(0x00090010, "LO", b"GEMS_IDEN_01")
    sides = [rows(creator + element(0x00091002, "SH", suite), tmp_path) for suite in (b"A ", b"B ")]
    (line,) = comparison_lines(compare([sides[0]], [sides[1]]))
    assert line == "~ Suite id (0009,xx02 GEMS_IDEN_01): A -> B"
    unknown = [rows(creator + element(0x000910FE, "SH", odd), tmp_path) for odd in (b"A ", b"B ")]
    (one,) = compare([unknown[0]], [unknown[1]]).differences
    assert one.title == one.path == "(0009,xxFE GEMS_IDEN_01)"


def test_uids_and_times_can_be_folded_and_numbers_may_be_close(tmp_path: Path) -> None:
    def header(uid: bytes, time: bytes, number: bytes) -> list[AttributeRow]:
        elements = element(0x00080018, "UI", uid) + element(0x00080030, "TM", time)
        return rows(elements + element(0x00180050, "DS", number), tmp_path)

    first, second = header(b"1.2", b"10", b"1.00"), header(b"1.3", b"11", b"1.01")
    assert len(compare([first], [second]).differences) == 3
    folded = compare([first], [second], Lenience(uids=True, times=True, tolerance=0.02))
    assert folded.differences == ()
    assert folded.folded == 2
    same = compare([first], [header(b"1.2", b"10", b"1")])
    assert same.differences == (), "the same number, written in another way"


def test_long_values_and_pixels_are_compared_to_their_end(tmp_path: Path) -> None:
    def header(last: bytes, pixel: bytes) -> list[AttributeRow]:
        text = element(0x00104000, "UT", b"x" * 20_000 + last)
        binary = element(0x00191001, "OB", b"\0" * 500 + last)
        return rows(text + binary + element(0x7FE00010, "OB", b"\0" * 99 + pixel), tmp_path)

    found = compare([header(b"ab", b"a")], [header(b"ac", b"b")])
    assert [one.path for one in found.differences] == [
        "PatientComments",
        "(0019,1001)",
        "PixelData",
    ]


def test_groups_differ_where_their_values_do(tmp_path: Path) -> None:
    def header(number: int, time: bytes) -> list[AttributeRow]:
        elements = element(0x00180081, "DS", time)
        return rows(elements + element(0x00200013, "IS", b"%d " % number), tmp_path)

    first = [header(number, b"30") for number in (1, 2, 3)]
    second = [header(number, b"90") for number in (3, 1, 2)]
    (only,) = compare(first, second).differences
    assert (only.kind, only.path, only.first, only.second) == (
        Kind.CHANGED,
        "EchoTime",
        ("30",),
        ("90",),
    )


def test_what_was_not_read_is_said(tmp_path: Path) -> None:
    items = (item(element(0x00080100, "SH", b"a ")) for _ in range(150))
    long = rows(sequence(0x00081140, *items), tmp_path)
    assert not compare([long], [long]).is_whole


def test_the_command_ends_with_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [str(tmp_path / name) for name in "abc"]
    rows(element(0x00100010, "PN", b"A "), tmp_path, "a")
    rows(element(0x00100010, "PN", b"A "), tmp_path, "b")
    rows(element(0x00100010, "PN", b"B "), tmp_path, "c")
    assert main(["diff", paths[0], paths[1]]) == 0
    assert main(["diff", paths[0], paths[2]]) == 1
    assert "~ PatientName: A -> B" in capsys.readouterr().out
    assert main(["diff", "--json", paths[0], paths[2]]) == 1
    (one,) = json.loads(capsys.readouterr().out)["differences"]
    assert one == {
        "kind": "changed",
        "path": "PatientName",
        "vr": "PN",
        "first": ["A"],
        "second": ["B"],
        "name": "",
    }
    (tmp_path / "text").write_text("x")
    assert main(["diff", paths[0], str(tmp_path / "text")]) == 3
    assert main(["diff", paths[0], str(tmp_path / "gone")]) == 2
    assert main(["diff", "--tolerance", "2", paths[0], paths[0]]) == 2


def test_folders_are_compared_as_a_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a").write_bytes(instance())
    assert main(["diff", str(tmp_path / "one"), str(tmp_path / "two")]) == 0
    assert capsys.readouterr().out == "no differences\n"
    assert main(["diff", "--series-a", "9.9", str(tmp_path / "one"), str(tmp_path / "two")]) == 3
    assert "there is no such series in" in capsys.readouterr().err


def test_what_cannot_be_read_is_listed_beside_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows(element(0x00100010, "PN", b"A "), tmp_path, "a")
    rows(element(0x00100010, "PN", b"B "), tmp_path, "b")
    good, other, lost = (str(tmp_path / name) for name in ("a", "b", "gone"))
    found = compare_files([good, lost], [other, lost], None, Watch())
    assert [one.path for one in found.differences] == ["PatientName"]
    assert found.unreadable == (lost,)
    assert f"not read: {lost}" in list(comparison_lines(found))
    assert with_lenience(found, Lenience(uids=True)).unreadable == (lost,)
    with pytest.raises(UnreadableError, match="gone"):
        compare_files([good], [lost], None, Watch())
    assert capsys.readouterr().out == ""


def test_a_folder_with_problems_does_not_pass_for_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a").write_bytes(instance())
    (tmp_path / "two" / "link").symlink_to(tmp_path / "nowhere")
    assert main(["diff", str(tmp_path / "one"), str(tmp_path / "two")]) == 1
    said = capsys.readouterr()
    assert said.out == "no differences\n"
    assert "not compared: 1 problem;" in said.err


def test_patients_of_one_folder_are_compared_by_queries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, patient in enumerate(("P1", "P2"), 1):
        content = instance(
            sop_instance_uid="1.2.3",
            series_instance_uid=f"1.3.{number}",
            study_instance_uid=f"1.4.{number}",
            patient_id=patient,
        )
        (tmp_path / patient).write_bytes(content)
    folder = str(tmp_path)
    both = ["--query-a", "PatientID=P1", "--query-b", "PatientID=P2"]
    assert main(["diff", folder, folder, "--ignore-uids", *both]) == 1
    assert "~ PatientID: P1 -> P2" in capsys.readouterr().out.splitlines()
    assert main(["diff", folder, folder, *both[:2], "--query-b", "PatientID=P1"]) == 0
    assert main(["diff", folder, folder, "--query-a", "PatientID=P9"]) == 3
    capsys.readouterr()
    assert main(["diff", folder, folder, "--query-a", "PatientIDD=P9"]) == 2
    assert "PatientIDD is no attribute" in capsys.readouterr().err


def test_a_member_that_an_archive_lacks_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a", instance())
    whole = str(tmp_path / "a.zip")
    assert main(["diff", f"{whole}!/a", f"{whole}!/gone"]) == 3
    assert "gone cannot be read as DICOM" in capsys.readouterr().err
    assert main(["diff", whole, f"{whole}!/a"]) == 0


def test_diff_says_what_is_wrong_with_its_sides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a").write_bytes(instance())
    empty, file = str(tmp_path / "empty"), str(tmp_path / "a")
    assert main(["diff", file, empty]) == 3
    assert "no DICOM instance in" in capsys.readouterr().err
    assert main(["diff", file, file, "--series-a", "1.2"]) == 2
    assert "is a file: a series is chosen of a folder" in capsys.readouterr().err
