"""Filter, outline and values of the inspector, without a window."""

from dataclasses import replace

import pytest

from dicomtree.header import AttributeRow
from dicomtree.model import FrameRef
from dicomtree.session.attribute_filter import PatternError, matcher
from dicomtree.session.attribute_messages import (
    ItemsLoaded,
    ItemsWanted,
    WholeValueLoaded,
    WholeValueWanted,
)
from dicomtree.session.attribute_values import copied, displayed
from dicomtree.session.effects import LoadItems, LoadWholeValue
from dicomtree.session.outline import every_node, outline, path_of, pydicom_expression
from dicomtree.session.state import Session, Viewer, WholeValue
from dicomtree.session.update import update

NAME = AttributeRow(0, "0010,0010", "PatientName", "Patient's Name", "PN", "Müller^Zoë")
OTHER = AttributeRow(0, "0018,0081", "EchoTime", "Echo Time", "DS", "30")


@pytest.mark.parametrize(
    "wanted",
    [
        "0010,0010",
        "(0010,0010)",
        "(0010, 0010)",
        "00100010",
        "PatientName",
        "patientname",
        "patient name",
        "Patient's Name",
        "muller",
        "ZOË",
        "patient*",
        "m?ller^*",
        "/^M.ller/",
        "/name$",
    ],
)
def test_an_attribute_is_found_by_any_form(wanted: str) -> None:
    is_wanted = matcher(wanted)
    assert is_wanted is not None
    assert is_wanted(NAME)
    assert not is_wanted(OTHER)


def test_nothing_typed_asks_for_nothing() -> None:
    assert matcher("  ") is None


def test_what_is_no_expression_is_said() -> None:
    with pytest.raises(PatternError, match="no regular expression"):
        matcher("/(/")


@pytest.mark.parametrize(
    ("vr", "value", "shown"),
    [
        ("DA", "20150206", "20150206 (2015-02-06)"),
        ("TM", "101530.5", "101530.5 (10:15:30)"),
        ("AS", "047Y", "047Y (47 years)"),
        ("DA", "never", "never"),
        ("DA", "20150206\\20160101", "20150206\\20160101 (2015-02-06, 2016-01-01)"),
        ("LO", "20150206", "20150206"),
    ],
)
def test_times_are_readable_beside_the_raw_text(vr: str, value: str, shown: str) -> None:
    line = AttributeRow(0, "0008,0020", "", "", vr, value)
    assert displayed(line) == shown
    assert copied(line) == value


def test_paths_and_expressions_lead_through_items() -> None:
    lines = (
        AttributeRow(0, "0002,0010", "TransferSyntaxUID", "", "UI", "1"),
        AttributeRow(0, "300A,00B0", "BeamSequence", "", "SQ", "1 item"),
        AttributeRow(1, "", "", "Item 1", "", "", number=1),
        AttributeRow(1, "300A,00C2", "BeamName", "", "LO", "a"),
        AttributeRow(1, "3249,1000", "", "", "UN", "b"),
    )
    nodes = list(every_node(outline(lines, {})))
    assert [path_of(node) for node in nodes] == [
        "TransferSyntaxUID",
        "BeamSequence",
        "BeamSequence[0]",
        "BeamSequence[0].BeamName",
        "BeamSequence[0].(3249,1000)",
    ]
    assert [pydicom_expression(node) for node in nodes] == [
        "ds.file_meta.TransferSyntaxUID",
        "ds.BeamSequence",
        "ds.BeamSequence[0]",
        "ds.BeamSequence[0].BeamName",
        "ds.BeamSequence[0][0x32491000].value",
    ]


def session_with_instance() -> Session:
    viewer = Viewer(1, 0, target=FrameRef(0, "a/b", None, "1.2", 1, 0.0))
    return replace(Session(), viewer=viewer, attributes_of="0/a/b")


def test_items_are_read_once() -> None:
    session, effects = update(session_with_instance(), ItemsWanted((1,), 101))
    assert effects == (LoadItems(0, "a/b", (1,), 101),)
    session, effects = update(session, ItemsWanted((1,), 101))
    assert effects == ()
    session, _ = update(session, ItemsLoaded("0/a/b", (1,), 101, (NAME,)))
    assert session.more_attributes[(1,), 101] == (NAME,)
    late, _ = update(session, ItemsLoaded("0/other", (1,), 201, (NAME,)))
    assert late is session


def test_a_whole_value_is_not_read_while_identity_is_hidden() -> None:
    session = session_with_instance()
    _, effects = update(session, WholeValueWanted((1,), "x"))
    assert effects == (LoadWholeValue(0, "a/b", (1,), "x"),)
    assert update(replace(session, identity_hidden=True), WholeValueWanted((1,), "x"))[1] == ()
    shown, _ = update(session, WholeValueLoaded("0/a/b", WholeValue("x", "text")))
    assert shown.whole_value == WholeValue("x", "text")
