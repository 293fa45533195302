"""Queries, values and tables look into functional groups where the data set says nothing."""

import json
from pathlib import Path

import pytest

from dicomtree.cli.main import main
from dicomtree.library import Library, open_folder
from dicomtree.library.attribute_values import Watch
from dicomtree.library.tables import table_lines, table_of
from dicomtree.model import HeaderRow, Series
from tests.dicom_bytes import data_set, element, instance_elements, item, part10, sequence

ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
ULTRASOUND_CINE = "1.2.840.10008.5.1.4.1.1.3.1"
SHARED, PER_FRAME = 0x52009229, 0x52009230
THICKNESS = 0x00180050


def measures(*thickness: str) -> bytes:
    """Return the Pixel Measures of one frame, or of all."""
    inside = b"".join(element(THICKNESS, "DS", text.encode()) for text in thickness)
    return item(sequence(0x00289110, item(inside)))


def write(folder: Path, name: str, *groups: bytes, series: str = "1", **more: str) -> None:
    """Write an instance; `more` may name its class, thickness and number of frames."""
    tags = {0x00080016: ("UI", more.get("sop_class")), THICKNESS: ("DS", more.get("thickness"))}
    tags[0x00280008] = ("IS", more.get("frames"))
    own = {
        tag: (tag, vr, value)
        for tag, vr, value in instance_elements(
            sop_instance_uid=f"1.2.{name}", series_instance_uid=f"1.3.{series}"
        )
    }
    own |= {tag: (tag, vr, text.encode()) for tag, (vr, text) in tags.items() if text is not None}
    *before, pixels = (own[tag] for tag in sorted(own))
    whole = data_set(before) + b"".join(groups) + data_set([pixels])
    (folder / name).write_bytes(part10(whole))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    enhanced = {"sop_class": ENHANCED_CT, "frames": "2"}
    write(tmp_path, "1", sequence(SHARED, measures("1.5")), **enhanced)
    write(
        tmp_path, "2", sequence(PER_FRAME, measures("1.5"), measures("5")), series="2", **enhanced
    )
    write(tmp_path, "3", series="3", thickness="5")
    write(tmp_path, "4", series="4")
    write(tmp_path, "5", sequence(SHARED, measures("5")), series="5", thickness="3", **enhanced)
    return tmp_path


def found(library: Library, query: str) -> str:
    rows = library.find(query, "instance")
    return "".join(row.path for row in rows if isinstance(row, HeaderRow))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SliceThickness<2", "12"),
        ("SliceThickness=5", "23"),
        ("SliceThickness!=5", "145"),
        ("not SliceThickness=5", "145"),
        ("missing:SliceThickness", "4"),
        ("has:SliceThickness", "1235"),
        ("0018,0050=3", "5"),
        ("SliceThickness=5 has:PixelMeasuresSequence", "2"),
        ("has:PixelMeasuresSequence", "125"),
        ("SliceThickness=1.5 SliceThickness=5", "2"),
        ("missing:SliceThickness or SliceThickness=1.5", "124"),
    ],
)
def test_one_frame_is_enough(query: str, expected: str, folder: Path) -> None:
    assert found(open_folder(folder, index=False), query) == expected


def test_what_the_index_holds_and_what_is_read_agree(folder: Path) -> None:
    open_folder(folder, index=True)
    again = open_folder(folder, index=True)
    assert found(again, "SliceThickness<2") == "12"
    assert found(again, "SliceThickness>2") == "235"


def test_one_series_may_hold_both_kinds(tmp_path: Path) -> None:
    enhanced = {"sop_class": ENHANCED_CT, "frames": "1"}
    write(tmp_path, "1", sequence(SHARED, measures("1.5")), **enhanced)
    write(tmp_path, "2", thickness="5")
    write(tmp_path, "3")
    library = open_folder(tmp_path, index=False)
    assert found(library, "SliceThickness<2") == "1"
    assert found(library, "SliceThickness>=2") == "2"
    assert found(library, "missing:SliceThickness") == "3"
    (series,) = library.find("SliceThickness>=2")
    assert isinstance(series, Series)


def test_only_what_may_have_groups_is_read_for_what_rows_hold(tmp_path: Path) -> None:
    write(tmp_path, "1", thickness="5")
    write(tmp_path, "2")
    write(tmp_path, "3", sop_class=ULTRASOUND_CINE, frames="30")
    library = open_folder(tmp_path, index=False)
    for query in ("SliceThickness<9", "missing:SliceThickness", "KVP>1", "EchoTime=1 or head"):
        assert not library.finder.needs_time(query)
    assert library.finder.needs_time("MagneticFieldStrength=1.5")
    write(tmp_path, "4", sequence(SHARED, measures("1.5")), sop_class=ENHANCED_CT, frames="2")
    library.scan()
    assert library.finder.needs_time("SliceThickness<9")
    assert not library.finder.needs_time("head Modality=CT")
    assert found(library, "SliceThickness<9") == "14"
    assert not library.finder.needs_time("SliceThickness>2")
    for path in tmp_path.iterdir():
        path.write_bytes(b"")  # whoever reads again would find nothing
    assert found(library, "SliceThickness>1") == "14"


def test_an_instance_counts_for_each_value_that_its_frames_have(folder: Path) -> None:
    library = open_folder(folder, index=False)
    counts = library.values(library.tree.patients, "SliceThickness")
    assert counts == {"1.5": 2, "5": 2, "3": 1, None: 1}
    for value, count in counts.items():
        if value is not None:
            assert len(found(library, f"SliceThickness={value}")) == count


def test_tables_have_the_shared_value_or_the_different_ones(folder: Path) -> None:
    library = open_folder(folder, index=False)
    table = table_of(library, "", "instance", ["SliceThickness"], Watch())
    assert list(table_lines(table))[1:] == [
        ["1", "1.5"],
        ["2", "1.5 | 5"],
        ["3", "5"],
        ["4", ""],
        ["5", "3"],
    ]


def test_the_command_line_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*arguments: str) -> str:
        assert main([*arguments, "--no-index"]) == 0
        return capsys.readouterr().out

    where = printed("find", str(folder), "SliceThickness<2", "--level", "instance")
    assert [Path(line).name for line in where.splitlines()] == ["1", "2"]
    rows = printed("table", str(folder), "-a", "SliceThickness", "--level", "instance", "--json")
    values = [one["values"]["SliceThickness"] for one in json.loads(rows)]
    assert values == [["1.5"], ["1.5", "5"], ["5"], [], ["3"]]


def test_texts_of_frames_are_read_in_the_chosen_character_set(tmp_path: Path) -> None:
    comment = element(0x00209158, "LT", "Голова".encode("cp1251"))
    frame = item(sequence(0x00209111, item(comment)))
    other = item(sequence(0x00209111, item(element(0x00209158, "LT", b"none"))))
    write(tmp_path, "1", sequence(PER_FRAME, frame, other), sop_class=ENHANCED_CT, frames="2")
    library = open_folder(tmp_path, index=False)
    assert found(library, "FrameComments=голова") == ""
    library.undeclared = "Cyrillic (Windows)"
    assert found(library, "FrameComments=голова") == "1"
    assert library.values(library.tree.patients, "FrameComments") == {"Голова": 1, "none": 1}
