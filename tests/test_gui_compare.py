"""Two instances are compared in a window of their own."""

import tkinter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from dicomtree.compare import Comparison, Difference, Kind, Lenience
from dicomtree.gui import style as styles
from dicomtree.gui.compare_window import CompareWindow
from dicomtree.gui.toolkit import hidden_root
from dicomtree.model import FrameRef
from dicomtree.session.compare_messages import Compared, ComparisonWanted, InstanceRemembered
from dicomtree.session.effects import LoadComparison
from dicomtree.session.messages import Message
from dicomtree.session.state import Session, Viewer
from dicomtree.session.update import update

FOUND = Comparison(
    (
        Difference(Kind.CHANGED, "EchoTime", "DS", ("30",), ("90",)),
        Difference(Kind.ADDED, "PatientID", "LO", (), ("$x [exit]",)),
    ),
    folded=3,
)


def showing(path: str, session: Session | None = None) -> Session:
    viewer = Viewer(1, 0, target=FrameRef(0, path, None, "1.2", 1, 0.0))
    return replace(session or Session(), viewer=viewer)


def compared() -> Session:
    session, _ = update(showing("a"), InstanceRemembered())
    session, effects = update(showing("b", session), ComparisonWanted(Lenience()))
    assert effects == (LoadComparison((0, "a"), (0, "b"), Lenience()),)
    session, _ = update(session, Compared((0, "a"), (0, "b"), FOUND))
    return session


@pytest.fixture
def sent(display: str) -> list[Message]:
    return []


@pytest.fixture
def window(display: str, sent: list[Message]) -> Iterator[CompareWindow]:
    style = styles.make_style(hidden_root(), "dark", 100)
    styles.apply(hidden_root(), style)
    parent = tkinter.Toplevel(hidden_root())
    made = CompareWindow(parent, style, sent.append)
    yield made
    made.close()
    parent.destroy()


def test_only_what_differs_is_listed(window: CompareWindow) -> None:
    window.draw(compared())
    rows = window.table.get_children()
    cells = [[window.table.set(row, name) for name in ("attribute", "first", "second")]
             for row in rows]  # fmt: skip
    assert cells == [["EchoTime", "30", "90"], ["PatientID", "", "$x [exit]"]]
    assert [window.table.item(row, "text") for row in rows] == ["≠ changed", "+ added"]
    assert window.said.cget("text") == "2 differences · 3 folded"


def test_differences_are_gone_through_one_by_one(window: CompareWindow) -> None:
    window.draw(compared())
    first, second = window.table.get_children()
    assert window.table.selection() == (first,)
    window.step(1)
    assert window.table.selection() == (second,)
    window.step(1)
    window.step(-1)
    assert window.table.selection() == (first,)


def test_hiding_identity_hides_the_comparison(window: CompareWindow) -> None:
    session = compared()
    window.draw(session)
    window.draw(replace(session, identity_hidden=True))
    assert window._window is None
    hidden = replace(showing("b", session), identity_hidden=True)
    assert update(hidden, ComparisonWanted(Lenience()))[1] == ()


def test_a_file_that_cannot_be_read_is_said() -> None:
    session, _ = update(compared(), Compared((0, "a"), (0, "b"), None))
    assert session.notice == "One of the two instances cannot be read"
    assert session.comparing.sides is None
