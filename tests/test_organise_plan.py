"""A plan says for every file where it would go and why, and never lets two go to one place."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree import organise, publish
from dicomtree.model import Dimension, FrameRef, SeriesContent, Stack
from dicomtree.organise import (
    PRESETS,
    Action,
    Plan,
    PlanOptions,
    SourceFile,
    slice_places,
)
from dicomtree.publish import DestinationRefusedError, name_key, room
from dicomtree.transcode import Encoding
from tests.copied_files import no_values, options, source_file
from tests.phantoms import row

JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70"
HOSTILE = [
    "..", "../../../etc/passwd", "/etc/passwd", "C:\\Windows", "a\0b", "CON", "nul.dcm", "x" * 10_000,
    ".", "", " ", "-rf", "~root", "$(reboot)", "\u202egnp.exe", "COM¹", "a/../../b", "trailing. ", "\ud800",
]  # fmt: skip
TEXT_COLUMNS = (
    "patient_id",
    "study_date",
    "study_description",
    "series_description",
    "series_number",
    "instance_number",
    "modality",
    "study_instance_uid",
    "series_instance_uid",
    "sop_instance_uid",
)


def plan(files: list[SourceFile], destination: Path, how: PlanOptions) -> Plan:
    return organise.plan(files, str(destination), how, roots=(), read_values=no_values)


def targets(made: Plan) -> list[str]:
    return [entry.target for entry in made.entries]


def invented(count: int, **values: object) -> list[SourceFile]:
    """Files of which only the header rows exist."""
    return [SourceFile(row(f"{n}", **values), f"/nowhere/{n}") for n in range(count)]


def test_files_go_where_the_template_says(tmp_path: Path) -> None:
    file = SourceFile(row("a", patient_id="7", series_number="3", instance_number="12"), "/a")
    how = options("{PatientID}/{SeriesNumber:03d}/{InstanceNumber:04d}.dcm")
    assert targets(plan([file], tmp_path / "out", how)) == ["7/003/0012.dcm"]


def test_files_with_one_name_are_all_kept(tmp_path: Path) -> None:
    made = plan(invented(3), tmp_path / "out", options("{PatientID}/image.dcm"))
    assert targets(made) == ["1/image.dcm", "1/image (2).dcm", "1/image (3).dcm"]
    assert made.entries[1].reason == "image.dcm is taken by another file"


def test_names_that_differ_in_case_alone_do_not_collide_on_any_disk(tmp_path: Path) -> None:
    files = [
        SourceFile(row("1", patient_id="ab", instance_number="1"), "/1"),
        SourceFile(row("2", patient_id="AB", instance_number="1"), "/2"),
        SourceFile(row("3", patient_id="ab", instance_number="2"), "/3"),
        SourceFile(row("4", patient_id="A/B", instance_number="1"), "/4"),
        SourceFile(row("5", patient_id="A_B", instance_number="1"), "/5"),
    ]
    made = plan(files, tmp_path / "out", options("{PatientID}/{InstanceNumber}"))
    assert targets(made) == ["ab/1", "AB (2)/1", "ab/2", "A_B/1", "A_B (2)/1"]


def test_a_file_never_takes_a_folders_name(tmp_path: Path) -> None:
    how = options("{PatientID}/{SeriesDescription|x}")
    (tmp_path / "out/1/X").mkdir(parents=True)
    assert targets(plan(invented(1), tmp_path / "out", how)) == ["1/x (2)"]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("column", TEXT_COLUMNS)
def test_no_hostile_value_in_any_field_leaves_the_destination(
    tmp_path: Path, preset: str, column: str
) -> None:
    files = [SourceFile(row(str(n), **{column: text}), "/x") for n, text in enumerate(HOSTILE)]
    made = plan(files, tmp_path / "out", options(preset))
    assert len({name_key(target) for target in targets(made)}) == len(HOSTILE)
    for target in targets(made):
        parts = target.split("/")
        assert len(parts) == len(PRESETS[preset].split("/"))
        assert not {"", ".", ".."} & set(parts)
        assert (tmp_path / "out" / target).resolve().is_relative_to(tmp_path / "out")
        assert len(str(tmp_path / "out" / target)) <= 240


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "A", "ä", "a\u0308", "b/", "b:", ".."]), st.text(max_size=3)
        ),
        max_size=30,
    )
)
def test_whatever_the_values_are_every_file_has_a_place_of_its_own(
    values: list[tuple[str, str]],
) -> None:
    files = [
        SourceFile(row(str(n), patient_id=folder, series_description=name), f"/{n}")
        for n, (folder, name) in enumerate(values)
    ]
    made = plan(files, Path("/nonexistent/out"), options("{PatientID}/{SeriesDescription}"))
    folded = [name_key(target) for target in targets(made)]
    assert len(set(folded)) == len(files)
    folders = {name_key(target.split("/")[0]) for target in targets(made)}
    assert len(folders) == len({folder for folder, _ in values})


def test_a_plan_made_again_is_the_same(tmp_path: Path) -> None:
    first, second = (plan(invented(5), tmp_path / "out", options("flat")) for _ in range(2))
    assert first.entries == second.entries


# ---- long paths, room
def test_names_are_cut_so_that_paths_stay_short_enough(tmp_path: Path) -> None:
    files = invented(2, series_description="d" * 90, study_description="s" * 90)
    how = options("{StudyDescription}/{SeriesDescription}/{SOPInstanceUID}.dcm")
    made = plan(files, tmp_path / "out", how)
    assert made.name_limit < 100
    assert all(len(str(tmp_path / "out" / target)) <= 240 for target in targets(made))
    assert len({target.rpartition("/")[0] for target in targets(made)}) == 1


def test_a_path_that_cannot_be_short_enough_is_left_out_and_said(tmp_path: Path) -> None:
    made = plan(invented(1), tmp_path / "out", options("description", longest_path=60))
    assert made.entries[0].action is Action.LEFT_OUT
    assert "more than 60 characters" in made.entries[0].reason


def test_a_plan_knows_whether_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(invented(3, size=1000), tmp_path / "out", options("flat"))
    assert made.needed_bytes == 12_902  # three blocks of 4096 bytes, and 5 %
    assert made.has_room
    full = replace(made, free_bytes=12_901)
    assert not full.has_room
    monkeypatch.setattr(room, "free_bytes", lambda _: 12_901)
    with pytest.raises(publish.NoRoomError, match="13 kB are needed, 13 kB are free"):
        organise.begin(made)


def test_decompressed_copies_are_reckoned_by_their_pixels(tmp_path: Path) -> None:
    how = options("flat", encoding=Encoding.DECOMPRESSED)
    jpeg = invented(1, size=1000, rows=512, columns=512, transfer_syntax_uid=JPEG_LOSSLESS)
    made = plan(jpeg, tmp_path / "out", how)
    assert made.entries[0].size > 512 * 512 * 2


# ---- what is there already
def test_what_is_there_already_is_said(tmp_path: Path) -> None:
    file = source_file(tmp_path / "in", "a", b"content", patient_id="7")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/7.dcm").write_bytes(b"content")
    made = plan([file], tmp_path / "out", options("{PatientID}.dcm"))
    assert [(e.action, e.target) for e in made.entries] == [(Action.ALREADY_THERE, "7.dcm")]


def test_other_content_under_the_name_is_kept_beside(tmp_path: Path) -> None:
    file = source_file(tmp_path / "in", "a", b"content", patient_id="7")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/7.DCM").write_bytes(b"CONTENT")
    made = plan([file], tmp_path / "out", options("{PatientID}.dcm"))
    assert targets(made) == ["7 (2).dcm"]


def test_equal_files_are_each_found_where_the_last_plan_put_them(tmp_path: Path) -> None:
    files = [source_file(tmp_path / "in", name, b"same", patient_id="7") for name in "ab"]
    (tmp_path / "out").mkdir()
    (tmp_path / "out/7.dcm").write_bytes(b"same")
    (tmp_path / "out/7 (2).dcm").write_bytes(b"same")
    made = plan(files, tmp_path / "out", options("{PatientID}.dcm"))
    assert made.count(Action.ALREADY_THERE) == 2
    assert targets(made) == ["7.dcm", "7 (2).dcm"]


def test_further_copies_are_kept_unless_asked_otherwise(tmp_path: Path) -> None:
    files = invented(1)
    files.append(replace(files[0], path="/nowhere/copy", copy_of="0"))
    kept = plan(files, tmp_path / "out", options("flat"))
    assert kept.count(Action.COPY) == 2
    assert kept.entries[1].reason.startswith("a further copy of 0")
    once = plan(files, tmp_path / "out", options("flat", copies=False))
    assert (once.count(Action.COPY), once.count(Action.LEFT_OUT)) == (1, 1)


# ---- destinations
@pytest.mark.parametrize("destination", ["in", "in/below", "in/below/not/there", "link/below", "."])
def test_a_destination_in_or_around_what_is_read_is_refused(
    tmp_path: Path, destination: str
) -> None:
    (tmp_path / "in/below").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "in", target_is_directory=True)
    with pytest.raises(DestinationRefusedError, match="inside"):
        organise.plan(
            [],
            str(tmp_path / destination),
            options("flat"),
            roots=[str(tmp_path / "in")],
            read_values=no_values,
        )


def test_a_file_is_no_destination(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DestinationRefusedError, match="not a folder"):
        plan([], tmp_path / "file/below", options("flat"))


# ---- further values
def test_keywords_that_no_row_holds_are_read_from_the_file(tmp_path: Path) -> None:
    made = organise.plan(
        invented(1),
        str(tmp_path / "out"),
        options("{PatientID}/{BodyPartThickness}/{Modality}"),
        roots=(),
        read_values=lambda path, names: {"BodyPartThickness": f"{path[1:4]} {sorted(names)}"},
    )
    assert targets(made) == ["1/now __BodyPartThickness__/CT"]


def test_the_header_package_reads_them(pydicom_files: Path) -> None:
    read = organise.read_values(
        str(pydicom_files / "CT_small.dcm"),
        frozenset({"GantryDetectorTilt", "MediaStorageSOPClassUID", "BodyPartThickness"}),
    )
    assert read == {
        "GantryDetectorTilt": "0.000000",
        "MediaStorageSOPClassUID": "1.2.840.10008.5.1.4.1.1.2",
    }
    assert organise.read_values("/nowhere", frozenset({"PatientID"})) == {}


def test_slices_stacks_and_dimensions_are_fields() -> None:
    frames = [FrameRef(0, name, None, None, None, None) for name in "abcd"]
    stack = Stack(
        "4D",
        (Dimension("echo", (1, 2)), Dimension("te", ("4.9", None))),
        "position",
        display_reversed=False,
        warnings=(),
        geometry=None,
        volumes=((frames[0], frames[1]), (frames[2], frames[3])),
    )
    places = slice_places(SeriesContent((stack,), ()))
    place = places[0, "d"]
    assert (place.stack, place.volume, place.slice_index, place.dimension) == (1, 2, 2, "echo_2")
    assert places[0, "a"].dimension == "echo_1-te_4.9"


# ---- forms
def test_a_plan_is_a_table_json_and_a_tree(tmp_path: Path) -> None:
    files = invented(2, patient_id="=cmd|'/C calc'!A0")
    files.append(replace(files[0], copy_of="0"))
    made = plan(files, tmp_path / "out", options("{PatientID}/{SOPInstanceUID}.dcm", copies=False))
    table = list(csv.reader(io.StringIO(organise.plan_csv(made).decode("utf-8-sig"))))
    assert [line[2] for line in table] == ["action", "copy", "copy", "left out"]
    values = json.loads(json.dumps(organise.plan_json(made)))
    assert values["counts"] == {"copy": 2, "already there": 0, "left out": 1}
    tree = organise.plan_tree(made)
    assert tree.file_count == 2
    assert [folder.name for folder in tree.folders] == ["=cmd___C calc__A0"]
