"""One command runs every check, and names those that failed."""

import re
from pathlib import Path

import pytest

from tests import __main__ as checks
from tests import programs

ROOT = Path(__file__).parent.parent


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no program be missing and run no check; return the names of those asked for."""
    asked: list[str] = []

    def passes(name: str, _: list[str]) -> bool:
        asked.append(name)
        return name != "types"

    monkeypatch.setattr(checks, "ensure_packages", lambda: None)
    monkeypatch.setattr(checks, "_passes", passes)
    monkeypatch.setattr(checks, "_run_pytest", lambda *_, long: (0, f"3 passed, long: {long}"))
    return asked


def test_all_checks_run_and_the_failed_ones_are_named(
    told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert checks.main([]) == 1
    assert told == ["format", "lint", "types", "architecture"]
    assert capsys.readouterr().out.splitlines()[-2:] == ["Failed: types", "3 passed, long: False"]


def test_without_its_programs_nothing_runs_and_the_command_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(programs, "missing_packages", lambda: ["xvfb", "dcmtk"])
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    assert checks.main([]) == 2
    command = "sudo apt-get install -y --no-install-recommends xvfb dcmtk"
    assert command in capsys.readouterr().out


def test_pytest_is_run_and_its_last_line_kept(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_one(): pass\n")
    arguments = ["-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", "-n0", str(tmp_path)]
    status, line = checks._run_pytest(arguments, long=False)
    assert status == 0
    assert re.search(r"\b1 passed\b", line)


def test_ci_runs_the_command_that_readme_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^python -m pip .* && python -m tests$", readme, re.MULTILINE)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
