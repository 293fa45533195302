"""Exports hold the values of the files, in canonical order, and say where they came from."""

import csv
import io
import json
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PIL import Image

import dicomtree
from dicomtree import export, publish, source
from dicomtree.export import (
    MIDDLE,
    OF_IMAGE,
    OF_STACK,
    CannotExportError,
    ExportOptions,
    Form,
    FrameReader,
    ImageStack,
    ValueKind,
)
from dicomtree.export.pictures import png16, stack_window
from dicomtree.library import Library
from dicomtree.library.exported import export_series, export_tables, stacks_of
from dicomtree.model import Dimension, Series
from dicomtree.pixels import display_values, load_picture, range_window, render, stored_values
from dicomtree.pixels.picture_file import known_file
from dicomtree.publish import DestinationRefusedError, Outcome
from tests.copied_files import files_below
from tests.picture_files import dose, picture
from tests.test_organise_copies import run_command


@pytest.fixture(scope="module")
def echoes(corpus: Path) -> Library:
    """The multi-echo MR series."""
    return dicomtree.open_folder(corpus / "mr-multi-echo", index=False)


def series_of_kind(library: Library, kind: str) -> Series:
    return next(one for one in library.tree.series() if one.stacks and one.stacks[0].kind == kind)


def place(library: Library, images: ImageStack, volume: int, index: int) -> tuple[str, int]:
    one = images.volumes[volume][index]
    return library.absolute_path(one.ref.root, one.ref.path), one.index


# ---- arrays
def test_a_stack_is_an_array_of_named_dimensions_in_canonical_order(echoes: Library) -> None:
    series = series_of_kind(echoes, "4D")
    stack = series.stacks[0]
    got = stack.array("stored")
    assert got.dimensions == (stack.dimensions[0].name, "z", "row", "column")
    assert got.coordinates["z"] == tuple(ref.offset_mm for ref in stack.volumes[0])
    assert got.coordinates[got.dimensions[0]] == stack.dimensions[0].values
    assert got.unit == "stored"
    for v, volume in enumerate(stack.volumes):
        for z, ref in enumerate(volume):
            expected = stored_values(echoes.absolute_path(ref.root, ref.path))
            np.testing.assert_array_equal(got.values[v, z], expected)
    assert got.slices.shape == got.headers.shape == got.values.shape[:2]
    assert [row.path for row in got.headers.flat] == [ref.path for ref in got.slices.flat]
    assert tuple(got.slices.flat) == tuple(ref for volume in stack.volumes for ref in volume)


def test_real_values_are_in_the_unit_of_the_file(corpus: Path) -> None:
    library = dicomtree.open_folder(corpus / "ct-gantry-tilt/ge-variable-spacing", index=False)
    (series,) = library.tree.series()
    got = series.stacks[0].array()
    assert (got.unit, got.dimensions) == ("HU", ("z", "row", "column"))
    assert got.values.dtype == np.float32
    path = library.absolute_path(got.slices[5].root, got.slices[5].path)
    picture = load_picture(path)
    np.testing.assert_allclose(
        got.values[5],
        picture.values * picture.transform.slope + picture.transform.intercept,  # type: ignore[union-attr]
    )


def test_an_array_can_be_sorted_by_attributes(echoes: Library) -> None:
    series = series_of_kind(echoes, "4D")
    got = series.stacks[0].array("stored", ["SliceLocation", "EchoTime"])
    assert got.dimensions == ("SliceLocation", "EchoTime", "row", "column")
    assert got.values.shape[:2] == (len(series.stacks[0].volumes[0]), len(series.stacks[0].volumes))
    assert got.coordinates["EchoTime"] == tuple(sorted(got.coordinates["EchoTime"]))
    assert [row.echo_time for row in got.headers[0]] == [
        str(value).rstrip("0").rstrip(".") for value in got.coordinates["EchoTime"]
    ]


def test_slices_that_share_what_they_are_sorted_by_follow_in_canonical_order(
    echoes: Library,
) -> None:
    stack = series_of_kind(echoes, "4D").stacks[0]
    got = stack.array("stored", ["EchoTime"])
    assert got.dimensions == ("EchoTime", "n", "row", "column")
    assert tuple(got.slices[0]) == stack.volumes[0]
    np.testing.assert_array_equal(got.values, stack.array("stored").values)


def test_frames_of_one_file_are_sorted_by_what_their_groups_say(corpus: Path) -> None:
    folder = corpus / "mixed-modalities" / "MULTIFRAME"
    library = dicomtree.open_folder(folder, index=False)
    (stack,) = next(one for one in library.tree.series() if one.series_number == 501).stacks
    got = stack.array("stored", ["EffectiveEchoTime"])
    assert got.dimensions[0] == "EffectiveEchoTime"
    assert got.coordinates["EffectiveEchoTime"] == (4.001, 6.3)
    frames = pydicom.dcmread(folder / stack.volumes[0][0].path).PerFrameFunctionalGroupsSequence
    for place, time in enumerate(got.coordinates["EffectiveEchoTime"]):
        for ref in got.slices[place]:
            echo = frames[(ref.frame or 1) - 1].MREchoSequence[0]
            assert echo.EffectiveEchoTime == time


def test_attributes_that_do_not_fill_a_grid_are_refused(echoes: Library) -> None:
    stack = series_of_kind(echoes, "4D").stacks[0]
    with pytest.raises(CannotExportError, match="do not fill"):
        stack.array(sort_by=["SliceLocation", "InstanceNumber"])
    with pytest.raises(CannotExportError, match="not every slice has a value"):
        stack.array(sort_by=["TriggerTime"])
    with pytest.raises(ValueError, match="no DICOM keyword"):
        stack.array(sort_by=["Echoes"])
    with pytest.raises(ValueError, match="no library"):
        replace(stack, _array=None).array()


def test_dimensions_that_make_a_grid_stand_side_by_side(echoes: Library) -> None:
    (images,) = stacks_of(echoes, series_of_kind(echoes, "4D"), "s")
    first, second = images.volumes
    grid = replace(
        images,
        volumes=(first, second, second, first),
        stack=replace(
            images.stack,
            dimensions=(Dimension("echo", (1, 2, 1, 2)), Dimension("phase", (1, 1, 2, 2))),
        ),
    )
    planned = export.plan_array(grid)
    assert planned.dimensions == ("echo", "phase", "z")
    assert planned.coordinates[:2] == ((1, 2), (1, 2))
    assert planned.slices == (*first, *second, *second, *first)
    uneven = replace(grid.stack, dimensions=(*grid.stack.dimensions, Dimension("te", (1, 2, 3, 4))))
    assert export.plan_array(replace(grid, stack=uneven)).dimensions == ("echo+phase+te", "z")


@pytest.mark.parametrize("form", [Form.NPY, Form.NPZ])
def test_numpy_files_hold_what_stored_values_gives(
    echoes: Library, tmp_path: Path, form: Form
) -> None:
    series = series_of_kind(echoes, "4D")
    options = ExportOptions(form, values=ValueKind.STORED)
    done = export_series(echoes, [series], tmp_path / "out", options)
    assert done.report is not None
    target = done.report.results[0].target
    loaded = np.load(tmp_path / "out" / target, allow_pickle=False)
    expected = series.stacks[0].array("stored")
    if form is Form.NPY:
        np.testing.assert_array_equal(loaded, expected.values)
        return
    np.testing.assert_array_equal(loaded["values"], expected.values)
    assert tuple(loaded["dimensions"]) == expected.dimensions
    assert str(loaded["unit"]) == "stored"
    np.testing.assert_array_equal(loaded["z"], expected.coordinates["z"])
    loaded.close()


# ---- pictures
def test_pictures_are_what_a_screen_shows(echoes: Library, tmp_path: Path) -> None:
    series = series_of_kind(echoes, "4D")
    (images,) = stacks_of(echoes, series, "s")
    for window in ((300.0, 700.0), "auto"):
        out = tmp_path / str(window)
        export_series(echoes, [series], out, ExportOptions(Form.PNG, window=window))
        (folder,) = (path for path in out.iterdir() if path.is_dir())
        files = sorted(folder.iterdir())
        assert len(files) == images.stack.frame_count
        for index in (0, 7):
            path, frame = place(echoes, images, 0, index)
            shown = np.asarray(Image.open(files[index]))
            np.testing.assert_array_equal(shown, display_values(path, frame, window))


def test_one_window_holds_for_a_stack_unless_each_image_has_its_own(
    echoes: Library, tmp_path: Path
) -> None:
    series = series_of_kind(echoes, "4D")
    (images,) = stacks_of(echoes, series, "s")
    with FrameReader() as reader:
        window = stack_window(images, OF_STACK, reader)
        assert stack_window(images, OF_IMAGE, reader) is None
    export_series(echoes, [series], tmp_path, ExportOptions(Form.PNG))
    path, frame = place(echoes, images, 0, 0)
    (first,) = tmp_path.glob("*/0001.png")
    expected = render(load_picture(path, frame), window)
    np.testing.assert_array_equal(np.asarray(Image.open(first)), expected)


def test_dose_is_exported_from_0_to_the_maximum_of_all_its_slices(tmp_path: Path) -> None:
    values = np.ones((5, 8, 8), np.uint16)
    values[0, 2, 3] = 4000
    dose(tmp_path / "dose.dcm", values, 0.01)
    library = dicomtree.open_folder(tmp_path, index=False)
    (series,) = library.tree.series()
    (images,) = stacks_of(library, series, "s")
    with FrameReader() as reader:
        assert stack_window(images, OF_STACK, reader) == range_window(0, 40)


@pytest.mark.parametrize(("only", "number"), [(MIDDLE, None), (3, 3)])
def test_one_slice_can_be_chosen(
    echoes: Library, tmp_path: Path, only: int | str, number: int | None
) -> None:
    series = series_of_kind(echoes, "4D")
    number = number or len(series.stacks[0].volumes[0]) // 2 + 1
    export_series(echoes, [series], tmp_path, ExportOptions(Form.PNG, only=only))
    assert [path.name for path in tmp_path.glob("*/*.png")] == [f"{number:04d}.png"]
    refused = export_series(echoes, [series], tmp_path / "b", ExportOptions(Form.PNG, only=9999))
    assert refused.report is None
    assert "no slice 9999" in refused.refused[0].reason


def test_sixteen_bits_hold_the_stored_values(corpus: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(corpus / "ct-gantry-tilt/ge-variable-spacing", index=False)
    (series,) = library.tree.series()
    (images,) = stacks_of(library, series, "s")
    path, frame = place(library, images, 0, 3)
    expected = stored_values(path, frame)
    with FrameReader() as reader:
        picture = Image.open(io.BytesIO(png16(images.volumes[0][3], reader)))
    raised = expected.astype(int) + (32768 if expected.dtype.kind == "i" else 0)
    np.testing.assert_array_equal(np.asarray(picture).astype(int), raised)


# ---- records
def test_the_record_names_sources_order_and_command(echoes: Library, tmp_path: Path) -> None:
    series = series_of_kind(echoes, "4D")
    options = ExportOptions(Form.NPY, command="dicomtree export it")
    export_series(echoes, [series], tmp_path, options)
    (path,) = tmp_path.glob("*.json")
    record = json.loads(path.read_bytes())
    stack = series.stacks[0]
    assert record["command"] == "dicomtree export it"
    assert "not for diagnosis" in record["notice"]
    assert record["ordered_by"] == stack.ordered_by
    assert record["array_dimensions"][1:] == ["z", "row", "column"]
    assert len(record["sources"]) == stack.frame_count == len(record["slices"])
    assert record["sources"][0]["sha256"] == source.sha256(record["sources"][0]["path"])
    assert [one["offset_mm"] for one in record["slices"][:3]] == [
        ref.offset_mm for ref in stack.volumes[0][:3]
    ]


def test_names_hold_nothing_of_the_patient(corpus: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(corpus / "mixed-modalities", index=False)
    done = export_series(
        library, library.tree.series(), tmp_path, ExportOptions(Form.PNG, only=MIDDLE)
    )
    assert done.report is not None
    for patient in library.tree.patients:
        for text in (patient.patient_id, patient.patient_name):
            if text and len(text) > 3:
                assert not any(text in result.target for result in done.report.results)


def test_an_export_leaves_no_file_open(echoes: Library, tmp_path: Path) -> None:
    series = series_of_kind(echoes, "4D")
    export_series(echoes, [series], tmp_path / "out", ExportOptions(Form.NIFTI))
    paths = [echoes.absolute_path(row.root, row.path) for row in echoes.instances([series])]
    assert [path for path in paths if getattr(known_file(path).source, "_file", None)] == []


def test_an_export_again_finds_itself_and_can_be_undone(echoes: Library, tmp_path: Path) -> None:
    series = series_of_kind(echoes, "4D")
    first = export_series(echoes, [series], tmp_path / "out", ExportOptions(Form.NPZ))
    again = export_series(echoes, [series], tmp_path / "out", ExportOptions(Form.NPZ))
    assert first.report is not None
    assert again.report is not None
    assert again.report.count(Outcome.SAME) == len(again.report.results) == 2
    publish.undo_job(first.report.header.job)
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_into_what_was_opened(corpus: Path) -> None:
    library = dicomtree.open_folder(corpus / "mr-multi-echo", index=False)
    with pytest.raises(DestinationRefusedError):
        export_series(
            library, library.tree.series(), corpus / "mr-multi-echo/out", ExportOptions(Form.PNG)
        )


def test_a_frame_that_has_no_picture_fails_alone(corpus: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(corpus / "mixed-modalities", index=False)
    done = export_series(library, library.tree.series(), tmp_path, ExportOptions(Form.PNG16))
    assert done.report is not None
    no_picture, no_record = done.report.failures
    assert "raw data" in no_picture.note
    assert no_record.note == "nothing that it would tell of could be written"
    assert done.report.count(Outcome.DONE) == len(done.report.results) - 2


# ---- tables
def test_the_tree_as_a_table_has_a_line_for_each_slice(echoes: Library, tmp_path: Path) -> None:
    series = echoes.tree.series()
    export_tables(echoes, series, tmp_path, ["tree.csv", "tree.json", "attributes.csv"])
    text = (tmp_path / "tree.csv").read_text("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    refs = [ref for one in series for s in one.stacks for volume in s.volumes for ref in volume]
    assert [line["sop_instance_uid"] for line in lines] == [ref.sop_instance_uid for ref in refs]
    tree: dict[str, Any] = json.loads((tmp_path / "tree.json").read_bytes())
    assert tree["patients"] == json.loads(json.dumps(echoes.to_json()["patients"]))
    attributes = (tmp_path / "attributes.csv").read_text("utf-8-sig")
    assert '"Modality"' in attributes
    with pytest.raises(ValueError, match="none of"):
        export_tables(echoes, series, tmp_path, ["tree.xlsx"])


def test_attributes_as_json_are_json(pydicom_files: Path, tmp_path: Path) -> None:
    paths = [str(pydicom_files / "CT_small.dcm"), str(tmp_path / "gone")]
    rows = json.loads(b"".join(export.attribute_json(paths)))
    assert next(row["value"] for row in rows if row.get("keyword") == "Modality") == "CT"
    assert rows[-1]["path"] == paths[1]


# ---- the command line
def test_the_command_in_the_record_repeats_the_export(
    corpus: Path, tmp_path: Path, echoes: Library
) -> None:
    uid = series_of_kind(echoes, "4D").series_instance_uid or ""
    folder, out = corpus / "mr-multi-echo", tmp_path / "out"
    arguments = ("--as", "png", "--series", uid, "--slice", "middle", "--window", "300/700")
    assert run_command("export", folder, "-o", out, *arguments).returncode == 0
    (record,) = out.glob("*.json")
    command = shlex.split(json.loads(record.read_bytes())["command"])
    done = subprocess.run(
        [sys.executable, "-m", *command, "--json"],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["counts"]["same"] == 2


def test_what_has_no_such_form_is_listed(pydicom_files: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("examples_ybr_color.dcm", "MR_small.dcm"):
        (tmp_path / "in" / name).write_bytes((pydicom_files / name).read_bytes())
    done = run_command("export", tmp_path / "in", "-o", tmp_path / "out", "--as", "nifti", "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert len(result["refused"]) == 1
    assert result["counts"]["done"] == 2


@pytest.mark.parametrize("arguments", [["--slice", "0"], ["--slice", "x"], ["--as", "tiff"]])
def test_wrong_usage_writes_nothing(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "in").mkdir()
    done = run_command("export", tmp_path / "in", "-o", tmp_path / "out", "--as", "png", *arguments)
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()


def test_volumes_of_unequal_length_make_no_array(echoes: Library) -> None:
    (images,) = stacks_of(echoes, series_of_kind(echoes, "4D"), "s")
    short = replace(images, volumes=(images.volumes[0], images.volumes[1][1:]))
    with pytest.raises(CannotExportError, match="differ in their number"):
        export.plan_array(short)


def test_a_query_chooses_what_a_command_exports(corpus: Path, tmp_path: Path) -> None:
    folder = corpus / "mr-multi-echo"
    arguments = ("--as", "npy", "--values", "stored", "--json", "--query")
    done = run_command("export", folder, "-o", tmp_path / "a", *arguments, "SeriesNumber=3")
    files = json.loads(done.stdout)["files"]
    library = dicomtree.open_folder(folder, index=False)
    expected = [one for one in library.find("SeriesNumber=3") if isinstance(one, Series)]
    assert 0 < len(expected) < len(library.tree.series())
    assert sum(file["target"].endswith(".npy") for file in files) == sum(
        len(one.stacks) for one in expected
    )
    record = json.loads(next((tmp_path / "a").glob("*.json")).read_bytes())
    assert "--query=SeriesNumber=3" in record["command"]
    wrong = run_command("export", folder, "-o", tmp_path / "b", *arguments, "EchoTime>>")
    assert wrong.returncode == 2
    assert not (tmp_path / "b").exists()


def test_a_script_leaves_the_command_that_repeats_it(echoes: Library, tmp_path: Path) -> None:
    series = series_of_kind(echoes, "4D")
    echoes.export(tmp_path / "a", "png", of=series, window=(-40.5, 400), only="middle")
    (path,) = (tmp_path / "a").glob("*.json")
    words = shlex.split(json.loads(path.read_bytes())["command"])
    words[words.index("--output") + 1] = str(tmp_path / "b")
    assert run_command(*words[1:]).returncode == 0
    (first,) = (tmp_path / "a").glob("*/*.png")
    (second,) = (tmp_path / "b").glob("*/*.png")
    assert first.read_bytes() == second.read_bytes()


def test_two_series_of_one_number_do_not_lie_mixed_in_one_folder(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("1.2.3.1", "1.2.3.2"):
        for number in (1, 2):
            picture(
                tmp_path / f"{name}-{number}.dcm",
                np.full((4, 4), number, np.uint16),
                Modality="CT",
                SeriesInstanceUID=name,
                SOPInstanceUID=f"{name}.{number}",
                SeriesNumber=5,
                InstanceNumber=number,
            )
    library = dicomtree.open_folder(tmp_path, index=False)
    first, second = library.tree.series()
    assert first.series_number == second.series_number
    pictures = library.export(tmp_path_factory.mktemp("pictures"), "png").report
    assert pictures is not None
    assert [result.target for result in pictures.results] == [
        "patient1-study1-series5-CT/0001.png",
        "patient1-study1-series5-CT/0002.png",
        "patient1-study1-series5-CT.json",
        "patient1-study1-series5-CT-no2/0001.png",
        "patient1-study1-series5-CT-no2/0002.png",
        "patient1-study1-series5-CT-no2.json",
    ]
    # A series keeps its name when it is exported alone.
    alone = library.export(tmp_path_factory.mktemp("alone"), "npy", of=second).report
    assert alone is not None
    assert alone.results[0].target == "patient1-study1-series5-CT-no2-real.npy"


def test_no_record_tells_of_a_picture_that_could_not_be_written(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name, shape in (("1.2.3", (4, 4, 3)), ("1.2.4", (4, 4))):
        values = np.zeros(shape, np.uint8)
        picture(tmp_path / name, values, SeriesInstanceUID=name, SOPInstanceUID=f"{name}.1")
    library = dicomtree.open_folder(tmp_path, index=False)
    out = tmp_path_factory.mktemp("out")
    report = library.export(out, "png16").report
    assert report is not None
    assert [failure.note for failure in report.failures] == [
        "a 16-bit PNG holds grey values, not colour",
        "nothing that it would tell of could be written",
    ]
    grey = json.loads(next(out.rglob("*.json")).read_bytes())
    assert grey["series_instance_uid"] == "1.2.4"
    assert len(files_below(out)) == 2


@pytest.mark.parametrize(
    "choice",
    [{"window": (40.0, -5.0)}, {"window": (40.0, float("nan"))}, {"only": 0}, {"stack": -1}],
    ids=["no width", "no number", "slice 0", "stack -1"],
)
def test_what_can_show_nothing_is_refused_before_anything_is_written(
    echoes: Library, tmp_path: Path, choice: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"width|count from 1"):
        echoes.export(tmp_path / "out", "png", **choice)
    assert not (tmp_path / "out").exists()


def test_a_stack_below_one_is_no_other_stack_of_the_series(echoes: Library, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="count from 1"):
        echoes.plan_copies(tmp_path / "out", stack=-1)
