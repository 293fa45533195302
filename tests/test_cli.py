"""The command line says what it found, in the form that scripts rely on, and how it ended."""

import errno
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from dicomtree.cli import ExitStatus, main
from dicomtree.cli.main import COMMANDS, parser
from dicomtree.pixels import display_values, stored_values

COUNTS = ("instances", "duplicates", "not_dicom", "dicomdir", "problems")


def tree_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["tree", "--json", *arguments]) == ExitStatus.DONE
    return dict(json.loads(capsys.readouterr().out))


def test_tree_json_has_the_promised_form(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tree_json(capsys, str(corpus / "mr-multi-echo"))
    assert document["format"] == 1
    assert document["roots"] == [str(corpus / "mr-multi-echo")]
    assert document["counts"]["files"] == sum(document["counts"][name] for name in COUNTS)
    (patient,) = document["patients"]
    (study,) = patient["studies"]
    by_number = {series["series_number"]: series for series in study["series"]}
    (stack,) = by_number[2]["stacks"]
    assert stack["kind"] == "4D"
    assert stack["dimensions"] == [{"name": "echo", "values": [1, 2]}]
    assert set(stack["volumes"][0][0]) == {
        "root",
        "path",
        "frame",
        "sop_instance_uid",
        "instance_number",
        "offset_mm",
    }
    assert stack["volumes"][0][0]["frame"] is None
    assert set(stack["geometry"]) == {
        "normal",
        "positions",
        "spacing_mm",
        "zones",
        "missing",
        "uneven_at",
        "tilt_deg",
        "max_offline_mm",
        "complete",
    }


def test_json_is_what_the_library_gives(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import dicomtree

    folder = corpus / "mixed-modalities"
    expected = dicomtree.open_folder(folder).to_json()
    assert tree_json(capsys, str(folder)) == json.loads(json.dumps(expected))


def test_the_tree_reads_well_in_a_terminal(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tree", str(corpus / "ct-gantry-tilt")]) == ExitStatus.DONE
    printed = capsys.readouterr().out
    assert "axial · 28 × 5.0 mm · by position" in printed
    assert "⚠ tilt" in printed


def test_scan_prints_the_receipt(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(corpus)]) == ExitStatus.DONE
    printed = capsys.readouterr().out
    assert "620  files found" in printed


def test_problems_are_listed_and_change_the_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.symlink(tmp_path / "nowhere", tmp_path / "dangling")
    assert main(["scan", str(tmp_path)]) == ExitStatus.SOME
    assert "link: dangling" in capsys.readouterr().out


def test_an_empty_folder_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tree", "--json", str(tmp_path)]) == ExitStatus.DONE
    assert json.loads(capsys.readouterr().out)["patients"] == []


def test_a_missing_folder_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tree", str(tmp_path / "nothing")]) == ExitStatus.USAGE
    assert "there is nothing at" in capsys.readouterr().err


def test_an_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sing"]) == ExitStatus.USAGE
    capsys.readouterr()


def test_names_whose_bytes_are_not_utf_8_come_through_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.symlink("nowhere", os.fsencode(tmp_path) + b"/\xff")
    main(["tree", "--json", str(tmp_path)])
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert os.fsencode(problem["path"]) == b"\xff"


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        assert main([name, "--help"]) == ExitStatus.DONE
        assert "Not a medical device" in " ".join(capsys.readouterr().out.split())
    assert "not for diagnosis" in " ".join(parser().format_help().split())


def test_the_help_of_diff_gives_its_own_exit_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "0 nothing differs; 1 something does" in told
    assert "some files are problems" not in told


def test_render_writes_the_picture_and_the_values(corpus: Path, tmp_path: Path) -> None:
    source = str(corpus / "mixed-modalities" / "MULTIFRAME" / "IM_0010")
    picture, values = tmp_path / "a.png", tmp_path / "a.npy"
    assert main(["render", source, "--frame", "3", "-o", str(picture)]) == ExitStatus.DONE
    assert main(["render", source, "--frame", "3", "-o", str(values)]) == ExitStatus.DONE
    assert np.array_equal(np.asarray(Image.open(picture)), display_values(source, 2))
    assert np.array_equal(np.load(values), stored_values(source, 2))


def test_render_takes_a_window(corpus: Path, tmp_path: Path) -> None:
    source = str(corpus / "ct-gantry-tilt" / "philips-phantom" / "S2010" / "I10")
    out = tmp_path / "a.png"
    assert main(["render", source, "--window", "40/80", "-o", str(out)]) == ExitStatus.DONE
    assert np.array_equal(np.asarray(Image.open(out)), display_values(source, 0, (40, 80)))


def test_a_centre_below_zero_is_no_option(corpus: Path, tmp_path: Path) -> None:
    source = str(corpus / "ct-gantry-tilt" / "philips-phantom" / "S2010" / "I10")
    out = tmp_path / "a.png"
    assert main(["render", source, "--window", "-600/1500", "-o", str(out)]) == ExitStatus.DONE
    assert np.array_equal(np.asarray(Image.open(out)), display_values(source, 0, (-600, 1500)))


def test_a_file_in_an_archive_is_rendered_too(corpus: Path, tmp_path: Path) -> None:
    archive = corpus / "mixed-modalities" / "ZIP" / "RIDER.zip"
    with ZipFile(archive) as members:
        name = next(each for each in members.namelist() if each.endswith(".dcm"))
    out = tmp_path / "a.png"
    assert main(["render", f"{archive}!/{name}", "-o", str(out)]) == ExitStatus.DONE
    shown = display_values(f"{archive}!/{name}")
    assert np.array_equal(np.asarray(Image.open(out)), shown)


@pytest.mark.parametrize("name", ["a.png", "a.npy"])
def test_rows_that_are_missing_are_a_remark(
    name: str, pydicom_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(pydicom_files / "MR_truncated.dcm")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert main(["render", source, "-o", str(tmp_path / name)]) == ExitStatus.DONE
    assert capsys.readouterr().err == f"{source}: pixel data cut short: 63 of 64 rows\n"


def test_a_folder_that_is_not_there_is_wrong_usage(
    pydicom_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "nothing" / "a.png")
    assert main(["render", str(pydicom_files / "CT_small.dcm"), "-o", out]) == ExitStatus.USAGE
    assert capsys.readouterr().err == f"dicomtree: there is no folder {tmp_path / 'nothing'}\n"


def test_frames_and_windows_are_missed_by_the_names_the_user_gave(
    pydicom_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = str(pydicom_files / "examples_overlay.dcm"), str(tmp_path / "a.png")
    assert main(["render", source, "--frame", "2", "-o", out]) == ExitStatus.USAGE
    assert capsys.readouterr().err == f"dicomtree: {source}: there is no frame 2\n"
    assert main(["render", source, "--window", "bone", "-o", out]) == ExitStatus.USAGE
    assert "'bone': its windows are named WINDOW1" in capsys.readouterr().err


def test_render_never_overwrites(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(corpus / "mixed-modalities" / "ONEFILE" / "1-011.dcm")
    out = tmp_path / "a.png"
    out.write_bytes(b"mine")
    assert main(["render", source, "-o", str(out)]) == ExitStatus.USAGE
    assert out.read_bytes() == b"mine"
    assert "nothing is ever overwritten" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "arguments", "status"),
    [
        ("mixed-modalities/MOLLI_enhanced/PS_0002", [], ExitStatus.FAILED),
        ("mixed-modalities/ONEFILE/1-011.dcm", ["--frame", "2"], ExitStatus.USAGE),
        ("mixed-modalities/ONEFILE/1-011.dcm", ["--window", "bone"], ExitStatus.USAGE),
        ("mixed-modalities/ONEFILE/nothing", [], ExitStatus.USAGE),
        ("mixed-modalities/ONEFILE", [], ExitStatus.USAGE),
        ("mixed-modalities/ZIP/RIDER.zip!/nothing", [], ExitStatus.FAILED),
    ],
)
def test_what_cannot_be_rendered_is_said(
    name: str,
    arguments: list[str],
    status: ExitStatus,
    corpus: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = str(tmp_path / "a.png")
    assert main(["render", str(corpus / name), *arguments, "-o", out]) == status
    assert capsys.readouterr().err.startswith("dicomtree: ")
    assert not Path(out).exists()


def test_a_reader_that_leaves_early_is_no_failure(corpus: Path) -> None:
    command = [sys.executable, "-m", "dicomtree", "tree", "--json", "--quiet", str(corpus)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr is not None
        assert program.stderr.read() == b""
        assert program.wait() == ExitStatus.DONE


def test_what_the_system_refuses_is_one_line_and_a_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: object) -> ExitStatus:
        raise OSError(errno.ENOSPC, "No space left on device", "/out/a\x1bb")

    monkeypatch.setattr("dicomtree.cli.tree.run", refuse)
    assert main(["tree", "anything"]) == ExitStatus.FAILED
    said = capsys.readouterr().err
    assert said == "dicomtree: tree failed: /out/a\\x1bb: No space left on device\n"
