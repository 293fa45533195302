"""find, table, show and duplicates: what they print, and how they end."""

import csv
import io
import json
import shutil
import struct
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.errors import InvalidDicomError

from dicomtree.cli import ExitStatus, main
from dicomtree.header import dicom_json
from dicomtree.library import open_folder
from dicomtree.model import Series
from tests.dicom_bytes import (
    DEFLATED,
    IMPLICIT_LITTLE,
    data_set,
    element,
    instance,
    instance_elements,
    item,
    part10,
    sequence,
)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*arguments, "--quiet"]) == ExitStatus.DONE
    return capsys.readouterr().out


def cells(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


# ---- find
@pytest.mark.parametrize("level", ["patient", "study", "series", "instance"])
def test_find_lists_each_level_as_the_library_finds_it(
    level: Any, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, query = corpus / "mixed-modalities", "Modality=MR EchoTrainLength>=1"
    expected = open_folder(folder).find(query, level)
    assert len(expected) > 0
    found = json.loads(printed(capsys, "find", str(folder), query, "--level", level, "--json"))
    lines = printed(capsys, "find", str(folder), query, "--level", level).splitlines()
    table = cells(printed(capsys, "find", str(folder), query, "--level", level, "--csv"))
    assert len(found) == len(lines) == len(table) - 1 == len(expected)
    for record, one in zip(found, expected, strict=True):
        for name in {"patient_id", "study_instance_uid", "series_instance_uid", "path"} & set(
            record
        ):
            if hasattr(one, name):
                assert record[name] == getattr(one, name)
    assert table[0] == list(found[0])


def test_find_counts_the_instances_that_match(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = corpus / "ct-gantry-tilt"
    records = json.loads(printed(capsys, "find", str(folder), "InstanceNumber<=2", "--json"))
    expected = len(open_folder(folder).find("InstanceNumber<=2", "instance"))
    assert 0 < sum(record["instances"] for record in records) == expected


def test_nothing_found_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "find", str(tmp_path), "ct") == ""
    assert json.loads(printed(capsys, "find", str(tmp_path), "ct", "--json")) == []
    table = cells(printed(capsys, "find", str(tmp_path), "ct", "--csv"))
    assert [line[0] for line in table] == ["patient_id"]


def test_a_query_in_error_is_wrong_usage_and_points_at_the_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["find", str(tmp_path), "ct Modalty=CT"]) == ExitStatus.USAGE
    message = capsys.readouterr().err.splitlines()
    assert message[0] == "dicomtree: Modalty is no attribute"
    assert message[1].index("Modalty") == message[2].index("^^^^^^^")


def test_hostile_text_is_neutral_in_csv_and_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "=cmd|'/C calc'!A0"
    (tmp_path / "a.dcm").write_bytes(instance(patient_name=name, patient_id="\x1b[31m"))
    table = cells(printed(capsys, "find", str(tmp_path), "", "--csv"))
    row = dict(zip(table[0], table[1], strict=True))
    assert row["patient_name"] == f"'{name}"
    assert "\x1b" not in printed(capsys, "find", str(tmp_path), "")


# ---- table
def test_a_table_has_one_row_each_with_all_values(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(corpus / "mr-multi-echo")
    wanted = ["-a", "Modality,EchoTime", "-a", "0018,0091"]
    table = cells(printed(capsys, "table", folder, *wanted, "--where", "SeriesNumber=2"))
    assert table[0] == ["instances", "Modality", "EchoTime", "EchoTrainLength"]
    (row,) = table[1:]
    library = open_folder(folder)
    (series,) = library.find("SeriesNumber=2")
    assert isinstance(series, Series)
    times = library.values(series, "EchoTime")
    assert len(times) == 2
    assert set(row[2].split(" | ")) == set(times)
    assert int(row[0]) == sum(times.values())


def test_a_table_of_instances_names_their_files(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = str(corpus / "ct-gantry-tilt"), tmp_path / "t.csv"
    printed(capsys, "table", folder, "--level", "instance", "-a", "KVP", "-o", str(out))
    table = cells(out.read_text(encoding="utf-8"))
    for path, kvp in table[1:]:
        data = pydicom.dcmread(Path(folder) / path, stop_before_pixels=True)
        assert kvp == str(data.get("KVP", ""))
    assert main(["table", folder, "-o", str(out), "--quiet"]) == ExitStatus.USAGE
    assert "nothing is ever overwritten" in capsys.readouterr().err
    rows = json.loads(printed(capsys, "table", folder, "--level", "instance", "--json"))
    assert len(rows) == len(table) - 1
    assert rows[0]["values"]["Modality"] == ["CT"]


def test_a_table_is_never_written_into_what_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    (data / "below").mkdir(parents=True)
    (data / "a.dcm").write_bytes(instance())
    (tmp_path / "link").symlink_to(data)
    for output in (data / "t.csv", data / "below" / "t.csv", tmp_path / "link" / "t.csv"):
        assert main(["table", str(data), "-o", str(output)]) == ExitStatus.USAGE
        assert "which is only ever read" in capsys.readouterr().err
    assert sorted(path.name for path in data.rglob("*")) == ["a.dcm", "below"]
    assert main(["table", str(data), "-o", str(tmp_path / "no" / "t.csv")]) == ExitStatus.USAGE
    assert "there is no folder" in capsys.readouterr().err
    assert main(["table", str(data), "-o", str(tmp_path / "t.csv"), "--quiet"]) == ExitStatus.DONE


def test_an_unknown_attribute_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["table", str(tmp_path), "-a", "Modalty"]) == ExitStatus.USAGE
    both = ["table", str(tmp_path), "--json", "-o", str(tmp_path / "t.csv")]
    assert main(both) == main(["values", str(tmp_path), "--csv", "--json"]) == ExitStatus.USAGE
    assert "Modalty is no attribute" in capsys.readouterr().err


# ---- show
def test_show_prints_a_header_as_a_tree(
    pydicom_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(capsys, "show", str(pydicom_files / "rtplan.dcm")).splitlines()
    assert "(0010,0010) PN PatientName: Last^First^mid^pre" in lines
    assert "(300A,00B0) SQ BeamSequence: 1 item" in lines
    assert "  Item 1" in lines
    assert "  (300A,00C2) LO BeamName: Field 1" in lines


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("PatientName", "Last^First^mid^pre"),
        ("(0010,0010)", "Last^First^mid^pre"),
        ("patient name", "Last^First^mid^pre"),
        ("Beam Sequence[0].Beam Name", "Field 1"),
        ("BeamSequence[0].BeamName", "Field 1"),
        ("BeamSequence.BeamName", "Field 1"),
        ("DoseReferenceSequence[1].DoseReferenceDescription", "PTV"),
        ("DoseReferenceSequence[0].DoseReferenceDescription", "iso"),
    ],
)
def test_show_prints_one_value(
    path: str, expected: str, pydicom_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(pydicom_files / "rtplan.dcm")
    assert printed(capsys, "show", file, path) == f"{expected}\n"


def test_show_prints_what_is_inside_a_sequence_or_item(
    pydicom_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(pydicom_files / "rtplan.dcm")
    whole = printed(capsys, "show", file, "DoseReferenceSequence").splitlines()
    assert whole[0] == "2 items"
    assert whole.count("  Item 1") == whole.count("  Item 2") == 1
    one = printed(capsys, "show", file, "DoseReferenceSequence[1]").splitlines()
    assert one[0] == "Item 2"
    assert "(300A,0016) LO DoseReferenceDescription: PTV" in one
    assert not any("iso" in line for line in one)


def test_show_finds_what_lies_in_any_item(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = (element(0x00200013, "IS", f"{number}".encode()) for number in range(1, 251))
    frames = sequence(0x52009230, *map(item, numbers))
    (tmp_path / "a.dcm").write_bytes(part10(data_set(instance_elements()[:-1]) + frames))
    file = str(tmp_path / "a.dcm")
    assert printed(capsys, "show", file, "--find", "/^25[0-9]$/").splitlines() == [
        "(0020,0013) IS PerFrameFunctionalGroupsSequence[249].InstanceNumber: 250"
    ]
    assert printed(capsys, "show", file, "--find", "patient name").splitlines() == [
        "(0010,0010) PN PatientName: Doe^Jane"
    ]
    assert printed(capsys, "show", file, "--find", "nowhere") == ""
    private = element(0x00090010, "LO", b"GEMS_IDEN_01") + element(0x00091002, "SH", b"CT01")
    (tmp_path / "b.dcm").write_bytes(part10(private))
    assert printed(capsys, "show", str(tmp_path / "b.dcm"), "--find", "suite").splitlines() == [
        "(0009,1002) SH (0009,1002) Suite id: CT01"
    ]
    assert main(["show", file, "--find", "/(/"]) == ExitStatus.USAGE
    assert "no regular expression" in capsys.readouterr().err
    assert main(["show", file, "PatientName", "--find", "x"]) == ExitStatus.USAGE
    assert main(["show", file, "--find", " "]) == ExitStatus.USAGE


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("rtplan.dcm", "BeamSequence[7].BeamName", ExitStatus.FAILED),
        ("rtplan.dcm", "Nonsense", ExitStatus.USAGE),
        ("nothing.dcm", "PatientName", ExitStatus.USAGE),
    ],
)
def test_what_cannot_be_shown_is_said(
    name: str,
    path: str,
    status: ExitStatus,
    pydicom_files: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["show", str(pydicom_files / name), path]) == status
    assert capsys.readouterr().err.startswith("dicomtree: ")


def test_what_is_no_dicom_cannot_be_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_bytes(b"hello, hello")
    for more in ([], ["--json"]):
        assert main(["show", str(tmp_path / "a.txt"), *more]) == ExitStatus.FAILED
        assert "no DICOM file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["rtplan.dcm", "CT_small.dcm", "MR_small_bigendian.dcm", "image_dfl.dcm", "chrH31.dcm"]
)
def test_the_json_model_is_that_of_pydicom(
    name: str, pydicom_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    candidates = [pydicom_files / name, pydicom_files.parent / "charset_files" / name]
    file = next((path for path in candidates if path.is_file()), None)
    assert file is not None
    expected = pydicom.dcmread(file, stop_before_pixels=True).to_json_dict()
    assert json.loads(printed(capsys, "show", str(file), "--json")) == json.loads(
        json.dumps({tag: value for tag, value in expected.items() if tag < "7FE00008"})
    )


@pytest.mark.filterwarnings("ignore:.*:UserWarning:pydicom")
def test_the_json_model_of_every_file_is_that_of_pydicom(pydicom_files: Path) -> None:
    compared = 0
    for path in sorted(pydicom_files.parent.rglob("*.dcm")):
        try:
            expected = pydicom.dcmread(path, stop_before_pixels=True).to_json_dict()
        except (InvalidDicomError, ValueError):
            continue  # without a preamble, or with a value that no number is
        held = {tag: value for tag, value in expected.items() if tag < "7FE00008"}
        assert json.loads(dicom_json(str(path))) == json.loads(json.dumps(held)), path
        compared += 1
    assert compared > 80


def test_a_hostile_header_has_no_json_but_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nested = b""
    for _ in range(3000):
        nested = sequence(0x00081140, item(nested, undefined=True), undefined=True)
    (tmp_path / "a.dcm").write_bytes(part10(nested + data_set(instance_elements())))
    assert main(["show", str(tmp_path / "a.dcm"), "--json"]) == ExitStatus.FAILED
    assert capsys.readouterr().err.count("\n") == 1
    assert "deeper than" in printed(capsys, "show", str(tmp_path / "a.dcm"))


# ---- duplicates
def groups(capsys: pytest.CaptureFixture[str], folder: Path) -> dict[str, list[list[str]]]:
    assert main(["duplicates", str(folder), "--json", "--quiet"]) == ExitStatus.SOME
    found: dict[str, list[list[str]]] = {}
    for group in json.loads(capsys.readouterr().out):
        paths = [file["path"] for file in group["files"]]
        found.setdefault(group["kind"], []).append(paths)
    return found


def picture(values: range, syntax: str = "1.2.840.10008.1.2.1", **texts: str) -> bytes:
    pixels = struct.pack("<16H", *values)
    others = [one for one in instance_elements(syntax, **texts) if one[0] != 0x7FE00010]
    more = [
        (0x00280002, "US", struct.pack("<H", 1)),
        (0x00280004, "CS", b"MONOCHROME2"),
        (0x00280101, "US", struct.pack("<H", 16)),
        (0x00280102, "US", struct.pack("<H", 15)),
        (0x00280103, "US", struct.pack("<H", 0)),
        (0x7FE00010, "OW", pixels),
    ]
    return part10(data_set(sorted([*others, *more]), syntax), syntax)


def test_duplicates_are_told_by_bytes_pixels_and_uid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.dcm").write_bytes(picture(range(16), sop_instance_uid="1.2.1"))
    shutil.copy(folder / "a.dcm", folder / "b.dcm")
    other = picture(range(16), sop_instance_uid="1.2.2", patient_name="Other")
    (folder / "c.dcm").write_bytes(other)
    (folder / "d.dcm").write_bytes(picture(range(16), IMPLICIT_LITTLE, sop_instance_uid="1.2.1"))
    (folder / "e.dcm").write_bytes(picture(range(16), DEFLATED, sop_instance_uid="1.2.3"))
    (folder / "f.dcm").write_bytes(picture(range(1, 17), sop_instance_uid="1.2.2"))
    (folder / "g.dcm").write_bytes(picture(range(2, 18), sop_instance_uid="1.2.9"))
    assert groups(capsys, folder) == {
        "same_bytes": [["a.dcm", "b.dcm"]],
        "same_pixels": [["a.dcm", "c.dcm", "d.dcm", "e.dcm"]],
        "same_uid": [["c.dcm", "f.dcm"]],
    }
    assert main(["duplicates", str(folder), "--quiet"]) == ExitStatus.SOME
    assert "the same bytes:" in capsys.readouterr().out


def test_pictures_of_one_value_say_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in ("1", "2"):
        (tmp_path / f"{number}.dcm").write_bytes(instance(sop_instance_uid=f"1.2.{number}"))
    assert main(["duplicates", str(tmp_path), "--quiet"]) == ExitStatus.DONE
    assert capsys.readouterr().out == "no duplicates\n"


def test_the_same_picture_in_other_encodings_is_found_among_real_files(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = groups(capsys, corpus / "compressed")
    assert found["same_pixels"]


def test_long_values_are_cut_in_the_tree_and_whole_on_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = element(0x00104000, "LT", b"x" * 5000)
    (tmp_path / "a.dcm").write_bytes(part10(data_set(instance_elements()[:5]) + long))
    file = str(tmp_path / "a.dcm")
    assert len(max(printed(capsys, "show", file).splitlines(), key=len)) < 1100
    assert printed(capsys, "show", file, "PatientComments") == "x" * 5000 + "\n"


def test_every_item_of_a_long_sequence_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = [item(element(0x00081155, "UI", f"1.2.{number}".encode())) for number in range(250)]
    whole = data_set(instance_elements()[:3]) + sequence(0x00081140, *items)
    (tmp_path / "a.dcm").write_bytes(part10(whole))
    file = str(tmp_path / "a.dcm")
    lines = printed(capsys, "show", file).splitlines()
    assert [line for line in lines if "ReferencedSOPInstanceUID" in line][-1].endswith("1.2.249")
    assert "  Item 250" in lines
    path = "ReferencedImageSequence[{}].ReferencedSOPInstanceUID"
    for number in (0, 99, 100, 249):
        assert printed(capsys, "show", file, path.format(number)) == f"1.2.{number}\n"
    assert main(["show", file, path.format(250)]) == ExitStatus.FAILED
    capsys.readouterr()
