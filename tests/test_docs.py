"""What is written for people is true."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dicomtree.cli.main import COMMANDS
from dicomtree.demo import make_demo

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("module", COMMANDS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_command_is_in_the_readme(module: object) -> None:
    name = str(getattr(module, "__name__", "")).rpartition(".")[2]
    section = README.partition("## Command line")[2].partition("## ")[0]
    assert re.search(rf"\b{name}\b", section)


def test_the_readme_shows_the_two_commands() -> None:
    assert "python -m pip install -r requirements.txt && python app.py\n" in README
    assert "python -m pip install -r tests/requirements.txt && python -m tests\n" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_readmes_python_runs(corpus: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    folder = corpus / "mr-multi-echo"
    script = example.replace("/path/to/folder", str(folder)) + "\nprint(values.shape)\n"
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "(64, 64)"


def test_the_map_of_the_architecture_names_what_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## Where things are")[2].partition("## ")[0]
    named = re.findall(r"`([a-z_]+/(?:[a-z_]+\.py)?)`", table)
    assert named
    assert [name for name in named if not (ROOT / "dicomtree" / name).exists()] == []


def test_the_examples_of_the_python_page_give_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DICOMTREE_HOME", str(tmp_path / "home"))
    folder, destination = make_demo(tmp_path / "demo"), tmp_path / "out"
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    names = {"folder": folder, "destination": destination}
    example = doctest.DocTestParser().get_doctest(page, names, "python.md", None, 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        example, out=said.append
    )
    assert result.attempted > 30
    assert result.failed == 0, "".join(said)
