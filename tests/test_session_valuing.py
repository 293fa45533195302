"""The values of a selection: which series they are of, and what the find box is asked for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.library.header_values import CountedAttribute
from dicomtree.model import Tree
from dicomtree.query import parse
from dicomtree.query.syntax import Comparison, Presence
from dicomtree.session.effects import CountValues, MakeTable, StopValues
from dicomtree.session.messages import IdentityToggled, NodeSelected, Noticed, SettingChosen
from dicomtree.session.state import Session
from dicomtree.session.update import update
from dicomtree.session.valuing import HIDDEN_TABLE, asked_name, query_for, series_under
from dicomtree.session.valuing_messages import (
    TableMade,
    TableTaken,
    TableWanted,
    ValuesCounted,
    ValuesToggled,
)
from tests.pictures import axial_stack, session


@pytest.fixture
def shown() -> Session:
    return session(axial_stack(3))


def counted(path: str) -> CountedAttribute:
    return CountedAttribute(path, "0018,0081", "DS", "Echo Time", (("1", 2), (None, 1)))


def test_opening_counts_what_is_selected_and_closing_stops(shown: Session) -> None:
    chosen, _ = update(shown, NodeSelected(("series", 7)))
    opened, effects = update(chosen, ValuesToggled())
    assert CountValues((7,)) in effects
    answered, _ = update(opened, ValuesCounted((7,), (counted("EchoTime"),)))
    assert answered.valuing.counted is not None
    other, _ = update(opened, ValuesCounted((8,), (counted("EchoTime"),)))
    assert other.valuing.counted is None
    _, effects = update(answered, ValuesToggled())
    assert StopValues() in effects


def test_a_node_stands_for_the_series_under_it(shown: Session) -> None:
    every = tuple(one.key for one in shown.tree.series())
    assert series_under(shown, None) == every
    assert series_under(shown, ("patient", min(every))) == every
    assert series_under(shown, ("study", min(every))) == every
    assert series_under(shown, ("slice", 7, 0, 0, 1)) == (7,)


def test_while_identity_is_hidden_no_table_is_made(shown: Session) -> None:
    opened, _ = update(shown, ValuesToggled())
    wanted = TableWanted("series", ("0018,0081",), None)
    _, effects = update(opened, wanted)
    assert any(isinstance(effect, MakeTable) for effect in effects)
    hidden, _ = update(opened, IdentityToggled())
    told, effects = update(hidden, wanted)
    assert told.notice == HIDDEN_TABLE
    assert not any(isinstance(effect, MakeTable) for effect in effects)


def test_a_table_waits_for_the_clipboard_once(shown: Session) -> None:
    opened, _ = update(shown, ValuesToggled())
    made, _ = update(opened, TableMade("a\tb"))
    assert made.valuing.table == "a\tb"
    taken, _ = update(made, TableTaken())
    assert taken.valuing.table is None


def test_what_stands_inside_sequences_cannot_be_asked_for() -> None:
    assert query_for(counted("A[0].EchoTime"), "1") is None
    assert query_for(counted("(0019,xx24 GEMS_ACQU_01)"), "1") is None


@given(st.text(max_size=20))
def test_any_value_makes_a_query_that_asks_for_it(value: str) -> None:
    one = CountedAttribute("ImageType", "0008,0008", "CS", "Image Type", ((value, 2),))
    term = parse(query_for(one, value) or "")
    if value:
        assert isinstance(term, Comparison)
        assert (term.name, term.operator, term.value) == ("ImageType", "=", value)
    else:
        assert isinstance(term, Presence)


def of(path: str, vr: str, *, is_in_groups: bool = False) -> CountedAttribute:
    return CountedAttribute(path, "", vr, "", (), is_in_groups)


@pytest.mark.parametrize(
    ("path", "vr", "value", "query"),
    [
        ("PixelSpacing", "DS", "0.5\\0.5", 'PixelSpacing="0.5\\0.5"'),
        ("EchoTime", "DS", "\\3", 'EchoTime="3"'),
        ("EchoTime", "DS", "three", "has:EchoTime"),
        ("StudyDate", "DA", "20200101\\20200202", 'StudyDate="20200101"'),
        ("SOPClassUID", "UI", "1.2.3 (A Name (of it))", 'SOPClassUID="1.2.3"'),
        ("RequestAttributesSequence", "SQ", "1 item", "has:RequestAttributesSequence"),
        ("RequestAttributesSequence", "SQ", "0 items", "missing:RequestAttributesSequence"),
        ("RequestAttributesSequence", "SQ", None, "missing:RequestAttributesSequence"),
        ("PixelPaddingValue", "OW", "2 bytes: 00 f8", "has:PixelPaddingValue"),
        ("ImageComments", "LT", "aaa… (3,000 bytes) #0123", "has:ImageComments"),
    ],
)
def test_a_query_asks_for_what_can_be_compared(
    path: str, vr: str, value: str | None, query: str
) -> None:
    assert query_for(of(path, vr), value) == query


def test_what_stands_in_functional_groups_can_be_asked_for() -> None:
    shared, deeper = "SharedFunctionalGroupsSequence[0].", "A[0].B[1].C[0]."
    for path in ("PixelMeasuresSequence[0].SliceThickness", "A[0].B[0].SliceThickness"):
        for start in (shared, ""):
            one = of(start + path, "DS", is_in_groups=True)
            assert query_for(one, "5") == 'SliceThickness="5"'
            assert asked_name(one) == "SliceThickness"
    assert asked_name(of(f"{deeper}SliceThickness", "DS", is_in_groups=True)) is None
    assert asked_name(of("A[0].InstanceNumber", "IS", is_in_groups=True)) is None
    assert asked_name(of("A[0].(2005,xx0E Philips)", "FL", is_in_groups=True)) is None
    assert asked_name(of("A[0].SliceThickness", "DS")) is None


def test_a_table_that_comes_after_identity_was_hidden_is_dropped(shown: Session) -> None:
    opened, _ = update(shown, ValuesToggled())
    hidden, _ = update(opened, IdentityToggled())
    told, _ = update(hidden, TableMade("a\tb"))
    assert told.valuing.table is None
    assert told.notice == HIDDEN_TABLE


def test_another_tree_is_counted_anew(shown: Session) -> None:
    opened, _ = update(shown, ValuesToggled())
    answered, _ = update(opened, ValuesCounted(opened.valuing.series, (counted("EchoTime"),)))
    changed = replace(answered, tree=Tree(()))
    anew, effects = update(changed, Noticed(""))
    assert anew.valuing.counted is None
    assert CountValues(()) in effects


def test_another_character_set_counts_anew(shown: Session) -> None:
    opened, _ = update(shown, ValuesToggled())
    answered, _ = update(opened, ValuesCounted(opened.valuing.series, (counted("EchoTime"),)))
    chosen = SettingChosen("fallback_character_set", "Cyrillic (Windows)")
    anew, effects = update(answered, chosen)
    assert anew.valuing.counted is None
    assert CountValues(opened.valuing.series) in effects
