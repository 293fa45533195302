"""Which rows can be compared, and what happens to answers that come late."""

from dataclasses import replace

from dicomtree.compare import Comparison
from dicomtree.model import FrameRef, Patient, Series, Stack, Study
from dicomtree.session.compare_messages import (
    Compared,
    ComparisonClosed,
    ComparisonWanted,
    SideRemembered,
    Which,
)
from dicomtree.session.comparing import NOTHING, side_of
from dicomtree.session.effects import Effect, LoadComparison, StopComparison
from dicomtree.session.messages import NodeSelected, SettingChosen
from dicomtree.session.state import NodeKey, Session
from dicomtree.session.update import update
from tests.pictures import axial_stack, session


def loads(effects: tuple[Effect, ...]) -> list[LoadComparison]:
    return [effect for effect in effects if isinstance(effect, LoadComparison)]


def waiting(shown: Session) -> tuple[Session, LoadComparison]:
    remembered, _ = update(shown, SideRemembered(Which.INSTANCE))
    asked, effects = update(remembered, ComparisonWanted(Which.INSTANCE))
    (effect,) = loads(effects)
    return asked, effect


def test_every_kind_of_row_is_a_side() -> None:
    shown = session(axial_stack(3))
    assert shown.viewer is not None
    key = shown.viewer.series_key
    rows: dict[NodeKey, type] = {
        ("patient", key): Patient,
        ("study", key): Study,
        ("series", key): Series,
        ("stack", key, 0): Stack,
        ("slice", key, 0, 0, 2): FrameRef,
    }
    found = {row: side_of(shown, row) for row in rows}
    assert {row: side and type(side.node) for row, side in found.items()} == rows
    assert all(side is not None and side.name for side in found.values())


def test_rows_that_are_not_there_are_none() -> None:
    shown = session(axial_stack(3))
    gone: list[NodeKey] = [
        ("patient", 99),
        ("stack", 99, 0),
        ("slice", 99, 0, 0, 0),
        ("object", 99, 0),
    ]
    assert [side_of(shown, key) for key in gone] == [None] * 4
    told, _ = update(Session(), SideRemembered(Which.ROW))
    assert told.notice == NOTHING
    assert told.comparing.remembered is None


def test_an_answer_that_nobody_waits_for_any_more_is_dropped() -> None:
    asked, effect = waiting(session(axial_stack(3)))
    closed, effects = update(asked, ComparisonClosed())
    assert StopComparison() in effects
    late, _ = update(closed, Compared(effect, Comparison(())))
    assert late.comparing.comparison is None
    again, effects = update(closed, ComparisonWanted(Which.INSTANCE))
    late, _ = update(again, Compared(effect, Comparison(())))
    assert late.comparing.comparison is None
    (newer,) = loads(effects)
    answered, _ = update(again, Compared(newer, Comparison(())))
    assert answered.comparing.comparison is not None


def test_hidden_identity_compares_nothing_and_names_nothing() -> None:
    remembered, _ = update(session(axial_stack(3)), SideRemembered(Which.INSTANCE))
    hidden = replace(remembered, identity_hidden=True)
    side = hidden.comparing.remembered
    assert side is not None
    assert side.title(hidden=True) == "the remembered instance"
    assert loads(update(hidden, ComparisonWanted(Which.INSTANCE))[1]) == []


def test_another_character_set_names_and_compares_the_sides_anew() -> None:
    shown = session(axial_stack(3))
    (patient,) = shown.tree.patients
    undeclared = replace(patient, patient_name="\xc8\xe2\xe0\xed", specific_character_set=None)
    shown = replace(shown, tree=replace(shown.tree, patients=(undeclared,)))
    assert shown.viewer is not None
    shown, _ = update(shown, NodeSelected(("patient", shown.viewer.series_key)))
    shown, _ = update(shown, SideRemembered(Which.ROW))
    asked, effects = update(shown, ComparisonWanted(Which.ROW))
    (before,) = loads(effects)
    label = "Cyrillic (Windows)"
    chosen, effects = update(asked, SettingChosen("fallback_character_set", label))
    (anew,) = loads(effects)
    assert (anew.first, anew.second) == (before.first, before.second)
    assert chosen.comparing.sides is not None
    names = [side.name for side in chosen.comparing.sides]
    assert names == ["Иван (?)", "Иван (?)"]
    late, _ = update(chosen, Compared(before, Comparison(())))
    assert late.comparing.comparison is None
