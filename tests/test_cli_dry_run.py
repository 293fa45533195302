"""`--dry-run` says what would be done, and that is what is then done."""

import json
from pathlib import Path

import pytest

from dicomtree import publish
from dicomtree.cli import ExitStatus, main
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
