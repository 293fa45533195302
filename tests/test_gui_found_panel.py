"""What was found can be taken along as a table, into a new file and nowhere else."""

import csv
import tkinter
from dataclasses import replace
from pathlib import Path

import pytest

from dicomtree.gui.found_panel import HIDDEN_PATH, entries, problem_lines
from dicomtree.gui.saving import write_csv
from dicomtree.model import Problem, ProblemKind
from dicomtree.session.messages import CloseRequested
from dicomtree.session.state import OpenRoot, ScanState, Session
from tests import dicom_bytes as files
from tests.app_window import app_window
from tests.dicomdirs import disc

ROOTS = (
    OpenRoot("/data/gone", ScanState.MISSING),
    OpenRoot("/data/one", ScanState.DONE, 0),
    OpenRoot("/data/two", ScanState.DONE, 1),
)
PROBLEMS = (
    Problem(0, "a/b.dcm", ProblemKind.DAMAGED, "ends inside an element"),
    Problem(1, "=HYPERLINK(1)", ProblemKind.UNREADABLE, "permission denied, “really”"),
    Problem(1, "name\udcff.dcm", ProblemKind.LINK, "leads\nnowhere"),
)


def test_what_is_odd_about_a_dicomdir_stands_before_the_problems() -> None:
    odd = (("disc/DICOMDIR", "lists 1 file that is not there: GONE"),)
    session = Session(problems=PROBLEMS[:1], disc_remarks=odd)
    assert entries(session) == [
        ("DICOMDIR", "disc/DICOMDIR", "lists 1 file that is not there: GONE"),
        ("damaged", "a/b.dcm", "ends inside an element"),
    ]
    hidden = entries(replace(session, identity_hidden=True))
    assert hidden[0] == ("DICOMDIR", "hidden", "hidden")
    assert hidden[1][1] == "hidden"


def test_a_folder_that_is_itself_a_problem_is_called_by_its_path() -> None:
    problem = Problem(1, ".", ProblemKind.UNREADABLE, "Permission denied")
    roots = (OpenRoot("/one", ScanState.DONE, 0), OpenRoot("/two", ScanState.VANISHED, 1))
    session = replace(Session(), roots=roots, problems=(problem,))
    assert entries(session) == [("unreadable", "/two", "Permission denied")]
    hidden = replace(session, identity_hidden=True)
    assert entries(hidden) == [("unreadable", HIDDEN_PATH, "Permission denied")]


@pytest.mark.usefixtures("display")
def test_a_dicomdir_is_held_against_what_is_there_and_the_window_says_so(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(files.instance())
    disc(tmp_path, ["GONE"])
    with app_window() as window:
        window.open(str(tmp_path))
        window.wait_until(lambda: len(window.app.session.disc_remarks) == 2, "the comparison")
        window.do("found")
        texts = window.all_texts()
        assert "No problems · 2 remarks on a DICOMDIR" in texts
        assert "lists 1 file that is not there: GONE" in texts
        assert "does not list 1 instance: 1" in texts
        assert is_seen(window.app.shell.found.frame)
        window.do("leave")
        assert is_seen(window.app.shell.welcome.frame)
        window.send(CloseRequested(0))
        window.wait_until(lambda: not window.app.session.disc_remarks, "the remarks gone")


@pytest.mark.usefixtures("display")
def test_what_was_found_is_seen_where_nothing_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    with app_window() as window:
        window.open(str(tmp_path))
        window.do("found")
        assert is_seen(window.app.shell.found.frame)


def is_seen(frame: tkinter.Frame) -> bool:
    """Whether the middle of a frame lies uncovered on the screen."""
    frame.update()
    x = frame.winfo_rootx() + frame.winfo_width() // 2
    y = frame.winfo_rooty() + frame.winfo_height() // 2
    return str(frame.winfo_containing(x, y)).startswith(str(frame))


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_problem_has_its_line(tmp_path: Path) -> None:
    target = tmp_path / "problems.csv"
    write_csv(problem_lines(PROBLEMS, ROOTS), target)
    rows = rows_of(target)
    assert rows[0] == ["problem", "folder", "path", "reason"]
    assert rows[1] == ["damaged", "/data/one", "a/b.dcm", "ends inside an element"]
    assert len(rows) == 1 + len(PROBLEMS)


def test_a_problem_is_told_of_its_own_folder_where_another_could_not_be_opened() -> None:
    """A folder that is not there has a place on the screen and none in the library."""
    folders = [folder for _, folder, *_ in problem_lines(PROBLEMS, ROOTS)]
    assert folders == ["folder", "/data/one", "/data/two", "/data/two"]


def test_every_cell_is_quoted(tmp_path: Path) -> None:
    """A spreadsheet that parts cells at semicolons would else find formulas inside of one."""
    target = tmp_path / "problems.csv"
    write_csv(problem_lines(PROBLEMS, ROOTS), target)
    assert '"damaged","/data/one","a/b.dcm"' in target.read_text(encoding="utf-8-sig")


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    target = tmp_path / "problems.csv"
    write_csv(problem_lines(PROBLEMS, ROOTS), target)
    assert not any(cell[:1] in "=+-@" for row in rows_of(target) for cell in row if cell)


def test_a_name_that_is_no_text_is_written_all_the_same(tmp_path: Path) -> None:
    target = tmp_path / "problems.csv"
    write_csv(problem_lines(PROBLEMS, ROOTS), target)
    assert "name" in rows_of(target)[3][2]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "problems.csv"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_csv(problem_lines(PROBLEMS, ROOTS), target)
    assert target.read_text(encoding="utf-8") == "mine"
