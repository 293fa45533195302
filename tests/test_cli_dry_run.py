"""`--dry-run` says what would be done, and that is what is then done."""

import json
import shlex
from pathlib import Path

import pytest

from dicomtree import publish
from dicomtree.cli import ExitStatus, main
from dicomtree.cli.export_options import command_of
from dicomtree.cli.main import parser
from tests.copied_files import files_below
from tests.job_processes import small_files


def looked_at(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return the targets that a dry run names."""
    assert main([*words, "--dry-run", "--json", "--quiet"]) in (ExitStatus.DONE, ExitStatus.SOME)
    return sorted(line["target"] for line in json.loads(capsys.readouterr().out)["lines"])


@pytest.mark.parametrize("words", [["export", "--as=npy"], ["export", "--as=csv"], ["dicomdir"]])
def test_what_is_written_is_what_was_shown(
    words: list[str], pydicom_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = pydicom_files / "dicomdirtests" / "98892001", tmp_path / "out"
    command = [*words, str(folder), f"--output={out}"]
    shown = looked_at(capsys, *command)
    assert shown
    assert not out.exists()
    main([*command, "--quiet"])
    assert sorted(files_below(out)) == shown


def test_a_look_at_undoing_removes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = small_files(tmp_path / "in", 3), tmp_path / "out"
    main(["organise", str(source), f"--output={out}", "--template=flat", "--quiet"])
    (job,) = publish.list_jobs()
    before = files_below(out)
    assert looked_at(capsys, "undo", job.header.job) == sorted(before)
    assert files_below(out) == before


def test_a_dry_run_is_drawn_as_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = small_files(tmp_path / "in", 6)
    command = ["export", str(source), f"--output={tmp_path / 'out'}", "--as=png", "--dry-run"]
    assert main(command) == ExitStatus.DONE
    said = capsys.readouterr()
    assert "(6 files)" in said.out
    assert "… 3 more" in said.out
    assert "7 files" in said.err


def test_a_place_that_may_not_be_written_to_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = small_files(tmp_path / "in", 1)
    command = ["export", str(source), f"--output={source / 'x'}", "--as=png", "--dry-run"]
    assert main(command) == ExitStatus.USAGE
    assert "lies inside" in capsys.readouterr().err


def test_one_stack_of_each_series_can_be_chosen(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["export", str(corpus / "ct-gantry-tilt"), f"--output={tmp_path / 'out'}", "--as=png"]
    second = looked_at(capsys, *command, "--slice=1", "--stack=2")
    assert second == [
        "patient1-study1-series401-CT-stack2.json",
        "patient1-study1-series401-CT-stack2/0001.png",
    ]


def test_the_command_in_a_record_is_understood_again(tmp_path: Path) -> None:
    words = ["export", str(tmp_path), f"--output={tmp_path}", "--as=png", "--window=-600/1500"]
    words += ["--patient-id=-1 [x]", "--stack=2", "--slice=3", "--query=-y"]
    options = parser().parse_args(words)
    again = parser().parse_args(shlex.split(command_of(options))[1:])
    assert vars(again) == vars(options)
