"""What was found can be taken along as a table, into a new file and nowhere else."""

import csv
from pathlib import Path

import pytest

from dicomtree.gui.found_panel import write_problems
from dicomtree.model import Problem, ProblemKind

ROOTS = ("/data/one", "/data/two")
PROBLEMS = (
    Problem(0, "a/b.dcm", ProblemKind.DAMAGED, "ends inside an element"),
    Problem(1, "=HYPERLINK(1)", ProblemKind.UNREADABLE, "permission denied, “really”"),
    Problem(1, "name\udcff.dcm", ProblemKind.LINK, "leads\nnowhere"),
)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_problem_has_its_line(tmp_path: Path) -> None:
    target = tmp_path / "problems.csv"
    write_problems(target, ROOTS, PROBLEMS)
    rows = rows_of(target)
    assert rows[0] == ["problem", "folder", "path", "reason"]
    assert rows[1] == ["damaged", "/data/one", "a/b.dcm", "ends inside an element"]
    assert len(rows) == 1 + len(PROBLEMS)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    target = tmp_path / "problems.csv"
    write_problems(target, ROOTS, PROBLEMS)
    assert not any(cell[:1] in "=+-@" for row in rows_of(target) for cell in row if cell)


def test_a_name_that_is_no_text_is_written_all_the_same(tmp_path: Path) -> None:
    target = tmp_path / "problems.csv"
    write_problems(target, ROOTS, PROBLEMS)
    assert "name" in rows_of(target)[3][2]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "problems.csv"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_problems(target, ROOTS, PROBLEMS)
    assert target.read_text(encoding="utf-8") == "mine"
