"""The status bar says how far things are, and hides who the patient is when asked to."""

from dataclasses import replace

import pytest

from dicomtree.model import Counts, DataWarning, Progress, SeriesContent
from dicomtree.session.messages import NodeSelected, OrderPanelToggled
from dicomtree.session.state import NodeKey, OpenRoot, ScanState, Session
from dicomtree.session.status import details_line, folder_text, receipt, status_text
from dicomtree.session.update import update
from tests import library_phantoms as phantom

READING = OpenRoot("data", ScanState.READING, 0, "data")
TILT = DataWarning("tilt", "tilted by 18.5° in im001")


def warned() -> Session:
    content = SeriesContent((phantom.stack(phantom.frames(3), warnings=(TILT,)),), ())
    return replace(Session(), tree=phantom.tree(phantom.series(1)), contents={1: content})


def test_the_receipt_sums_up() -> None:
    session = replace(Session(), counts=Counts(10, 4, 1, 2, 1, 2))
    (_, total), *others = receipt(session)
    assert total == sum(count for _, count in others)


def test_while_reading_the_speed_is_said() -> None:
    progress = Progress(1200, 1000, 2345.6, "a/b")
    session = replace(
        Session(), roots=(READING,), progress=progress, counts=Counts(1200, 1000, 0, 200, 0, 0)
    )
    assert status_text(session) == "1,200 files · 1,000 instances · 2,346 files/s"
    assert folder_text(session) == "a/b"
    assert folder_text(replace(session, identity_hidden=True)) == ""


def test_problems_and_cancelling_are_said() -> None:
    cancelled = replace(READING, state=ScanState.CANCELLED)
    session = replace(Session(), roots=(cancelled,), counts=Counts(3, 2, 0, 0, 0, 1))
    assert "⚠ 1 problem" in status_text(session)
    assert "cancelled: what was read is shown" in status_text(session)


def test_nothing_opened_says_nothing() -> None:
    assert status_text(Session()) == ""


@pytest.mark.parametrize("key", [("series", 1), ("stack", 1, 0), ("slice", 1, 0, 0, 2)])
def test_warnings_of_the_selected_row_are_said_in_words(key: NodeKey) -> None:
    session = replace(warned(), selection=key)
    assert details_line(session) == "⚠ tilt: tilted by 18.5° in im001"


def test_warnings_of_one_kind_are_said_together_and_the_many_counted() -> None:
    damaged = tuple(DataWarning("damaged", f"im{number}: cut short") for number in range(9))
    content = SeriesContent((), (), damaged)
    session = replace(warned(), contents={1: content}, selection=("series", 1))
    said = "im0: cut short; im1: cut short; im2: cut short; and 6 more"
    assert details_line(session) == f"⚠ damaged: {said}"
    assert details_line(replace(session, identity_hidden=True)) == "⚠ damaged (9)"


def test_what_was_noticed_goes_when_the_user_goes_on_to_another_row() -> None:
    session, _ = update(warned(), OrderPanelToggled())
    assert session.notice == "Choose a series with pictures first"
    session, _ = update(session, NodeSelected(("series", 1)))
    assert session.notice == ""


def test_with_identity_hidden_only_the_kind_is_said() -> None:
    session = replace(warned(), selection=("series", 1), identity_hidden=True)
    assert details_line(session) == "⚠ tilt"
