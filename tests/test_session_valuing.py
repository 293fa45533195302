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
from dicomtree.session.valuing import HIDDEN_TABLE, query_for, series_under
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
    term = parse(query_for(counted("EchoTime"), value) or "")
    first = value.split("\\", maxsplit=1)[0]
    if first:
        assert isinstance(term, Comparison)
        assert (term.name, term.operator, term.value) == ("EchoTime", "=", first)
    else:
        assert isinstance(term, Presence)


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
